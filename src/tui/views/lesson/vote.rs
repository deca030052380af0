//! Counting the room's votes while a lesson's question is open.

use crate::{
    terminal::Key,
    tui::{
        context::Context,
        effect::Effect,
        keymap::{Binding, Keys, When},
        scrolled::Scrolled,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Digit(u32),
    EraseDigit,
    /// Count the next answer.
    Down,
    /// Count the answer before.
    Up,
}

fn digit(key: Key) -> Option<Action> {
    let Key::Char(digit) = key else { return None };
    digit.to_digit(10).map(Action::Digit)
}

pub(crate) struct VoteKeys;

impl Keys for VoteKeys {
    type Action = Action;

    const WHEN: When = When::QuestionOpen;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::unlisted(&[(Key::Backspace, Action::EraseDigit)]).range(digit),
        Binding::unlisted(&[(Key::Up, Action::Up), (Key::Down, Action::Down)]),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        if let Some(lesson) = &mut context.lesson {
            match action {
                Action::Digit(digit) => lesson.type_digit(digit),
                Action::EraseDigit => lesson.erase_digit(),
                Action::Down => lesson.turn_answer(true),
                Action::Up => lesson.turn_answer(false),
            }
        }
        // The answers stand at the end.
        context.scrolled = Scrolled::End;
        Vec::new()
    }
}
