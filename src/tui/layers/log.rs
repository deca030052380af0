//! The lines of a training's log that are no measurements, in the place of the view: the newest at the bottom.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, NOTCH, PAGE};
use crate::{
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Keys, list_keys},
        widgets::{cut, put, put_right},
    },
    words::{keys, say},
};

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
    /// Scrolls, so that at least so many lines are above the lowest one, where there are as many.
    fn scroll(&mut self, direction: Direction, lines: usize, above: usize, context: &Context) {
        let most = context.shown().log.lines().len().saturating_sub(above);
        self.below = match direction {
            Less => self.below.saturating_add(lines).min(most),
            More => self.below.min(most).saturating_sub(lines),
        };
    }
}

impl Keys for LogPane {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(&list_keys(Action::Scroll(Less, 1), Action::Scroll(More, 1)), keys::LINE)
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
                // How many lines the window has is for drawing to know.
                self.scroll(direction, lines, 1, context);
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
        let rows = lines(area);
        // From the last page on there is nothing to scroll to.
        let below = self.below.min(log.lines().len().saturating_sub(rows));
        if below > 0 {
            let below = say!(lang, race::log_below(below as u64));
            put_right(buffer, area, (area.width, 0), &below, context.theme.waiting());
        }
        let shown = log.lines().rev().skip(below).take(rows);
        for (line, y) in shown.zip((1..area.height).rev()) {
            put(buffer, area, (0, y), &cut(line, area.width.into()), ratatui::style::Style::new());
        }
    }

    fn replaces_view(&self) -> bool {
        true
    }

    fn mouse(&mut self, event: MouseEvent, area: Rect, context: &Context) {
        match event.action {
            MouseAction::WheelUp => self.scroll(Less, NOTCH, lines(area), context),
            MouseAction::WheelDown => self.scroll(More, NOTCH, lines(area), context),
            _ => {}
        }
    }

    /// What is being read stays where it is; who reads the newest lines sees the new ones.
    fn logged(&mut self, lines: usize) {
        if self.below > 0 {
            self.below += lines;
        }
    }
}

/// Lines of the log in that area, below the title.
fn lines(area: Rect) -> usize {
    area.height.saturating_sub(1).into()
}
