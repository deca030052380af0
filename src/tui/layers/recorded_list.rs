//! The popup with lanes of recorded races, one of which joins the race as a ghost.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::Layer;
use crate::{
    terminal::Key::{self, Char},
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        errands::FoundLane,
        keymap::{Binding, Effect, Keys, list_keys},
        number,
        widgets::{cut, extent, first_shown, popup, put, put_right},
    },
    words::{keys, say},
};

/// Columns of a learning rate, with the blanks before it.
const RATE: usize = 10;

/// Columns of a popup beside its rows: the sign of the chosen one, the border and a blank column at both edges.
const AROUND: usize = 6;

/// Rows that it has room for before there are any, so that it doesn't jump.
const FEWEST_ROWS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Choose(Direction),
    Load,
    Close,
}

/// The recorded lanes with one of them chosen.
#[derive(Default)]
pub(crate) struct RecordedList {
    chosen: usize,
}

impl Keys for RecordedList {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(&list_keys(Action::Choose(Less), Action::Choose(More)), keys::LANE).sign("↑↓"),
        Binding::of_layer(&[(Key::Enter, Action::Load)], keys::AS_GHOST),
        Binding::of_layer(&[(Key::Esc, Action::Close), (Char('q'), Action::Close)], keys::CLOSE).sign("Esc"),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let found = context.recorded.as_deref().unwrap_or_default();
        match action {
            Action::Choose(direction) => {
                self.chosen = direction.along(self.chosen, found.len());
                Vec::new()
            }
            Action::Load => {
                let chosen = found.get(self.chosen).cloned();
                chosen
                    .map(|lane| Effect::LoadLane(Box::new(lane)))
                    .into_iter()
                    .chain([Effect::Close])
                    .collect()
            }
            Action::Close => vec![Effect::Close],
        }
    }
}

impl Layer for RecordedList {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let (theme, lang) = (context.theme, context.lang());
        let found = context.recorded.as_deref().unwrap_or_default();
        let name = |lane: &FoundLane| format!("{}/{}", lane.run, lane.name);
        let widest = found.iter().map(|lane| name(lane).width()).max().unwrap_or(0);
        let note = match &context.recorded {
            None => say!(lang, forms::LOOKING_FOR_RUNS),
            Some(found) if found.is_empty() => say!(lang, forms::NO_RUNS),
            Some(_) => "",
        };
        let title = say!(lang, forms::RECORDED_LANES);
        let widest = (widest + RATE).max(note.width()).max(title.width());
        let size = (extent(widest + AROUND), extent(found.len().max(FEWEST_ROWS) + 2));
        let inside = popup::open(theme, title, size, area, buffer);
        put(buffer, inside, (0, 0), &cut(note, inside.width.into()), theme.quiet());
        // Where not all have room, the chosen one has.
        let first = first_shown(self.chosen, inside.height.into(), found.len());
        for ((at, lane), row) in found.iter().enumerate().skip(first).zip(inside.rows()) {
            let style = if at == self.chosen { theme.strong() } else { Style::new() };
            put(buffer, row, (0, 0), if at == self.chosen { "▸" } else { " " }, style);
            let room = usize::from(row.width).saturating_sub(RATE + 2);
            put(buffer, row, (2, 0), &cut(&name(lane), room), style);
            put_right(buffer, row, (row.width, 0), &number::setting(lane.rate), theme.quiet());
        }
    }
}
