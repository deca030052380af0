//! All losses of a lane as a sparkline that stands still.
//!
//! It grows from the left, and when it is full every two cells become one. A line that moved with every frame would say
//! no more, and would cost more bytes than all the rest of the screen.

use crate::{history::LossCurve, tui::widgets::sparkline::sparkline};

/// How many losses a line has room for at first.
const MIN_ROOM: u64 = 120;

/// Iterations in one cell of a line that wide, which has room for all up to the last.
fn per_cell(width: u16, last: u64) -> u64 {
    let width = u64::from(width.max(1));
    let needed = last.div_ceil(width);
    let mut doubled = std::iter::successors(Some(MIN_ROOM.div_ceil(width)), |cell| cell.checked_mul(2));
    doubled.find(|cell| *cell >= needed).unwrap_or(needed)
}

/// The losses of a curve, oldest first, with room for all iterations up to `last`, which may be more than it has.
pub(super) fn losses(curve: &LossCurve, width: u16, last: u64) -> String {
    let Some(newest) = curve.last().filter(|newest| *newest > 0) else { return String::new() };
    let per_cell = per_cell(width, last.max(newest));
    let cell =
        |index: u64| curve.over(index * per_cell + 1..(index + 1) * per_cell + 1).map(|cell| cell.mean);
    sparkline(&(0..=(newest - 1) / per_cell).map(cell).collect::<Vec<_>>())
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
