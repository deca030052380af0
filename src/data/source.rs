//! Opens one file of a data set, plain or packed, and reads it while counting the bytes.

use std::{
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;

use super::{
    LARGEST,
    error::{DataError, Offset},
};
use crate::input::{self, FileError, InputFile};

/// Bytes of a packed file read at once; enough that system calls cost nothing.
const PACKED_BUFFER: usize = 256 << 10;

/// The largest file that is opened: what is larger, packed or not, unpacks to more than any set may have.
const MAX_FILE: u64 = 2 * LARGEST;

/// A file being read, and how far.
pub(super) struct Source {
    path: PathBuf,
    /// Bytes of the file as it lies on the disk.
    size: u64,
    packed: bool,
    at: u64,
    reader: Box<dyn Read>,
}

impl Source {
    /// Opens `folder/name`, or else `folder/name.gz`; only a regular file, since others may never end.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, DataError> {
        let plain = folder.join(name);
        let packed = folder.join(format!("{name}.gz"));
        if let Some(InputFile { file, size }) = opened(&plain)? {
            return Ok(Self { path: plain, size, packed: false, at: 0, reader: Box::new(file) });
        }
        let Some(InputFile { file, size }) = opened(&packed)? else {
            return Err(DataError::Missing { path: plain });
        };
        // Several members count as one file, as gzip has it: block-wise packers write such files.
        let file = BufReader::with_capacity(PACKED_BUFFER, file);
        let reader = Box::new(MultiGzDecoder::new(file));
        Ok(Self { path: packed, size, packed: true, at: 0, reader })
    }

    /// The path that was opened.
    pub(super) fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Bytes of the file as it lies on the disk.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// Whether it is unpacked on the way.
    pub(super) const fn packed(&self) -> bool {
        self.packed
    }

    /// The place of a byte of the content.
    pub(super) const fn offset(&self, byte: u64) -> Offset {
        Offset { byte, unpacked: self.packed }
    }

    /// Fills `buffer`; returns how much of it, which is less only where the content ends.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, DataError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    self.at += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.unreadable(self.explained(error))),
            }
        }
        Ok(filled)
    }

    /// Fills `buffer` wholly, else says that `needed` bytes of content are needed.
    pub(super) fn fill_all(&mut self, buffer: &mut [u8], needed: u64) -> Result<(), DataError> {
        if self.fill(buffer)? == buffer.len() {
            return Ok(());
        }
        Err(DataError::Short { path: self.path(), at: self.offset(self.at), needed })
    }

    /// Checks that nothing follows; a packed file's checksum is compared on the way.
    pub(super) fn end(&mut self) -> Result<(), DataError> {
        let at = self.offset(self.at);
        if self.fill(&mut [0])? == 0 { Ok(()) } else { Err(DataError::Long { path: self.path(), at }) }
    }

    /// The error for a failure at this point.
    pub(super) fn unreadable(&self, cause: io::Error) -> DataError {
        DataError::Unreadable { path: self.path(), at: self.offset(self.at), cause }
    }

    /// The decoder's error, in words for someone who has only the file.
    fn explained(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::UnexpectedEof if self.packed => {
                io::Error::new(error.kind(), "the gzip file is cut short")
            }
            _ => error,
        }
    }
}

/// Opens a regular file; none if there is no such file.
fn opened(path: &Path) -> Result<Option<InputFile>, DataError> {
    match input::open(path, MAX_FILE) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.is_missing() => Ok(None),
        Err(FileError::WrongKind(found)) => {
            Err(DataError::WrongKind { path: path.into(), found, needed: "a file" })
        }
        Err(error) => Err(unopened(path, error.into())),
    }
}

pub(super) fn unopened(path: &Path, cause: io::Error) -> DataError {
    DataError::Unreadable { path: path.into(), at: Offset { byte: 0, unpacked: false }, cause }
}
