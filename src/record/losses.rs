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
    rows_waiting: u64,
    /// Rows that were given up.
    rows_lost: u64,
}

impl LossFile {
    pub(super) fn new(folder: &RunFolder, card: &Card) -> Self {
        Self {
            rows: Growing::new(folder, LOSSES),
            columns: card.lanes.iter().map(|lane| (lane.id, lane.name.clone())).collect(),
            columns_there: 0,
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

    /// One more column, empty so far.
    pub(super) fn add_lane(&mut self, lane: &LaneCard) {
        self.columns.push((lane.id, lane.name.clone()));
        let waiting = &mut self.rows.waiting;
        let mut padded = Vec::with_capacity(waiting.len() + waiting.len() / 16);
        // Memory takes every write.
        let _ = pad(&mut waiting.as_bytes(), &mut padded, 1);
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
        self.rows.flush(folder, new_columns > 0, |old, new| {
            new.write_all(header(names).map_err(io::Error::other)?.as_bytes())?;
            old.map_or(Ok(()), |old| {
                old.skip_until(b'\n')?;
                pad(old, new, new_columns)
            })
        })?;
        (self.columns_there, self.rows_waiting) = (self.columns.len(), 0);
        Ok(())
    }

    /// Makes sure that it outlives a power cut.
    pub(super) fn sync(&self) -> Result<(), RecordError> {
        self.rows.sync()
    }
}

/// Copies rows and gives each so many empty cells more.
fn pad(mut rows: &mut dyn BufRead, mut writer: &mut dyn Write, cells: usize) -> io::Result<()> {
    if cells == 0 {
        return io::copy(&mut rows, &mut writer).map(drop);
    }
    let end = format!("{}\n", ",".repeat(cells));
    let mut line = Vec::new();
    while rows.read_until(b'\n', &mut line)? > 0 {
        writer.write_all(line.strip_suffix(b"\n").unwrap_or(&line))?;
        writer.write_all(end.as_bytes())?;
        line.clear();
    }
    Ok(())
}
