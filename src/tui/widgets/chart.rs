//! The chart: axes with labels, curves made of dots, signs on top of them, and the curves' names beside their ends.
//!
//! ```text
//!  1.0 ┤⢣            ┊ label   ● name
//!      │ ⠱⡀          ┊        ╰✕ name          plot, with the names beside the ends of curves
//!  0.0 ┼──────────────┬────────────────┬────────────         axis
//!      0             500            1,000       2,000        labels
//! ```
//! A view says what stands where, in dots and cells of the plot, and in which style; the chart does not know what it means.

mod axes;

pub(crate) use axes::{ChartFrame, Crowded, HorizontalAxis, Margins};

use std::cmp::Ordering;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Color, Modifier, Style},
};
use unicode_width::UnicodeWidthStr;

use crate::tui::{
    glyphs::Plot,
    theme::Theme,
    widgets::axis::Tick,
    widgets::dots::{DotGrid, Ink},
    widgets::text::{cut, extent, put},
};

/// Everything that a chart shows.
pub(crate) struct Chart {
    pub(crate) frame: ChartFrame,
    pub(crate) theme: Theme,
    /// What curves are drawn with.
    pub(crate) glyphs: Plot,
    pub(crate) x: HorizontalAxis,
    pub(crate) y: Vec<Tick>,
    /// Where there is no room for all their labels, the first have precedence.
    pub(crate) rules: Vec<VerticalRule>,
    /// The curves, from the one at the bottom to the one on top.
    pub(crate) series: Vec<Series>,
    /// What is drawn over the curves, in this order.
    pub(crate) signs: Vec<Sign>,
    /// A column of the plot that is highlighted.
    pub(crate) cursor: Option<u16>,
    pub(crate) names: CurveNames,
}

/// A straight line from one dot to another, which may be the same. Dots count from the left and the bottom of the plot;
/// what lies outside of it is not drawn.
pub(crate) type Segment = [(i64, i64); 2];

/// A curve, and what is drawn faintly behind all curves.
pub(crate) struct Series {
    pub(crate) style: Style,
    pub(crate) faint: Style,
    /// What it is drawn with in ASCII.
    pub(crate) letter: char,
    pub(crate) lines: Vec<Segment>,
    pub(crate) behind: Vec<Segment>,
}

/// A sign in a cell of the plot, which counts from its left and top.
pub(crate) struct Sign {
    pub(crate) at: (u16, u16),
    pub(crate) text: &'static str,
    pub(crate) style: Style,
}

/// A vertical line at a column of the plot, and what is written beside it.
pub(crate) struct VerticalRule {
    pub(crate) column: u16,
    pub(crate) label: Option<(String, Style)>,
}

impl Chart {
    /// Draws everything over what the buffer holds, such as the ground of a map.
    pub(crate) fn render(&self, buffer: &mut Buffer) {
        let grid = self.grid();
        self.rules(buffer);
        self.curves(&grid, buffer);
        for Sign { at, text, style } in &self.signs {
            put(buffer, self.frame.plot, *at, text, *style);
        }
        self.labels(&grid, buffer);
        self.cursor(buffer);
        axes::vertical(&self.y, self.frame, self.theme.quiet(), buffer);
        self.x.render(self.frame, self.theme.quiet(), buffer);
        self.names.render(self.frame, self.theme.quiet(), buffer);
    }

    fn grid(&self) -> DotGrid {
        let plot = self.frame.plot;
        let mut grid = DotGrid::new(self.glyphs, usize::from(plot.width), usize::from(plot.height));
        for (series, own) in self.series.iter().enumerate() {
            for (segments, ink) in [(&own.behind, Ink::Back(series)), (&own.lines, Ink::Front(series))] {
                for [from, to] in segments {
                    grid.line(*from, *to, ink);
                }
            }
        }
        grid
    }

    fn rules(&self, buffer: &mut Buffer) {
        for rule in &self.rules {
            for row in 0..self.frame.plot.height {
                put(buffer, self.frame.plot, (rule.column, row), "┊", self.theme.quiet());
            }
        }
    }

