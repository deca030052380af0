//! A picture of a screen: its cells as text, as SVG and as PNG.
//!
//! Letters are those of `DejaVu Sans Mono`; what curves and large digits are made of (braille, blocks) is drawn dot by
//! dot, so that it looks alike with every font.

mod ink;
mod png;
mod svg;

pub use png::picture_png;
pub use svg::picture_svg;

use unicode_width::UnicodeWidthStr;

/// Red, green and blue.
pub type Colour = (u8, u8, u8);

/// Width of a cell, in pixels.
const CELL_WIDTH: u16 = 13;

/// Height of a cell, in pixels: what a line of letters of that width takes.
const CELL_HEIGHT: u16 = 25;

/// Height of the letters' font, from the top of the highest to the bottom of the lowest: that of letters a cell wide.
const FONT_HEIGHT: f32 = 25.14;

/// The part of that height above the line that letters stand on.
const ASCENT: f32 = 0.797;

/// Pixels around the cells.
const MARGIN: u16 = 13;

/// One place on a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What is written there; empty behind a wide sign.
    pub text: String,
    /// Its colour.
    pub ink: Colour,
    /// The colour behind it.
    pub paper: Colour,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is underlined.
    pub underlined: bool,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Cells in a row.
    pub columns: u16,
    /// The colour around the cells.
    pub paper: Colour,
    /// All cells, row by row.
    pub cells: Vec<Cell>,
}

impl Grid {
    /// Its rows.
    fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(usize::from(self.columns.max(1)))
    }

    /// Pixels of a picture of it.
    fn size(&self) -> (u16, u16) {
        let rows = self.rows().count() as u16;
        (self.columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN)
    }

    /// What is written on it, a line a row.
    #[must_use]
    pub fn text(&self) -> String {
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
    /// Whether nothing is to be seen of it but what is behind it.
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.underlined
    }

    /// Cells that it takes.
    fn width(&self) -> u16 {
        self.text.width().max(1) as u16
    }
}

#[cfg(test)]
mod tests;
