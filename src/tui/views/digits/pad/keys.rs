//! The keys of the pad.

use super::Pad;
use crate::{
    terminal::Key::{self, Char},
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

impl Keys for Pad {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Left, Action::Move(-1, 0)),
                (Key::Up, Action::Move(0, -1)),
                (Key::Down, Action::Move(0, 1)),
                (Key::Right, Action::Move(1, 0)),
            ],
            keys::MOVE,
        ),
        Binding::of_layer(&[(Char(' '), Action::Pen)], keys::PEN),
        Binding::of_layer(
            &[
                (Key::Esc, Action::Close),
                (Key::Enter, Action::Close),
                (Char('i'), Action::Close),
                (Char('q'), Action::Close),
            ],
            keys::CLOSE,
        )
        .sign("Esc"),
        // The mouse comes with its place, not as a key.
        Binding::of_layer(&[], keys::DRAW).translated_sign(keys::MOUSE),
        Binding::of_layer(&[(Key::Backspace, Action::Clear), (Char('c'), Action::Clear)], keys::CLEAR)
            .sign("Backspace"),
    ];

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
