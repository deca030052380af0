//! The signs on the screen, and what stands for them where only ASCII can be shown.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use crate::words::{Lang, say};

/// What curves are drawn with; narrow and ASCII change other signs, too.
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
    /// Braille, and no sign that a terminal for Chinese, Japanese or Korean draws two columns wide though it is
    /// one elsewhere: lines, arrows, blocks, Greek letters.
    Narrow,
}

impl Plot {
    const ALL: [Self; 5] = [Self::Braille, Self::Block, Self::Dot, Self::Ascii, Self::Narrow];

    /// The next way of drawing, or the one before.
    pub const fn turn(self, forward: bool) -> Self {
        let step = if forward { 1 } else { Self::ALL.len() - 1 };
        Self::ALL[(self as usize + step) % Self::ALL.len()]
    }

    /// Whether blocks and half blocks can be drawn, whatever curves are drawn with.
    pub const fn has_blocks(self) -> bool {
        !matches!(self, Self::Ascii | Self::Narrow)
    }

    /// Replaces the signs of a finished frame that can't be shown.
    pub fn reduce(self, buffer: &mut Buffer) {
        match self {
            Self::Ascii => to_ascii(buffer, |text| !text.is_ascii()),
            Self::Narrow => to_ascii(buffer, |text| text.width_cjk() > text.width()),
            Self::Braille | Self::Block | Self::Dot => {}
        }
    }

    /// Its name.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Braille => say!(lang, display::BRAILLE),
            Self::Narrow => say!(lang, display::NARROW_BRAILLE),
            Self::Block => say!(lang, display::BLOCKS),
            Self::Dot => say!(lang, display::DOTS),
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

/// Replaces signs of a finished frame by ASCII ones.
fn to_ascii(buffer: &mut Buffer, unfit: impl Fn(&str) -> bool) {
    for cell in &mut buffer.content {
        if unfit(cell.symbol()) {
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
