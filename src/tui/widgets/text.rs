//! Text on the screen: put at a place, cut to its room.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

/// Writes text at a place within `area`, cut with … at its right edge; tells the column after it.
pub(crate) fn put(buffer: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
    let at = Position { x: area.x.saturating_add(x), y: area.y.saturating_add(y) };
    if !area.contains(at) || !buffer.area.contains(at) {
        return x;
    }
    let room = usize::from(area.right() - at.x);
    // Blanks at the end may go without a word.
    let fits = text.trim_end().width() <= room;
    let (end, _) = if fits {
        buffer.set_stringn(at.x, at.y, text, room, style)
    } else {
        buffer.set_stringn(at.x, at.y, cut(text, room), room, style)
    };
    end - area.x
}

/// Writes text so that it ends before column `end` of `area`.
pub(crate) fn put_right(buffer: &mut Buffer, area: Rect, (end, y): (u16, u16), text: &str, style: Style) {
    let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
    put(buffer, area, (end.saturating_sub(width), y), text, style);
}

/// `text` cut to so many columns, with … at the end where something is missing.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}
