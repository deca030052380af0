//! What is kept of a race that is recorded, and how that gets into the files of its folder.

use std::{path::Path, sync::Arc};

use super::{
    RecordError, RunFolder, Saved, checkpoint::LoggedCheckpoint, growing::LogFile, losses::LossFile,
    metrics::MetricFile, thinner,
};
use crate::{
    export::{CHECKPOINT, ExportError, LOG, LOSSES, METRICS, RUN_FILES, WriteTime},
    history::History,
    session::{Checkpoint, LITTLE_ROOM, Losses, Measured, SaveStatus, Trouble, Update},
    text::{message, thousands},
};

/// The checkpoint that lies in the folder when another is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OldCheckpoint {
    /// Of an earlier race, and to be removed.
    OtherRace,
    /// Missing or damaged, and to be replaced.
    Unusable,
    /// To be kept beside the next.
    Valid,
}

/// Which files a recorder writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recording {
    /// All of them.
    Whole,
    /// The log and the checkpoints, of which the others can be made: enough for one of a thousand trials.
    LogOnly,
}

/// Gathers a race, and writes it into a folder.
#[derive(Debug)]
pub(crate) struct RunWriter {
    pub(super) folder: RunFolder,
    pub(super) history: History,
    log: LogFile,
    recording: Recording,
    /// Whether a race has begun.
    started: bool,
    /// The tables of losses and of metrics.
    tables: Option<(Option<LossFile>, MetricFile)>,
    /// The stretches that are gathered for log and tables.
    thinner: thinner::LossThinner,
    measured: thinner::MeasurementThinner,
    start_saved: bool,
    /// The last checkpoint, until it is on the disk.
    checkpoint: Option<LoggedCheckpoint>,
    old_checkpoint: OldCheckpoint,
    /// The iteration of the newest checkpoint on the disk.
    pub(super) saved: Option<u64>,
    /// Whether something waits that should be on the disk at once.
    pub(super) urgent: bool,
}

impl RunWriter {
    pub(crate) fn new(folder: RunFolder) -> Self {
        Self::of(folder, Recording::Whole)
    }

    pub(crate) fn of(folder: RunFolder, recording: Recording) -> Self {
        Self {
            log: LogFile::new(&folder),
            folder,
            recording,
            started: false,
            history: History::default(),
            tables: None,
            thinner: thinner::LossThinner::default(),
            measured: thinner::MeasurementThinner::default(),
            start_saved: true,
            checkpoint: None,
            old_checkpoint: OldCheckpoint::OtherRace,
            saved: None,
            urgent: false,
        }
    }

    /// The writer as it was when a checkpoint was made, once the updates in the log up to there are given to
    /// [`Self::replay`].
    pub(super) fn reopen(
        folder: RunFolder,
        at: &LoggedCheckpoint,
        old_checkpoint: OldCheckpoint,
        recording: Recording,
    ) -> Result<Self, RecordError> {
        let log = LogFile::reopen(&folder, at.log_length)?;
        let saved = Some(at.checkpoint.race.iteration);
        Ok(Self { log, old_checkpoint, saved, ..Self::of(folder, recording) })
    }

