//! `losses.csv` while it grows.

use super::{RecordError, RunFolder, table::TableFile};
use crate::{
    export::{LOSSES, header, row},
    race::LaneId,
    session::{Bucket, Change, LaneInfo, Losses, RaceInfo, Update},
};

/// The table of losses.
#[derive(Debug)]
pub(super) struct LossFile {
    pub(super) table: TableFile,
    columns: Vec<(LaneId, String)>,
    /// How many of the columns the file has.
    columns_written: usize,
    /// The last stretch: that a lane diverged in it is known only afterwards.
    held: Option<Losses>,
}

impl LossFile {
    pub(super) fn new(info: &RaceInfo) -> Self {
        Self {
            table: TableFile::new(LOSSES),
            columns: info.lanes.iter().map(|lane| (lane.id, lane.name.clone())).collect(),
            columns_written: 0,
            held: None,
        }
    }

    /// Takes an update of the race. One that starts it over needs a new table.
    pub(super) fn apply(&mut self, update: Update) {
        match update {
            Update::Progressed(losses) => {
                self.release();
                self.held = Some(losses);
            }
            Update::Diverged { lane, iteration, loss } => self.diverged(lane, iteration, loss),
            Update::Rewound { iteration, .. } => {
                self.release();
                self.table.rewind(iteration + 1);
            }
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

    /// Adds a column, empty so far.
    fn add_lane(&mut self, lane: &LaneInfo) {
        self.release();
        // After a rewind a race gives the same number again; the column of its first owner is empty by then.
        if let Some((_, name)) = self.columns.iter_mut().find(|(id, _)| *id == lane.id) {
            name.clone_from(&lane.name);
            self.table.renew();
            return;
        }
        self.columns.push((lane.id, lane.name.clone()));
        self.table.add_cell();
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
            self.table.add_row(|rows| row(rows, last, means));
        }
    }

    /// Writes what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        self.release();
        let new_columns = self.columns.len() - self.columns_written;
        if new_columns > 0 {
            self.table.renew();
        }
        let names = header(self.columns.iter().map(|(_, name)| name.as_str()));
        // The rows of the old table get an empty cell for each new column.
        self.table.flush(folder, &names?, new_columns)?;
        self.columns_written = self.columns.len();
        Ok(())
    }
}
