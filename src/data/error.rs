//! What is wrong with a data set: where, what is there, and what would be right.

use std::{fmt::Display, io, path::Path};

use crate::text::{reason, shown};

/// Why a data set was refused. The message shows its path as a shell takes it, so it may go to a terminal as it is.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DataError(pub(super) String);

impl DataError {
    pub(super) fn new(path: &Path, what: impl Display) -> Self {
        Self(format!("{}: {what}", shown(path)))
    }

    /// The path leads to something other than what is needed.
    pub(super) fn wrong_kind(path: &Path, found: &str, needed: &str) -> Self {
        Self::new(path, format!("{found}, where {needed} is needed"))
    }

    /// The system failed before anything was read.
    pub(super) fn unopened(path: &Path, cause: &io::Error) -> Self {
        Self::new(path, format!("can't be read: {}", reason(cause)))
    }
}
