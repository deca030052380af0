//! A recorded race as it stood at its checkpoint, for those who only read it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    CheckpointChoice, Log, RecordError,
    folder::{self, CHECKPOINT_BEFORE},
    resume::{check, pick},
};
use crate::{export::RUN_FILES, history::History, session::Checkpoint};

/// What is known of a race at its checkpoint. Nothing is locked or changed for it: the race may go on meanwhile.
#[derive(Debug)]
pub(crate) struct SavedRace {
    /// The race itself, with what its lanes have learned.
    pub(crate) checkpoint: Checkpoint,
    /// What the log says of it up to there.
    pub(crate) history: History,
    /// The length of the log up to there, in bytes.
    pub(crate) log_length: u64,
}

impl SavedRace {
    /// Reads a run folder.
    ///
    /// # Errors
    /// If there is no such folder, no checkpoint in it, or one that is damaged or of another race or version.
    pub(crate) fn read(path: &Path, which: CheckpointChoice) -> Result<Self, RecordError> {
        folder::check_recorded(path)?;
        let (logged, _) = pick(path, which)?;
        let mut history = History::default();
        check(Log::open(path, Some(logged.log_length))?, &logged, |update| history.apply(update))?;
        let log_length = logged.log_length;
        Ok(Self { checkpoint: Arc::unwrap_or_clone(logged.checkpoint), history, log_length })
    }

    /// The files of a run folder, which nothing made from it may replace.
    pub(crate) fn files(path: &Path) -> Vec<PathBuf> {
        let names = RUN_FILES.iter().map(|file| file.name).chain([CHECKPOINT_BEFORE]);
        names.map(|name| path.join(name)).collect()
    }
}

/// What the log of a race says of it, to its end so far. Nothing is locked: the race may go on meanwhile.
///
/// # Errors
/// If there is no such folder, no log in it, or one that can't be read.
pub(crate) fn recorded_history(path: &Path) -> Result<History, RecordError> {
    folder::check_recorded(path)?;
    let mut history = History::default();
    for update in Log::open(path, None)? {
        history.apply(&update?);
    }
    if history.info().is_none() {
        return Err(RecordError::refused(path, "its race has not begun"));
    }
    Ok(history)
}
