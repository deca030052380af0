//! Help: every key that works, by heading; what the numbers mean.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Layer;
use crate::{
    terminal::Key::{self, Char},
    tui::{
        context::Context,
        keymap::{Binding, Effect, Entry, Group, Keys},
        views::view::View,
        widgets::{extent, popup, put, put_right},
    },
    words::{Lang, keys, say},
};

/// Columns of the keys.
const SIGN_WIDTH: u16 = 8;

/// The lines that a page up or down passes.
const PAGE: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Down(usize),
    Up(usize),
    Close,
}

/// The popup with the keys of a view.
pub(crate) struct Help {
    lines: Vec<HelpLine>,
    /// The first line that is shown, as far as there are more than have room.
    first: usize,
}

/// A line of the help.
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
}

impl Help {
    /// The help for these keys of a view.
    pub(crate) fn new(entries: &[Entry], view: &dyn View, context: &Context) -> Self {
        let lang = context.lang();
        let mut lines = Vec::new();
        for group in Group::ALL {
            let own = entries.iter().filter(|entry| entry.group == group);
            let own: Vec<HelpLine> = own.filter_map(|entry| line(entry, lang)).collect();
            if !own.is_empty() {
                lines.push(HelpLine::heading(group.name(view.name(context), lang)));
                lines.extend(own);
                lines.push(HelpLine::heading(""));
            }
        }
        lines.push(HelpLine::heading(say!(lang, help::NUMBERS)));
        lines.extend(view.numbers().iter().map(|(name, text)| HelpLine {
            sign: name.get(lang).to_owned(),
            text: text.get(lang).to_owned(),
            quiet: false,
        }));
        Self { lines, first: 0 }
    }
}

fn line(entry: &Entry, lang: Lang) -> Option<HelpLine> {
    let help = entry.help?;
    let text = match entry.locked {
        0 => help.to_owned(),
        _ if entry.is_locked() => format!("{}: {help}", say!(lang, help::LOCKED)),
        _ => format!("{}: {help}", say!(lang, help::PARTLY_LOCKED)),
    };
    Some(HelpLine { sign: entry.sign.clone(), text, quiet: entry.locked > 0 })
}

impl Keys for Help {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Down, Action::Down(1)),
                (Key::Up, Action::Up(1)),
                (Char('j'), Action::Down(1)),
                (Char('k'), Action::Up(1)),
                (Key::PageDown, Action::Down(PAGE)),
                (Key::PageUp, Action::Up(PAGE)),
                (Char(' '), Action::Down(PAGE)),
            ],
            keys::SCROLL,
        )
        .sign("↑↓"),
        Binding::of_layer(
            &[
                (Char('?'), Action::Close),
                (Char('q'), Action::Close),
                (Key::Esc, Action::Close),
                (Key::Enter, Action::Close),
            ],
            keys::CLOSE,
        )
        .sign("?"),
    ];

    fn handle(&mut self, action: Action, _context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Down(lines) => self.first = (self.first + lines).min(self.lines.len()),
            Action::Up(lines) => self.first = self.first.saturating_sub(lines),
            Action::Close => return vec![Effect::Close],
        }
        Vec::new()
    }
}

impl Layer for Help {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let (lang, lines) = (context.lang(), &self.lines);
        let height = extent(lines.len() + 2);
        let size = (74.min(area.width), height.min(area.height.saturating_sub(2)).max(5));
        let inside = popup::open(context.theme, say!(lang, keys::HELP), size, area, buffer);
        let room = usize::from(inside.height);
        let first = self.first.min(lines.len().saturating_sub(room));
        for (line, y) in lines.iter().skip(first).take(room).zip(0..) {
            let quiet = line.quiet.then(|| context.theme.quiet());
            put(buffer, inside, (0, y), &line.sign, quiet.unwrap_or_else(|| context.theme.strong()));
            put(buffer, inside, (SIGN_WIDTH + 1, y), &line.text, quiet.unwrap_or_default());
        }
        if lines.len() > room {
            let (last, all) = ((first + room).min(lines.len()), lines.len());
            let text = say!(lang, help::lines_of(first + 1, last, all));
            let corner = (inside.right() - area.x, inside.bottom() - area.y);
            put_right(buffer, area, corner, &text, context.theme.quiet());
        }
    }
}
