//! How the lines of the help are laid out in a window: all at once, or a page for each heading.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{extent, popup, wrap};

/// Columns of the keys.
pub(super) const SIGN_WIDTH: u16 = 8;

/// The most columns of a line, and the fewest that a second and a third column of lines must leave to each.
const WIDEST: u16 = 70;
const NARROWEST: u16 = 54;

/// Blank columns between two columns of lines.
pub(super) const GAP: u16 = 3;

/// Which part is shown of what has no room.
#[derive(Debug, Clone, Copy)]
pub(super) enum HelpPlace {
    /// What stands after so many lines.
    FromTop(usize),
    /// What stands before so many lines.
    FromEnd(usize),
}

/// What stands under one heading.
pub(super) struct HelpSection {
    pub(super) heading: &'static str,
    pub(super) lines: Vec<HelpLine>,
}

/// Everything that the help says, and which part of it is wanted.
pub(super) struct HelpPages {
    pub(super) sections: Vec<HelpSection>,
    /// The section whose page is open, where each has one.
    pub(super) open: usize,
    /// What lines must have, if any are searched for.
    pub(super) sought: String,
    /// Whether letters are typed into what is searched for.
    pub(super) typing: bool,
}

impl HelpPages {
    pub(super) const fn new(sections: Vec<HelpSection>) -> Self {
        Self { sections, open: 0, sought: String::new(), typing: false }
    }

    /// Every line with what is searched for, in lines of so many columns: all of them under their headings.
    fn all(&self, width: u16) -> Vec<HelpLine> {
        let sought = self.sought.to_lowercase();
        let has = |line: &&HelpLine| {
            sought.is_empty() || format!("{} {}", line.sign, line.text).to_lowercase().contains(&sought)
        };
        let mut all = Vec::new();
        for section in &self.sections {
            if sought.is_empty() {
                all.push(HelpLine::heading(section.heading));
            }
            all.extend(section.lines.iter().filter(has).flat_map(|line| line.wrapped(width)));
            if sought.is_empty() {
                all.push(HelpLine::heading(""));
            }
        }
        // The blank one behind the last section.
        all.pop_if(|line| line.sign.is_empty() && line.text.is_empty());
        all
    }
}

/// Rows of the index, and a blank one below it where there is room.
const INDEX: u16 = 2;

/// The lines as they are laid out in a window.
pub(super) struct HelpPage {
    /// Columns of a line.
    pub(super) wide: u16,
    /// Of the popup.
    pub(super) size: (u16, u16),
    /// Rows above the lines for the index, if there is one.
    pub(super) index: u16,
    pub(super) lines: Vec<HelpLine>,
    /// How many of them have room.
    pub(super) room: usize,
}

impl HelpPage {
    pub(super) fn new(help: &HelpPages, area: Rect) -> Self {
        let most = area.width.saturating_sub(4).max(1);
        let columns = ((most + GAP) / (NARROWEST + GAP)).clamp(1, 3);
        let wide = ((most + GAP) / columns).saturating_sub(GAP).clamp(1, WIDEST);
        // As high as all lines need, found or not, or else the longest page: nothing moves while somebody reads on.
        let rows = |lines: usize| extent(lines.div_ceil(usize::from(columns)) + 2);
        let highest = area.height.saturating_sub(2).max(5);
        let all = rows(help.all(wide).len());
        let longest = help.sections.iter().map(|section| section.wrapped(wide).len()).max().unwrap_or(0);
        let index = match all > highest {
            true if rows(longest) + INDEX > highest => 1,
            true => INDEX,
            false => 0,
        };
        let height = if index > 0 { rows(longest) + index } else { all };
        let size = ((wide + GAP) * columns - GAP + 4, height.min(highest).max(5));
        let room = popup::inside(size, area).height.saturating_sub(index);
        let lines = match help.sections.get(help.open) {
            Some(section) if index > 0 && help.sought.is_empty() && !help.typing => section.wrapped(wide),
            _ => help.all(wide),
        };
        Self { wide, size, index, lines, room: usize::from(room) * usize::from(columns) }
    }

    /// The line that is the first on the last page.
    pub(super) fn last(&self) -> usize {
        self.lines.len().saturating_sub(self.room)
    }

    /// The first line that is shown.
    pub(super) fn first(&self, place: HelpPlace) -> usize {
        match place {
            HelpPlace::FromTop(first) => first.min(self.last()),
            HelpPlace::FromEnd(left) => self.last().saturating_sub(left),
        }
    }
}

/// A line of the help.
#[derive(Clone)]
pub(super) struct HelpLine {
    /// Keys, the name of a number, or a heading.
    pub(super) sign: String,
    pub(super) text: String,
    /// Whether it is a heading, or locked.
    pub(super) quiet: bool,
}

impl HelpLine {
    fn heading(text: &str) -> Self {
        Self { sign: text.to_owned(), text: String::new(), quiet: true }
    }

    /// The same in lines of so many columns.
    fn wrapped(&self, width: u16) -> Vec<Self> {
        if self.text.is_empty() {
            return vec![self.clone()];
        }
        let text = wrap(&self.text, usize::from(width.saturating_sub(SIGN_WIDTH + 1)).max(1));
        let mut lines: Vec<Self> =
            text.into_iter().map(|text| Self { sign: String::new(), text, quiet: self.quiet }).collect();
        match lines.first_mut() {
            Some(first) if self.sign.width() <= usize::from(SIGN_WIDTH) => first.sign.clone_from(&self.sign),
            // A sign that has no room beside its text.
            _ => lines.insert(0, Self { text: String::new(), ..self.clone() }),
        }
        lines
    }
}

impl HelpSection {
    /// Its lines in lines of so many columns.
    pub(super) fn wrapped(&self, width: u16) -> Vec<HelpLine> {
        self.lines.iter().flat_map(|line| line.wrapped(width)).collect()
    }
}
