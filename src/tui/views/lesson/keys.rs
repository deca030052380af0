//! The keys of a lesson: going on, the list of lessons, and a text that has no room.

use super::state::go_on;
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::{Effect, Opening},
        keymap::{Binding, Group, Keys, When},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    GoOn,
    List,
    Scroll(Direction),
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::new(&[(Key::Enter, Action::GoOn)], "Enter", Group::Program, When::InLesson)
        .help(|lang| lang.say("in a lesson: go on", "수업에서: 다음으로 갑니다"))
        .label(1, |lang| lang.say("go on", "계속")),
    Binding::new(&[(Key::Char('T'), Action::List)], "T", Group::Program, When::InCourse)
        .help(|lang| lang.say("in a lesson: the list of lessons", "다른 수업을 하거나 처음부터 다시 합니다"))
        .label(1, |lang| lang.say("lessons", "수업")),
    Binding::new(
        &[(Key::PageDown, Action::Scroll(More)), (Key::PageUp, Action::Scroll(Less))],
        "PgDn",
        Group::Program,
        When::InLesson,
    )
    .help(|lang| {
        lang.say(
            "in a lesson or an explanation: the text that has no room",
            "수업이나 설명에서: 자리가 없어 보이지 않는 글",
        )
    }),
];

pub(crate) struct LessonKeys;

impl Keys for LessonKeys {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::GoOn => return go_on(context),
            Action::List => return vec![Effect::Open(Opening::Lessons)],
            Action::Scroll(direction) => context.scrolled = context.scrolled.turned(direction),
        }
        Vec::new()
    }
}
