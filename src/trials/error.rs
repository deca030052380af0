//! Why a sweep can't be made, read or run.

use std::path::{Path, PathBuf};

use crate::{data::DataError, record::RecordError, sweep::SweepError, system::SystemError, text::shown};

/// Why a sweep can't be made, read or run; the message names the path and says what would be right.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialsError {
    /// A file or folder that can't be what it was named for.
    #[error("{}: {what}", shown(.path))]
    Refused { path: PathBuf, what: String },
    #[error(transparent)]
    Sweep(#[from] SweepError),
    #[error(transparent)]
    System(#[from] SystemError),
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Data that can't be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A scheduler that can't be asked, or has refused.
    #[error("{0}")]
    Scheduler(String),
}

impl TrialsError {
    pub(super) fn refused(path: &Path, what: impl Into<String>) -> Self {
        Self::Refused { path: path.to_owned(), what: what.into() }
    }
}
