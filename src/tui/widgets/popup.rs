//! The frame of a popup: centred, with a border, everything behind it cleared.

use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    widgets::{Block, Clear, Widget},
};
use unicode_width::UnicodeWidthStr;

use crate::tui::{theme::Theme, widgets::text::put};

/// Clears a place of that size in the middle of `area` and draws a border with a title; gives the inside, with a blank
/// column at both edges.
pub(crate) fn open(theme: Theme, title: &str, size: (u16, u16), area: Rect, buffer: &mut Buffer) -> Rect {
    let outer = outer(size, area);
    Clear.render(outer, buffer);
    // A wide character that the left border would cut in half goes whole.
    if let Some(x) = outer.x.checked_sub(1).filter(|x| *x >= area.x) {
        for y in outer.top()..outer.bottom() {
            if buffer[(x, y)].symbol().width() > 1 {
                buffer[(x, y)].set_symbol(" ");
            }
        }
    }
    Block::bordered().border_style(theme.quiet()).render(outer, buffer);
    put(buffer, outer, (2, 0), &format!(" {title} "), theme.strong());
    inside(size, area)
}

/// The inside of a popup of that size in `area`.
pub(crate) fn inside(size: (u16, u16), area: Rect) -> Rect {
    outer(size, area).inner(Margin::new(2, 1))
}

fn outer((width, height): (u16, u16), area: Rect) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
