//! Help: what the words and numbers of the view mean, and every key that works, by heading. In as many columns as fit,
//! and searched with `/`. What has no room all at once has a page for each heading, and an index of them.
//!
//! ```text
//! ┌─ help ───────────────────────────────────────────┐
//! │ words   race   lanes   chart   program           │   ← → turn the page
//! │                                                  │
//! │ lane     one network, trained by one optimizer   │
//! ```

mod pages;

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{Layer, NOTCH, PAGE};
use crate::{
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        direction::Direction,
        keymap::{Binding, Effect, Entry, Group, Keys},
        views::view::View,
        widgets::{below, cut, popup, put, put_right},
    },
    words::{keys, say},
};
use pages::{GAP, HelpLine, HelpPage, HelpPages, HelpPlace, HelpSection, SIGN_WIDTH};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Down(usize),
    Up(usize),
    First,
    Last,
    /// The page of the next heading, or of the one before.
    Turn(Direction),
    /// A letter: of what is searched for, or a key.
    Letter(char),
    Erase,
    Enter,
    Leave,
}

/// The popup with the keys of a view.
pub(crate) struct Help {
    pages: HelpPages,
    place: HelpPlace,
}

impl Help {
    /// The help for these keys of a view.
    pub(crate) fn new(entries: &[Entry], view: &dyn View, context: &Context) -> Self {
        let lang = context.lang();
        let words = view.glossary(context).iter().map(|(name, text)| HelpLine {
            sign: context.plot.spell(name.get(lang)),
            text: text.get(lang).to_owned(),
            quiet: false,
        });
        let words = HelpSection { heading: say!(lang, help::WORDS), lines: words.collect() };
        let keys = Group::ALL.into_iter().map(|group| {
            let own = entries.iter().filter(|entry| entry.group == group);
            let lines = own.filter_map(|entry| line(entry, context)).collect();
            HelpSection { heading: group.name(view.name(context), lang), lines }
        });
        let sections = std::iter::once(words).chain(keys).filter(|section| !section.lines.is_empty());
        Self { pages: HelpPages::new(sections.collect()), place: HelpPlace::FromTop(0) }
    }

    /// Opens the page of the next heading, or of the one before.
    fn turn(&mut self, direction: Direction) {
        self.pages.open = direction.along(self.pages.open, self.pages.sections.len());
        self.place = HelpPlace::FromTop(0);
    }

    fn scroll(&mut self, lines: usize, down: bool) {
        let all = self.pages.sections.iter().map(|section| section.lines.len() + 2).sum();
        self.place = match self.place {
            HelpPlace::FromTop(first) if down => HelpPlace::FromTop((first + lines).min(all)),
            HelpPlace::FromTop(first) => HelpPlace::FromTop(first.saturating_sub(lines)),
            HelpPlace::FromEnd(left) if down => HelpPlace::FromEnd(left.saturating_sub(lines)),
            HelpPlace::FromEnd(left) => HelpPlace::FromEnd((left + lines).min(all)),
        };
    }

    fn letter(&mut self, letter: char) -> Vec<Effect> {
        match letter {
            letter if self.pages.typing => {
                self.pages.sought.push(letter);
                self.place = HelpPlace::FromTop(0);
            }
            '/' => (self.pages.typing, self.pages.sought) = (true, String::new()),
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
        Binding::of_layer(
            &[
                (Key::Left, Action::Turn(Direction::Less)),
                (Key::Right, Action::Turn(Direction::More)),
                (Key::BackTab, Action::Turn(Direction::Less)),
                (Key::Tab, Action::Turn(Direction::More)),
            ],
            keys::PAGE,
        )
        .sign("←→"),
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
            Action::Turn(direction) => self.turn(direction),
            Action::Letter(letter) => return self.letter(letter),
            Action::Erase => drop(self.pages.sought.pop()),
            Action::Enter if self.pages.typing => self.pages.typing = false,
            Action::Leave if self.pages.typing || !self.pages.sought.is_empty() => {
                (self.pages.typing, self.pages.sought) = (false, String::new());
            }
            Action::Enter | Action::Leave => return vec![Effect::Close],
        }
        Vec::new()
    }
}

