//! The points of a curve: one a column of dots in which it has any, whatever the length of the run.

use std::ops::Range;

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

/// The points of a curve, whose iterations in each column of dots `within` tells.
pub(super) fn points(
    curve: &Curve,
    smoother: &Smoother,
    columns: usize,
    within: impl Fn(usize) -> Range<u64>,
) -> Vec<ChartPoint> {
    let Some(newest) = curve.last() else { return Vec::new() };
    let point = |column: usize| {
        let Range { start, end } = within(column);
        let end = end.min(newest + 1);
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
