//! The keys of forms.

use super::state::Form;
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
    /// Go on to the next field, or to the one before.
    Choose(Direction),
    /// Turn the value of the field.
    Turn(Direction),
    Type(char),
    Erase,
    Apply,
    Discard,
}

const fn typed(key: Key) -> Option<Action> {
    match key {
        Key::Char(c) => Some(Action::Type(c)),
        _ => None,
    }
}

impl Keys for Form {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Up, Action::Choose(Less)),
                (Key::Down, Action::Choose(More)),
                (Key::BackTab, Action::Choose(Less)),
                (Key::Tab, Action::Choose(More)),
            ],
            keys::FIELD,
        )
        .sign("↑↓"),
        Binding::of_layer(&[(Key::Left, Action::Turn(Less)), (Key::Right, Action::Turn(More))], keys::CHANGE),
        Binding::of_layer(&[(Key::Backspace, Action::Erase)], keys::TYPE).sign("0-9").range(typed),
        Binding::of_layer(&[(Key::Enter, Action::Apply)], keys::APPLY),
        Binding::of_layer(&[(Key::Esc, Action::Discard)], keys::DISCARD),
    ];

    fn handle(&mut self, action: Action, _context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Choose(direction) => self.choose_next(direction),
            Action::Turn(direction) => self.turn(direction),
            Action::Type(c) => self.write(c),
            Action::Erase => self.erase(),
            Action::Apply => {
                let Some(commands) = self.submit() else { return Vec::new() };
                return std::iter::once(Effect::Close)
                    .chain(commands.into_iter().map(Effect::Send))
                    .collect();
            }
            Action::Discard => return vec![Effect::Close],
        }
        Vec::new()
    }
}
