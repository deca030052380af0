//! A lesson beside the race: how it begins and goes on, its keys, and those that count the room's votes.

pub(crate) mod draw;
pub(crate) mod list;

use crate::{
    history::Smoothing,
    lesson::{ChartAxis, Course, LessonPhase, Runner},
    session::{Command, MetricKind, Update},
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Group, Keys, Popup, When},
        scrolled::Scrolled,
        widgets::axis::YAxis,
    },
    words::{keys, say},
};

/// Begins a lesson, with the chart as it wants it, smoothed as the losses in its findings are.
pub(crate) fn teach(context: &mut Context, lesson: Runner) {
    let axis = match lesson.lesson().axis {
        ChartAxis::Unit => YAxis::Unit,
        ChartAxis::Fitted => YAxis::Fitted,
        ChartAxis::Log => YAxis::Log,
    };
    context.chart.metric = MetricKind::Loss;
    context.chart.smoothing = Smoothing::default();
    context.chart.set_axis(MetricKind::Loss, axis);
    context.scrolled = Scrolled::default();
    context.lesson = Some(lesson);
}

/// Begins a lesson in the place of what is raced.
fn begin(context: &mut Context, lesson: Runner) -> Vec<Effect> {
    let (race, pace) = (Box::new(lesson.lesson().config.clone()), lesson.lesson().pace);
    teach(context, lesson);
    vec![Effect::ShowView(0), Effect::Send(Command::Begin(race)), Effect::Send(Command::Pace(pace))]
}

/// Goes on to what comes next, which may be the lesson's end.
fn go_on(context: &mut Context) -> Vec<Effect> {
    let Some(lesson) = &mut context.lesson else { return Vec::new() };
    context.scrolled = Scrolled::default();
    let asked = lesson.go_on(&context.history);
    if lesson.stage() == LessonPhase::Over {
        context.lesson = None;
        context.say(say!(context.lang(), lesson::OVER));
    }
    asked.into_iter().map(Effect::Send).collect()
}

/// Takes in an update that the history has taken in, and returns what the lesson asks for.
pub(crate) fn apply(context: &mut Context, update: &Update) -> Vec<Command> {
    let Some(lesson) = &mut context.lesson else { return Vec::new() };
    if lesson.is_begun_by(update) {
        context.history.forget();
    }
    let step = lesson.number();
    let asked = lesson.receive(update, &context.history);
    if lesson.number() != step {
        context.scrolled = Scrolled::default();
    }
    asked
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LessonAction {
    GoOn,
    List,
    Scroll(Direction),
}

/// The keys of a lesson: going on, the list of lessons, and a text that has no room.
pub(crate) struct LessonKeys;

impl Keys for LessonKeys {
    type Action = LessonAction;

    const GROUP: Group = Group::Program;
    const WHEN: When = When::InLesson;

    const BINDINGS: &'static [Binding<LessonAction>] = &[
        Binding::new(&[(Key::Enter, LessonAction::GoOn)], keys::GO_ON_HELP).label(1, keys::GO_ON),
        Binding::new(&[(Key::Char('T'), LessonAction::List)], keys::LESSONS_HELP)
            .label(9, keys::LESSONS)
            .when(When::Teachable),
        Binding::new(
            &[(Key::PageDown, LessonAction::Scroll(More)), (Key::PageUp, LessonAction::Scroll(Less))],
            keys::SCROLL_HELP,
        )
        .sign("PgDn"),
    ];

    const NAMES: &'static [(&'static str, LessonAction)] = &[
        ("lesson-go-on", LessonAction::GoOn),
        ("lessons", LessonAction::List),
        ("scroll-down", LessonAction::Scroll(More)),
        ("scroll-up", LessonAction::Scroll(Less)),
    ];

    fn handle(&mut self, action: LessonAction, context: &mut Context) -> Vec<Effect> {
        match action {
            LessonAction::GoOn => return go_on(context),
            LessonAction::List => {
                if context.course.is_none() {
                    // The tests rule out that one of them has a fault.
                    context.course = Course::shipped().ok();
                }
                return vec![Effect::Open(Popup::Lessons)];
            }
            LessonAction::Scroll(direction) => context.scrolled = context.scrolled.turned(direction),
        }
        Vec::new()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VoteAction {
    Digit(u32),
    EraseDigit,
    /// Count the next answer, or the one before.
    Turn(Direction),
    /// All have voted.
    GoOn,
}

fn digit(key: Key) -> Option<VoteAction> {
    let Key::Char(digit) = key else { return None };
    digit.to_digit(10).map(VoteAction::Digit)
}

/// The keys that count the room's votes while a lesson's question is open.
pub(crate) struct VoteKeys;

impl Keys for VoteKeys {
    type Action = VoteAction;

    const WHEN: When = When::QuestionOpen;

    const BINDINGS: &'static [Binding<VoteAction>] = &[
        Binding::of_layer(&[(Key::Backspace, VoteAction::EraseDigit)], keys::VOTES)
            .sign("0-9")
            .range(digit)
            .when(When::QuestionOpen),
        Binding::of_layer(
            &[(Key::Up, VoteAction::Turn(Less)), (Key::Down, VoteAction::Turn(More))],
            keys::ANSWER,
        )
        .when(When::QuestionOpen),
        Binding::of_layer(&[(Key::Enter, VoteAction::GoOn)], keys::END_VOTE).when(When::QuestionOpen),
    ];

    fn handle(&mut self, action: VoteAction, context: &mut Context) -> Vec<Effect> {
        if action == VoteAction::GoOn {
            return go_on(context);
        }
        if let Some(lesson) = &mut context.lesson {
            match action {
                VoteAction::Digit(digit) => lesson.type_digit(digit),
                VoteAction::EraseDigit => lesson.erase_digit(),
                VoteAction::Turn(direction) => lesson.turn_answer(direction == More),
                VoteAction::GoOn => {}
            }
        }
        // The answers stand at the end.
        context.scrolled = Scrolled::End;
        Vec::new()
    }
}
