//! The keys of the pad.

use super::Pad;
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        effect::Effect,
        keymap::{Binding, Keys},
    },
    words::keys,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Move the pen by so many pixels to the right and down.
    Move(i8, i8),
    /// Raise or lower the pen.
    Pen,
    Clear,
    Close,
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::of_layer(
        &[
            (Key::Left, Action::Move(-1, 0)),
            (Key::Up, Action::Move(0, -1)),
            (Key::Down, Action::Move(0, 1)),
            (Key::Right, Action::Move(1, 0)),
        ],
        "←↑↓→",
    )
    .label(0, keys::MOVE),
    Binding::of_layer(&[(Key::Char(' '), Action::Pen)], "space").label(0, keys::PEN),
    Binding::of_layer(
        &[
            (Key::Esc, Action::Close),
            (Key::Enter, Action::Close),
            (Key::Char('i'), Action::Close),
            (Key::Char('q'), Action::Close),
        ],
        "Esc",
    )
    .label(0, keys::CLOSE),
    // The mouse comes with its place, not as a key.
    Binding::of_layer(&[], "").translated_sign(keys::MOUSE).label(0, keys::DRAW),
    Binding::of_layer(&[(Key::Backspace, Action::Clear), (Key::Char('c'), Action::Clear)], "Backspace")
        .label(0, keys::CLEAR),
];

impl Keys for Pad {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, _context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Move(right, down) => self.step(right, down),
            Action::Pen => self.turn_pen(),
            Action::Clear => *self = Self::default(),
            Action::Close => return vec![Effect::Close],
        }
        Vec::new()
    }
}
