//! The lock on a folder: one program at a time may write into it, or none if the file system has no locks.
//!
//! The folder itself is locked, so that no file is left behind. NFS and some other file systems can't lock a folder;
//! there a file in it is locked, by another system call.

use std::{fs::File, io, os::unix::fs::MetadataExt as _, path::Path};

use rustix::fs::{FlockOperation, fcntl_lock, flock};

use super::{RecordError, dir::Dir};
use crate::system::cannot;

/// The file that is locked where folders can't be; it is removed with the lock.
pub(super) const LOCK: &str = ".downhill.lock";

/// How often a lock is tried on a file that somebody else removes meanwhile.
const MAX_TRIES: usize = 10;

/// An open folder that no other program writes into as long as this is held.
#[derive(Debug)]
pub(super) struct Locked {
    pub(super) dir: Dir,
    /// The locked file, if the folder itself can't be locked.
    file: Option<File>,
}

impl Locked {
    /// Opens and locks a folder. It is an error if another program has it, or nothing can be locked.
    pub(super) fn take(path: &Path) -> Result<Self, RecordError> {
        let dir = Dir::open(path).map_err(cannot("look into the folder", path))?;
        match flock(&dir.0, FlockOperation::NonBlockingLockExclusive).map_err(io::Error::from) {
            Ok(()) => Ok(Self { dir, file: None }),
            Err(error) if is_taken(&error) => Err(in_use(path)),
            Err(_) => Self::take_file(path, dir),
        }
    }

    /// The same, but where nothing can be locked the folder is taken without.
    pub(super) fn take_if_possible(path: &Path) -> Result<Self, RecordError> {
        match Self::take(path) {
            Err(RecordError::NoLock { .. }) => {
                let dir = Dir::open(path).map_err(cannot("look into the folder", path))?;
                Ok(Self { dir, file: None })
            }
            taken => taken,
        }
    }

    fn take_file(path: &Path, dir: Dir) -> Result<Self, RecordError> {
        for _ in 0..MAX_TRIES {
            let file = dir.open_or_create(LOCK).map_err(cannot("lock the folder", path))?;
            match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).map_err(io::Error::from) {
                // The holder before may have removed it between the two calls.
                Ok(()) if dir.holds(LOCK, &file, 0) => return Ok(Self { dir, file: Some(file) }),
                Ok(()) => {}
                Err(error) if is_taken(&error) => return Err(in_use(path)),
                Err(cause) => {
                    // Nobody can hold a lock on it.
                    let _ = dir.remove(LOCK);
                    return Err(RecordError::NoLock { path: path.to_owned(), cause });
                }
            }
        }
        Err(in_use(path))
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        if self.file.is_some() {
            // Before the lock is released, so that nobody holds one on a file without a name.
            let _ = self.dir.remove(LOCK);
        }
    }
}

/// A folder that no other process of ours works in as long as this is held, where the file system has locks.
#[derive(Debug)]
pub(crate) struct FolderLock(#[expect(dead_code, reason = "held until it is dropped")] Locked);

impl FolderLock {
    /// # Errors
    /// If another process has it, or there is no such folder.
    pub(crate) fn take(path: &Path) -> Result<Self, RecordError> {
        Locked::take_if_possible(path).map(Self)
    }
}

fn is_taken(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::PermissionDenied)
}

fn in_use(path: &Path) -> RecordError {
    RecordError::InUse { path: path.to_owned(), holder: holder(path) }
}

/// The process that has locked a folder, on systems that know it.
#[must_use]
pub fn holder(folder: &Path) -> Option<u32> {
    let locked = [folder.to_owned(), folder.join(LOCK)];
    let locked: Vec<(u64, u64)> = locked.iter().filter_map(|path| file_number(path)).collect();
    let processes = std::fs::read_dir("/proc").ok()?;
    let mut ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    ids.find(|id| holds(*id, &locked).unwrap_or(false))
}

/// Whether a process has a lock on one of these files.
fn holds(process: u32, files: &[(u64, u64)]) -> Option<bool> {
    for entry in std::fs::read_dir(format!("/proc/{process}/fd")).ok()? {
        let open = entry.ok()?.path();
        if file_number(&open).is_some_and(|number| files.contains(&number)) {
            let descriptor = open.file_name()?.to_str()?;
            let about = std::fs::read_to_string(format!("/proc/{process}/fdinfo/{descriptor}")).ok()?;
            if about.lines().any(|line| line.starts_with("lock:")) {
                return Some(true);
            }
        }
    }
    Some(false)
}

/// The device and inode number, which identify a file.
fn file_number(path: &Path) -> Option<(u64, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}
