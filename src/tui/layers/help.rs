//! Help: every key that works, by heading; what the numbers mean.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::layer::Layer;
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        effect::Effect,
        keymap::{Binding, Entry, Group, Keys},
        views::view::View,
        widgets::{popup, put, put_right},
    },
    words::{keys, say},
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

const BINDINGS: &[Binding<Action>] = &[
    Binding::of_layer(
        &[
            (Key::Down, Action::Down(1)),
            (Key::Up, Action::Up(1)),
            (Key::Char('j'), Action::Down(1)),
            (Key::Char('k'), Action::Up(1)),
            (Key::PageDown, Action::Down(PAGE)),
            (Key::PageUp, Action::Up(PAGE)),
            (Key::Char(' '), Action::Down(PAGE)),
        ],
        "↑↓",
    )
    .label(0, keys::SCROLL),
    Binding::of_layer(
        &[
            (Key::Char('?'), Action::Close),
            (Key::Char('q'), Action::Close),
            (Key::Esc, Action::Close),
            (Key::Enter, Action::Close),
        ],
        "?",
    )
    .label(0, keys::CLOSE),
];

/// The popup with the keys of a view.
pub(crate) struct Help {
    lines: Vec<HelpLine>,
    /// The first line that is shown, as far as there are more than have room.
    first: usize,
}

/// A line of the help.
enum HelpLine {
    Heading(&'static str),
    /// Keys and what they do.
    Entry(&'static str, &'static str),
    /// The same with how far they are locked.
    Locked(&'static str, &'static str, &'static str),
}

impl Help {
    /// The help for these keys of a view.
    pub(crate) fn new(entries: &[Entry], view: &dyn View, context: &Context) -> Self {
        let lang = context.lang();
        let mut lines = Vec::new();
        for group in Group::ALL {
            let own = entries.iter().filter(|entry| entry.group == group);
            let own: Vec<HelpLine> = own.filter_map(|entry| line(entry, context)).collect();
            if !own.is_empty() {
                lines.push(HelpLine::Heading(group.name(view.name(context), lang)));
                lines.extend(own);
                lines.push(HelpLine::Heading(""));
            }
        }
        lines.push(HelpLine::Heading(say!(lang, help::NUMBERS)));
        lines.extend(
            view.numbers().iter().map(|(name, text)| HelpLine::Entry(name.get(lang), text.get(lang))),
        );
        Self { lines, first: 0 }
    }
}

fn line(entry: &Entry, context: &Context) -> Option<HelpLine> {
    let (help, lang, locks) = (entry.help?, context.lang(), &context.locks);
    Some(match (locks.holds_all(&entry.keys), locks.holds_some(&entry.keys)) {
        (true, _) => HelpLine::Locked(entry.sign, help, say!(lang, help::LOCKED)),
        (false, true) => HelpLine::Locked(entry.sign, help, say!(lang, help::PARTLY_LOCKED)),
        (false, false) => HelpLine::Entry(entry.sign, help),
    })
}

impl Keys for Help {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

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
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let size = (74.min(area.width), height.min(area.height.saturating_sub(2)).max(5));
        let inside = popup::open(context.theme, say!(lang, keys::HELP), size, area, buffer);
        let room = usize::from(inside.height);
        let first = self.first.min(lines.len().saturating_sub(room));
        for (line, y) in lines.iter().skip(first).take(room).zip(0..) {
            match *line {
                HelpLine::Heading(text) => {
                    put(buffer, inside, (0, y), text, context.theme.quiet());
                }
                HelpLine::Entry(sign, text) => {
                    put(buffer, inside, (0, y), sign, context.theme.strong());
                    put(buffer, inside, (SIGN_WIDTH + 1, y), text, Style::new());
                }
                HelpLine::Locked(sign, text, how) => {
                    put(buffer, inside, (0, y), sign, context.theme.quiet());
                    let text = format!("{how}: {text}");
                    put(buffer, inside, (SIGN_WIDTH + 1, y), &text, context.theme.quiet());
                }
            }
        }
        if lines.len() > room {
            let (last, all) = ((first + room).min(lines.len()), lines.len());
            let text = say!(lang, help::lines_of(first + 1, last, all));
            put_right(
                buffer,
                area,
                (inside.right() - area.x, inside.bottom() - area.y),
                &text,
                context.theme.quiet(),
            );
        }
    }
}
