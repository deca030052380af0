//! Opens one file of a data set, plain or packed with gzip, and reads it while counting the bytes.

use std::{
    fmt::Display,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::GzDecoder;

use super::{dataset::MAX_BYTES, error::DataError};
use crate::{
    input,
    text::{reason, thousands},
};

/// Bytes of a packed file read at once; enough that system calls cost nothing.
const PACKED_BUFFER: usize = 256 << 10;

/// The maximum number of bytes of a file: a larger one, packed or not, unpacks to more than a set may have.
const MAX_FILE: u64 = 2 * MAX_BYTES;

/// How often a file may be packed: tools that download files sometimes pack them again.
const MAX_LAYERS: u32 = 2;

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file that is being read, unpacked on the way.
pub(super) struct ByteSource {
    pub(super) path: PathBuf,
    /// Bytes of the file on the disk.
    pub(super) size: u64,
    /// How often it is packed.
    pub(super) layers: u32,
    /// Bytes read so far, unpacked.
    at: u64,
    reader: Box<dyn BufRead>,
}

impl ByteSource {
    /// Opens a regular file. One that begins as a gzip file is unpacked, whatever its name: browsers unpack files and
    /// keep the name, or the other way round.
    pub(super) fn open(path: &Path) -> Result<Self, DataError> {
        let missing = || DataError::new(path, "there is no such file");
        let input::InputFile { file, size } = opened(path)?.ok_or_else(missing)?;
        let file = BufReader::with_capacity(PACKED_BUFFER, file);
        let mut source = Self { path: path.to_owned(), size, layers: 0, at: 0, reader: Box::new(file) };
        while source.layers < MAX_LAYERS && source.starts_packed()? {
            let packed = std::mem::replace(&mut source.reader, Box::new(io::empty()));
            source.reader = Box::new(BufReader::with_capacity(PACKED_BUFFER, GzipMembers::new(packed)));
            source.layers += 1;
        }
        Ok(source)
    }

    fn starts_packed(&mut self) -> Result<bool, DataError> {
        match self.reader.fill_buf() {
            Ok(start) => Ok(start.starts_with(&GZIP)),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// The position of a byte, from 0, for an error; in a packed file, of what it unpacks to.
    pub(super) fn offset(&self, byte: u64) -> String {
        format!("{}byte {}", if self.layers > 0 { "unpacked " } else { "" }, thousands(byte))
    }

    /// The error for what is found at a byte; `right` says what would be right.
    pub(super) fn wrong(&self, byte: u64, found: impl Display, right: impl Display) -> DataError {
        DataError::new(&self.path, format!("{found} at {}; {right}", self.offset(byte)))
    }

    /// The error for a content that ends before `byte`, where `needed` bytes are needed.
    pub(super) fn short(&self, byte: u64, needed: u64) -> DataError {
        let (at, needed) = (self.offset(byte), thousands(needed));
        DataError::new(&self.path, format!("ends at {at}, but {needed} bytes are needed"))
    }

    /// The error for a content that goes on at `byte`.
    pub(super) fn long(&self, byte: u64) -> DataError {
        let at = self.offset(byte);
        DataError::new(&self.path, format!("goes on at {at}, where its header's sizes say it ends"))
    }

    /// Reads into `buffer`; returns how many bytes, which are fewer only where the content ends.
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
                Err(error) => return Err(self.failed(&error)),
            }
        }
        Ok(filled)
    }

    /// Fills `buffer`, or fails because `needed` bytes of content are needed.
    pub(super) fn fill_all(&mut self, buffer: &mut [u8], needed: u64) -> Result<(), DataError> {
        if self.fill(buffer)? == buffer.len() { Ok(()) } else { Err(self.short(self.at, needed)) }
    }

    /// Checks that nothing follows; that also checks the checksum of a packed file.
    pub(super) fn end(&mut self) -> Result<(), DataError> {
        let at = self.at;
        if self.fill(&mut [0])? == 0 { Ok(()) } else { Err(self.long(at)) }
    }

    /// The error for a failure after what was read so far.
    pub(super) fn unreadable(&self, cause: impl Display) -> DataError {
        DataError::new(&self.path, format!("cannot be read past {}: {cause}", self.offset(self.at)))
    }

    /// The error of the system or the decoder, in words for someone who has only the file.
    fn failed(&self, error: &io::Error) -> DataError {
        if error.kind() == io::ErrorKind::UnexpectedEof && self.layers > 0 {
            return self.unreadable("the gzip file is cut short");
        }
        self.unreadable(reason(error))
    }
}

/// Unpacks the members of a gzip file one after the other; zeros between and after them are skipped, as gzip and Python
/// do: tapes and block devices are padded with them.
struct GzipMembers<R> {
    /// `None` after the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> GzipMembers<R> {
    fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let rest = self.member.take().map(GzDecoder::into_inner);
            self.member = rest.map(after_zeros).transpose()?.flatten().map(GzDecoder::new);
        }
        Ok(0)
    }
}

/// The reader at its first byte that is not zero; `None` if there is no such byte.
fn after_zeros<R: BufRead>(mut reader: R) -> io::Result<Option<R>> {
    loop {
        let waiting = reader.fill_buf()?;
        let (zeros, all) = (waiting.iter().take_while(|byte| **byte == 0).count(), waiting.len());
        reader.consume(zeros);
        if all == 0 || zeros < all {
            return Ok((all > 0).then_some(reader));
        }
    }
}

/// Opens a regular file; `None` if there is no such file.
pub(super) fn opened(path: &Path) -> Result<Option<input::InputFile>, DataError> {
    match input::open(path, MAX_FILE) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.is_missing() => Ok(None),
        Err(input::FileError::WrongKind(found)) => Err(DataError::wrong_kind(path, found, "a file")),
        Err(error) => Err(DataError::new(path, error)),
    }
}
