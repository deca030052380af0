//! Opens files that somebody else may have put there: regular ones only, without waiting, and none beyond its bound.
//!
//! A pipe waits for its writer, a device may never end or do something when it is opened, and a file with a hole may
//! claim more bytes than there is memory: each is refused with one line instead.

use std::{
    fs::{self, File, FileType},
    io::{self, Read as _},
    path::Path,
};

use rustix::fs::{Mode, OFlags};

use crate::text::{reason, thousands};

/// A regular file, open for reading.
#[derive(Debug)]
pub(crate) struct InputFile {
    pub(crate) file: File,
    /// Its length in bytes when it was opened.
    pub(crate) size: u64,
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// It is a folder, a pipe or the like.
    #[error("{0}, where a file is needed")]
    WrongKind(&'static str),
    #[error("{} bytes, where at most {} are read", thousands(*.size), thousands(*.max))]
    TooLarge { size: u64, max: u64 },
    #[error("{}", if self.is_missing() { "there is no such file".to_owned() } else { format!("can't be read: {}", reason(.0)) })]
    System(#[from] io::Error),
}

impl FileError {
    /// Whether there is no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::System(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl From<FileError> for io::Error {
    fn from(error: FileError) -> Self {
        match error {
            FileError::System(error) => error,
            other => Self::new(io::ErrorKind::InvalidInput, other.to_string()),
        }
    }
}

/// Opens a regular file of at most `max` bytes, through links, too.
pub(crate) fn open(path: &Path, max: u64) -> Result<InputFile, FileError> {
    // Checked before, for a device may do something as soon as it is opened, and once more after, for another file may
    // have taken its place. NONBLOCK, so as not to wait for a pipe that has; regular files ignore it.
    check_kind(fs::metadata(path)?.file_type())?;
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).map_err(io::Error::from)?);
    let metadata = file.metadata()?;
    check_kind(metadata.file_type())?;
    let size = metadata.len();
    if size > max { Err(FileError::TooLarge { size, max }) } else { Ok(InputFile { file, size }) }
}

/// Reads a regular file of at most `max` bytes, even if it grows meanwhile.
pub(crate) fn read(path: &Path, max: u64) -> Result<Vec<u8>, FileError> {
    let InputFile { file, size } = open(path, max)?;
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    let read = bytes.len() as u64;
    if read > max { Err(FileError::TooLarge { size: size.max(read), max }) } else { Ok(bytes) }
}

fn check_kind(kind: FileType) -> Result<(), FileError> {
    if kind.is_file() {
        Ok(())
    } else if kind.is_dir() {
        Err(FileError::WrongKind("a folder"))
    } else {
        Err(FileError::WrongKind("a pipe, socket or device"))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use super::*;

    fn refusal(path: &Path) -> String {
        read(path, 1 << 20).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn only_regular_files_are_opened_without_waiting() {
        let place = tempfile::tempdir().unwrap();
        let name = |name: &str| place.path().join(name);
        rustix::fs::mknodat(rustix::fs::CWD, name("pipe"), rustix::fs::FileType::Fifo, Mode::RUSR, 0)
            .unwrap();
        let _socket = UnixListener::bind(name("socket")).unwrap();
        for (link, to) in [("zero", "/dev/zero"), ("loop", "loop"), ("through", "pipe"), ("gone", "nothing")]
        {
            symlink(to, name(link)).unwrap();
        }
        for other in ["pipe", "socket", "zero", "through"] {
            assert_eq!(refusal(&name(other)), "a pipe, socket or device, where a file is needed", "{other}");
        }
        assert_eq!(refusal(place.path()), "a folder, where a file is needed");
        assert!(refusal(&name("loop")).contains("symbolic links"), "{}", refusal(&name("loop")));
        assert!(read(&name("gone"), 9).unwrap_err().is_missing());
    }

    #[test]
    fn a_file_is_read_to_its_bound_and_not_a_byte_further() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        fs::write(&path, "1234").unwrap();
        assert_eq!(read(&path, 4).unwrap(), b"1234");
        assert_eq!(read(&path, 3).unwrap_err().to_string(), "4 bytes, where at most 3 are read");
        // A hole as long as a disk costs nothing.
        File::create(&path).unwrap().set_len(200 << 30).unwrap();
        assert!(refusal(&path).starts_with("214,748,364,800 bytes"), "{}", refusal(&path));
    }
}
