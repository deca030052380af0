//! A curve as it is drawn: lines within the frame, markers, and perhaps a band around it.

use super::scale::{Scale, Steps, round_step};
use crate::history::{Curve, Smoother};

/// An iteration and its value.
pub(super) type CurvePoint = (f64, f64);

/// The most points of a curve, whatever the length of the race: more than the figure has columns of pixels.
const MAX_POINTS: u64 = 2_000;

/// The most markers of a curve: more would run into each other.
const MAX_MARKERS: u64 = 25;

/// A curve as it is drawn.
#[derive(Debug, Default)]
pub(super) struct CurveTrace {
    /// Connected lines; the curve has a gap between two of them.
    pub pieces: Vec<Vec<CurvePoint>>,
    pub markers: Vec<CurvePoint>,
    /// The corners of a band around it: one standard deviation of several starts to each side.
    pub band: Vec<CurvePoint>,
}

/// What each column shows of a curve; nothing where it has a gap.
pub(super) fn columns(curve: &Curve, steps: Steps, smoother: &Smoother) -> Vec<Option<CurvePoint>> {
    let width = column_width(steps);
    let point = |slot: u64| {
        let start = steps.first + slot * width;
        let end = (start + width).min(steps.last + 1);
        let (value, _) = curve.column(start..end, smoother)?;
        Some(((start + end - 1) as f64 / 2.0, f64::from(value)))
    };
    let columns = (0..steps.count().div_ceil(width)).map(point);
    // Values at some steps only are joined: there is no gap between two of them.
    if curve.is_of_points() { columns.flatten().map(Some).collect() } else { columns.collect() }
}

fn column_width(steps: Steps) -> u64 {
    steps.count().div_ceil(MAX_POINTS).max(1)
}

impl CurveTrace {
    /// A curve within the frame.
    pub(super) fn new(curve: &Curve, columns: &[Option<CurvePoint>], steps: Steps, scale: Scale) -> Self {
        let all = columns.iter().copied();
        let marked: Vec<Option<CurvePoint>> = if curve.is_of_points() {
            all.step_by(columns.len().div_ceil(MAX_MARKERS as usize).max(1)).collect()
        } else {
            let (spacing, width) = (marker_spacing(steps.last), column_width(steps));
            let slots = (1..=steps.last / spacing).map(|count| (count * spacing - steps.first) / width);
            slots.filter_map(|slot| columns.get(slot as usize).copied()).collect()
        };
        let inside = |point: &CurvePoint| scale.holds(point.1);
        let mut markers: Vec<CurvePoint> = marked.into_iter().flatten().filter(inside).collect();
        if markers.is_empty() {
            // A short curve is marked at its end, or only its colour would identify it.
            markers.extend(columns.iter().rev().flatten().find(|point| inside(point)));
        }
        Self { pieces: clip(columns, scale), markers, band: Vec::new() }
    }
}

/// The corners of the band between two curves, there and back; nothing of what lies above the frame.
pub(super) fn band([low, high]: [&Curve; 2], steps: Steps, scale: Scale) -> Vec<CurvePoint> {
    let step = steps.count().div_ceil(MAX_POINTS / 4).max(1) as usize;
    let iterations: Vec<u64> = (steps.first..=steps.last).step_by(step).collect();
    let corner = |curve: &Curve, at: u64| Some((at as f64, scale.clamp(f64::from(curve.at(at)?))));
    let there = iterations.iter().filter_map(|at| corner(high, *at));
    there.chain(iterations.iter().rev().filter_map(|at| corner(low, *at))).collect()
}

/// Iterations between markers: 100 or, in a long race, 200, 500, 1,000 …
fn marker_spacing(last: u64) -> u64 {
    round_step(last, 2, MAX_MARKERS)
}

/// Cuts a curve where it crosses the top of the frame, and at its gaps.
fn clip(points: &[Option<CurvePoint>], scale: Scale) -> Vec<Vec<CurvePoint>> {
    let inside = |(_, value): CurvePoint| scale.holds(value);
    let mut pieces = Vec::new();
    let mut piece: Vec<CurvePoint> = Vec::new();
    let mut before: Option<CurvePoint> = None;
    for &point in points {
        if let (Some(from), Some(to)) = (before, point)
            && inside(from) != inside(to)
        {
            piece.push(crossing(from, to, scale.top));
        }
        match point {
            Some(shown) if inside(shown) => piece.push(shown),
            _ => pieces.push(std::mem::take(&mut piece)),
        }
        before = point;
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where a line between two points crosses the top of the frame.
fn crossing(from: CurvePoint, to: CurvePoint, top: f64) -> CurvePoint {
    let share = (top - from.1) / (to.1 - from.1);
    (from.0 + share * (to.0 - from.0), top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_cut_where_it_leaves_the_frame_and_at_gaps() {
        let points = [Some((1.0, 3.0)), Some((2.0, 0.5)), Some((3.0, 1.5)), None, Some((5.0, 0.25))];
        let pieces = clip(&points, Scale::LOSS);
        assert_eq!(pieces, [vec![(1.8, 1.0), (2.0, 0.5), (2.5, 1.0)], vec![(5.0, 0.25)]]);
    }

    #[test]
    fn markers_stand_every_hundred_iterations_and_further_apart_in_long_races() {
        let spacings = [0, 50, 2_000, 2_600, 5_200, 1_000_000].map(marker_spacing);
        assert_eq!(spacings, [100, 100, 100, 200, 500, 50_000]);
        assert_eq!(marker_spacing(u64::MAX) % 10, 0);
    }
}