    /// Takes an update that is in the log already.
    pub(super) fn replay(&mut self, update: Update) -> Result<(), RecordError> {
        self.history.apply(&update);
        self.add_to_table(update);
        // So that no more waits than is kept for a disk that takes nothing.
        let Some((losses, metrics)) = &mut self.tables else { return Ok(()) };
        if let Some(losses) = losses.as_mut().filter(|losses| losses.table.is_long()) {
            losses.flush(&self.folder)?;
        }
        if metrics.table.is_long() { metrics.flush(&self.folder) } else { Ok(()) }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Everything that was recorded, folded into one.
    pub(crate) const fn history(&self) -> &History {
        &self.history
    }

    pub(super) fn add_checkpoint(&mut self, checkpoint: Arc<Checkpoint>) {
        self.end_stretch();
        // It replaces one that the disk has not taken yet.
        self.checkpoint = Some(LoggedCheckpoint { checkpoint, log_length: self.log.lines.full_length() });
        self.urgent = true;
    }

    pub(super) fn add(&mut self, update: Update) {
        self.history.apply(&update);
        match update {
            Update::Progressed(losses) => {
                let ready = self.thinner.add(losses);
                self.write_losses(ready);
            }
            Update::Measured(measured) => {
                let ready = self.measured.add(measured);
                self.write_measured(ready);
            }
            // It names its iteration, and may come before the losses that led there.
            Update::Evaluated { .. } => {
                let every = self.history.own().map_or(1, |race| race.config.eval_every);
                if thinner::is_kept(&update, every) {
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
            // The part of the log that it refers to is not there any more.
            self.checkpoint = None;
        }
        // A folder says from the start what is in it.
        self.urgent |= matches!(update, Update::Started(_));
        self.add_to_table(update);
    }

    /// Writes losses after what was measured until then, so that whoever reads them has both.
    fn write_losses(&mut self, losses: Option<Losses>) {
        if let Some(losses) = losses {
            let measured = self.measured.whole();
            self.write_measured(measured);
            self.write(Update::Progressed(losses));
        }
    }

    fn write_measured(&mut self, measured: impl IntoIterator<Item = Measured>) {
        measured.into_iter().for_each(|measured| self.write(Update::Measured(measured)));
    }

    fn end_stretch(&mut self) {
        let measured = self.measured.end();
        self.write_measured(measured);
        let rest = self.thinner.end();
        self.write_losses(rest);
    }

    fn add_to_table(&mut self, update: Update) {
        if let Update::Started(info) = &update {
            self.started = true;
            if self.recording == Recording::LogOnly {
                return;
            }
            // Another trainer's losses are a metric like the others.
            let losses = info.own().map(|_| LossFile::new(info));
            self.tables = Some((losses, MetricFile::new(&update)));
            self.start_saved = false;
        } else if let Some((losses, metrics)) = &mut self.tables {
            metrics.apply(&update);
            if let Some(losses) = losses {
                losses.apply(update);
            }
        }
    }

    /// Whether the disk will soon be full. Once that is reported, a little more room doesn't change it.
    pub(super) fn low_disk(&self, reported: &SaveStatus) -> Option<Trouble> {
        let is_reported = matches!(reported.trouble, Some(Trouble::DiskLow(_)));
        let enough = if is_reported { LITTLE_ROOM / 2 * 3 } else { LITTLE_ROOM };
        let low = self.folder.dir().room().is_some_and(|room| room < enough);
        low.then(|| Trouble::DiskLow(message(&self.folder.path().to_string_lossy())))
    }

    /// Writes what waits to the disk; what fails is tried again the next time.
    pub(super) fn flush(&mut self) -> Result<(), RecordError> {
        self.urgent = false;
        let whole = self.thinner.whole();
        self.write_losses(whole);
        let measured = self.measured.whole();
        self.write_measured(measured);
        if self.folder.was_replaced()? {
            // All that is known goes there except the checkpoint; there will be another.
            (self.saved, self.start_saved) = (None, false);
        }
        if !self.started {
            return Ok(());
        }
        if self.old_checkpoint == OldCheckpoint::OtherRace {
            self.folder.remove_checkpoints()?;
            self.old_checkpoint = OldCheckpoint::Unusable;
        }
        // If one fails, the others are still tried.
        let logged = self.log.flush(&self.folder);
        let tables = self.tables.as_mut().map_or(Ok(()), |(losses, metrics)| {
            let measured = metrics.flush(&self.folder);
            losses.as_mut().map_or(Ok(()), |losses| losses.flush(&self.folder)).and(measured)
        });
        tables.and(logged)?;
        if !self.start_saved && self.recording == Recording::Whole {
            self.folder.save_recorded(WriteTime::StartAndEnd, &self.history)?;
            self.start_saved = true;
        }
        if let Some(checkpoint) = &self.checkpoint {
            // The log that it refers to must survive a power cut as it does.
            self.log.lines.sync(&self.folder)?;
            checkpoint.write(&self.folder, self.old_checkpoint == OldCheckpoint::Valid)?;
            self.saved = Some(checkpoint.checkpoint.race.iteration);
            self.old_checkpoint = OldCheckpoint::Valid;
            self.checkpoint = None;
        }
        Ok(())
    }

    /// Writes the last rows, and the files of a race that has ended.
    pub(super) fn finish(&mut self) -> Result<Saved, RecordError> {
        // The settings include what was changed on the way.
        self.start_saved = false;
        self.end_stretch();
        let flushed = self.flush();
        if !self.started {
            return Err(ExportError::NoRace.into());
        }
        // If one fails, the others are still tried.
        let written = self.finish_tables();
        flushed.and(self.log.lines.sync(&self.folder)).and(written)?;
        let path = self.folder.path().to_owned();
        let losses = self.tables.as_ref().and_then(|(losses, _)| losses.as_ref());
        let metrics = self.tables.as_ref().map_or(0, |(_, metrics)| metrics.table.rows_lost);
        let missing = [
            (
                LOSSES,
                "iterations",
                losses.map_or(0, |losses| losses.table.rows_lost).max(self.log.lines_lost),
            ),
            (METRICS, "rows", metrics),
        ];
        if let Some((name, of, count)) = missing.into_iter().find(|(_, _, count)| *count > 0) {
            let what = format!("{} {of} are missing, the disk took nothing for too long", thousands(count));
            return Err(RecordError::Damaged { path: path.join(name), what });
        }
        let files = match self.recording {
            Recording::Whole => {
                let recorded = RUN_FILES.iter().filter(|file| file.recorded != WriteTime::Never);
                recorded.map(|file| file.name).collect()
            }
            Recording::LogOnly => vec![LOG, CHECKPOINT],
        };
        Ok(Saved { path, files, left_out: 0 })
    }

    /// Brings the tables to the disk, and writes what is made once of a race that has ended.
    fn finish_tables(&self) -> Result<(), RecordError> {
        let Some((losses, metrics)) = &self.tables else { return Ok(()) };
        let figures = self.folder.save_recorded(WriteTime::End, &self.history);
        let synced = losses.as_ref().map_or(Ok(()), |losses| losses.table.rows.sync(&self.folder));
        synced.and(metrics.table.rows.sync(&self.folder)).and(figures)
    }
}
