//! What the operating system refused to do with a file or folder, and how many cores it lets this process use.

mod cores;

pub(crate) use cores::granted_cores;

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::text::{reason, shown};

/// Something that failed: `race-1: can't make the folder: Permission denied`.
#[derive(Debug, thiserror::Error)]
#[error("{}: can't {action}: {}", shown(path), reason(cause))]
pub struct SystemError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried, such as `write`.
    pub action: &'static str,
    /// The reason given; part of the message, hence no `source`.
    pub cause: io::Error,
}

/// Makes the error of an action on a path, once its cause is known:
/// `fs::create_dir(path).map_err(cannot("make the folder", path))?`.
pub(crate) fn cannot(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SystemError {
    move |cause| SystemError { path: path.to_owned(), action, cause }
}
