//! A file that is read while it grows, and may be cut, replaced or removed meanwhile.
//!
//! It is found again by its path, for a handle that is held says nothing of what has taken its place, and on network
//! file systems grows stale. What has been read is known by its first and last bytes: a file of which those are the same
//! goes on where it was, whatever was done to it, and one of which they aren't is another.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

use crate::input::{FileError, open};

/// Bytes at the beginning by which a file is known: more than the header of most tables.
const HEAD: usize = 1_024;

/// Bytes before the place up to which it has been read.
const LAST: usize = 64;

/// By what it is noticed that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileSignature {
    device: u64,
    number: u64,
    /// Its length, in bytes.
    pub(super) length: u64,
    /// When it was changed: seconds since 1970, and nanoseconds.
    pub(super) changed: (i64, i64),
}

impl FileSignature {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            number: metadata.ino(),
            length: metadata.len(),
            changed: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }

    /// Whether both are of one file, whatever was written to it in between.
    const fn is_of_same_file(self, other: Self) -> bool {
        self.device == other.device && self.number == other.number
    }
}

/// What has become of a file since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TailState {
    /// Nothing, or it has grown.
    GoesOn,
    /// It was cut or written anew: it is read from its beginning.
    StartedOver,
    /// Another file has the name of one that may be rotated. What is left of the old one can be read until
    /// [`Tail::switch`].
    Replaced,
    /// There is none; what is left of it can be read.
    Gone,
}

/// A file and how far it has been read.
pub(super) struct Tail {
    path: PathBuf,
    /// Open while there is something to read or, if it may be rotated, always.
    file: Option<File>,
    holds: bool,
    offset: u64,
    head: Vec<u8>,
    last: Vec<u8>,
    /// The file at the last look.
    seen: Option<FileSignature>,
}

impl Tail {
    /// A file that nobody renames while it is written: it is opened only when there is news.
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, file: None, holds: false, offset: 0, head: Vec::new(), last: Vec::new(), seen: None }
    }

    /// A file that may be renamed and go on under its other name for a moment.
    pub(super) fn rotated(path: PathBuf) -> Self {
        Self { holds: true, ..Self::new(path) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Looks what has become of the file; to be called before what is new is read.
    pub(super) fn look(&mut self) -> Result<TailState, FileError> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(TailState::Gone),
            Err(error) => return Err(error.into()),
        };
        let now = FileSignature::of(&metadata);
        if self.seen == Some(now) {
            return Ok(TailState::GoesOn);
        }
        let fresh = open(&self.path, u64::MAX)?;
        let is_other = self.seen.is_some_and(|seen| !seen.is_of_same_file(now));
        if self.offset > 0 && !self.is_same(&fresh.file, fresh.size) {
            if is_other && self.holds {
                return Ok(TailState::Replaced);
            }
            self.restart();
            self.file = Some(fresh.file);
            self.seen = Some(now);
            return Ok(TailState::StartedOver);
        }
        self.file = Some(fresh.file);
        self.seen = Some(now);
        Ok(TailState::GoesOn)
    }

    /// Goes on with the file that has taken the name, from its beginning.
    pub(super) fn switch(&mut self) {
        self.restart();
        self.file = None;
        self.seen = None;
    }

    /// Everything is to be read again.
    fn restart(&mut self) {
        self.offset = 0;
        self.head.clear();
        self.last.clear();
    }

    /// Whether a file begins with what has been read.
    fn is_same(&self, file: &File, size: u64) -> bool {
        let holds = |bytes: &[u8], at: u64| {
            let mut there = [0; HEAD];
            let there = &mut there[..bytes.len()];
            file.read_exact_at(there, at).is_ok() && there == bytes
        };
        size >= self.offset && holds(&self.head, 0) && holds(&self.last, self.offset - self.last.len() as u64)
    }
}

impl Read for Tail {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(file) = &self.file else { return Ok(0) };
        let read = file.read_at(into, self.offset)?;
        let bytes = &into[..read];
        if read == 0 {
            // A file that is looked at again is opened again.
            if !self.holds {
                self.file = None;
            }
            return Ok(0);
        }
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&bytes[..read.min(room)]);
        self.last.extend_from_slice(&bytes[read.saturating_sub(LAST)..]);
        self.last.drain(..self.last.len().saturating_sub(LAST));
        self.offset += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(tail: &mut Tail) -> String {
        let mut text = String::new();
        tail.read_to_string(&mut text).unwrap();
        text
    }

    fn news(tail: &mut Tail) -> (TailState, String) {
        let state = tail.look().unwrap();
        (state, rest(tail))
    }

    #[test]
    fn a_file_is_read_on_as_it_grows_and_again_once_it_is_another() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("log");
        let mut tail = Tail::new(path.clone());
        assert_eq!(news(&mut tail), (TailState::Gone, String::new()));
        fs::write(&path, "one\n").unwrap();
        assert_eq!(news(&mut tail), (TailState::GoesOn, "one\n".into()));
        fs::write(&path, "one\ntwo\n").unwrap();
        assert_eq!(news(&mut tail), (TailState::GoesOn, "two\n".into()));
        fs::write(&path, "1\n").unwrap();
        assert_eq!(news(&mut tail), (TailState::StartedOver, "1\n".into()));
        fs::write(&path, "2\nand longer\n").unwrap();
        assert_eq!(news(&mut tail), (TailState::StartedOver, "2\nand longer\n".into()));
        fs::remove_file(&path).unwrap();
        assert_eq!(news(&mut tail), (TailState::Gone, String::new()));
    }

    #[test]
    fn a_copy_that_takes_the_place_goes_on_and_another_file_follows_the_old_one() {
        let place = tempfile::tempdir().unwrap();
        let (path, other) = (place.path().join("log"), place.path().join("other"));
        fs::write(&path, "one\n").unwrap();
        let mut tail = Tail::rotated(path.clone());
        assert_eq!(news(&mut tail), (TailState::GoesOn, "one\n".into()));
        fs::write(&other, "one\ntwo\n").unwrap();
        fs::rename(&other, &path).unwrap();
        assert_eq!(news(&mut tail), (TailState::GoesOn, "two\n".into()));
        let old = fs::OpenOptions::new().append(true).open(&path).unwrap();
        fs::rename(&path, &other).unwrap();
        std::io::Write::write_all(&mut &old, b"three\n").unwrap();
        fs::write(&path, "four\n").unwrap();
        assert_eq!(news(&mut tail), (TailState::Replaced, "three\n".into()));
        tail.switch();
        assert_eq!(news(&mut tail), (TailState::GoesOn, "four\n".into()));
    }
}
