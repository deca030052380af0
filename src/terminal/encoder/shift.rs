//! Rows whose end moves to the left, as lines of recent values do: the terminal moves them itself, and only what comes in
//! is sent.

use ratatui::buffer::{Buffer, Cell};
use unicode_width::UnicodeWidthStr;

/// The farthest that cells are moved at once.
const MAX_COLUMNS: usize = 16;

/// The fewest cells that moving must save: it takes as many bytes as a few of them.
const MIN_SAVED: usize = 8;

/// A part of a row, from a column to the end, that moves to the left by so many columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) from: u16,
    pub(super) columns: u16,
}

/// What is best moved in a row that is to change from one into the other, if anything is.
pub(super) fn find(shown: &[Cell], next: &[Cell]) -> Option<Shift> {
    let width = next.len();
    let changed = (0..width).filter(|&x| shown[x] != next[x]).count();
    if changed <= MIN_SAVED || shown.iter().chain(next).any(|cell| cell.symbol().width() > 1) {
        return None;
    }
    let blank = Cell::default();
    let mut best = None;
    let mut most = MIN_SAVED as i64;
    for columns in 1..=MAX_COLUMNS.min(width) {
        // How many fewer cells differ if everything from a column on is moved: summed from the end, where it is blank.
        let mut saved = 0;
        for x in (0..width).rev() {
            let moved = shown.get(x + columns).unwrap_or(&blank);
            saved += i64::from(shown[x] != next[x]) - i64::from(*moved != next[x]);
            if saved > most {
                (most, best) = (saved, Some((x, columns)));
            }
        }
    }
    let (from, columns) = best?;
    Some(Shift { from: u16::try_from(from).ok()?, columns: u16::try_from(columns).ok()? })
}

/// The cells of a row.
pub(super) fn row(buffer: &Buffer, y: u16) -> std::ops::Range<usize> {
    let width = usize::from(buffer.area.width);
    usize::from(y) * width..(usize::from(y) + 1) * width
}

/// Moves the cells of a row as the terminal does.
pub(super) fn apply(shift: Shift, row: &mut [Cell]) {
    let (from, columns) = (usize::from(shift.from), usize::from(shift.columns));
    row[from..].rotate_left(columns);
    let width = row.len();
    row[width - columns..].fill(Cell::default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Cell> {
        text.chars().map(|sign| Cell::new(sign.to_string().leak())).collect()
    }

    #[test]
    fn a_line_that_moves_is_found_with_what_stands_before_it_left_alone() {
        let (shown, next) = (cells("0.1234 abcdefghijklmnop "), cells("0.1199 defghijklmnopXYZ "));
        let shift = find(&shown, &next).unwrap();
        assert_eq!(shift, Shift { from: 7, columns: 3 });
        let mut moved = shown;
        apply(shift, &mut moved);
        assert_eq!(moved[..20], cells("0.1234 defghijklmnop")[..]);
    }

    #[test]
    fn little_is_sent_as_it_is_and_wide_signs_are_never_moved() {
        assert_eq!(find(&cells("abcdefgh"), &cells("bcdefghi")), None);
        assert_eq!(find(&cells("犬bcdefghijklmnopq"), &cells("犬cdefghijklmnopqr")), None);
        assert_eq!(find(&cells("abcdefghijklm"), &cells("zyxwvutsrqpon")), None);
    }
}
