//! The thread that records a race of any length while it runs.

use std::{
    io,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::{
    LOSSES, RECORDED, RecordError, RunFolder, Saved, checkpoint::Placed, log::LogFile, losses::LossFile,
};
use crate::{
    export::ExportError,
    history::{History, Smoothing},
    race::LaneId,
    session::{Bucket, Change, Checkpoint, Losses, Update},
};

/// How long a row may wait for the disk.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// Problems on their way to a screen; one that looks away that long misses the rest.
const PROBLEMS_ON_THE_WAY: usize = 16;

/// A recorder at work. It ends by itself when the session is dropped.
#[derive(Debug)]
#[must_use = "finish waits for the last files and tells whether all went well"]
pub struct Recorder {
    thread: JoinHandle<Result<Saved, RecordError>>,
    problems: Receiver<String>,
}

impl Recorder {
    /// Records what these updates tell into a folder. A reset begins the table of losses anew.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(folder: RunFolder, updates: Receiver<Update>) -> io::Result<Self> {
        Self::run(Desk::new(folder), updates)
    }

    pub(super) fn run(mut desk: Desk, updates: Receiver<Update>) -> io::Result<Self> {
        let (sender, problems) = bounded(PROBLEMS_ON_THE_WAY);
        desk.problems = Some(sender);
        let thread = thread::Builder::new().name("record".into()).spawn(move || desk.run(&updates))?;
        Ok(Self { thread, problems })
    }

    /// What goes wrong, when it does: a sentence for the screen. The race goes on, and so does the
    /// recorder; it tries again.
    #[must_use]
    pub const fn problems(&self) -> &Receiver<String> {
        &self.problems
    }

    /// Waits for the last files. The session must have been dropped, or this waits for it.
    ///
    /// # Errors
    /// If anything could not be saved to the end, or there was no race.
    pub fn finish(self) -> Result<Saved, RecordError> {
        self.thread.join().unwrap_or(Err(RecordError::Fault))
    }
}

/// What the checkpoint is that lies in the folder when another is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Of an earlier race, and to be taken away.
    Foreign,
    /// Missing or damaged, and to be replaced.
    Unsound,
    /// To be kept beside the next.
    Sound,
}

/// What the thread works on.
#[derive(Debug)]
pub(super) struct Desk {
    folder: RunFolder,
    history: History,
    log: LogFile,
    losses: Option<LossFile>,
    /// The last stretch: a lane that diverged in it is told of only afterwards.
    held: Option<Losses>,
    config_saved: bool,
    /// The last checkpoint, until it is on the disk.
    checkpoint: Option<Placed>,
    before: Before,
    /// Since when something waits for the disk.
    waiting_since: Option<Instant>,
    problems: Option<Sender<String>>,
    /// Whether the last try failed: each trouble is told once.
    in_trouble: bool,
}

impl Desk {
    fn new(folder: RunFolder) -> Self {
        Self {
            log: LogFile::new(&folder),
            folder,
            history: History::default(),
            losses: None,
            held: None,
            config_saved: true,
            checkpoint: None,
            before: Before::Foreign,
            waiting_since: None,
            problems: None,
            in_trouble: false,
        }
    }

    /// The desk as it was when `length` bytes of the log were written, which are told with [`Desk::replay`].
    pub(super) fn reopen(folder: RunFolder, length: u64, before: Before) -> Result<Self, RecordError> {
        let log = LogFile::reopen(&folder, length)?;
        Ok(Self { log, before, ..Self::new(folder) })
    }

