//! The files of a source: how they are opened, how much of them is read, and what can be wrong with them.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{input, text};

/// The maximum number of bytes of a source, both unpacked and as numbers in memory.
pub(super) const MAX_BYTES: u64 = 2 << 30;

/// Why something was not imported: where, and what is wrong.
#[derive(Debug, Error)]
#[error("{}: {at}{what}", text::shown(path))]
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
            Self::Line(line) => write!(f, "line {}: ", text::thousands(*line)),
            Self::Byte(byte) => write!(f, "byte {}: ", text::thousands(*byte)),
        }
    }
}

pub(super) fn open(path: &Path) -> Result<File, ImportError> {
    input::open(path, MAX_BYTES).map(|input| input.file).map_err(|error| ImportError::of(path, error))
}

/// Fails if there are more numbers than may be in memory.
pub(super) fn check_room(path: &Path, at: FaultPosition, numbers: u64) -> Result<(), ImportError> {
    if numbers.saturating_mul(size_of::<f32>() as u64) <= MAX_BYTES {
        return Ok(());
    }
    Err(ImportError::new(path, at, format!("more than {} numbers", text::thousands(MAX_BYTES / 4))))
}
