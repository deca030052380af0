//! Where the parts of a chart stand, and its axes: a line at the left of the plot and one below it, with ticks and labels.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{
    axis::Tick,
    text::{extent, put, put_right},
};

/// Rows and columns around the plot: a title above, labels at the left, an axis and its labels below, names at the right.
#[derive(Clone, Copy)]
pub(crate) struct Margins {
    pub(crate) top: u16,
    pub(crate) left: u16,
    pub(crate) bottom: u16,
    pub(crate) right: u16,
}

/// The whole chart and the plot within it.
#[derive(Clone, Copy)]
pub(crate) struct ChartFrame {
    pub(crate) area: Rect,
    pub(crate) plot: Rect,
}

impl ChartFrame {
    /// The columns below which a plot shows nothing.
    const MIN_WIDTH: u16 = 5;

    /// `None` where the margins leave too little room for a plot.
    pub(crate) fn new(area: Rect, margins: Margins) -> Option<Self> {
        let Margins { top, left, bottom, right } = margins;
        let plot = Rect {
            x: area.x + left,
            y: area.y + top,
            width: area.width.saturating_sub(left + right),
            height: area.height.saturating_sub(top + bottom),
        };
        (plot.height > 0 && plot.width >= Self::MIN_WIDTH).then_some(Self { area, plot })
    }
}

/// The horizontal axis and its labels.
pub(crate) struct HorizontalAxis {
    /// Where there is no room for all their labels, the first have precedence.
    pub(crate) ticks: Vec<Tick>,
    /// The fewest blank columns between two labels.
    pub(crate) gap: u16,
    pub(crate) crowded: Crowded,
}

/// What happens to a tick whose label has no room.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowded {
    /// It is left out with its label.
    Drops,
    /// It stays without its label.
    Stays,
}

/// Draws the vertical axis, as far as there is room left of the plot: a column for the line, more for labels.
pub(super) fn vertical(ticks: &[Tick], frame: ChartFrame, style: Style, buffer: &mut Buffer) {
    let ChartFrame { area, plot } = frame;
    let Some(line) = (plot.x - area.x).checked_sub(1) else { return };
    for y in plot.top()..plot.bottom() {
        put(buffer, area, (line, y - area.y), "│", style);
    }
    for tick in ticks {
        let y = plot.bottom() - area.y - tick.at.min(plot.height);
        if let Some(end) = line.checked_sub(1) {
            put_right(buffer, area, (end, y), &tick.label, style);
        }
        put(buffer, area, (line, y), "┤", style);
    }
}

impl HorizontalAxis {
    /// Draws it, as far as there is room below the plot: a row for the line, another for labels.
    pub(super) fn render(&self, frame: ChartFrame, style: Style, buffer: &mut Buffer) {
        let ChartFrame { area, plot } = frame;
        let below = Rect { y: plot.bottom(), height: area.bottom() - plot.bottom(), ..area };
        let left = plot.x - area.x;
        if left > 0 {
            put(buffer, below, (left - 1, 0), "┼", style);
        }
        for column in 0..plot.width {
            put(buffer, below, (left + column, 0), "─", style);
        }
        let mut taken: Vec<(u16, u16)> = Vec::new();
        for tick in &self.ticks {
            let width = extent(tick.label.width());
            // Centred below its tick; the outermost ones stay within the plot.
            let start =
                (left + tick.at).saturating_sub(width / 2).min((left + plot.width).saturating_sub(width));
            let end = start.saturating_add(width);
            let is_free = taken.iter().all(|&(from, to)| start >= to + self.gap || end + self.gap <= from);
            if tick.marked && (is_free || self.crowded == Crowded::Stays) {
                put(buffer, below, (left + tick.at, 0), "┬", style);
            }
            if is_free {
                taken.push((start, end));
                put(buffer, below, (start, 1), &tick.label, style);
            }
        }
    }
}
