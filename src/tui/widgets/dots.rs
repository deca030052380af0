//! A grid of dots for curves: each cell shows the dots of one ink. Where two curves share cells, these are by turns of the one
//! and of the other, so that neither hides.

use ratatui::symbols::pixel::OCTANTS;

use crate::tui::glyphs::Plot;

/// What a dot is drawn with: the series of that index, behind all curves or among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Back(usize),
    Front(usize),
}

/// Cells with dots in them; dots count from the left and from the bottom.
pub(crate) struct DotGrid {
    glyphs: Plot,
    columns: usize,
    rows: usize,
    cells: Vec<Option<(Ink, u8)>>,
    /// What the last one of another front covers.
    covered: Vec<Option<(Ink, u8)>>,
}

/// Columns after which the other of two curves that share cells is shown.
const TURN: usize = 3;

/// The braille dots of a cell by row from the bottom, left and right.
const BRAILLE: [[u8; 2]; 4] = [[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]];

/// Quadrants by bits: 1 lower left, 2 lower right, 4 upper left, 8 upper right.
const QUADRANTS: [char; 16] =
    [' ', '▖', '▗', '▄', '▘', '▌', '▚', '▙', '▝', '▞', '▐', '▟', '▀', '▛', '▜', '█'];

impl DotGrid {
    /// An empty grid of so many cells.
    pub(crate) fn new(glyphs: Plot, columns: usize, rows: usize) -> Self {
        let none = vec![None; columns * rows];
        Self { glyphs, columns, rows, cells: none.clone(), covered: none }
    }

    /// All dots: across and up.
    pub(crate) const fn dots(&self) -> (usize, usize) {
        let (across, up) = self.glyphs.dots();
        (self.columns * across, self.rows * up)
    }

    /// Sets one dot; outside the grid there are none.
    pub(crate) fn dot(&mut self, x: i64, y: i64, ink: Ink) {
        let (across, up) = self.dots();
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x >= across || y >= up {
            return;
        }
        let (wide, high) = self.glyphs.dots();
        let (column, row) = (x / wide, self.rows - 1 - y / high);
        let bit = match self.glyphs {
            Plot::Braille | Plot::Narrow => BRAILLE[y % high][x % wide],
            Plot::Octant => 1 << ((high - 1 - y % high) * 2 + x % wide),
            Plot::Block => 1 << (y % high * 2 + x % wide),
            Plot::Dot | Plot::Ascii => 1,
        };
        let at = row * self.columns + column;
        match &mut self.cells[at] {
            Some((there, dots)) if *there == ink => *dots |= bit,
            Some((Ink::Front(_), _)) if matches!(ink, Ink::Back(_)) => {}
            cell => {
                let before = cell.replace((ink, bit));
                self.covered[at] = before.filter(|(ink, _)| matches!(ink, Ink::Front(_)));
            }
        }
    }

    /// Joins two dots. Past the upper and lower edge nothing is drawn, and costs nothing, however far a dot is.
    pub(crate) fn line(&mut self, from: (i64, i64), to: (i64, i64), ink: Ink) {
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

    /// The character of a cell and whose it is, if anything is drawn there. In ASCII every series has a letter of its own.
    pub(crate) fn glyph(
        &self,
        column: usize,
        row: usize,
        letter: impl Fn(usize) -> char,
    ) -> Option<(char, Ink)> {
        let at = row * self.columns + column;
        let covered = self.covered[at].filter(|_| column / TURN % 2 == 1);
        let (ink, dots) = covered.or(self.cells[at])?;
        let glyph = match (self.glyphs, ink) {
            (Plot::Braille | Plot::Narrow, _) => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            (Plot::Octant, _) => OCTANTS[usize::from(dots)],
            (Plot::Block, _) => QUADRANTS[usize::from(dots)],
            (Plot::Dot, Ink::Front(_)) => '•',
            (Plot::Ascii, Ink::Front(series)) => letter(series),
            (Plot::Dot | Plot::Ascii, Ink::Back(_)) => '.',
        };
        Some((glyph, ink))
    }

    /// Whether a cell shows dots of the front.
    pub(crate) fn has_front(&self, column: usize, row: usize) -> bool {
        let cell = self.cells.get(row * self.columns + column).copied().flatten();
        matches!(cell, Some((Ink::Front(_), _)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Ink = Ink::Front(0);

    fn drawn(grid: &DotGrid) -> Vec<String> {
        let glyph = |column, row| grid.glyph(column, row, |_| 'o').map_or(' ', |(glyph, _)| glyph);
        (0..grid.rows).map(|row| (0..grid.columns).map(|column| glyph(column, row)).collect()).collect()
    }

    #[test]
    fn a_diagonal_runs_from_the_lower_left_to_the_upper_right() {
        let mut grid = DotGrid::new(Plot::Braille, 2, 1);
        grid.line((0, 0), (3, 3), INK);
        assert_eq!(drawn(&grid), ["⡠⠊"]);
        let mut grid = DotGrid::new(Plot::Ascii, 3, 3);
        grid.line((0, 2), (2, 0), INK);
        assert_eq!(drawn(&grid), ["o  ", " o ", "  o"]);
    }

    #[test]
    fn octants_fill_the_parts_of_a_cell_that_braille_dots_stand_for() {
        let mut grid = DotGrid::new(Plot::Octant, 1, 1);
        grid.line((0, 0), (0, 3), INK);
        assert_eq!(drawn(&grid), ["▌"]);
        grid.line((1, 0), (1, 3), INK);
        assert_eq!(drawn(&grid), ["█"]);
        let mut grid = DotGrid::new(Plot::Octant, 1, 1);
        grid.line((0, 2), (1, 2), INK);
        grid.line((0, 3), (1, 3), INK);
        assert_eq!(drawn(&grid), ["▀"]);
    }

    #[test]
    fn a_steep_line_has_no_gaps() {
        let mut grid = DotGrid::new(Plot::Dot, 2, 6);
        grid.line((0, 0), (1, 5), INK);
        let dots = drawn(&grid).concat().chars().filter(|glyph| *glyph == '•').count();
        assert_eq!(dots, 6);
    }

    #[test]
    fn a_line_from_far_outside_costs_nothing_and_stays_outside() {
        let mut grid = DotGrid::new(Plot::Block, 2, 2);
        grid.line((0, i64::from(i32::MAX) * 4), (3, i64::from(i32::MAX)), INK);
        grid.line((1, -5), (1, 1 << 40), INK);
        assert_eq!(drawn(&grid), ["▐ ", "▐ "]);
    }

    #[test]
    fn two_curves_that_share_cells_are_shown_by_turns() {
        let mut grid = DotGrid::new(Plot::Ascii, 8, 1);
        grid.line((0, 0), (7, 0), Ink::Front(0));
        grid.line((0, 0), (7, 0), Ink::Front(1));
        let glyph = |column| grid.glyph(column, 0, |series| ['a', 'b'][series]).map(|(glyph, _)| glyph);
        assert_eq!((0..8).filter_map(glyph).collect::<String>(), "bbbaaabb");
    }

    #[test]
    fn the_back_stays_behind_the_front_and_a_later_curve_takes_the_cell() {
        let mut grid = DotGrid::new(Plot::Braille, 1, 1);
        grid.dot(0, 0, INK);
        grid.dot(1, 3, Ink::Back(0));
        assert_eq!(drawn(&grid), ["⡀"]);
        grid.dot(1, 0, Ink::Front(1));
        assert_eq!(drawn(&grid), ["⢀"]);
    }
}
