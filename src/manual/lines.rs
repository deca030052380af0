//! Lines of a page: styled text, wrapped, spelled with the signs that a terminal shows, and what it is sent.

use unicode_width::UnicodeWidthChar;

/// What the lines are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PageLayout {
    /// Columns of a line.
    pub(crate) width: usize,
    /// Whether escape sequences may set colours.
    pub(crate) color: bool,
    /// Whether only ASCII can be shown.
    pub(crate) ascii: bool,
}

/// The lines of a page so far.
#[derive(Default)]
pub(super) struct PageText {
    pub(super) layout: PageLayout,
    pub(super) text: String,
}

impl PageText {
    /// Appends a line, with escape sequences if there may be colours.
    pub(super) fn push(&mut self, indent: usize, line: &Styled) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', indent));
        }
        for run in line.0.chunk_by(|(_, one), (_, other)| one == other) {
            let style = run[0].1;
            let (start, end) =
                if self.layout.color && style != Style::PLAIN { (style.0, END) } else { ("", "") };
            self.text.push_str(start);
            self.text.extend(run.iter().map(|(c, _)| c));
            self.text.push_str(end);
        }
        self.text.push('\n');
    }

    /// A blank line, unless there is one or nothing stands above.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

/// How a piece of text stands out: the escape sequence that begins it; [`END`] ends every style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style(&'static str);

impl Style {
    pub(super) const PLAIN: Self = Self("");
    pub(super) const STRONG: Self = Self("\x1b[1m");
    pub(super) const EMPHASIS: Self = Self("\x1b[4m");
    pub(super) const CODE: Self = Self("\x1b[36m");
    pub(super) const HEADING: Self = Self("\x1b[1;36m");
}

const END: &str = "\x1b[0m";

/// Text with a style for each character.
#[derive(Debug, Clone, Default)]
pub(super) struct Styled(Vec<(char, Style)>);

impl Styled {
    pub(super) fn new(text: &str, style: Style) -> Self {
        Self(text.chars().map(|c| (c, style)).collect())
    }

    pub(super) fn push(&mut self, text: &str, style: Style) {
        self.append(Self::new(text, style));
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn trim_end(&mut self) {
        let end = self.0.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
        self.0.truncate(end);
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Columns on one line.
    pub(super) fn width(&self) -> usize {
        width(&self.0)
    }

    /// Columns of the longest word.
    pub(super) fn word_width(&self) -> usize {
        self.words().map(width).max().unwrap_or(0)
    }

    fn words(&self) -> impl Iterator<Item = &[(char, Style)]> {
        self.0.split(|(c, _)| *c == ' ').filter(|word| !word.is_empty())
    }

    /// Lines of at most `room` columns; a word that is longer is cut. Empty text is one empty line.
    pub(super) fn wrap(&self, room: usize) -> Vec<Self> {
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        for word in self.words() {
            if !line.is_empty() && width(&line) + 1 + width(word) <= room {
                line.push((' ', Style::PLAIN));
            } else if !line.is_empty() {
                lines.push(Self(std::mem::take(&mut line)));
            }
            for &(c, style) in word {
                if !line.is_empty() && width(&line) + c.width().unwrap_or(0) > room {
                    lines.push(Self(std::mem::take(&mut line)));
                }
                line.push((c, style));
            }
        }
        lines.push(Self(line));
        lines
    }
}

fn width(text: &[(char, Style)]) -> usize {
    text.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
}

/// Signs, each before what is written for it in ASCII.
const SPELLINGS: [&str; 38] = [
    "←<-", "→->", "↑^", "↓v", "▸>", "▶>", "…...", "–-", "—-", "−-", "─-", "│|", "┌+", "┐+", "└+", "┘+", "├+",
    "┤+", "┬+", "┴+", "┼+", "╰`", "╭,", "×x", "✕x", "·*", "✓ok", "√sqrt", "½1/2", "²^2", "Σsum ", "βbeta",
    "λlambda", "“\"", "”\"", "‘'", "’'", "±+-",
];

/// The text with every sign that has an ASCII spelling spelled that way, and `?` for the others.
pub(super) fn fold(text: &str) -> String {
    let spelling = |sign| SPELLINGS.iter().find_map(|pair| pair.strip_prefix(sign)).unwrap_or("?");
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { spelling(c).to_owned() }).collect()
}
