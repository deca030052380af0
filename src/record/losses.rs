//! `losses.csv` while it grows.

use std::io::{self, BufRead, Write};

use super::growing::{GrowingFile, MAX_WAITING};
use super::{RecordError, RunFolder};
use crate::{
    export::{LOSSES, header, row},
    race::LaneId,
    session::{Bucket, Change, LaneInfo, Losses, RaceInfo, Update},
};

/// The table of losses.
#[derive(Debug)]
pub(super) struct LossFile {
    pub(super) rows: GrowingFile,
    columns: Vec<(LaneId, String)>,
    /// How many of the columns the file has.
    columns_written: usize,
    /// The last stretch: that a lane diverged in it is known only afterwards.
    held: Option<Losses>,
    /// Whether the rows or columns in the file are outdated.
    stale: bool,
    /// The last iteration whose rows in the file are of the present past.
    valid: u64,
    rows_waiting: u64,
    /// Rows that were dropped.
    pub(super) rows_lost: u64,
}

impl LossFile {
    pub(super) fn new(info: &RaceInfo) -> Self {
        Self {
            rows: GrowingFile::new(LOSSES),
            columns: info.lanes.iter().map(|lane| (lane.id, lane.name.clone())).collect(),
            columns_written: 0,
            held: None,
            stale: false,
            valid: u64::MAX,
            rows_waiting: 0,
            rows_lost: 0,
        }
    }

    /// Whether many rows wait for the disk.
    pub(super) const fn is_long(&self) -> bool {
        self.rows.waiting.len() > MAX_WAITING / 16
    }

    /// Takes an update of the race. One that starts it over needs a new table.
    pub(super) fn apply(&mut self, update: Update) {
        match update {
            Update::Progressed(losses) => {
                self.release();
                self.held = Some(losses);
            }
            Update::Diverged { lane, iteration, loss } => self.diverged(lane, iteration, loss),
            Update::Rewound { iteration, .. } => self.rewind(iteration),
            Update::Changed { change: Change::Added(lane), .. } => self.add_lane(&lane),
            _ => {}
        }
    }

    /// Puts a loss that is not finite into its bucket of the last stretch: the bucket of several iterations holds the
    /// mean of the finite losses only.
    fn diverged(&mut self, lane: LaneId, iteration: u64, loss: f32) {
        let Some(held) = &mut self.held else { return };
        let Some(offset) = iteration.checked_sub(held.first) else { return };
        let bucket = usize::try_from(offset / held.stride).unwrap_or(usize::MAX);
        let mut lanes = held.lanes.iter_mut().filter(|(id, _)| *id == lane);
        if let Some((_, buckets)) = lanes.next()
            && bucket <= buckets.len()
        {
            buckets.truncate(bucket);
            buckets.push(Bucket::of(loss));
        }
    }

    /// Drops the rows after that iteration: the race goes on from there.
    fn rewind(&mut self, iteration: u64) {
        self.release();
        let kept = self.rows.waiting.split_inclusive('\n').filter(|row| is_until(row.as_bytes(), iteration));
        self.rows.waiting = kept.collect();
        self.rows_waiting = self.rows.waiting.lines().count() as u64;
        self.valid = self.valid.min(iteration);
        self.stale = true;
    }

    /// Adds a column, empty so far.
    fn add_lane(&mut self, lane: &LaneInfo) {
        self.release();
        // After a rewind a race gives the same number again; the column of its first owner is empty by then.
        if let Some((_, name)) = self.columns.iter_mut().find(|(id, _)| *id == lane.id) {
            name.clone_from(&lane.name);
            self.stale = true;
            return;
        }
        self.columns.push((lane.id, lane.name.clone()));
        // An empty cell at the end of each row.
        self.rows.waiting = self.rows.waiting.replace('\n', ",\n");
    }

    /// Makes rows of the last stretch.
    fn release(&mut self) {
        if let Some(held) = self.held.take() {
            self.add(&held);
        }
    }

    /// Adds a row for each bucket, at its last iteration; buckets of one iteration are the losses themselves.
    fn add(&mut self, losses: &Losses) {
        let lanes: Vec<Option<&Vec<Bucket>>> = self
            .columns
            .iter()
            .map(|(id, _)| losses.lanes.iter().find(|(lane, _)| lane == id).map(|(_, buckets)| buckets))
            .collect();
        for (bucket, index) in (0..losses.iterations.div_ceil(losses.stride)).zip(0_usize..) {
            let last = (losses.first + (bucket + 1) * losses.stride - 1).min(losses.last());
            let means = lanes.iter().map(|lane| lane.and_then(|buckets| Some(buckets.get(index)?.mean)));
            row(&mut self.rows.waiting, last, means);
            self.rows_waiting += 1;
            if self.rows.waiting.len() > MAX_WAITING {
                self.rows_lost += std::mem::take(&mut self.rows_waiting);
                self.rows.waiting.clear();
            }
        }
    }

    /// Writes what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        self.release();
        let new_columns = self.columns.len() - self.columns_written;
        let names = self.columns.iter().map(|(_, name)| name.as_str());
        // The rows of the old table get an empty cell for each new column.
        let (valid, stale) = (self.valid, self.stale || new_columns > 0);
        self.rows.flush(folder, stale, |old, new| {
            new.write_all(header(names).map_err(io::Error::other)?.as_bytes())?;
            old.map_or(Ok(()), |old| {
                old.skip_until(b'\n')?;
                copy_rows(old, new, valid, new_columns)
            })
        })?;
        (self.columns_written, self.rows_waiting) = (self.columns.len(), 0);
        (self.stale, self.valid) = (false, u64::MAX);
        Ok(())
    }
}

/// Whether a row is of that iteration or an earlier one.
fn is_until(row: &[u8], last: u64) -> bool {
    let digits = row.split(|byte| *byte == b',').next().unwrap_or_default();
    let iteration = std::str::from_utf8(digits).ok().and_then(|digits| digits.trim().parse::<u64>().ok());
    iteration.is_some_and(|iteration| iteration <= last)
}

/// Copies the rows up to an iteration, and adds so many empty cells to each.
fn copy_rows(rows: &mut dyn BufRead, writer: &mut dyn Write, last: u64, cells: usize) -> io::Result<()> {
    let end = format!("{}\n", ",".repeat(cells));
    let mut row = Vec::new();
    while rows.read_until(b'\n', &mut row)? > 0 {
        if is_until(&row, last) {
            writer.write_all(row.strip_suffix(b"\n").unwrap_or(&row))?;
            writer.write_all(end.as_bytes())?;
        }
        row.clear();
    }
    Ok(())
}
