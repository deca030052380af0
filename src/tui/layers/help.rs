//! Help: what the words and numbers of the view mean, and every key that works, by heading. In as many columns as fit, and searched with `/`.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::Layer;
use crate::{
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        keymap::{Binding, Effect, Entry, Group, Keys},
        views::view::View,
        widgets::{cut, extent, popup, put, put_right, wrap},
    },
    words::{keys, say},
};

/// Columns of the keys.
const SIGN_WIDTH: u16 = 8;

/// The most columns of a line, and the fewest that a second and a third column of lines must leave to each.
const WIDEST: u16 = 70;
const NARROWEST: u16 = 54;

/// Blank columns between two columns of lines.
const GAP: u16 = 3;

/// The lines that a page up or down passes.
const PAGE: usize = 10;

/// The lines that a notch of the wheel passes.
const NOTCH: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Down(usize),
    Up(usize),
    First,
    Last,
    /// A letter: of what is searched for, or a key.
    Letter(char),
    Erase,
    Enter,
    Leave,
}

/// The popup with the keys of a view.
pub(crate) struct Help {
    lines: Vec<HelpLine>,
    place: HelpPlace,
    /// What lines must have, if any are searched for.
    sought: String,
    /// Whether letters are typed into what is searched for.
    typing: bool,
}

/// Which part is shown of what has no room.
#[derive(Debug, Clone, Copy)]
enum HelpPlace {
    /// What stands after so many lines.
    FromTop(usize),
    /// What stands before so many lines.
    FromEnd(usize),
}

/// The lines as they are laid out in a window.
struct HelpPage {
    /// Columns of a line.
    wide: u16,
    /// Of the popup.
    size: (u16, u16),
    lines: Vec<HelpLine>,
    /// How many of them have room.
    room: usize,
}

impl HelpPage {
    fn new(help: &Help, area: Rect) -> Self {
        let most = area.width.saturating_sub(4).max(1);
        let columns = ((most + GAP) / (NARROWEST + GAP)).clamp(1, 3);
        let wide = ((most + GAP) / columns).saturating_sub(GAP).clamp(1, WIDEST);
        // As high as all lines need, found or not, so that nothing moves while somebody types.
        let all = help.lines.iter().map(|line| line.wrapped(wide).len()).sum::<usize>();
        let height = extent(all.div_ceil(usize::from(columns)) + 2);
        let size = ((wide + GAP) * columns - GAP + 4, height.min(area.height.saturating_sub(2)).max(5));
        let room = usize::from(popup::inside(size, area).height) * usize::from(columns);
        Self { wide, size, lines: help.found(wide), room }
    }

    /// The line that is the first on the last page.
    fn last(&self) -> usize {
        self.lines.len().saturating_sub(self.room)
    }

    /// The first line that is shown.
    fn first(&self, place: HelpPlace) -> usize {
        match place {
            HelpPlace::FromTop(first) => first.min(self.last()),
            HelpPlace::FromEnd(left) => self.last().saturating_sub(left),
        }
    }
}

/// A line of the help.
#[derive(Clone)]
struct HelpLine {
    /// Keys, the name of a number, or a heading.
    sign: String,
    text: String,
    /// Whether it is a heading, or locked.
    quiet: bool,
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

impl Help {
    /// The help for these keys of a view.
    pub(crate) fn new(entries: &[Entry], view: &dyn View, context: &Context) -> Self {
        let lang = context.lang();
        let mut lines = vec![HelpLine::heading(say!(lang, help::GLOSSARY))];
        lines.extend(view.glossary().iter().map(|(name, text)| HelpLine {
            sign: context.plot.spell(name.get(lang)),
            text: text.get(lang).to_owned(),
            quiet: false,
        }));
        lines.push(HelpLine::heading(""));
        for group in Group::ALL {
            let own = entries.iter().filter(|entry| entry.group == group);
            let own: Vec<HelpLine> = own.filter_map(|entry| line(entry, context)).collect();
            if !own.is_empty() {
                lines.push(HelpLine::heading(group.name(view.name(context), lang)));
                lines.extend(own);
                lines.push(HelpLine::heading(""));
            }
        }
        // The blank one behind the last group.
        lines.pop();
        Self { lines, place: HelpPlace::FromTop(0), sought: String::new(), typing: false }
    }

    fn scroll(&mut self, lines: usize, down: bool) {
        let all = self.lines.len();
        self.place = match self.place {
            HelpPlace::FromTop(first) if down => HelpPlace::FromTop((first + lines).min(all)),
            HelpPlace::FromTop(first) => HelpPlace::FromTop(first.saturating_sub(lines)),
            HelpPlace::FromEnd(left) if down => HelpPlace::FromEnd(left.saturating_sub(lines)),
            HelpPlace::FromEnd(left) => HelpPlace::FromEnd((left + lines).min(all)),
        };
    }

    /// Lines with what is searched for, under their headings, in lines of so many columns.
    fn found(&self, width: u16) -> Vec<HelpLine> {
        let sought = self.sought.to_lowercase();
        let has = |line: &&HelpLine| {
            sought.is_empty() || format!("{} {}", line.sign, line.text).to_lowercase().contains(&sought)
        };
        self.lines.iter().filter(has).flat_map(|line| line.wrapped(width)).collect()
    }

