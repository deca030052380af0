//! What can be wrong with a source.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::text::{shown, thousands};

/// Why something was not imported: where, and what is wrong.
#[derive(Debug, Error)]
#[error("{}: {at}{what}", shown(path))]
pub struct ImportError {
    path: PathBuf,
    at: FaultPosition,
    what: String,
}

impl ImportError {
    pub(super) fn new(path: &Path, at: FaultPosition, what: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), at, what: what.to_string() }
    }

    /// About a file as a whole.
    pub(super) fn of(path: &Path, what: impl fmt::Display) -> Self {
        Self::new(path, FaultPosition::Whole, what)
    }
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultPosition {
    Whole,
    /// From 1.
    Line(u64),
    /// From 0; of what is packed in the file, after unpacking.
    Byte(u64),
}

impl fmt::Display for FaultPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(f, "line {}: ", thousands(*line)),
            Self::Byte(byte) => write!(f, "byte {}: ", thousands(*byte)),
        }
    }
}
