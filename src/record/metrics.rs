//! `metrics.csv` while it grows.

use super::{RecordError, RunFolder, table::TableFile};
use crate::{
    export::{METRICS, METRICS_HEADER, metric_row, quoted_name},
    race::LaneId,
    session::{Bucket, Change, LaneInfo, MetricKind, MetricNames, Update},
};

/// The table of metrics besides the loss.
#[derive(Debug)]
pub(super) struct MetricFile {
    pub(super) table: TableFile,
    /// Every lane's name as it stands in a row.
    names: Vec<(LaneId, String)>,
    metrics: MetricNames,
}

impl MetricFile {
    /// The table of a race that starts with this update.
    pub(super) fn new(started: &Update) -> Self {
        let metrics = MetricNames::default();
        let mut file = Self { table: TableFile::new(METRICS), names: Vec::new(), metrics };
        file.apply(started);
        file
    }

    /// Takes an update of the race. One that starts it over needs a new table.
    pub(super) fn apply(&mut self, update: &Update) {
        self.metrics.apply(update);
        match update {
            Update::Started(info) => info.lanes.iter().for_each(|lane| self.add_lane(lane)),
            Update::Measured(measured) => {
                let names: Vec<String> = measured.metrics.iter().map(|(kind, _)| self.name(*kind)).collect();
                for (index, iteration) in measured.iterations.iter().enumerate() {
                    for ((_, lanes), name) in measured.metrics.iter().zip(&names) {
                        for (lane, values) in lanes {
                            self.add(*iteration, *lane, name, values.get(index).copied());
                        }
                    }
                }
            }
            Update::Evaluated { iteration, evaluation, .. } => {
                for (kind, values) in [
                    (MetricKind::TestLoss, &evaluation.losses),
                    (MetricKind::TestAccuracy, &evaluation.accuracies),
                ] {
                    let name = self.name(kind);
                    for (lane, value) in values {
                        self.add(*iteration, *lane, &name, Some(Bucket::of(*value)));
                    }
                }
            }
            Update::Rewound { iteration, .. } => self.table.rewind(iteration + 1),
            Update::WentBack { iteration, .. } => {
                self.table.rewind(iteration.map_or(0, |iteration| iteration + 1));
            }
            Update::Changed { change: Change::Added(lane), .. } => self.add_lane(lane),
            _ => {}
        }
    }

    /// A metric's name as it stands in a row.
    fn name(&self, kind: MetricKind) -> String {
        quoted_name(self.metrics.metric(kind).name)
    }

    /// Adds a row, at the last iteration of a bucket with its mean.
    fn add(&mut self, iteration: u64, lane: LaneId, metric: &str, value: Option<Bucket>) {
        let name = self.names.iter().find(|(known, _)| *known == lane);
        if let (Some((_, name)), Some(value)) = (name, value) {
            self.table.add_row(|rows| metric_row(rows, iteration, name, metric, value.mean));
        }
    }

    fn add_lane(&mut self, lane: &LaneInfo) {
        // After a rewind a race gives the same number again; the rows of its first owner are gone by then.
        self.names.retain(|(id, _)| *id != lane.id);
        self.names.push((lane.id, quoted_name(&lane.name)));
    }

    /// Writes what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        self.table.flush(folder, METRICS_HEADER, 0)
    }
}
