//! A run folder is read back, so that its race goes on where it stopped.

use std::{fs, io, path::Path, sync::Arc};

use super::{
    CHECKPOINT, CHECKPOINT_BEFORE, RecordError, Recorder, RunFolder,
    checkpoint::Placed,
    log::{Header, Log},
    recorder::{Before, Desk},
};
use crate::{
    history::History,
    session::{Checkpoint, RecorderChannels, Update},
};

/// Which of the two checkpoints of a folder is gone on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The newest.
    Newest,
    /// The one before it.
    Previous,
}

/// A race as it was when its checkpoint was made.
#[derive(Debug)]
pub struct Resumed {
    /// What goes on.
    pub checkpoint: Checkpoint,
    /// What was raced.
    pub header: Header,
    desk: Desk,
}

impl Resumed {
    /// Reads a run folder back. Nothing in it is changed unless all can be read; what was recorded after the
    /// checkpoint goes then, since the race takes that course again.
    ///
    /// # Errors
    /// If there is no race to go on with, another program records into the folder, or what is there is damaged
    /// or of another version.
    pub fn read(path: &Path, which: Which) -> Result<Self, RecordError> {
        let folder = RunFolder::reopen(path)?;
        let (placed, before) = pick(path, which)?;
        let log = Log::open(path, Some(placed.log))?;
        let header = log.header().clone();
        // Once without effect: what can't be read is found before anything is written.
        check(log, &placed)?;
        folder.sweep()?;
        let folder = folder.with_hypothesis(header.hypothesis.clone());
        let mut desk = Desk::reopen(folder, &placed, before)?;
        for update in Log::open(path, Some(placed.log))? {
            desk.replay(update?)?;
        }
        let checkpoint = Arc::unwrap_or_clone(placed.checkpoint);
        Ok(Self { checkpoint, header, desk })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.desk.path()
    }

    /// All that was told of the race until then.
    #[must_use]
    pub const fn history(&self) -> &History {
        self.desk.history()
    }

    /// Records on.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn record(self, session: RecorderChannels) -> io::Result<Recorder> {
        Recorder::run(self.desk, session)
    }
}

/// The newest checkpoint of a run folder, and how many bytes of the log led there.
///
/// # Errors
/// If there is none that can be read.
pub fn newest_checkpoint(path: &Path) -> Result<(Checkpoint, u64), RecordError> {
    let (placed, _) = pick(path, Which::Newest)?;
    Ok((Arc::unwrap_or_clone(placed.checkpoint), placed.log))
}

/// Reads the checkpoint that is asked for, and tells what becomes of the newest.
fn pick(path: &Path, which: Which) -> Result<(Placed, Before), RecordError> {
    let (newest, previous) = (path.join(CHECKPOINT), path.join(CHECKPOINT_BEFORE));
    if which == Which::Previous {
        if is_missing(&previous) {
            return Err(RecordError::NoCheckpoint(path.to_owned()));
        }
        return Ok((Placed::read(&previous)?, Before::Unsound));
    }
    // Between the two renames of a save there is no newest for a moment.
    if is_missing(&newest) {
        if is_missing(&previous) {
            return Err(RecordError::NoCheckpoint(path.to_owned()));
        }
        return Ok((Placed::read(&previous)?, Before::Unsound));
    }
    match Placed::read(&newest) {
        Ok(placed) => Ok((placed, Before::Sound)),
        Err(RecordError::Damaged { path, what }) if Placed::read(&previous).is_ok() => {
            Err(RecordError::DamagedButOne { path, what })
        }
        Err(error) => Err(error),
    }
}

fn is_missing(path: &Path) -> bool {
    matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Reads a log to its end, and sees that it is of the checkpoint's race.
fn check(mut log: Log, placed: &Placed) -> Result<(), RecordError> {
    let mut reached = None;
    for update in &mut log {
        match update? {
            Update::Started(_) => reached = Some(0),
            Update::Rewound { iteration, .. } => reached = reached.map(|_| iteration),
            Update::Progressed(losses) => reached = reached.map(|_| losses.last()),
            _ => {}
        }
    }
    let checkpoint = &placed.checkpoint;
    // Losses that a full disk took too late are missing; there can't be too many.
    let fits = reached.is_some_and(|reached| reached <= checkpoint.race.iteration)
        && log.header().data.hash.as_ref() == Some(&checkpoint.data)
        && log.position() == placed.log;
    if fits { Ok(()) } else { Err(log.of_another_race()) }
}
