//! The terminal's cursor: where it writes next and in which style, with the shortest sequences that change either.

use std::io::Write;

use crossterm::{
    Command,
    cursor::{MoveTo, MoveToColumn},
};
use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

/// Up to so many unchanged characters are written again rather than skipped: a movement takes as many bytes.
const MAX_REWRITTEN: u16 = 4;

/// The attributes in use, with the SGR parameters that turn them on.
const ATTRIBUTES: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// The attributes that SGR 22, normal intensity, turns off.
const INTENSITY: Modifier = Modifier::BOLD.union(Modifier::DIM);

/// The attributes that can be seen on a blank.
const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// The sixteen colours of the terminal's own palette, in the order of their numbers.
pub(crate) const PALETTE: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct CellStyle {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

#[derive(Debug, Default)]
pub(super) struct Cursor {
    /// Column and row; `None` if they are unknown.
    at: Option<(u16, u16)>,
    /// Whether the column is certain: some terminals draw lines and blocks two columns wide.
    is_certain: bool,
    style: CellStyle,
}

impl Cursor {
    /// Moves to a column and row; `next` is what the screen is to show there and in between.
    pub(super) fn move_to(&mut self, to: (u16, u16), next: &Buffer, out: &mut Vec<u8>) {
        let from = self.at.replace(to);
        if from == Some(to) || from.is_some_and(|from| self.rewrite(from, to, next, out)) {
            return;
        }
        let (x, y) = to;
        let absolute = sequence(MoveTo(x, y));
        let shorter = match from {
            Some((_, row)) if row == y && x == 0 => Some("\x1b[G".into()),
            Some(from) if self.is_certain => {
                relative(from, to).filter(|movement| movement.len() < absolute.len())
            }
            Some((_, row)) if row == y => Some(sequence(MoveToColumn(x))),
            _ => None,
        };
        out.extend_from_slice(shorter.unwrap_or(absolute).as_bytes());
        self.is_certain = true;
    }

    /// Moves on by writing the few unchanged characters in between again, if that leads there.
    fn rewrite(&self, from: (u16, u16), to: (u16, u16), next: &Buffer, out: &mut Vec<u8>) -> bool {
        let near = self.is_certain && from.1 == to.1 && (from.0..=from.0 + MAX_REWRITTEN).contains(&to.0);
        let between = || (from.0..to.0).map(|x| &next[(x, to.1)]);
        let leads_there = near && between().all(|cell| cell.symbol().len() == 1 && self.suits(cell));
        if leads_there {
            between().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
        }
        leads_there
    }

    /// Deletes so many cells here; what is behind them moves up, and blanks come in at the end of the row.
    pub(super) fn delete(&mut self, at: (u16, u16), columns: u16, next: &Buffer, out: &mut Vec<u8>) {
        self.move_to(at, next, out);
        let plain = CellStyle { foreground: self.style.foreground, ..CellStyle::default() };
        if self.style.background != Color::Reset || !(self.style.modifier & SEEN_ON_BLANKS).is_empty() {
            // Blanks come in with the background in use.
            self.set_style(plain, out);
        }
        let _ = write!(out, "\x1b[{columns}P");
    }

    /// Draws a cell here, in a window of that many columns.
    pub(super) fn draw(&mut self, cell: &Cell, columns: u16, out: &mut Vec<u8>) {
        if !self.suits(cell) {
            self.set_style(style(cell), out);
        }
        let symbol = cell.symbol();
        out.extend_from_slice(symbol.as_bytes());
        let width = u16::try_from(symbol.width()).unwrap_or(1);
        // Terminals differ in where the cursor is after the last column.
        self.at = self.at.map(|(x, y)| (x + width, y)).filter(|(x, _)| *x < columns);
        self.is_certain &= symbol.chars().all(|c| c.is_ascii() || matches!(c, '\u{2800}'..='\u{28ff}'));
    }

    /// Whether a cell drawn in the present style would look as it should.
    fn suits(&self, cell: &Cell) -> bool {
        let (own, wanted) = (self.style, style(cell));
        if cell.symbol() == " " {
            let seen = |style: CellStyle| style.modifier & SEEN_ON_BLANKS;
            let empty = seen(own).is_empty() || own == wanted;
            return empty && seen(own) == seen(wanted) && own.background == wanted.background;
        }
        own == wanted
    }

    fn set_style(&mut self, wanted: CellStyle, out: &mut Vec<u8>) {
        let own = std::mem::replace(&mut self.style, wanted);
        if wanted == CellStyle::default() {
            out.extend_from_slice(b"\x1b[m");
            return;
        }
        out.extend_from_slice(b"\x1b[");
        let start = out.len();
        let plain = |style: CellStyle| CellStyle { modifier: style.modifier - INTENSITY, ..style };
        // Intensity alone can be turned off by itself; otherwise everything is.
        let from = if wanted.modifier.contains(own.modifier) {
            own
        } else if plain(wanted) == plain(own) {
            out.extend_from_slice(b"22;");
            plain(own)
        } else {
            out.extend_from_slice(b"0;");
            CellStyle::default()
        };
        for (attribute, number) in ATTRIBUTES {
            if (wanted.modifier - from.modifier).contains(attribute) {
                let _ = write!(out, "{number};");
            }
        }
        for (own, wanted, base) in
            [(from.foreground, wanted.foreground, 30), (from.background, wanted.background, 40)]
        {
            if own != wanted {
                color(wanted, base, out);
            }
        }
        if out.len() > start {
            out.pop();
        }
        out.push(b'm');
    }
}

fn sequence(command: impl Command) -> String {
    let mut text = String::new();
    // Writing to memory can't fail.
    let _ = command.write_ansi(&mut text);
    text
}

/// The movement to a cell on the same row or further down; `None` if it is further up.
fn relative(from: (u16, u16), to: (u16, u16)) -> Option<String> {
    let down = match to.1.checked_sub(from.1)? {
        0 => String::new(),
        1 => "\x1b[B".into(),
        rows => format!("\x1b[{rows}B"),
    };
    let across = match (to.0.checked_sub(from.0), from.0.abs_diff(to.0)) {
        (_, 0) => String::new(),
        (Some(1), _) => "\x1b[C".into(),
        (Some(columns), _) => format!("\x1b[{columns}C"),
        (None, 1) => "\x1b[D".into(),
        (None, columns) => format!("\x1b[{columns}D"),
    };
    Some(down + &across)
}

fn style(cell: &Cell) -> CellStyle {
    CellStyle { foreground: cell.fg, background: cell.bg, modifier: cell.modifier }
}

/// Appends the SGR parameters of a colour; `base` is 30 for the foreground and 40 for the background.
fn color(color: Color, base: u8, out: &mut Vec<u8>) {
    let number = match color {
        Color::Reset => 9,
        Color::Indexed(index) => {
            let _ = write!(out, "{};5;{index};", base + 8);
            return;
        }
        Color::Rgb(red, green, blue) => {
            let _ = write!(out, "{};2;{red};{green};{blue};", base + 8);
            return;
        }
        named => match PALETTE.iter().zip(0..).find(|(own, _)| **own == named) {
            Some((_, number @ 0..8)) => number,
            // The bright ones are 60 further.
            Some((_, bright)) => 60 - 8 + bright,
            None => 9,
        },
    };
    let _ = write!(out, "{};", base + number);
}
