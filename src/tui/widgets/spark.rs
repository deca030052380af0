//! A sparkline: all losses of a lane as bars between the smallest and the largest of them.
//!
//! It stands still: it grows from the left, and when it is full every two cells become one. A line that moved with
//! every frame would tell no more, and would cost more bytes than all the rest of the screen.

use crate::{history::LaneHistory, tui::glyphs::BARS};

/// How many losses a line has room for at first.
const LEAST: u64 = 120;

/// Iterations in one cell of a line that wide, which has room for all up to the last.
fn per_cell(width: u16, last: u64) -> u64 {
    let width = u64::from(width.max(1));
    let needed = last.div_ceil(width);
    let doubled = std::iter::successors(Some(LEAST.div_ceil(width)), |cell| cell.checked_mul(2));
    doubled.into_iter().find(|cell| *cell >= needed).unwrap_or(needed)
}

/// One sign a cell, oldest first, with room for all iterations up to `last`, which may be more than this lane has.
pub(crate) fn line(lane: &LaneHistory, width: u16, last: u64) -> String {
    let Some(newest) = lane.curve.last().filter(|newest| *newest > 0) else { return String::new() };
    let per_cell = per_cell(width, last.max(newest));
    let cell =
        |index: u64| lane.curve.over(index * per_cell + 1..(index + 1) * per_cell + 1).map(|cell| cell.mean);
    let cells: Vec<Option<f32>> = (0..=(newest - 1) / per_cell).map(cell).collect();
    let low = cells.iter().flatten().copied().fold(f32::INFINITY, f32::min);
    let high = cells.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
    let span = (high - low).max(f32::MIN_POSITIVE);
    let bar = |value: Option<f32>| match value {
        Some(value) => BARS[((value - low) / span * (BARS.len() - 1) as f32).round() as usize % BARS.len()],
        None => " ",
    };
    cells.into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::per_cell;

    #[test]
    fn a_line_always_has_room_and_is_at_least_half_full_later_on() {
        for width in [1, 10, 22, 105] {
            for last in 1..5_000 {
                let room = per_cell(width, last) * u64::from(width);
                assert!(room >= last, "{width} {last}");
                assert!(room < 2 * last + 2 * u64::from(width) || last <= 120, "{width} {last} {room}");
            }
        }
    }
}
