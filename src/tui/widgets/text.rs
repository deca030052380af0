//! Text on the screen: put at a place, cut to its room, scrolled to what is selected.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

/// Writes text at a place within `area`, cut with … at its right edge; gives the column after it.
pub(crate) fn put(buffer: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
    let at = Position { x: area.x.saturating_add(x), y: area.y.saturating_add(y) };
    if !area.contains(at) || !buffer.area.contains(at) {
        return x;
    }
    let room = usize::from(area.right() - at.x);
    // Blanks at the end may go without an ellipsis.
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

/// Writes a quiet remark where a view has nothing else to show.
pub(crate) fn note(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    let text = cut(text, usize::from(area.width.saturating_sub(2)));
    put(buffer, area, (2, area.height / 3), &text, style);
}

/// An area without its first rows.
pub(crate) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first of `count` lines that is shown where there is room for so many: lists scroll no further than the chosen line
/// needs.
pub(crate) fn first_shown(chosen: usize, room: usize, count: usize) -> usize {
    (chosen + 1).saturating_sub(room).min(count.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_scrolls_no_further_than_the_chosen_line_needs() {
        assert_eq!(first_shown(0, 3, 9), 0);
        assert_eq!(first_shown(2, 3, 9), 0);
        assert_eq!(first_shown(3, 3, 9), 1);
        assert_eq!(first_shown(8, 3, 9), 6);
        assert_eq!(first_shown(1, 3, 2), 0);
    }
}
