//! The thread that records a race of any length while it runs.

use std::{
    io,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::{LOSSES, RecordError, RunFolder, Saved, losses::LossFile};
use crate::{
    history::{History, Smoothing},
    race::LaneId,
    session::{Bucket, Change, Losses, Update},
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
        let (sender, problems) = bounded(PROBLEMS_ON_THE_WAY);
        let desk = Desk::new(folder, sender);
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

/// What the thread works on.
struct Desk {
    folder: RunFolder,
    history: History,
    losses: Option<LossFile>,
    /// The last stretch: a lane that diverged in it is told of only afterwards.
    held: Option<Losses>,
    config_saved: bool,
    /// Since when something waits for the disk.
    waiting_since: Option<Instant>,
    problems: Sender<String>,
    /// Whether the last try failed: each trouble is told once.
    in_trouble: bool,
}

impl Desk {
    fn new(folder: RunFolder, problems: Sender<String>) -> Self {
        Self {
            folder,
            history: History::default(),
            losses: None,
            held: None,
            config_saved: true,
            waiting_since: None,
            problems,
            in_trouble: false,
        }
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
        self.history.apply(&update);
        match update {
            Update::Diverged { lane, iteration, loss } => return self.diverged(lane, iteration, loss),
            Update::Progressed(losses) => {
                self.release();
                self.held = Some(losses);
            }
            Update::Started(card) => {
                self.held = None;
                self.losses = Some(LossFile::new(&self.folder, &card));
                self.config_saved = false;
                // At once: a folder tells from the start what is in it.
                return self.flush();
            }
            Update::Changed { change: Change::Added(lane), .. } => {
                self.release();
                if let Some(losses) = &mut self.losses {
                    losses.add_lane(&lane);
                }
            }
            _ => return,
        }
        self.waiting_since.get_or_insert_with(Instant::now);
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
            Ok(()) => self.in_trouble = false,
            Err(error) => {
                self.waiting_since = Some(Instant::now());
                if !std::mem::replace(&mut self.in_trouble, true) {
                    // Nobody looks, or has enough to read already.
                    let _ = self.problems.try_send(error.to_string());
                }
            }
        }
    }

    fn try_flush(&mut self) -> Result<(), RecordError> {
        let Some(losses) = &mut self.losses else { return Ok(()) };
        losses.flush(&self.folder)?;
        if !self.config_saved {
            self.folder.save_config(&self.history)?;
            self.config_saved = true;
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
        let Some(losses) = &self.losses else { return Err(crate::export::ExportError::NoRace.into()) };
        // One that fails keeps no other from being tried.
        flushed.and(losses.sync()).and(figures)?;
        let path = self.folder.path().to_owned();
        match losses.rows_lost() {
            0 => Ok(Saved { path, left_out: 0 }),
            rows => Err(RecordError::RowsLost { path: path.join(LOSSES), rows }),
        }
    }
}
