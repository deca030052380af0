//! Large letters and digits, drawn with half blocks: readable from the back of a room.
//!
//! ```text
//!  ▀█ ▄▄▄ █▀█     a dot of the font is half a cell or more
//! ```

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::tui::widgets::text::{extent, put};

/// Dots of a glyph from its top to its bottom.
const DOTS: u16 = 5;

/// The size of a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// Columns of a dot.
    columns: u16,
    /// Half rows of a dot.
    halves: u16,
}

impl Size {
    /// Three rows a line.
    pub(crate) const SMALL: Self = Self { columns: 1, halves: 1 };
    /// Five rows, but narrow.
    pub(crate) const SLIM: Self = Self { columns: 1, halves: 2 };
    /// Five rows.
    pub(crate) const BIG: Self = Self { columns: 2, halves: 2 };
    /// Ten rows.
    pub(crate) const HUGE: Self = Self { columns: 4, halves: 4 };

    /// Rows of a line of text.
    pub(crate) const fn rows(self) -> u16 {
        (DOTS * self.halves).div_ceil(2)
    }
}

/// What is drawn for a character without a glyph.
const BOX: [&str; DOTS as usize] = ["###"; DOTS as usize];

/// Columns that a text takes; `u16::MAX` if there is no glyph for one of its characters, so that it fits nowhere and is
/// written in plain letters.
pub(crate) fn width(text: &str, size: Size) -> u16 {
    if text.chars().any(|sign| glyph(sign).0 == BOX) {
        return u16::MAX;
    }
    let dots: usize = text.chars().map(|sign| glyph(sign).width() + 1).sum();
    extent(dots.saturating_sub(1)).saturating_mul(size.columns)
}

/// The longest beginning of a text that fits into so many columns.
pub(crate) fn fitting(text: &str, size: Size, columns: u16) -> &str {
    let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8());
    let fitting = ends.take_while(|end| width(&text[..*end], size) <= columns).last();
    &text[..fitting.unwrap_or(0)]
}

/// Draws a text with its upper left corner at a place within `area`; gives the column after it.
pub(crate) fn draw(
    buffer: &mut Buffer,
    area: Rect,
    (x, y): (u16, u16),
    text: &str,
    size: Size,
    style: Style,
) -> u16 {
    let mut left = x;
    for sign in text.chars() {
        let glyph = glyph(sign);
        for row in 0..size.rows() {
            for column in 0..glyph.width() as u16 * size.columns {
                let lit = |half: u16| glyph.has(column / size.columns, (2 * row + half) / size.halves);
                let sign = match (lit(0), lit(1)) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => continue,
                };
                put(buffer, area, (left.saturating_add(column), y + row), sign, style);
            }
        }
        left = left.saturating_add((glyph.width() as u16 + 1) * size.columns);
    }
    left
}

