//! What a folder holds: a run, somebody's files, or nothing.

use std::{ffi::OsStr, io};

use rustix::fs::FileType;

use super::{dir::Dir, lock::LOCK, log::is_run, unfinished};
use crate::export::RUN_FILES;

/// The checkpoint before the newest.
pub(super) const CHECKPOINT_BEFORE: &str = "checkpoint.previous.safetensors";

/// The table of trials of a sweep, which is in a folder of its own.
pub(super) const TRIALS: &str = "rates.csv";

/// What a folder holds besides its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderContent {
    /// Nothing, or what a program that was killed in its first moment left half written.
    Nothing,
    /// A run, and maybe more.
    Run,
    /// Files of somebody else.
    Other,
}

impl FolderContent {
    pub(super) fn of(dir: &Dir) -> io::Result<Self> {
        let entries = dir.entries()?;
        if entries.iter().all(|(name, kind)| name == LOCK || is_unfinished(name, *kind)) {
            return Ok(Self::Nothing);
        }
        Ok(if is_run(dir) { Self::Run } else { Self::Other })
    }
}

/// Removes what a program that was killed left half written.
pub(super) fn sweep(dir: &Dir) -> io::Result<()> {
    for (name, kind) in dir.entries()? {
        if is_unfinished(&name, kind) {
            dir.remove(&name)?;
        }
    }
    Ok(())
}

/// Whether it is a file of a run that was being written when its program was killed.
fn is_unfinished(name: &OsStr, kind: FileType) -> bool {
    let is_of = |file| name.to_str().is_some_and(|name| unfinished::is_of(name, file));
    let mut files = RUN_FILES.iter().map(|file| file.name).chain([TRIALS]);
    files.any(is_of) && kind == FileType::RegularFile
}
