//! The keys of the view into a step.

use super::InsideView;
use crate::{
    terminal::Key,
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

const BINDINGS: &[Binding<Action>] = &[Binding::of_view(
    &[(Key::Char('h'), Action::Layer(Less)), (Key::Char('l'), Action::Layer(More))],
    "h l",
)
.help(keys::LAYER_HELP)
.label(0, keys::LAYER)];

impl Keys for InsideView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, Action::Layer(direction): Action, context: &mut Context) -> Vec<Effect> {
        self.turn(direction, context.history.info());
        Vec::new()
    }
}
