//! The axes of the plane with their round numbers.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::tui::views::surface::draw::Frame;
use crate::tui::{
    app::App,
    widgets::axis::round_ticks,
    widgets::{put, put_right},
};

/// The fewest columns between two labels below the plot.
const LABEL_EVERY: u16 = 12;

/// Line, ticks and labels left of the plot.
pub(crate) fn vertical(app: &App, frame: &Frame, area: Rect, buffer: &mut Buffer) {
    let (plot, style) = (frame.plot, app.theme.quiet());
    let line = plot.x - area.x - 1;
    for y in plot.top()..plot.bottom() {
        put(buffer, area, (line, y - area.y), "│", style);
    }
    for (tick, label) in round_ticks(frame.plane.y, (plot.height / 3).clamp(1, 6)) {
        let (_, row) = frame.cell(frame.share([frame.plane.x.0, tick]));
        let y = plot.y - area.y + row;
        put_right(buffer, area, (line.saturating_sub(1), y), &label, style);
        put(buffer, area, (line, y), "┤", style);
    }
}

/// The same below it.
pub(crate) fn horizontal(app: &App, frame: &Frame, area: Rect, buffer: &mut Buffer) {
    let (plot, style) = (frame.plot, app.theme.quiet());
    let below = Rect { y: plot.bottom(), height: 2, ..area };
    if plot.x > area.x {
        put(buffer, below, (plot.x - area.x - 1, 0), "┼", style);
    }
    for x in 0..plot.width {
        put(buffer, below, (plot.x - area.x + x, 0), "─", style);
    }
    for (tick, label) in round_ticks(frame.plane.x, (plot.width / LABEL_EVERY).clamp(1, 10)) {
        let (column, _) = frame.cell(frame.share([tick, frame.plane.y.0]));
        let at = plot.x - area.x + column;
        let width = label.width() as u16;
        let left = at.saturating_sub(width / 2).min((plot.right() - area.x).saturating_sub(width));
        put(buffer, below, (at, 0), "┬", style);
        put(buffer, below, (left, 1), &label, style);
    }
}