    fn curves(&self, grid: &DotGrid, buffer: &mut Buffer) {
        let plot = self.frame.plot;
        let letter = |series: usize| self.series[series].letter;
        for row in 0..plot.height {
            for column in 0..plot.width {
                let Some((glyph, ink)) = grid.glyph(column.into(), row.into(), letter) else { continue };
                let style = match ink {
                    Ink::Front(series) => self.series[series].style,
                    Ink::Back(series) => self.series[series].faint,
                };
                if let Some(cell) = buffer.cell_mut((plot.x + column, plot.y + row)) {
                    cell.set_char(glyph).set_fg(Color::Reset).set_style(style);
                }
            }
        }
    }

    /// Writes each rule's label beside it, in the first row in which no curve and no other label is in the way.
    fn labels(&self, grid: &DotGrid, buffer: &mut Buffer) {
        let plot = self.frame.plot;
        let mut taken: Vec<(u16, u16, u16)> = Vec::new();
        for VerticalRule { column, label } in &self.rules {
            let Some((text, style)) = label else { continue };
            let width = extent(text.width());
            let right = column + 2;
            let left = if right.saturating_add(width) <= plot.width {
                right
            } else {
                column.saturating_sub(width.saturating_add(1))
            };
            let end = left.saturating_add(width);
            if end > plot.width {
                continue;
            }
            let is_free = |row: &u16| {
                let clear = (left..end).all(|x| !grid.has_front(x.into(), usize::from(*row)));
                clear && taken.iter().all(|&(y, from, to)| y != *row || left > to || end < from)
            };
            let Some(row) = (0..plot.height).find(is_free) else { continue };
            taken.push((row, left, end));
            put(buffer, plot, (left, row), text, *style);
        }
    }

    fn cursor(&self, buffer: &mut Buffer) {
        let (plot, Some(column)) = (self.frame.plot, self.cursor) else { return };
        for row in 0..plot.height {
            let Some(cell) = buffer.cell_mut((plot.x + column, plot.y + row)) else { continue };
            if cell.symbol() == " " || cell.symbol() == "┊" {
                cell.set_symbol("│").set_style(self.theme.strong());
            } else {
                cell.modifier.insert(Modifier::REVERSED);
            }
        }
    }
}

/// The names of all curves, each beside the end of its curve, pushed apart: the legend.
pub(crate) struct CurveNames {
    /// The column at which they begin, from the left edge of the plot; there are at least two before it.
    pub(crate) left: u16,
    /// From the upper to the lower.
    pub(crate) names: Vec<CurveName>,
}

/// The name of one curve.
pub(crate) struct CurveName {
    /// The row of the plot in which its curve ends, from the top.
    pub(crate) row: u16,
    /// Whether a sign points there from a name that was pushed away.
    pub(crate) linked: bool,
    pub(crate) marker: &'static str,
    /// What it says, the longest first; one that has room is written.
    pub(crate) texts: Vec<String>,
    pub(crate) style: Style,
}

impl CurveNames {
    /// Columns that a chart of such a width has for names, the longest of which has so many: at most a quarter of it, and
    /// none where it is narrow.
    pub(crate) fn width(longest: usize, chart: u16) -> u16 {
        // A blank, the marker, a blank, the name.
        let wanted = extent(longest + 3);
        if chart < 40 { 0 } else { wanted.min(chart / 4) }
    }

    /// The place among them of the name that is at a place of the window, in a chart of that frame.
    pub(crate) fn at(&self, frame: ChartFrame, at: Position) -> Option<usize> {
        let area = self.area(frame);
        let row = at.y.checked_sub(area.y).filter(|_| area.contains(at))?;
        self.rows(area).iter().position(|own| *own == row)
    }

    /// Where they stand, with a column for what joins them to their curves.
    fn area(&self, frame: ChartFrame) -> Rect {
        let left = frame.plot.x + self.left.max(1) - 1;
        Rect { x: left, width: frame.area.right().saturating_sub(left), ..frame.plot }
    }

    /// The row of each; where there are more than rows, the last have none.
    fn rows(&self, area: Rect) -> Vec<u16> {
        let shown = self.names.iter().take(usize::from(area.height));
        apart(&shown.map(|name| name.row).collect::<Vec<_>>(), area.height)
    }

