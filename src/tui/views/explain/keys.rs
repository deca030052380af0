//! The keys of the explanation: a text that has no room.

use crate::{
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::Effect,
        keymap::{Binding, Group, Keys},
    },
    words::keys,
};

/// The view of plain words.
pub(crate) struct ExplainView;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Scroll(Direction),
}

impl Keys for ExplainView {
    type Action = Action;

    const GROUP: Group = Group::Program;

    const BINDINGS: &'static [Binding<Action>] = &[Binding::new(
        &[(Key::PageDown, Action::Scroll(More)), (Key::PageUp, Action::Scroll(Less))],
        keys::SCROLL_HELP,
    )
    .sign("PgDn")];

    fn handle(&mut self, Action::Scroll(direction): Action, context: &mut Context) -> Vec<Effect> {
        context.scrolled = context.scrolled.turned(direction);
        Vec::new()
    }
}
