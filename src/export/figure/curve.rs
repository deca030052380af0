//! A lane's curve as the points of a figure: few enough, cut at the frame, with markers on it.

use crate::history::{LossCurve, Smoother};

/// An iteration and its loss.
pub(super) type CurvePoint = (f64, f64);

/// The largest loss that the figure shows.
pub(super) const TOP: f64 = 1.0;

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
}

impl CurveTrace {
    /// The curve of a lane in a race of `last` iterations.
    pub(super) fn new(curve: &LossCurve, last: u64, smoother: &Smoother) -> Self {
        let width = last.div_ceil(MAX_POINTS).max(1);
        let point = |slot: u64| {
            let (start, end) = (1 + slot * width, (1 + (slot + 1) * width).min(last + 1));
            let (loss, _) = curve.column(start..end, smoother)?;
            Some(((start + end - 1) as f64 / 2.0, f64::from(loss)))
        };
        let points: Vec<Option<CurvePoint>> = (0..last.div_ceil(width)).map(point).collect();
        let slots = (1..=last / marker_spacing(last)).map(|count| (count * marker_spacing(last) - 1) / width);
        let at = |slot: u64| usize::try_from(slot).ok().and_then(|slot| points.get(slot).copied().flatten());
        let mut markers: Vec<CurvePoint> = slots.filter_map(at).filter(|&point| inside(point)).collect();
        if markers.is_empty() {
            // A short curve is marked at its end, or only its colour would identify it.
            markers.extend(points.iter().rev().flatten().find(|&&point| inside(point)));
        }
        Self { pieces: clip(&points), markers }
    }
}

/// Iterations between markers: 100 or, in a long race, 200, 500, 1,000 …
fn marker_spacing(last: u64) -> u64 {
    let steps = (2..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.saturating_pow(power)));
    steps.into_iter().find(|step| last / step <= MAX_MARKERS).unwrap_or(u64::MAX)
}

fn inside((_, loss): CurvePoint) -> bool {
    loss <= TOP
}

/// Cuts a curve where it crosses the top of the frame, and at its gaps.
fn clip(points: &[Option<CurvePoint>]) -> Vec<Vec<CurvePoint>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<CurvePoint> = Vec::new();
    let mut before: Option<CurvePoint> = None;
    for &point in points {
        if let (Some(from), Some(to)) = (before, point)
            && inside(from) != inside(to)
        {
            piece.push(crossing(from, to));
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
fn crossing(from: CurvePoint, to: CurvePoint) -> CurvePoint {
    let share = (TOP - from.1) / (to.1 - from.1);
    (from.0 + share * (to.0 - from.0), TOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_cut_where_it_leaves_the_frame_and_at_gaps() {
        let points = [Some((1.0, 3.0)), Some((2.0, 0.5)), Some((3.0, 1.5)), None, Some((5.0, 0.25))];
        let pieces = clip(&points);
        assert_eq!(pieces, [vec![(1.8, 1.0), (2.0, 0.5), (2.5, 1.0)], vec![(5.0, 0.25)]]);
    }

    #[test]
    fn markers_stand_every_hundred_iterations_and_further_apart_in_long_races() {
        let spacings = [0, 50, 2_000, 2_600, 5_200, 1_000_000].map(marker_spacing);
        assert_eq!(spacings, [100, 100, 100, 200, 500, 50_000]);
        assert_eq!(marker_spacing(u64::MAX) % 10, 0);
    }
}
