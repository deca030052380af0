//! Reading a run folder back, so that its race can be resumed.

use std::{fs, io, path::Path, sync::Arc};

use super::{
    Header, Log, RecordError, Recording, RunFolder, RunWriter, checkpoint::LoggedCheckpoint,
    folder::CHECKPOINT_BEFORE, run_writer::OldCheckpoint,
};
use crate::{
    export::CHECKPOINT,
    session::{Checkpoint, Update},
};

const NO_CHECKPOINT: &str = "no checkpoint in it; a race recorded with --out DIR or --keep has one";

const OF_ANOTHER_PROGRAM: &str =
    "a training of another program, whose networks only that has; downhill replay shows it";

/// Which of a folder's two checkpoints a race is resumed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckpointChoice {
    /// The newest checkpoint.
    Newest,
    /// The checkpoint before the newest.
    Previous,
}

/// A race as it was when its checkpoint was made.
#[derive(Debug)]
pub struct Resumed {
    /// The race, ready for a session.
    pub checkpoint: Checkpoint,
    /// The first line of its log.
    pub header: Header,
    /// What records the rest of it; it knows the race up to the checkpoint.
    pub(crate) writer: RunWriter,
}

impl Resumed {
    /// Reads a run folder back. Nothing in it is changed unless all of it can be read. What was recorded after the
    /// checkpoint is removed then, since the race repeats it.
    ///
    /// # Errors
    /// If there is no race to resume, another program records into the folder, or what is there is damaged
    /// or of another version.
    pub fn read(path: &Path, which: CheckpointChoice) -> Result<Self, RecordError> {
        Self::of(RunFolder::reopen(path)?, which, Recording::Whole)
    }

    /// The same of a folder that is taken already.
    pub(crate) fn of(
        folder: RunFolder,
        which: CheckpointChoice,
        recording: Recording,
    ) -> Result<Self, RecordError> {
        let path = &folder.path().to_owned();
        let (checkpoint, old_checkpoint) = pick(path, which)?;
        let log = Log::open(path, Some(checkpoint.log_length))?;
        let header = log.header.clone();
        // What can't be read is found before anything is written.
        check(log, &checkpoint, |_| {})?;
        folder.sweep()?;
        let folder = folder.with_hypothesis(header.hypothesis.clone());
        let mut writer = RunWriter::reopen(folder, &checkpoint, old_checkpoint, recording)?;
        for update in Log::open(path, Some(checkpoint.log_length))? {
            writer.replay(update?)?;
        }
        let checkpoint = Arc::unwrap_or_clone(checkpoint.checkpoint);
        Ok(Self { checkpoint, header, writer })
    }
}

/// The newest checkpoint of a run folder, and the length in bytes of the log that led there.
///
/// # Errors
/// If there is none that can be read.
pub fn newest_checkpoint(path: &Path) -> Result<(Checkpoint, u64), RecordError> {
    let (LoggedCheckpoint { checkpoint, log_length }, _) = pick(path, CheckpointChoice::Newest)?;
    Ok((Arc::unwrap_or_clone(checkpoint), log_length))
}

/// Which checkpoint of a folder can be read, the newest if it can; `None` if there is none to go on from.
///
/// # Errors
/// If the disk can't say: what can't be read now may be sound.
pub(crate) fn usable_checkpoint(path: &Path) -> Result<Option<CheckpointChoice>, RecordError> {
    for choice in [CheckpointChoice::Newest, CheckpointChoice::Previous] {
        match pick(path, choice) {
            Ok(_) => return Ok(Some(choice)),
            Err(RecordError::Refused { .. } | RecordError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Why there is no checkpoint: of what another program trains there never is one.
fn without_checkpoint(path: &Path) -> RecordError {
    let first = Log::open(path, None).ok().and_then(|mut log| log.next()?.ok());
    let foreign = matches!(first, Some(Update::Started(info)) if info.foreign().is_some());
    RecordError::refused(path, if foreign { OF_ANOTHER_PROGRAM } else { NO_CHECKPOINT })
}

/// Reads the checkpoint that is asked for, and says what the newest is worth.
pub(super) fn pick(
    path: &Path,
    which: CheckpointChoice,
) -> Result<(LoggedCheckpoint, OldCheckpoint), RecordError> {
    let (newest, previous) = (path.join(CHECKPOINT), path.join(CHECKPOINT_BEFORE));
    // Between the two renames of a save there is no newest one for a moment.
    if which == CheckpointChoice::Previous || is_missing(&newest) {
        if is_missing(&previous) {
            return Err(without_checkpoint(path));
        }
        return Ok((LoggedCheckpoint::read(&previous)?, OldCheckpoint::Unusable));
    }
    match LoggedCheckpoint::read(&newest) {
        Ok(newest) => Ok((newest, OldCheckpoint::Valid)),
        Err(RecordError::Damaged { path, what }) if LoggedCheckpoint::read(&previous).is_ok() => {
            let what = format!("{what}; --previous takes the checkpoint before it");
            Err(RecordError::Damaged { path, what })
        }
        Err(error) => Err(error),
    }
}

fn is_missing(path: &Path) -> bool {
    matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Reads a log to its end, and checks that it is of the checkpoint's race; `see` is shown every update on the way.
pub(super) fn check(
    mut log: Log,
    logged: &LoggedCheckpoint,
    mut see: impl FnMut(&Update),
) -> Result<(), RecordError> {
    let mut reached = None;
    for update in &mut log {
        let update = update?;
        see(&update);
        match update {
            Update::Started(_) => reached = Some(0),
            Update::Rewound { iteration, .. } => reached = reached.map(|_| iteration),
            Update::Progressed(losses) => reached = reached.map(|_| losses.last()),
            _ => {}
        }
    }
    let checkpoint = &logged.checkpoint;
    // Losses may be missing, because a full disk took nothing for too long; there can't be too many.
    let fits = reached.is_some_and(|reached| reached <= checkpoint.race.iteration)
        && log.header.data.as_ref().and_then(|data| data.hash.as_ref()) == Some(&checkpoint.data)
        && log.position == logged.log_length;
    let other =
        || RecordError::Damaged { path: log.path, what: "not the log of the checkpoint's race".into() };
    if fits { Ok(()) } else { Err(other()) }
}
