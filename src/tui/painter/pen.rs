//! Where the terminal writes next and in which colours, and the shortest way to another place and to others.

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

/// So many unchanged letters are written again rather than jumped over: a jump takes as many bytes.
const SHORTEST_JUMP: u16 = 4;

/// The attributes that are used, with the numbers that turn them on.
const ATTRIBUTES: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// The attributes that "normal weight" takes off.
const WEIGHT: Modifier = Modifier::BOLD.union(Modifier::DIM);

/// What shows on a blank, too.
const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// The look of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

/// The terminal's cursor.
#[derive(Debug, Default)]
pub struct Pen {
    /// Where it stands; `None` if that is not known.
    at: Option<(u16, u16)>,
    /// Whether terminals agree on the column: some draw line and block signs two columns wide.
    sure: bool,
    look: Look,
}

impl Pen {
    /// Goes to a place; `next` is what the screen is to show there and on the way.
    pub fn move_to(&mut self, to: (u16, u16), next: &Buffer, out: &mut Vec<u8>) {
        let from = self.at.replace(to);
        if from == Some(to) || from.is_some_and(|from| self.write_on(from, to, next, out)) {
            return;
        }
        let (x, y) = to;
        let place = sequence(MoveTo(x, y));
        let way = match from {
            Some((_, row)) if row == y && x == 0 => Some("\x1b[G".into()),
            Some(from) if self.sure => relative(from, to).filter(|way| way.len() < place.len()),
            Some((_, row)) if row == y => Some(sequence(MoveToColumn(x))),
            _ => None,
        };
        out.extend_from_slice(way.unwrap_or(place).as_bytes());
        self.sure = true;
    }

    /// Writes the few unchanged letters between two places of a row again, if that gets there.
    fn write_on(&self, from: (u16, u16), to: (u16, u16), next: &Buffer, out: &mut Vec<u8>) -> bool {
        let near = self.sure && from.1 == to.1 && (from.0..=from.0 + SHORTEST_JUMP).contains(&to.0);
        let between = || (from.0..to.0).map(|x| &next[(x, to.1)]);
        let written = near && between().all(|cell| cell.symbol().len() == 1 && self.shows(cell));
        if written {
            between().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
        }
        written
    }

    /// Draws a cell where it stands, in a window of that many columns.
    pub fn draw(&mut self, cell: &Cell, columns: u16, out: &mut Vec<u8>) {
        if !self.shows(cell) {
            self.take_on(look(cell), out);
        }
        let symbol = cell.symbol();
        out.extend_from_slice(symbol.as_bytes());
        let width = u16::try_from(symbol.width()).unwrap_or(1);
        // At the right edge terminals differ in where the cursor stands.
        self.at = self.at.map(|(x, y)| (x + width, y)).filter(|(x, _)| *x < columns);
        self.sure &= symbol.chars().all(|sign| sign.is_ascii() || matches!(sign, '\u{2800}'..='\u{28ff}'));
    }

    /// Whether a cell, drawn now, would look as it should.
    fn shows(&self, cell: &Cell) -> bool {
        let (own, wanted) = (self.look, look(cell));
        if cell.symbol() == " " {
            let seen = |look: Look| look.modifier & SEEN_ON_BLANKS;
            let empty = seen(own).is_empty() || own == wanted;
            return empty && seen(own) == seen(wanted) && own.background == wanted.background;
        }
        own == wanted
    }

    fn take_on(&mut self, wanted: Look, out: &mut Vec<u8>) {
        let own = std::mem::replace(&mut self.look, wanted);
        if wanted == Look::default() {
            out.extend_from_slice(b"\x1b[m");
            return;
        }
        out.extend_from_slice(b"\x1b[");
        let start = out.len();
        let off = !wanted.modifier.contains(own.modifier);
        // Weight alone has an end of its own; else everything is taken off.
        let weight = Look { modifier: own.modifier - WEIGHT, ..own };
        let from = match off {
            false => own,
            true if Look { modifier: wanted.modifier - WEIGHT, ..wanted } == weight => {
                out.extend_from_slice(b"22;");
                weight
            }
            true => {
                out.extend_from_slice(b"0;");
                Look::default()
            }
        };
        for (attribute, number) in ATTRIBUTES {
            if (wanted.modifier - from.modifier).contains(attribute) {
                let _ = write!(out, "{number};");
            }
        }
        for (own, wanted, ground) in
            [(from.foreground, wanted.foreground, 30), (from.background, wanted.background, 40)]
        {
            if own != wanted {
                color(wanted, ground, out);
            }
        }
        if out.len() > start {
            out.pop();
        }
        out.push(b'm');
    }
}

/// A command as it is written.
fn sequence(command: impl Command) -> String {
    let mut text = String::new();
    // Memory takes every write.
    let _ = command.write_ansi(&mut text);
    text
}

/// The way to a place further down or on the same row.
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

fn look(cell: &Cell) -> Look {
    Look { foreground: cell.fg, background: cell.bg, modifier: cell.modifier }
}

/// The numbers of a colour, 30 being the ground of letters and 40 that behind them.
fn color(color: Color, ground: u8, out: &mut Vec<u8>) {
    let number = match color {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => {
            let _ = write!(out, "{};5;{index};", ground + 8);
            return;
        }
        Color::Rgb(red, green, blue) => {
            let _ = write!(out, "{};2;{red};{green};{blue};", ground + 8);
            return;
        }
    };
    let _ = write!(out, "{};", ground + number);
}