    fn letter(&mut self, letter: char) -> Vec<Effect> {
        match letter {
            letter if self.typing => {
                self.sought.push(letter);
                self.place = HelpPlace::FromTop(0);
            }
            '/' => (self.typing, self.sought) = (true, String::new()),
            'j' => self.scroll(1, true),
            'k' => self.scroll(1, false),
            ' ' => self.scroll(PAGE, true),
            '?' | 'q' => return vec![Effect::Close],
            _ => {}
        }
        Vec::new()
    }
}

fn line(entry: &Entry, context: &Context) -> Option<HelpLine> {
    let (help, lang) = (entry.help?, context.lang());
    let text = match entry.locked {
        0 => help.to_owned(),
        _ if entry.is_locked() => format!("{}: {help}", say!(lang, help::LOCKED)),
        _ => format!("{}: {help}", say!(lang, help::PARTLY_LOCKED)),
    };
    Some(HelpLine { sign: context.plot.spell(&entry.sign), text, quiet: entry.locked > 0 })
}

impl Keys for Help {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Down, Action::Down(1)),
                (Key::Up, Action::Up(1)),
                (Key::PageDown, Action::Down(PAGE)),
                (Key::PageUp, Action::Up(PAGE)),
                (Key::Home, Action::First),
                (Key::End, Action::Last),
            ],
            keys::SCROLL,
        )
        .sign("↑↓"),
        Binding::of_layer(&[(Key::Backspace, Action::Erase)], keys::SEARCH).sign("/").range(
            |key| match key {
                Char(letter) => Some(Action::Letter(letter)),
                _ => None,
            },
        ),
        Binding::of_layer(&[(Key::Esc, Action::Leave), (Key::Enter, Action::Enter)], keys::CLOSE).sign("?"),
    ];

    fn handle(&mut self, action: Action, _context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Down(lines) => self.scroll(lines, true),
            Action::Up(lines) => self.scroll(lines, false),
            Action::First => self.place = HelpPlace::FromTop(0),
            Action::Last => self.place = HelpPlace::FromEnd(0),
            Action::Letter(letter) => return self.letter(letter),
            Action::Erase => drop(self.sought.pop()),
            Action::Enter if self.typing => self.typing = false,
            Action::Leave if self.typing || !self.sought.is_empty() => {
                (self.typing, self.sought) = (false, String::new());
            }
            Action::Enter | Action::Leave => return vec![Effect::Close],
        }
        Vec::new()
    }
}

impl Layer for Help {
    fn takes_text(&self) -> bool {
        self.typing
    }

    fn mouse(&mut self, event: MouseEvent, area: Rect, _context: &Context) {
        let page = HelpPage::new(self, area);
        let first = page.first(self.place);
        let first = match event.action {
            MouseAction::WheelUp => first.saturating_sub(NOTCH),
            MouseAction::WheelDown => (first + NOTCH).min(page.last()),
            MouseAction::Down | MouseAction::Drag | MouseAction::Up => return,
        };
        self.place = HelpPlace::FromTop(first);
    }

    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let lang = context.lang();
        let page = HelpPage::new(self, area);
        let HelpPage { wide, size, room, ref lines, .. } = page;
        let first = page.first(self.place);
        let inside = popup::open(context.theme, say!(lang, keys::HELP), size, area, buffer);
        for (line, at) in lines.iter().skip(first).take(room).zip(0..) {
            let (x, y) = (at / inside.height * (wide + GAP), at % inside.height);
            let quiet = line.quiet.then(|| context.theme.quiet());
            let width = usize::from(wide.min(inside.width));
            let sign = cut(&line.sign, width);
            let after = put(buffer, inside, (x, y), &sign, quiet.unwrap_or_else(|| context.theme.strong()));
            if !line.text.is_empty() {
                let text = cut(&line.text, width.saturating_sub(usize::from(SIGN_WIDTH) + 1));
                put(
                    buffer,
                    inside,
                    ((x + SIGN_WIDTH + 1).max(after + 1), y),
                    &text,
                    quiet.unwrap_or_default(),
                );
            }
        }
        if lines.is_empty() {
            put(buffer, inside, (0, 0), say!(lang, help::NOTHING_FOUND), context.theme.quiet());
        }
        let bottom = inside.bottom() - area.y;
        if self.typing || !self.sought.is_empty() {
            let cursor = if self.typing { "▏" } else { "" };
            let text = format!(" /{}{cursor} ", self.sought);
            let room = usize::from(inside.width / 2);
            let text = if text.width() > room { cut(&text, room) } else { text };
            put(buffer, area, (inside.x - area.x, bottom), &text, context.theme.strong());
        }
        if lines.len() > room {
            let (last, all) = ((first + room).min(lines.len()), lines.len());
            let text = say!(lang, help::lines_of(first + 1, last, all));
            put_right(buffer, area, (inside.right() - area.x, bottom), &text, context.theme.quiet());
        }
    }
}
