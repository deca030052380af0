//! Text on the screen: put at a place, cut to its room, broken into lines, scrolled to what is selected.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A count of columns or rows as what places on the screen count in.
pub(crate) fn extent(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Writes text at a place within `area`, cut with … at its right edge; gives the column after it.
pub(crate) fn put(buffer: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
    let at = Position { x: area.x.saturating_add(x), y: area.y.saturating_add(y) };
    if !area.contains(at) || !buffer.area.contains(at) {
        return x;
    }
    let room = usize::from(area.right() - at.x);
    // Blanks at the end may go without an ellipsis.
    let fits = text.trim_end().width() <= room;
    let shown = if fits { Cow::from(text) } else { cut(text, room).into() };
    let (end, _) = buffer.set_stringn(at.x, at.y, shown, room, style);
    end - area.x
}

/// Writes text so that it ends before column `end` of `area`.
pub(crate) fn put_right(buffer: &mut Buffer, area: Rect, (end, y): (u16, u16), text: &str, style: Style) {
    put(buffer, area, (end.saturating_sub(extent(text.width())), y), text, style);
}

/// `text` cut to so many columns, with … at the end where something is missing.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.width().unwrap_or(0) + 1 > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// `text` in lines of at most so many columns, broken at spaces, and within words that are wider than a line.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > columns {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if !line.is_empty() && line.width() + c.width().unwrap_or(0) > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

/// Writes a quiet remark where a view has nothing else to show.
pub(crate) fn note(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    put(buffer, area, (2, area.height / 3), text, style);
}

/// An area without its first rows.
pub(crate) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// An area without its first columns.
pub(crate) fn right_of(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + columns, width: area.width - columns, ..area }
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

    #[test]
    fn lines_break_at_spaces_and_count_wide_characters_as_two() {
        assert_eq!(wrap("a ball that rolls on", 9), ["a ball", "that", "rolls on"]);
        assert_eq!(wrap("손실이 작습니다", 8), ["손실이", "작습니다"]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("손실", 1), ["손", "실"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
