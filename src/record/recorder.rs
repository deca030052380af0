//! The thread that records a race of any length while it runs.

use std::{
    io,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{RecvTimeoutError, Sender};

use super::{
    LOSSES, RECORDED, RecordError, RunFolder, Saved,
    checkpoint::Placed,
    folder::Found,
    log::LogFile,
    losses::LossFile,
    thinned::{Thinned, is_kept},
};
use crate::{
    export::ExportError,
    history::{History, Smoothing},
    race::LaneId,
    session::{
        Bucket, Change, Checkpoint, LITTLE_ROOM, Losses, RecorderChannels, RecorderMessage, SaveStatus,
        Trouble, Update,
    },
    text::message,
};

/// How long a row may wait for the disk, and how long it may go unnoticed that the folder was removed.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A recorder at work. It ends by itself when the session is dropped.
#[derive(Debug)]
#[must_use = "finish waits for the last files and tells whether all went well"]
pub struct Recorder {
    thread: JoinHandle<Recorded>,
}

/// What has become of a recording in the end.
#[derive(Debug)]
pub struct Recorded {
    /// Iterations done.
    pub reached: u64,
    /// The iteration of the newest checkpoint that is on the disk.
    pub saved: Option<u64>,
    /// Whether all is saved, or what could not be.
    pub result: Result<Saved, RecordError>,
}

impl Recorder {
    /// Records what these updates tell into a folder. A reset begins the table of losses anew.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(folder: RunFolder, session: RecorderChannels) -> io::Result<Self> {
        Self::run(Desk::new(folder), session)
    }

    pub(super) fn run(desk: Desk, session: RecorderChannels) -> io::Result<Self> {
        let thread = thread::Builder::new().name("record".into()).spawn(move || desk.run(&session))?;
        Ok(Self { thread })
    }

    /// Waits for the last files. The session must have been dropped, or this waits for it.
    #[must_use]
    pub fn finish(self) -> Recorded {
        self.thread.join().unwrap_or(Recorded { reached: 0, saved: None, result: Err(RecordError::Fault) })
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
    /// The stretch that is gathered for both.
    thinned: Thinned,
    /// The last stretch: a lane that diverged in it is told of only afterwards.
    held: Option<Losses>,
    config_saved: bool,
    /// The last checkpoint, until it is on the disk.
    checkpoint: Option<Placed>,
    before: Before,
    /// When what waits is brought to the disk.
    due: Instant,
    /// The iteration of the last checkpoint that is there.
    saved: Option<u64>,
    /// What was told last.
    status: SaveStatus,
}

impl Desk {
    fn new(folder: RunFolder) -> Self {
        Self {
            log: LogFile::new(&folder),
            folder,
            history: History::default(),
            losses: None,
            thinned: Thinned::default(),
            held: None,
            config_saved: true,
            checkpoint: None,
            before: Before::Foreign,
            due: Instant::now(),
            saved: None,
            status: SaveStatus::default(),
        }
    }

    /// The desk as it was when `length` bytes of the log were written, which are told with [`Desk::replay`].
    pub(super) fn reopen(folder: RunFolder, placed: &Placed, before: Before) -> Result<Self, RecordError> {
        let log = LogFile::reopen(&folder, placed.log)?;
        let saved = Some(placed.checkpoint.race.iteration);
        Ok(Self { log, before, saved, ..Self::new(folder) })
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

    fn run(mut self, session: &RecorderChannels) -> Recorded {
        loop {
            match session.messages.recv_deadline(self.due) {
                Ok(RecorderMessage::Update(update)) => self.take(update),
                Ok(RecorderMessage::Checkpoint(checkpoint)) => self.keep(checkpoint),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.end(),
            }
            if Instant::now() >= self.due {
                let trouble = self.flush().err().map(Trouble::from).or_else(|| self.low_disk());
                self.due = Instant::now() + FLUSH_EVERY;
                self.report(trouble, &session.status);
            }
        }
    }

    /// Takes a checkpoint, which is due at once.
    fn keep(&mut self, checkpoint: Arc<Checkpoint>) {
        self.end_stretch();
        // It replaces one that the disk has not taken yet.
        self.checkpoint = Some(Placed { checkpoint, log: self.log.full_length() });
        self.due = Instant::now();
    }

    /// Takes an update; what may not wait is due at once.
    fn take(&mut self, update: Update) {
        self.history.apply(&update);
        match update {
            Update::Progressed(losses) => {
                let ready = self.thinned.add(losses);
                self.write_losses(ready);
            }
            // It names its iteration, and may come before the losses that led there.
            Update::Evaluated { .. } => {
                let every = self.history.card().map_or(1, |card| card.config.eval_every);
                if is_kept(&update, every) {
                    self.write(update);
                }
            }
            update if update.is_of_race() => {
                self.end_stretch();
                self.write(update);
            }
            _ => {}
        }
    }

    /// Puts an update into the log and into the table of losses.
    fn write(&mut self, update: Update) {
        if !self.log.add(&update) {
            // The place in the log that it names is not there any more.
            self.checkpoint = None;
        }
        if matches!(update, Update::Started(_)) {
            // A folder tells from the start what is in it.
            self.due = Instant::now();
        }
        self.table(update);
    }

    fn write_losses(&mut self, losses: Option<Losses>) {
        if let Some(losses) = losses {
            self.write(Update::Progressed(losses));
        }
    }

    fn end_stretch(&mut self) {
        let rest = self.thinned.end();
        self.write_losses(rest);
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
                self.losses = Some(LossFile::new(&card));
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

    /// Tells how saving goes, where that is news.
    fn report(&mut self, trouble: Option<Trouble>, to: &Sender<SaveStatus>) {
        // On a full disk another file fails each time; that is one trouble.
        let trouble = match (&self.status.trouble, trouble) {
            (Some(known @ Trouble::NotSaved(_)), Some(Trouble::NotSaved(_))) => Some(known.clone()),
            (_, trouble) => trouble,
        };
        let status = SaveStatus { saved: self.saved, trouble };
        // What finds no room now does the next time.
        if status != self.status && to.try_send(status.clone()).is_ok() {
            self.status = status;
        }
    }

    /// Whether the disk will soon be full.
    fn low_disk(&self) -> Option<Trouble> {
        // Once it is said, a little more room doesn't unsay it.
        let is_said = matches!(self.status.trouble, Some(Trouble::DiskLow(_)));
        let enough = if is_said { LITTLE_ROOM / 2 * 3 } else { LITTLE_ROOM };
        let low = self.folder.dir().room().is_some_and(|room| room < enough);
        low.then(|| Trouble::DiskLow(message(&self.folder.path().to_string_lossy())))
    }

    /// Brings what waits to the disk; what fails is tried again.
    fn flush(&mut self) -> Result<(), RecordError> {
        let whole = self.thinned.whole();
        self.write_losses(whole);
        self.release();
        if self.folder.find()? == Found::Anew {
            // All that is known goes there but for the checkpoint, of which there will be another.
            (self.saved, self.config_saved) = (None, false);
        }
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
            self.log.sync(&self.folder)?;
            checkpoint.write(&self.folder, self.before == Before::Sound)?;
            self.saved = Some(checkpoint.checkpoint.race.iteration);
            self.before = Before::Sound;
            self.checkpoint = None;
        }
        Ok(())
    }

    /// The last rows, and what only the end of a race shows.
    fn end(mut self) -> Recorded {
        let result = self.save_all();
        Recorded { reached: self.history.iteration(), saved: self.saved, result }
    }

    fn save_all(&mut self) -> Result<Saved, RecordError> {
        // Changes on the way belong into the settings, too.
        self.config_saved = false;
        self.end_stretch();
        let flushed = self.flush();
        let figures = self.folder.save_figures(&self.history, Smoothing::default());
        let Some(losses) = &self.losses else { return Err(ExportError::NoRace.into()) };
        // One that fails keeps no other from being tried.
        flushed.and(losses.sync(&self.folder)).and(self.log.sync(&self.folder)).and(figures)?;
        let path = self.folder.path().to_owned();
        match losses.rows_lost().max(self.log.lines_lost()) {
            0 => Ok(Saved { path, files: &RECORDED, left_out: 0 }),
            rows => Err(RecordError::RowsLost { path: path.join(LOSSES), rows }),
        }
    }
}
