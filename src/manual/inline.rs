//! Text within a line: its styles, wrapping, and what a terminal is sent.

use unicode_width::UnicodeWidthChar;

/// How a piece of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Strong,
    Emphasis,
    Code,
    Heading,
}

impl Style {
    /// The escape sequence that begins it; [`END`] ends every style.
    const fn start(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Emphasis => "\x1b[4m",
            Self::Code => "\x1b[36m",
            Self::Heading => "\x1b[1;36m",
        }
    }
}

const END: &str = "\x1b[0m";

/// Text with a style for each character.
#[derive(Debug, Clone, Default)]
pub(super) struct Styled(Vec<(char, Style)>);

impl Styled {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn push(&mut self, text: &str, style: Style) {
        self.0.extend(text.chars().map(|c| (c, style)));
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
                line.push((' ', Style::Plain));
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

    /// Appends the text to `out`, with escape sequences if `color`.
    pub(super) fn write(&self, out: &mut String, color: bool) {
        for run in self.0.chunk_by(|(_, one), (_, other)| one == other) {
            let style = run[0].1;
            let styled = color && style != Style::Plain;
            out.push_str(if styled { style.start() } else { "" });
            out.extend(run.iter().map(|(c, _)| c));
            out.push_str(if styled { END } else { "" });
        }
    }
}

fn width(text: &[(char, Style)]) -> usize {
    text.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
}