    /// Takes an update that is in the log already.
    pub(super) fn replay(&mut self, update: Update) -> Result<(), RecordError> {
        self.history.apply(&update);
        self.table(update);
        self.release();
        // Not more at a time than is kept for a disk that takes none.
        self.losses
            .as_mut()
            .filter(|losses| losses.is_long())
            .map_or(Ok(()), |losses| losses.flush(&self.folder))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Everything that was told.
    pub(super) const fn history(&self) -> &History {
        &self.history
    }

    fn run(mut self, updates: &Receiver<Update>) -> Result<Saved, RecordError> {
        loop {
            // With nothing to write it sleeps until there is.
            let flush = self.waiting_since.map(|since| since + FLUSH_EVERY);
            let update = match flush {
                Some(due) => updates.recv_deadline(due),
                None => updates.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match update {
                Ok(update) => self.take(update),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.end(),
            }
            if flush.is_some_and(|due| Instant::now() >= due) {
                self.flush();
            }
        }
    }

    fn take(&mut self, update: Update) {
        if let Update::Checkpoint(checkpoint) = update {
            return self.keep(checkpoint);
        }
        self.history.apply(&update);
        if !self.log.add(&update) {
            // The place in the log that it names is not there any more.
            self.checkpoint = None;
        }
        // At once: a folder tells from the start what is in it.
        let at_once = matches!(update, Update::Started(_));
        self.table(update);
        self.waiting_since.get_or_insert_with(Instant::now);
        if at_once {
            self.flush();
        }
    }

    fn keep(&mut self, checkpoint: Arc<Checkpoint>) {
        // The one before that is still here was not to be had on this disk; this one is better.
        self.checkpoint = Some(Placed { checkpoint, log: self.log.full_length() });
        self.flush();
    }

    /// Puts what an update says into the table of losses.
    fn table(&mut self, update: Update) {
        match update {
            Update::Diverged { lane, iteration, loss } => self.diverged(lane, iteration, loss),
            Update::Progressed(losses) => {
                self.release();
                self.held = Some(losses);
            }
            Update::Started(card) => {
                self.held = None;
                self.losses = Some(LossFile::new(&self.folder, &card));
                self.config_saved = false;
            }
            Update::Rewound { iteration, .. } => {
                self.release();
                if let Some(losses) = &mut self.losses {
                    losses.rewind(iteration);
                }
            }
            Update::Changed { change: Change::Added(lane), .. } => {
                self.release();
                if let Some(losses) = &mut self.losses {
                    losses.add_lane(&lane);
                }
            }
            _ => {}
        }
    }

    /// Puts a loss that is no number into its bucket of the last stretch: a bucket of several iterations
    /// has only the mean of those that are.
    fn diverged(&mut self, lane: LaneId, iteration: u64, loss: f32) {
        let Some(held) = &mut self.held else { return };
        let Some(place) = iteration.checked_sub(held.first) else { return };
        let bucket = usize::try_from(place / held.stride).unwrap_or(usize::MAX);
        let mut lanes = held.lanes.iter_mut().filter(|(id, _)| *id == lane);
        if let Some((_, buckets)) = lanes.next()
            && bucket <= buckets.len()
        {
            buckets.truncate(bucket);
            buckets.push(Bucket::of(loss));
        }
    }

    fn release(&mut self) {
        if let (Some(losses), Some(held)) = (&mut self.losses, self.held.take()) {
            losses.add(&held);
        }
    }

    /// Brings what waits to the disk; what fails is told and tried again.
    fn flush(&mut self) {
        self.release();
        self.waiting_since = None;
        match self.try_flush() {
            Ok(()) if std::mem::replace(&mut self.in_trouble, false) => self.tell("saving goes on".into()),
            Ok(()) => {}
            Err(error) => {
                self.waiting_since = Some(Instant::now());
                if !std::mem::replace(&mut self.in_trouble, true) {
                    self.tell(format!("{error}; training goes on, saving is tried again"));
                }
            }
        }
    }

    fn tell(&self, problem: String) {
        if let Some(problems) = &self.problems {
            // Nobody looks, or has enough to read already.
            let _ = problems.try_send(problem);
        }
    }

    fn try_flush(&mut self) -> Result<(), RecordError> {
        let Some(losses) = &mut self.losses else { return Ok(()) };
        if self.before == Before::Foreign {
            self.folder.forget_checkpoints()?;
            self.before = Before::Unsound;
        }
        // One that fails keeps no other from being tried.
        let logged = self.log.flush(&self.folder);
        losses.flush(&self.folder).and(logged)?;
        if !self.config_saved {
            self.folder.save_config(&self.history)?;
            self.config_saved = true;
        }
        if let Some(checkpoint) = &self.checkpoint {
            // What it goes on from must outlive a power cut as it does.
            self.log.sync()?;
            checkpoint.write(&self.folder, self.before == Before::Sound)?;
            self.before = Before::Sound;
            self.checkpoint = None;
        }
        Ok(())
    }

    /// The last rows, and what only the end of a race shows.
    fn end(mut self) -> Result<Saved, RecordError> {
        self.release();
        // Changes on the way belong into the settings, too.
        self.config_saved = false;
        let flushed = self.try_flush();
        let figures = self.folder.save_figures(&self.history, Smoothing::default());
        let Some(losses) = &self.losses else { return Err(ExportError::NoRace.into()) };
        // One that fails keeps no other from being tried.
        flushed.and(losses.sync()).and(self.log.sync()).and(figures)?;
        let path = self.folder.path().to_owned();
        match losses.rows_lost().max(self.log.lines_lost()) {
            0 => Ok(Saved { path, files: &RECORDED, left_out: 0 }),
            rows => Err(RecordError::RowsLost { path: path.join(LOSSES), rows }),
        }
    }
}