    /// Writes them in their order.
    fn render(&self, frame: ChartFrame, quiet: Style, buffer: &mut Buffer) {
        let area = self.area(frame);
        if area.width < 4 {
            return;
        }
        for (name, row) in self.names.iter().zip(self.rows(area)) {
            match row.cmp(&name.row) {
                Ordering::Greater if name.linked => put(buffer, area, (0, row), "╰", quiet),
                Ordering::Less if name.linked => put(buffer, area, (0, row), "╭", quiet),
                _ => 0,
            };
            let after = put(buffer, area, (1, row), name.marker, name.style);
            let room = usize::from(area.width - 3);
            let text = name.texts.iter().find(|text| text.width() <= room).or(name.texts.last());
            put(
                buffer,
                area,
                (after + 1, row),
                &text.map_or_else(String::new, |text| cut(text, room)),
                name.style,
            );
        }
    }
}

/// Rows moved until each is below the one before it: no further than is needed from the first to the last.
fn apart(rows: &[u16], height: u16) -> Vec<u16> {
    let count = extent(rows.len());
    let mut placed: Vec<u16> = Vec::with_capacity(rows.len());
    for (&row, index) in rows.iter().zip(0_u16..) {
        // Not on the one above, and with room left for those below.
        let min = placed.last().map_or(0, |above| above + 1);
        placed.push(row.max(min).min(height - (count - index)));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{ColorDepth, Palette};

    fn tick(at: u16, label: &str) -> Tick {
        Tick::new(at, label.to_owned())
    }

    fn name(marker: &'static str, texts: &[&str]) -> CurveName {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        CurveName { row: 0, linked: true, marker, texts, style: Style::new() }
    }

    /// A rising line with one dot behind it, drawn with letters in a plot of 14×5 cells.
    fn chart(crowded: Crowded) -> Chart {
        let plain = Style::new();
        let margins = Margins { top: 0, left: 4, bottom: 2, right: 8 };
        Chart {
            frame: ChartFrame::new(Rect::new(0, 0, 26, 7), margins).unwrap(),
            theme: Theme::new(Palette::Dark, ColorDepth::None),
            glyphs: Plot::Ascii,
            x: HorizontalAxis { ticks: vec![tick(13, "20"), tick(11, "18"), tick(6, "10")], gap: 1, crowded },
            y: vec![tick(0, "0"), tick(5, "1")],
            rules: vec![VerticalRule { column: 3, label: Some(("lower".into(), plain)) }],
            series: vec![Series {
                style: plain,
                faint: plain,
                letter: 'a',
                lines: vec![[(0, 0), (13, 4)]],
                behind: vec![[(1, 4), (1, 4)]],
            }],
            signs: vec![Sign { at: (13, 0), text: "↑", style: plain }],
            cursor: Some(8),
            names: CurveNames {
                left: 15,
                names: vec![name("●", &["Adam 0.1234", "Adam"]), name("✕", &["AdaGrad"])],
            },
        }
    }

    fn drawn(crowded: Crowded) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 26, 7));
        chart(crowded).render(&mut buffer);
        let line = |y| (0..26).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..7).map(line).collect()
    }

    #[test]
    fn axes_curves_signs_labels_and_names_have_their_places() {
        let expected = [
            " 1 ┤ . ┊ lower  a↑ ● Adam",
            "   │   ┊    │aaa  ╰✕ AdaG…",
            "   │   ┊ aaaa",
            "   │  aaa   │",
            "   │aa ┊    │",
            " 0 ┼──────┬──────┬",
            "         10     20",
        ];
        assert_eq!(drawn(Crowded::Drops), expected);
    }

    #[test]
    fn a_tick_without_room_for_its_label_stays_or_goes() {
        assert_eq!(drawn(Crowded::Stays)[5], " 0 ┼──────┬────┬─┬");
    }

    #[test]
    fn names_that_would_overlap_are_pushed_apart_within_the_plot() {
        assert_eq!(apart(&[2, 2, 7], 10), [2, 3, 7]);
        assert_eq!(apart(&[9, 9, 9], 10), [7, 8, 9]);
        assert_eq!(apart(&[0, 0, 0], 3), [0, 1, 2]);
    }
}
