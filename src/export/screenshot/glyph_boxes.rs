//! Characters that are drawn instead of taken from a font: blocks and braille, as boxes within a cell.

use super::grid::{CELL_HEIGHT, CELL_WIDTH};

/// A box within a cell: left, top, right and bottom, each from 0 to 1.
pub(super) type CellBox = (f32, f32, f32, f32);

/// Half the width of a braille dot, as a part of a cell's width.
const DOT: f32 = 0.16;

/// The boxes of a character; `None` for one that is taken from a font.
pub(super) fn boxes(character: char) -> Option<Vec<CellBox>> {
    let code = u32::from(character);
    match code {
        // Lower eighths, the last of them full.
        0x2581..=0x2588 => Some(vec![(0.0, 1.0 - (code - 0x2580) as f32 / 8.0, 1.0, 1.0)]),
        // Left eighths, from seven down to one.
        0x2589..=0x258f => Some(vec![(0.0, 0.0, (0x2590 - code) as f32 / 8.0, 1.0)]),
        0x2580 => Some(vec![(0.0, 0.0, 1.0, 0.5)]),
        0x2590 => Some(vec![(0.5, 0.0, 1.0, 1.0)]),
        0x2596..=0x259f => Some(quadrants(code)),
        0x2800..=0x28ff => Some(braille(code - 0x2800)),
        _ => None,
    }
}

/// Upper left, upper right, lower left, lower right.
fn quadrants(code: u32) -> Vec<CellBox> {
    /// Of ▖▗▘▙▚▛▜▝▞▟.
    const FILLED: [&str; 10] = ["c", "d", "a", "acd", "ad", "abc", "abd", "b", "bc", "bcd"];
    let filled = FILLED[(code - 0x2596) as usize % FILLED.len()];
    let place = |quadrant: char| match quadrant {
        'a' => (0.0, 0.0, 0.5, 0.5),
        'b' => (0.5, 0.0, 1.0, 0.5),
        'c' => (0.0, 0.5, 0.5, 1.0),
        _ => (0.5, 0.5, 1.0, 1.0),
    };
    filled.chars().map(place).collect()
}

/// The dots of a pattern; the lowest row was added to braille later and so has the highest bits.
fn braille(pattern: u32) -> Vec<CellBox> {
    const PLACES: [(u8, u8); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let high = DOT * f32::from(CELL_WIDTH) / f32::from(CELL_HEIGHT);
    let dot = |(column, row): (u8, u8)| {
        let (x, y) = (0.25 + 0.5 * f32::from(column), 0.125 + 0.25 * f32::from(row));
        (x - DOT, y - high, x + DOT, y + high)
    };
    (0..).zip(PLACES).filter(|(bit, _)| pattern & (1 << bit) != 0).map(|(_, place)| dot(place)).collect()
}
