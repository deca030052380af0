//! The signs on the screen, and what stands for them where only ASCII can be shown.

use ratatui::buffer::Buffer;

use crate::words::Lang;

/// What curves are drawn with; ASCII changes every other sign, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plot {
    /// Braille: 2×4 dots a cell.
    Braille,
    /// Quadrant blocks: 2×2 dots a cell, for fonts without braille.
    Block,
    /// One dot a cell.
    Dot,
    /// One letter a cell, and no byte above 0x7f on the whole screen.
    Ascii,
}

impl Plot {
    const ALL: [Self; 4] = [Self::Braille, Self::Block, Self::Dot, Self::Ascii];

    /// The next way of drawing, or the one before.
    pub const fn turn(self, forward: bool) -> Self {
        let step = if forward { 1 } else { Self::ALL.len() - 1 };
        Self::ALL[(self as usize + step) % Self::ALL.len()]
    }

    /// Its name.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Braille => lang.say("braille", "점자"),
            Self::Block => lang.say("block", "블록"),
            Self::Dot => lang.say("dot", "점"),
            Self::Ascii => "ascii",
        }
    }
}

/// Markers in the order of lanes; the first four are the original figure's o x s D.
const MARKERS: [&str; 14] = ["●", "✕", "■", "◆", "▲", "▼", "★", "○", "✚", "□", "◇", "△", "▽", "☆"];

/// The marker of the lane that joined as number `index`.
pub const fn marker(index: usize) -> &'static str {
    MARKERS[index % MARKERS.len()]
}

/// Heights of a sparkline's cell, from empty to full.
pub const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Replaces every sign of a finished frame by an ASCII one.
pub fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            match cell.symbol().chars().next() {
                // A letter with an accent.
                Some(letter) if letter.is_ascii() => cell.set_char(letter),
                sign => cell.set_symbol(sign.map_or(" ", ascii)),
            };
        }
    }
}

#[expect(clippy::match_same_arms, reason = "a table: one line a family of signs")]
const fn ascii(sign: char) -> &'static str {
    match sign {
        '●' => "o",
        '✕' | '×' => "x",
        '■' => "s",
        '◆' => "D",
        '▲' | '↑' => "^",
        '▼' | '↓' => "v",
        '★' | '✓' => "*",
        '○' => "O",
        '✚' => "+",
        '□' => "S",
        '◇' => "d",
        '△' => "A",
        '▽' => "V",
        '☆' => "%",
        '│' | '┃' => "|",
        '─' | '—' | '−' | '–' => "-",
        '━' => "=",
        '┊' => ":",
        '┤' | '┼' | '┬' | '┌' | '┐' | '└' | '┘' | '├' | '╸' => "+",
        '→' | '▸' | '▶' => ">",
        '←' => "<",
        '▁' => "_",
        '▂' => ".",
        '▃' => ",",
        '▄' => "-",
        '▅' => "=",
        '▆' => "+",
        '▇' => "*",
        '█' | '▮' => "#",
        '▌' => "|",
        '▀' => "\"",
        '•' | '…' => ".",
        '·' => "*",
        '∂' => "d",
        '‖' => "|",
        '√' => "V",
        '²' | '₂' => "2",
        '³' => "3",
        '⁴' => "4",
        '↗' | '↙' => "/",
        '↖' | '↘' => "\\",
        '₁' => "1",
        '₊' => "+",
        'ₜ' => "t",
        'α' => "a",
        'β' => "b",
        'η' => "n",
        'ρ' => "r",
        'ε' => "e",
        'λ' => "l",
        'μ' => "u",
        'ĝ' => "g",
        'ŝ' => "s",
        '“' | '”' => "\"",
        '’' => "'",
        '¹' => "1",
        'ᵗ' => "t",
        _ => "?",
    }
}
