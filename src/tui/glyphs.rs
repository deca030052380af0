//! The characters that curves, markers and bars are drawn with, and what takes their place where only ASCII can be shown.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::Look,
    tui::direction::Direction,
    words::{Lang, say},
};

/// What curves are drawn with. Narrow and ASCII change all other characters of the screen, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plot {
    /// Braille: 2×4 dots a cell.
    Braille,
    /// Quadrant blocks: 2×2 dots a cell, for fonts without braille.
    Block,
    /// Octants: 2×4 blocks a cell, for the few terminals and fonts that have Unicode 16.
    Octant,
    /// One dot a cell.
    Dot,
    /// One letter a cell, and no byte above 0x7f on the whole screen.
    Ascii,
    /// Braille, and no character that terminals for Chinese, Japanese or Korean draw two columns wide and others one:
    /// lines, arrows, blocks, Greek letters.
    Narrow,
}

impl Plot {
    /// The next one, or the one before.
    pub(crate) fn turn(self, direction: Direction) -> Self {
        direction.neighbour(
            &[Self::Braille, Self::Octant, Self::Block, Self::Dot, Self::Ascii, Self::Narrow],
            self,
        )
    }

    /// Dots of an area: across and up.
    pub(crate) fn dots_of(self, area: Rect) -> (usize, usize) {
        let (across, up) = self.dots();
        (usize::from(area.width) * across, usize::from(area.height) * up)
    }

    /// Dots of a cell: across and up.
    pub(crate) const fn dots(self) -> (usize, usize) {
        match self {
            Self::Braille | Self::Octant | Self::Narrow => (2, 4),
            Self::Block => (2, 2),
            Self::Dot | Self::Ascii => (1, 1),
        }
    }

    /// Whether blocks and half blocks can be drawn, whatever curves are drawn with.
    pub(crate) const fn has_blocks(self) -> bool {
        !matches!(self, Self::Ascii | Self::Narrow)
    }

    /// Replaces the characters of a finished frame that can't be shown.
    pub(crate) fn reduce(self, buffer: &mut Buffer) {
        match self {
            Self::Ascii => to_ascii(buffer, |text| !text.is_ascii()),
            Self::Narrow => to_ascii(buffer, |text| text.width_cjk() > text.width()),
            Self::Braille | Self::Octant | Self::Block | Self::Dot => {}
        }
    }

    /// A text with longer words for signs that would mean something else in the place of one letter; for formulas, keys
    /// and changes.
    pub(crate) fn spell(self, text: &str) -> String {
        let words = match self {
            Self::Ascii => &WORDS[..],
            Self::Narrow => &WORDS[..NOT_NARROW],
            Self::Braille | Self::Octant | Self::Block | Self::Dot => return text.to_owned(),
        };
        words.iter().fold(text.replace("←→", "← →"), |text, (sign, word)| text.replace(sign, word))
    }

    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Braille => say!(lang, display::BRAILLE),
            Self::Narrow => say!(lang, display::NARROW_BRAILLE),
            Self::Octant => say!(lang, display::OCTANTS),
            Self::Block => say!(lang, display::BLOCKS),
            Self::Dot => say!(lang, display::DOTS),
            Self::Ascii => "ascii",
        }
    }
}

/// Markers of optimizers; those of the second half are the hollow or thin ones of the first. The first four are those of
/// the original figure: o, x, s, D.
const MARKERS: [&str; 14] = ["●", "✕", "■", "◆", "▲", "▼", "★", "○", "✚", "□", "◇", "△", "▽", "☆"];

/// The marker of a lane.
pub(crate) const fn marker(look: Look) -> &'static str {
    MARKERS[look.marker(MARKERS.len())]
}

/// A cell of a bar by its height, from an eighth to full.
pub(crate) const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Replaces the characters of a finished frame that are unfit.
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

/// Signs, each before the one that stands for it in ASCII: markers, lines, arrows, bars and blocks, points, mathematics, raised
/// and lowered ones, letters, quotation marks.
const SPELLINGS: [&str; 9] = [
    "●o ✕x ×x ■s ◆D ▲^ ▼v ★* ✓* ○O ✚+ □S ◇d △A ▽V ☆%",
    "│| ┃| ─- —- −- –- ━= ┊: ┤+ ┼+ ┬+ ┌+ ┐+ └+ ┘+ ├+ ╸+ ╰` ╭,",
    "↑^ ↓v →> ▸> ▶> ←< ↗/ ↙/ ↖\\ ↘\\",
    "▁_ ▂. ▃, ▄- ▅= ▆+ ▇* █# ▮# ▌| ▀\"",
    "•. …. ·* ±~ ˆ^",
    "∂d ‖| √V",
    "¹1 ²2 ³3 ⁴4 ᵗt ₁1 ₂2 ₊+ ₜt",
    "αa βb ηn ρr εe λl μu ĝg ŝs",
    "“\" ”\" ’'",
];

/// Signs of formulas, keys and changes, and the words that stand for them where they can't be shown …
const WORDS: [(&str, &str); 10] = [
    ("←", "<-"),
    ("→", "->"),
    ("η", "lr"),
    ("√", "sqrt "),
    ("²", "^2"),
    ("³", "^3"),
    ("⁴", "^4"),
    ("ᵗ", "^t"),
    ("·", "*"),
    ("±", "+-"),
];

/// … the first of which are also drawn two columns wide by some terminals.
const NOT_NARROW: usize = 3;

fn ascii(sign: char) -> &'static str {
    let mut pairs = SPELLINGS.iter().flat_map(|family| family.split(' '));
    pairs.find_map(|pair| pair.strip_prefix(sign)).unwrap_or("?")
}
