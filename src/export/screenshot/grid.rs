//! A screen as cells, their size in a picture, and the characters in them that are drawn instead of taken from a font:
//! blocks and braille, as boxes within a cell.

use unicode_width::UnicodeWidthStr;

/// Red, green and blue.
pub(crate) type Colour = (u8, u8, u8);

/// The width of a cell, in pixels.
pub(super) const CELL_WIDTH: u16 = 13;

/// The height of a cell, in pixels: that of a line of letters of that width.
pub(super) const CELL_HEIGHT: u16 = 25;

/// The height of the font whose letters are a cell wide, in pixels from its highest to its lowest point.
pub(super) const FONT_HEIGHT: f32 = 25.14;

/// The part of that height above the baseline.
pub(super) const ASCENT: f32 = 0.797;

/// The margin around the cells, in pixels.
pub(super) const MARGIN: u16 = 13;

/// One cell of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What is written there; empty behind a wide character.
    pub(crate) text: String,
    /// The colour of the text.
    pub(crate) ink: Colour,
    /// The colour behind it.
    pub(crate) paper: Colour,
    pub(crate) bold: bool,
    pub(crate) underlined: bool,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    /// Cells per row.
    pub(crate) columns: u16,
    /// The colour around the cells.
    pub(crate) paper: Colour,
    /// All cells, row by row.
    pub(crate) cells: Vec<Cell>,
}

impl Grid {
    /// Its rows, with the upper edge of each in the picture.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u16, &[Cell])> {
        let rows = self.cells.chunks(usize::from(self.columns.max(1)));
        (0..).map(|row: u16| MARGIN + row * CELL_HEIGHT).zip(rows)
    }

    /// Width and height of its picture, in pixels.
    pub(super) fn size(&self) -> (u16, u16) {
        let rows = self.rows().count() as u16;
        (self.columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN)
    }

    /// Its text, a line per row, without the blanks at the ends.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (_, row) in self.rows() {
            let line: String = row.iter().map(|cell| cell.text.as_str()).collect();
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Cells side by side, with the left edge of each; the first begins at `x`.
pub(super) fn placed(x: u16, cells: &[Cell]) -> impl Iterator<Item = (u16, &Cell)> {
    (0..).map(move |column: u16| x + column * CELL_WIDTH).zip(cells)
}

impl Cell {
    /// Whether it shows nothing but its paper.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.underlined
    }

    /// The number of cells that its text takes.
    pub(super) fn width(&self) -> u16 {
        self.text.width().max(1) as u16
    }
}

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