impl Help {
    /// The headings in a row, the open one standing out.
    fn draw_index(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let room = |gap: usize| {
            self.pages.sections.iter().map(|section| section.heading.width() + gap).sum::<usize>()
                <= usize::from(area.width) + gap
        };
        let gap = if room(3) { 3 } else { 1 };
        let mut x = 0;
        for (section, index) in self.pages.sections.iter().zip(0..) {
            let is_open = index == self.pages.open && self.pages.sought.is_empty() && !self.pages.typing;
            let style = if is_open { context.theme.chosen() } else { context.theme.quiet() };
            let heading = cut(section.heading, usize::from(area.width.saturating_sub(x)));
            x = put(buffer, area, (x, 0), &heading, style) + gap;
        }
    }
}

impl Layer for Help {
    fn takes_text(&self) -> bool {
        self.pages.typing
    }

    fn mouse(&mut self, event: MouseEvent, area: Rect, _context: &Context) {
        let page = HelpPage::new(&self.pages, area);
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
        let page = HelpPage::new(&self.pages, area);
        let HelpPage { wide, size, index, room, ref lines } = page;
        let first = page.first(self.place);
        let window = popup::open(context.theme, say!(lang, keys::HELP), size, area, buffer);
        if index > 0 {
            self.draw_index(context, window, buffer);
        }
        let inside = below(window, index);
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
        if self.pages.typing || !self.pages.sought.is_empty() {
            let cursor = if self.pages.typing { "▏" } else { "" };
            let text = format!(" /{}{cursor} ", self.pages.sought);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tui::testing::{press, racing, screen, type_in},
        words::Lang,
    };

    /// The rows of a popup in a window of 80x24, as the index leaves them.
    fn rows(help: &Help) -> Vec<(&'static str, usize)> {
        let wide = HelpPage::new(&help.pages, Rect::new(0, 0, 80, 24)).wide;
        help.pages.sections.iter().map(|section| (section.heading, section.wrapped(wide).len())).collect()
    }

    #[test]
    fn every_page_of_every_view_fits_eighty_columns_by_twenty_four_rows() {
        for lang in Lang::ALL {
            let mut app = racing(300);
            app.context.lang = lang;
            for view in 1..=app.view_names().len() {
                type_in(&mut app, &view.to_string());
                let help = Help::new(&app.entries(|_| true), app.view(), &app.context);
                let room = HelpPage::new(&help.pages, Rect::new(0, 0, 80, 24)).room;
                for (heading, rows) in rows(&help) {
                    assert!(rows <= room, "{heading} of view {view} in {lang:?}: {rows} of {room}");
                }
            }
        }
    }

    #[test]
    fn arrows_turn_the_pages_and_a_search_goes_through_all() {
        let mut app = racing(300);
        type_in(&mut app, "?");
        let words = screen(&app, 80, 24);
        assert!(words.contains("one network, trained by one optimizer"), "{words}");
        assert!(words.contains("words   race   lanes   chart   program"), "{words}");
        assert!(!words.contains("pause or go on"), "{words}");
        press(&mut app, [Key::Right]);
        let race = screen(&app, 80, 24);
        assert!(race.contains("pause or go on") && !race.contains("one network"), "{race}");
        press(&mut app, [Key::Left]);
        assert_eq!(screen(&app, 80, 24), words);
        type_in(&mut app, "/optimizer");
        assert!(screen(&app, 80, 24).contains("one network, trained by one optimizer"));
        // Where everything has room there are no pages.
        let all = screen(&racing_with_help(), 160, 60);
        assert!(all.contains("one network") && all.contains("pause or go on"), "{all}");
    }

    fn racing_with_help() -> crate::tui::app::App {
        let mut app = racing(300);
        type_in(&mut app, "?");
        app
    }
}
