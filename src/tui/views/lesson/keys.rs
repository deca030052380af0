//! The keys of a lesson: going on, the list of lessons, and a text that has no room.

use super::state::go_on;
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::{Effect, Popup},
        keymap::{Binding, Group, Keys, When},
    },
    words::keys,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    GoOn,
    List,
    Scroll(Direction),
}

pub(crate) struct LessonKeys;

impl Keys for LessonKeys {
    type Action = Action;

    const GROUP: Group = Group::Program;
    const WHEN: When = When::InLesson;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Key::Enter, Action::GoOn)], keys::GO_ON_HELP).label(1, keys::GO_ON),
        Binding::new(&[(Key::Char('T'), Action::List)], keys::LESSONS_HELP)
            .label(1, keys::LESSONS)
            .when(When::InCourse),
        Binding::new(
            &[(Key::PageDown, Action::Scroll(More)), (Key::PageUp, Action::Scroll(Less))],
            keys::SCROLL_HELP,
        )
        .sign("PgDn"),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::GoOn => return go_on(context),
            Action::List => return vec![Effect::Open(Popup::Lessons)],
            Action::Scroll(direction) => context.scrolled = context.scrolled.turned(direction),
        }
        Vec::new()
    }
}
