//! The lines of a training's log that are no measurements, in the place of the view: the newest at the bottom.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Layer;
use crate::{
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Keys},
        widgets::{cut, put, put_right},
    },
    words::{keys, say},
};

/// Lines that a page key goes.
const PAGE: usize = 10;

/// Lines that a notch of the wheel goes.
const NOTCH: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// So many lines to older ones, or to newer ones.
    Scroll(Direction, usize),
    Close,
}

/// The log, and how many of its newest lines lie below the window.
#[derive(Default)]
pub(crate) struct LogPane {
    below: usize,
}

impl LogPane {
    fn scroll(&mut self, direction: Direction, lines: usize, context: &Context) {
        let last = context.shown().log.lines().len().saturating_sub(1);
        self.below = match direction {
            Less => (self.below + lines).min(last),
            More => self.below.saturating_sub(lines),
        };
    }
}

impl Keys for LogPane {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Up, Action::Scroll(Less, 1)),
                (Key::Down, Action::Scroll(More, 1)),
                (Char('k'), Action::Scroll(Less, 1)),
                (Char('j'), Action::Scroll(More, 1)),
            ],
            keys::LINE,
        )
        .sign("↑↓"),
        Binding::of_layer(
            &[(Key::PageUp, Action::Scroll(Less, PAGE)), (Key::PageDown, Action::Scroll(More, PAGE))],
            keys::PAGE,
        ),
        Binding::of_layer(
            &[(Key::Esc, Action::Close), (Char('q'), Action::Close), (Char('L'), Action::Close)],
            keys::CLOSE,
        )
        .sign("Esc"),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Scroll(direction, lines) => {
                self.scroll(direction, lines, context);
                Vec::new()
            }
            Action::Close => vec![Effect::Close],
        }
    }
}

impl Layer for LogPane {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let (lang, log) = (context.lang(), &context.shown().log);
        let title = say!(lang, race::LOG_TITLE);
        put(buffer, area, (0, 0), title, context.theme.quiet());
        if log.is_empty() {
            put(buffer, area, (0, 2), say!(lang, race::LOG_EMPTY), context.theme.quiet());
            return;
        }
        if self.below > 0 {
            let below = say!(lang, race::log_below(self.below as u64));
            put_right(buffer, area, (area.width, 0), &below, context.theme.waiting());
        }
        let rows = area.height.saturating_sub(1);
        let shown = log.lines().rev().skip(self.below).take(rows.into());
        for (line, y) in shown.zip((1..area.height).rev()) {
            put(buffer, area, (0, y), &cut(line, area.width.into()), ratatui::style::Style::new());
        }
    }

    fn replaces_view(&self) -> bool {
        true
    }

    fn mouse(&mut self, event: MouseEvent, _area: Rect, context: &Context) {
        match event.action {
            MouseAction::WheelUp => self.scroll(Less, NOTCH, context),
            MouseAction::WheelDown => self.scroll(More, NOTCH, context),
            _ => {}
        }
    }
}
