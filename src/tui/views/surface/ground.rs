//! What lanes roll on: filled levels, or contour lines where there are too few colours for that.

use ratatui::{
    buffer::Buffer,
    style::{Color, Style},
};

use crate::{
    surface::Function,
    tui::{
        glyphs::Plot,
        theme::Theme,
        views::surface::plane::Plane,
        widgets::chart::{Segment, Series},
        widgets::put,
    },
};

/// A function, and the heights that part it into bands, from the lowest up.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) function: Function,
    pub(super) levels: &'a [f64],
}

/// How many of the levels a height is above.
fn band(levels: &[f64], height: f64) -> usize {
    levels.partition_point(|level| *level <= height)
}

impl Ground<'_> {
    /// Fills the plot, or gives the contour lines where there are too few colours; a sign stands where the function is
    /// lowest.
    pub(super) fn render(
        self,
        plane: Plane,
        theme: Theme,
        glyphs: Plot,
        buffer: &mut Buffer,
    ) -> Option<Series> {
        if theme.has_ground() {
            self.fill(plane, theme, glyphs, buffer);
        }
        for place in self.function.minima() {
            put(buffer, plane.plot, plane.cell(plane.share(*place)), "+", theme.quiet());
        }
        (!theme.has_ground()).then(|| self.contours(plane, glyphs, theme.quiet()))
    }

    /// Fills the plot with the colours of its bands: two a cell, one above the other, as far as there is a sign for that.
    fn fill(self, plane: Plane, theme: Theme, glyphs: Plot, buffer: &mut Buffer) {
        let halves = if glyphs.has_blocks() { 2 } else { 1 };
        let plot = plane.plot;
        let (across, up) = (f64::from(plot.width), f64::from(plot.height * halves));
        let color = |column: u16, half: u16| {
            let share = [(f64::from(column) + 0.5) / across, 1.0 - (f64::from(half) + 0.5) / up];
            let height = band(self.levels, self.function.value(plane.place(share)));
            theme.ground(height as f64 / self.levels.len() as f64)
        };
        for row in 0..plot.height {
            for column in 0..plot.width {
                let (upper, lower) = (color(column, row * halves), color(column, row * halves + halves - 1));
                let Some(cell) = buffer.cell_mut((plot.x + column, plot.y + row)) else { continue };
                // The lower place is the background: a sign put there stands on its own ground.
                if upper == lower {
                    cell.set_bg(lower);
                } else if upper == Color::Reset {
                    cell.set_char('▄').set_fg(lower);
                } else {
                    cell.set_char('▀').set_fg(upper).set_bg(lower);
                }
            }
        }
    }

    /// A dot wherever the next one to the right or above lies in another band.
    fn contours(self, plane: Plane, glyphs: Plot, style: Style) -> Series {
        let (across, up) = glyphs.dots_of(plane.plot);
        // Few dots have no room for many lines.
        let every = match up {
            0..=31 => 3,
            32..=63 => 2,
            _ => 1,
        };
        let levels: Vec<f64> = self.levels.iter().copied().step_by(every).collect();
        let at = |column: usize, row: usize| {
            let share = [(column as f64 + 0.5) / across as f64, (row as f64 + 0.5) / up as f64];
            band(&levels, self.function.value(plane.place(share)))
        };
        let bands = |row: usize| -> Vec<usize> { (0..=across).map(|column| at(column, row)).collect() };
        let mut behind: Vec<Segment> = Vec::new();
        let mut here = bands(0);
        for row in 0..up {
            let above = bands(row + 1);
            let edges = (0..across)
                .filter(|&column| here[column] != here[column + 1] || here[column] != above[column]);
            behind.extend(edges.map(|column| [(column as i64, row as i64); 2]));
            here = above;
        }
        Series { style, faint: style, letter: '.', lines: Vec::new(), behind }
    }
}
