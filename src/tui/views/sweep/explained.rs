//! How much each parameter explains of what trials came to: a bar each.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{names, sheet::SweepAxis, state::SweepView};
use crate::{
    sweep::SweepStanding,
    tui::{
        context::Context,
        number,
        widgets::{cut, extent, put, put_right},
    },
    words::say,
};

/// The widest bar: a longer one says no more.
const MAX_BAR: u16 = 40;

/// Columns of a share in per cent.
const SHARE: u16 = 8;

pub(super) fn render(
    context: &Context,
    view: &SweepView,
    _sweep: &SweepStanding,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (lang, quiet) = (context.lang(), context.theme.quiet());
    let width = usize::from(area.width);
    put(buffer, area, (0, 0), &cut(say!(lang, sweep::IMPORTANCE), width), quiet);
    let axes = &view.sheet.axes;
    if axes.iter().all(|axis| axis.share.is_none()) {
        put(buffer, area, (0, 2), &cut(say!(lang, sweep::TOO_FEW), width), quiet);
        return;
    }
    let longest = axes.iter().map(|axis| names::axis(lang, axis).width()).max().unwrap_or(0);
    let names = extent(longest).min(area.width / 2);
    let bar = area.width.saturating_sub(names + SHARE + 2).min(MAX_BAR);
    // A blank row between two where there is room.
    let step = if usize::from(area.height.saturating_sub(2)) >= axes.len() * 2 { 2 } else { 1 };
    for (axis, row) in axes.iter().zip((0..).map(|at| 2 + at * step)) {
        if row >= area.height {
            return;
        }
        draw(context, axis, row, (names, bar), area, buffer);
    }
}

/// A name, a bar and the share.
fn draw(
    context: &Context,
    axis: &SweepAxis,
    row: u16,
    (names, bar): (u16, u16),
    area: Rect,
    buffer: &mut Buffer,
) {
    let (lang, quiet) = (context.lang(), context.theme.quiet());
    put(buffer, area, (0, row), &cut(names::axis(lang, axis), names.into()), Style::new());
    let share =
        axis.share.map_or_else(|| number::UNKNOWN.to_owned(), |share| format!("{:.0} %", share * 100.0));
    // In half cells, as that of the progress.
    let halves = (axis.share.unwrap_or(0.0) * f64::from(bar) * 2.0).round() as usize;
    let done = "━".repeat(halves / 2) + if halves % 2 == 1 { "╸" } else { "" };
    let left = "─".repeat(usize::from(bar) - halves.div_ceil(2));
    let after = put(buffer, area, (names + 2, row), &done, Style::new());
    put(buffer, area, (after, row), &left, quiet);
    put_right(buffer, area, (names + 2 + bar + SHARE, row), &share, Style::new());
}
