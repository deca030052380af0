//! Metrics besides the loss as CSV, in long form: `iteration,lane,metric,value`, a row for each value.
//!
//! Long, because metrics are measured at different iterations: a table with a column each would be mostly empty. What
//! reads tables turns it round in a word: `pivot` in pandas, `hue` and `row` in seaborn. A value is the shortest text
//! that reads back as the same f32, or `NaN`, `inf` or `-inf` where a lane diverges.

use std::fmt::Write as _;

use super::{csv::column, run_file::ExportError};
use crate::{history::History, session::MetricKind};

/// The first line.
pub(crate) const METRICS_HEADER: &str = "iteration,lane,metric,value\n";

/// The most iterations of a metric, back from its last one.
const MAX_ITERATIONS: u64 = 131_072;

/// The metrics besides the loss that a history holds, as CSV, in the order of the iterations. Old values of a long race
/// are the means of their buckets, at the last iteration of each.
pub(super) fn metrics_csv(history: &History) -> Result<String, ExportError> {
    if history.info().is_none() {
        return Err(ExportError::NoRace);
    }
    let names: Vec<String> = history.lanes().iter().map(|lane| quoted_name(&lane.info.name)).collect();
    let mut rows = Vec::new();
    // Of our own races the losses are in a table of their own.
    let own = history.own().is_some();
    let kinds = history.metrics().filter(|kind| !own || *kind != MetricKind::Loss);
    let metrics: Vec<_> = kinds.map(|kind| (kind, quoted_name(history.metric(kind).name))).collect();
    for (kind, metric) in &metrics {
        for (lane, name) in history.lanes().iter().zip(&names) {
            let Some(curve) = lane.metric(*kind) else { continue };
            let end = curve.last().map_or(0, |last| last + 1);
            let points = curve.points(end.saturating_sub(MAX_ITERATIONS)..end);
            rows.extend(points.into_iter().map(|(iteration, value)| (iteration, name, metric, value.mean)));
        }
    }
    // Those of one iteration stay as they are.
    rows.sort_by_key(|(iteration, ..)| *iteration);
    let mut csv = METRICS_HEADER.to_owned();
    for (iteration, name, metric, value) in rows {
        metric_row(&mut csv, iteration, name, metric, value);
    }
    Ok(csv)
}

/// Appends a row; the names of lane and metric are those of [`quoted_name`].
pub(crate) fn metric_row(csv: &mut String, iteration: u64, lane: &str, metric: &str, value: f32) {
    // Writing into a string can't fail; Debug is the shortest form, with an exponent where that helps.
    let _ = writeln!(csv, "{iteration},{lane},{metric},{value:?}");
}

/// A lane's name as a cell: harmless as in the table of losses, and in quotes where it needs them.
pub(crate) fn quoted_name(lane: &str) -> String {
    let name = column(lane);
    if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name }
}
