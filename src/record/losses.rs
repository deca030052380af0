//! `losses.csv` while it grows.

use std::io::{self, BufRead, Write};

use super::{
    LOSSES, RecordError,
    folder::RunFolder,
    growing::{Growing, MOST_WAITING},
};
use crate::{
    export::{header, row},
    race::LaneId,
    session::{Bucket, Card, LaneCard, Losses},
};

/// The table of losses.
#[derive(Debug)]
pub(super) struct LossFile {
    rows: Growing,
    columns: Vec<(LaneId, String)>,
    /// Columns of lanes that the file has.
    columns_there: usize,
    /// Whether its rows or columns are not those of its file any more.
    stale: bool,
    /// The last iteration whose rows in the file are of this past.
    valid: u64,
    rows_waiting: u64,
    /// Rows that were given up.
    rows_lost: u64,
}

impl LossFile {
    pub(super) fn new(card: &Card) -> Self {
        Self {
            rows: Growing::new(LOSSES),
            columns: card.lanes.iter().map(|lane| (lane.id, lane.name.clone())).collect(),
            columns_there: 0,
            stale: false,
            valid: u64::MAX,
            rows_waiting: 0,
            rows_lost: 0,
        }
    }

    /// Whether many rows wait for the disk.
    pub(super) const fn is_long(&self) -> bool {
        self.rows.waiting.len() > MOST_WAITING / 16
    }

    /// Rows that were given up.
    pub(super) const fn rows_lost(&self) -> u64 {
        self.rows_lost
    }

    /// Takes rows back: the race goes on from that iteration.
    pub(super) fn rewind(&mut self, iteration: u64) {
        let kept = self.rows.waiting.split_inclusive('\n').filter(|row| is_until(row.as_bytes(), iteration));
        self.rows.waiting = kept.collect();
        self.rows_waiting = self.rows.waiting.lines().count() as u64;
        self.valid = self.valid.min(iteration);
        self.stale = true;
    }

    /// One more column, empty so far.
    pub(super) fn add_lane(&mut self, lane: &LaneCard) {
        // A race that has gone back gives a number again; the column of its first owner is empty by then.
        if let Some((_, name)) = self.columns.iter_mut().find(|(id, _)| *id == lane.id) {
            name.clone_from(&lane.name);
            self.stale = true;
            return;
        }
        self.columns.push((lane.id, lane.name.clone()));
        let waiting = &mut self.rows.waiting;
        let mut padded = Vec::with_capacity(waiting.len() + waiting.len() / 16);
        // Memory takes every write.
        let _ = copy_rows(&mut waiting.as_bytes(), &mut padded, u64::MAX, 1);
        *waiting = String::from_utf8(padded).unwrap_or_default();
    }

    /// A row for each bucket, at its last iteration; buckets of one iteration are the losses themselves.
    pub(super) fn add(&mut self, losses: &Losses) {
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
            if self.rows.waiting.len() > MOST_WAITING {
                self.rows_lost += std::mem::take(&mut self.rows_waiting);
                self.rows.waiting.clear();
            }
        }
    }

    /// Brings what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        let new_columns = self.columns.len() - self.columns_there;
        let names = self.columns.iter().map(|(_, name)| name.as_str());
        // The rows of the old table get an empty cell for each column that it had not.
        let (valid, stale) = (self.valid, self.stale || new_columns > 0);
        self.rows.flush(folder, stale, |old, new| {
            new.write_all(header(names).map_err(io::Error::other)?.as_bytes())?;
            old.map_or(Ok(()), |old| {
                old.skip_until(b'\n')?;
                copy_rows(old, new, valid, new_columns)
            })
        })?;
        (self.columns_there, self.rows_waiting) = (self.columns.len(), 0);
        (self.stale, self.valid) = (false, u64::MAX);
        Ok(())
    }

    /// Makes sure that it outlives a power cut.
    pub(super) fn sync(&self, folder: &RunFolder) -> Result<(), RecordError> {
        self.rows.sync(folder)
    }
}

/// Whether a row is of that iteration or an earlier one.
fn is_until(row: &[u8], last: u64) -> bool {
    let digits = row.split(|byte| *byte == b',').next().unwrap_or_default();
    let iteration = std::str::from_utf8(digits).ok().and_then(|digits| digits.trim().parse::<u64>().ok());
    iteration.is_some_and(|iteration| iteration <= last)
}

/// Copies the rows up to an iteration and gives each so many empty cells more.
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