/// The rows of dots of a character, `#` where there is ink.
struct Glyph([&'static str; DOTS as usize]);

impl Glyph {
    fn width(&self) -> usize {
        self.0[0].len()
    }

    fn has(&self, column: u16, row: u16) -> bool {
        let row = self.0.get(usize::from(row)).map_or(&b""[..], |row| row.as_bytes());
        row.get(usize::from(column)) == Some(&b'#')
    }
}

/// The glyph of a character. Small letters look like capital ones; a character without a glyph is a box.
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "a table: one line a character")]
const fn glyph(sign: char) -> Glyph {
    Glyph(match sign.to_ascii_uppercase() {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => ["## ", " # ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", "###", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        'A' => ["###", "# #", "###", "# #", "# #"],
        'B' => ["## ", "# #", "## ", "# #", "## "],
        'C' => ["###", "#  ", "#  ", "#  ", "###"],
        'D' => ["## ", "# #", "# #", "# #", "## "],
        'E' => ["###", "#  ", "## ", "#  ", "###"],
        'F' => ["###", "#  ", "## ", "#  ", "#  "],
        'G' => ["###", "#  ", "# #", "# #", "###"],
        'H' => ["# #", "# #", "###", "# #", "# #"],
        'I' => ["###", " # ", " # ", " # ", "###"],
        'J' => ["  #", "  #", "  #", "# #", "###"],
        'K' => ["# #", "# #", "## ", "# #", "# #"],
        'L' => ["#  ", "#  ", "#  ", "#  ", "###"],
        'M' => ["# #", "###", "###", "# #", "# #"],
        'N' => ["## ", "# #", "# #", "# #", "# #"],
        'O' => ["###", "# #", "# #", "# #", "###"],
        'P' => ["###", "# #", "###", "#  ", "#  "],
        'Q' => ["### ", "# # ", "# # ", "### ", "  ##"],
        'R' => ["## ", "# #", "## ", "# #", "# #"],
        'S' => [" ##", "#  ", " # ", "  #", "## "],
        'T' => ["###", " # ", " # ", " # ", " # "],
        'U' => ["# #", "# #", "# #", "# #", "###"],
        'V' => ["# #", "# #", "# #", "# #", " # "],
        'W' => ["# #", "# #", "###", "###", "# #"],
        'X' => ["# #", "# #", " # ", "# #", "# #"],
        'Y' => ["# #", "# #", " # ", " # ", " # "],
        'Z' => ["###", "  #", " # ", "#  ", "###"],
        ' ' => ["  ", "  ", "  ", "  ", "  "],
        '.' => [" ", " ", " ", " ", "#"],
        ',' => ["  ", "  ", "  ", " #", "# "],
        ':' => [" ", "#", " ", "#", " "],
        '-' | '−' => ["   ", "   ", "###", "   ", "   "],
        '+' => ["   ", " # ", "###", " # ", "   "],
        '=' => ["   ", "###", "   ", "###", "   "],
        '/' => ["  #", "  #", " # ", "#  ", "#  "],
        '%' => ["# #", "  #", " # ", "#  ", "# #"],
        '?' => ["###", "  #", " ##", "   ", " # "],
        '!' => ["#", "#", "#", " ", "#"],
        '(' | '[' => ["##", "# ", "# ", "# ", "##"],
        ')' | ']' => ["##", " #", " #", " #", "##"],
        '<' => ["  #", " # ", "#  ", " # ", "  #"],
        '>' => ["#  ", " # ", "  #", " # ", "#  "],
        '←' => ["  #  ", " #   ", "#####", " #   ", "  #  "],
        '→' => ["  #  ", "   # ", "#####", "   # ", "  #  "],
        '↑' => ["  #  ", " ### ", "# # #", "  #  ", "  #  "],
        '↓' => ["  #  ", "  #  ", "# # #", " ### ", "  #  "],
        '×' => ["   ", "# #", " # ", "# #", "   "],
        '▶' => ["#    ", "###  ", "#####", "###  ", "#    "],
        '▮' => ["## ##", "## ##", "## ##", "## ##", "## ##"],
        '✓' => ["    #", "   ##", "# ## ", "###  ", " #   "],
        '✕' => ["#   #", " # # ", "  #  ", " # # ", "#   #"],
        '▸' => ["     ", "     ", "     ", "     ", "# # #"],
        _ => BOX,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, size: Size) -> Vec<String> {
        let area = Rect::new(0, 0, width(text, size), size.rows());
        let mut buffer = Buffer::empty(area);
        draw(&mut buffer, area, (0, 0), text, size, Style::new());
        let line = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
        (0..area.height).map(line).collect()
    }

    #[test]
    fn a_glyph_is_drawn_in_every_size() {
        assert_eq!(drawn("7", Size::SMALL), ["▀▀█", "  █", "  ▀"]);
        assert_eq!(drawn("7", Size::SLIM), ["███", "  █", "  █", "  █", "  █"]);
        assert_eq!(
            drawn("1.", Size::BIG),
            ["████    ", "  ██    ", "  ██    ", "  ██    ", "██████  ██"].map(|line| format!("{line:10}"))
        );
        assert_eq!(drawn("8", Size::HUGE).len(), 10);
    }

    #[test]
    fn every_glyph_has_rows_of_one_width_and_looks_like_no_other() {
        let all: Vec<char> =
            ('0'..='9').chain('A'..='Z').chain(" .,:-+=/%?!([)]<>←→↑↓×▶▮✓✕▸☃".chars()).collect();
        for &sign in &all {
            assert!(glyph(sign).0.iter().all(|row| row.len() == glyph(sign).width()), "{sign}");
        }
        let letters: Vec<char> = ('A'..='Z').chain('1'..='9').collect();
        for (at, &sign) in letters.iter().enumerate() {
            // A five looks like an S, and a zero like an O: what stands around them tells them apart.
            for &other in &letters[..at] {
                assert_ne!(glyph(sign).0, glyph(other).0, "{sign} {other}");
            }
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(fitting("ADAM", Size::SMALL, 8), "AD");
        assert_eq!(fitting("ADAM", Size::SMALL, 2), "");
        assert_eq!(width("ADAM", Size::SMALL), 15);
        assert_eq!(width("아담", Size::SMALL), u16::MAX);
    }
}
