//! A file that grows by whole lines while a race runs: none is cut in the middle, and none lost when the disk
//! is full or gone for a while.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write},
    path::PathBuf,
};

use super::{
    RecordError,
    folder::{RunFolder, put},
};

/// Lines that wait for a disk that takes none, in bytes: some minutes of a fast race.
pub(super) const MOST_WAITING: usize = 16 << 20;

/// A file on disk, and the lines that are not there yet.
#[derive(Debug)]
pub(super) struct Growing {
    name: &'static str,
    path: PathBuf,
    /// Open as long as it is ours: its lines can be read back even when its name is gone.
    file: Option<File>,
    /// Bytes up to the end of its last line.
    length: u64,
    /// Lines that are not on disk yet.
    pub(super) waiting: String,
}

impl Growing {
    /// A file that is made with its first line; what has its name then is replaced.
    pub(super) fn new(folder: &RunFolder, name: &'static str) -> Self {
        Self { name, path: folder.path().join(name), file: None, length: 0, waiting: String::new() }
    }

    /// A file that is there and grows on from `length`; what it has beyond goes.
    pub(super) fn reopen(folder: &RunFolder, name: &'static str, length: u64) -> Result<Self, RecordError> {
        let path = folder.path().join(name);
        let cut = || {
            // Not through a link: it may lead anywhere.
            if !fs::symlink_metadata(&path)?.is_file() {
                return Err(io::Error::other("a link or no file"));
            }
            let file = OpenOptions::new().read(true).write(true).open(&path)?;
            file.set_len(length)?;
            Ok(file)
        };
        let file = cut().map_err(RecordError::system(&path, "write"))?;
        Ok(Self { name, file: Some(file), length, waiting: String::new(), path })
    }

    /// How long it is once all that waits is there, in bytes.
    pub(super) const fn full_length(&self) -> u64 {
        self.length + self.waiting.len() as u64
    }

    /// Brings what waits to the disk. Where the file is not as it was left, or `stale`, it is written anew:
    /// `renew` gets what there was and puts down what is to be there before that which waits. After an error
    /// everything still waits.
    pub(super) fn flush(
        &mut self,
        folder: &RunFolder,
        stale: bool,
        renew: impl FnOnce(Option<&mut dyn BufRead>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), RecordError> {
        let there = fs::symlink_metadata(&self.path);
        let ours = there.is_ok_and(|there| there.is_file() && there.len() == self.length);
        let flushed = match &mut self.file {
            Some(file) if ours && !stale => append(file, self.length, self.waiting.as_bytes()),
            _ => self.rewrite(folder, renew),
        };
        self.length = flushed.map_err(RecordError::system(&self.path, "write"))?;
        self.waiting.clear();
        Ok(())
    }

    fn rewrite(
        &mut self,
        folder: &RunFolder,
        renew: impl FnOnce(Option<&mut dyn BufRead>, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<u64> {
        let mut new = folder.beside(self.name)?;
        let mut writer = BufWriter::new(new.as_file_mut());
        if let Some(old) = &mut self.file {
            old.seek(SeekFrom::Start(0))?;
            renew(Some(&mut BufReader::new(old.take(self.length))), &mut writer)?;
        } else {
            renew(None, &mut writer)?;
        }
        writer.write_all(self.waiting.as_bytes())?;
        writer.flush()?;
        drop(writer);
        let length = new.as_file().metadata()?.len();
        self.file = Some(put(new, &self.path)?);
        Ok(length)
    }

    /// Makes sure that it outlives a power cut.
    pub(super) fn sync(&self) -> Result<(), RecordError> {
        let Some(file) = &self.file else { return Ok(()) };
        file.sync_all().map_err(RecordError::system(&self.path, "write"))
    }
}

/// Writes at the end, and tells where that is then.
fn append(file: &mut File, length: u64, bytes: &[u8]) -> io::Result<u64> {
    file.seek(SeekFrom::Start(length))?;
    if let Err(error) = file.write_all(bytes) {
        // A part of a line would be read as a line; what fits not goes.
        file.set_len(length)?;
        return Err(error);
    }
    Ok(length + bytes.len() as u64)
}
