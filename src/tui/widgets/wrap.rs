//! Text broken into lines of so many columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_count_wide_characters_as_two() {
        assert_eq!(wrap("a ball that rolls on", 9), ["a ball", "that", "rolls on"]);
        assert_eq!(wrap("손실이 작습니다", 8), ["손실이", "작습니다"]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("손실", 1), ["손", "실"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
