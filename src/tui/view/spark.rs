//! A sparkline: the recent losses of a lane as bars between the smallest and the largest of them.

use crate::{history::LaneHistory, tui::glyphs::BARS};

/// How many losses a sparkline shows at least.
const LEAST: u64 = 120;

/// Iterations in one cell of a sparkline that wide.
pub(super) fn per_cell(width: u16) -> u64 {
    LEAST.div_ceil(u64::from(width.max(1)))
}

/// One sign a cell, oldest first; a cell's iterations are always the same ones, so that only the last
/// cell changes between two steps to the left.
pub(super) fn line(lane: &LaneHistory, width: u16) -> String {
    let Some(last) = lane.curve.last() else { return String::new() };
    let per_cell = per_cell(width);
    let newest = (last - 1) / per_cell;
    let oldest = (newest + 1).saturating_sub(u64::from(width));
    let cell =
        |index: u64| lane.curve.over(index * per_cell + 1..(index + 1) * per_cell + 1).map(|cell| cell.mean);
    let cells: Vec<Option<f32>> = (oldest..=newest).map(cell).collect();
    let low = cells.iter().flatten().copied().fold(f32::INFINITY, f32::min);
    let high = cells.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
    let span = (high - low).max(f32::MIN_POSITIVE);
    let bar = |value: Option<f32>| match value {
        Some(value) => BARS[((value - low) / span * (BARS.len() - 1) as f32).round() as usize % BARS.len()],
        None => " ",
    };
    cells.into_iter().map(bar).collect()
}
