//! The points of a curve: one a column of dots in which it has any, whatever the length of the run.

use crate::history::{Curve, Smoother};

/// What a curve has in a column of dots.
#[derive(Clone, Copy)]
pub(super) struct ChartPoint {
    pub(super) column: i64,
    /// The smoothed loss.
    pub(super) trend: f64,
    /// The smallest and the largest loss.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The iterations that belong to a column of dots, from the first in view on.
pub(super) fn iterations(span: u64, columns: usize, column: usize) -> std::ops::Range<u64> {
    // Iteration i stands at i·(columns − 1)/span; a column has those that round to it.
    let per_column = span as f64 / (columns.max(2) - 1) as f64;
    let edge = |column: f64| ((column - 0.5) * per_column).ceil().max(0.0) as u64;
    edge(column as f64)..edge(column as f64 + 1.0)
}

/// The points of a curve from the first iteration in view to the last.
pub(super) fn points(
    curve: &Curve,
    smoother: &Smoother,
    (first, last): (u64, u64),
    columns: usize,
) -> Vec<ChartPoint> {
    let Some(newest) = curve.last() else { return Vec::new() };
    let point = |column: usize| {
        let within = iterations(last - first, columns, column);
        let (start, end) = (first + within.start, (first + within.end).min(newest + 1));
        if start >= end {
            return None;
        }
        // The mean of huge losses may be past what an f32 holds.
        let (trend, all) = curve.column(start..end, smoother).filter(|(trend, _)| trend.is_finite())?;
        Some(ChartPoint {
            column: column as i64,
            trend: f64::from(trend),
            low: f64::from(all.min),
            high: f64::from(all.max),
        })
    };
    (0..columns).filter_map(point).collect()
}
