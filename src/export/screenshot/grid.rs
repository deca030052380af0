//! A screen as cells, and their size in a picture.

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
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(usize::from(self.columns.max(1)))
    }

    /// Width and height of its picture, in pixels.
    pub(super) fn size(&self) -> (u16, u16) {
        let rows = self.rows().count() as u16;
        (self.columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN)
    }

    /// Its text, a line per row, without the blanks at the ends.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for row in self.rows() {
            let line: String = row.iter().map(|cell| cell.text.as_str()).collect();
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
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
