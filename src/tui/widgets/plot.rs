//! A grid of dots for curves: each cell shows the dots of one curve, the last one drawn there.

use crate::tui::glyphs::Plot;

/// What a cell is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    /// Which lane, by its place.
    pub lane: usize,
    /// The smoothed curve or the raw losses behind it.
    pub layer: Layer,
}

/// What lies before what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Losses as they are, dim.
    Raw,
    /// The smoothed curve.
    Curve,
}

/// Cells with dots in them; dots count from the left and from the bottom.
pub struct Canvas {
    plot: Plot,
    columns: usize,
    rows: usize,
    cells: Vec<Option<(Ink, u8)>>,
}

/// The braille dots of a cell by row from the bottom, left and right.
const BRAILLE: [[u8; 2]; 4] = [[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]];

/// Quadrants by bits: 1 lower left, 2 lower right, 4 upper left, 8 upper right.
const QUADRANTS: [char; 16] =
    [' ', '▖', '▗', '▄', '▘', '▌', '▚', '▙', '▝', '▞', '▐', '▟', '▀', '▛', '▜', '█'];

impl Canvas {
    /// An empty grid of so many cells.
    pub fn new(plot: Plot, columns: usize, rows: usize) -> Self {
        Self { plot, columns, rows, cells: vec![None; columns * rows] }
    }

    /// Dots in a cell: across and up.
    const fn per_cell(plot: Plot) -> (usize, usize) {
        match plot {
            Plot::Braille | Plot::Narrow => (2, 4),
            Plot::Block => (2, 2),
            Plot::Dot | Plot::Ascii => (1, 1),
        }
    }

    /// Cells: across and up.
    pub const fn cells(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// Dots in all: across and up.
    pub const fn dots(&self) -> (usize, usize) {
        let (across, up) = Self::per_cell(self.plot);
        (self.columns * across, self.rows * up)
    }

    /// Sets one dot; those outside are not there.
    pub fn dot(&mut self, x: i64, y: i64, ink: Ink) {
        let (across, up) = self.dots();
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x >= across || y >= up {
            return;
        }
        let (wide, high) = Self::per_cell(self.plot);
        let (column, row) = (x / wide, self.rows - 1 - y / high);
        let bit = match self.plot {
            Plot::Braille | Plot::Narrow => BRAILLE[y % high][x % wide],
            Plot::Block => 1 << (y % high * 2 + x % wide),
            Plot::Dot | Plot::Ascii => 1,
        };
        let cell = &mut self.cells[row * self.columns + column];
        match cell {
            Some((there, dots)) if *there == ink => *dots |= bit,
            // Raw losses stay behind curves, whoever is drawn first.
            Some((there, _)) if there.layer > ink.layer => {}
            _ => *cell = Some((ink, bit)),
        }
    }

    /// Joins two dots. Past the upper and lower edge nothing is drawn, however far it is.
    pub fn line(&mut self, from: (i64, i64), to: (i64, i64), ink: Ink) {
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        let top = self.dots().1 as i64;
        if width == 0 {
            let (low, high) = (from.1.min(to.1), from.1.max(to.1));
            for y in low.max(0)..=high.min(top) {
                self.dot(from.0, y, ink);
            }
            return;
        }
        let mut before = from.1;
        for step in 0..=width.abs() {
            let x = from.0 + step * width.signum();
            let y = from.1 + (height * step + height.signum() * width.abs() / 2) / width.abs();
            // Each column holds its share of the climb, so that steep parts have no gaps.
            let start = if step == 0 { y } else { before + (y - before).signum() };
            for between in start.min(y).max(0)..=start.max(y).min(top) {
                self.dot(x, between, ink);
            }
            before = y;
        }
    }

    /// What a cell shows: its sign and whose it is. `marker` is the sign of a lane where curves are
    /// drawn with letters.
    pub fn sign(&self, column: usize, row: usize, marker: impl Fn(usize) -> char) -> Option<(char, Ink)> {
        let (ink, dots) = self.cells[row * self.columns + column]?;
        let sign = match (self.plot, ink.layer) {
            (Plot::Braille | Plot::Narrow, _) => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            (Plot::Block, _) => QUADRANTS[usize::from(dots)],
            (Plot::Dot, Layer::Curve) => '•',
            (Plot::Ascii, Layer::Curve) => marker(ink.lane),
            (Plot::Dot | Plot::Ascii, Layer::Raw) => '.',
        };
        Some((sign, ink))
    }

    /// Whether a cell has a smoothed curve in it.
    pub fn has_curve(&self, column: usize, row: usize) -> bool {
        let cell = self.cells.get(row * self.columns + column).copied().flatten();
        cell.is_some_and(|(ink, _)| ink.layer == Layer::Curve)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Ink = Ink { lane: 0, layer: Layer::Curve };

    fn picture(canvas: &Canvas) -> Vec<String> {
        let sign = |column, row| canvas.sign(column, row, |_| 'o').map_or(' ', |(sign, _)| sign);
        (0..canvas.rows).map(|row| (0..canvas.columns).map(|column| sign(column, row)).collect()).collect()
    }

    #[test]
    fn a_diagonal_runs_from_the_lower_left_to_the_upper_right() {
        let mut canvas = Canvas::new(Plot::Braille, 2, 1);
        canvas.line((0, 0), (3, 3), INK);
        assert_eq!(picture(&canvas), ["⡠⠊"]);
        let mut canvas = Canvas::new(Plot::Ascii, 3, 3);
        canvas.line((0, 2), (2, 0), INK);
        assert_eq!(picture(&canvas), ["o  ", " o ", "  o"]);
    }

    #[test]
    fn a_steep_line_has_no_gaps() {
        let mut canvas = Canvas::new(Plot::Dot, 2, 6);
        canvas.line((0, 0), (1, 5), INK);
        let dots = picture(&canvas).concat().chars().filter(|sign| *sign == '•').count();
        assert_eq!(dots, 6);
    }

    #[test]
    fn a_line_from_far_outside_costs_nothing_and_stays_outside() {
        let mut canvas = Canvas::new(Plot::Block, 2, 2);
        canvas.line((0, i64::from(i32::MAX) * 4), (3, i64::from(i32::MAX)), INK);
        canvas.line((1, -5), (1, 1 << 40), INK);
        assert_eq!(picture(&canvas), ["▐ ", "▐ "]);
    }

    #[test]
    fn raw_losses_stay_behind_the_curve_and_a_later_curve_takes_the_cell() {
        let mut canvas = Canvas::new(Plot::Braille, 1, 1);
        canvas.dot(0, 0, INK);
        canvas.dot(1, 3, Ink { layer: Layer::Raw, ..INK });
        assert_eq!(picture(&canvas), ["⡀"]);
        canvas.dot(1, 0, Ink { lane: 1, ..INK });
        assert_eq!(picture(&canvas), ["⢀"]);
    }
}
