//! The keys of the view into a step.

use super::InsideView;
use crate::{
    terminal::Key::Char,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::Effect,
        keymap::{Binding, Keys},
    },
    words::keys,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Show the next layer or the one before.
    Layer(Direction),
}

impl Keys for InsideView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[Binding::new(
        &[(Char('h'), Action::Layer(Less)), (Char('l'), Action::Layer(More))],
        keys::LAYER_HELP,
    )
    .label(0, keys::LAYER)];

    fn handle(&mut self, Action::Layer(direction): Action, context: &mut Context) -> Vec<Effect> {
        self.turn(direction, context.history.info());
        Vec::new()
    }
}
