//! A lesson beside the race: how it begins, goes on, and what updates do to it.

use crate::{
    lesson::{ChartAxis, LessonPhase, Runner},
    session::{Command, Update},
    tui::{context::Context, effect::Effect, scrolled::Scrolled, widgets::axis::YAxis},
    words::say,
};

/// Begins a lesson, with the chart as it wants it.
pub(crate) fn teach(context: &mut Context, lesson: Runner) {
    context.chart.y_axis = match lesson.lesson().axis {
        ChartAxis::Unit => YAxis::Unit,
        ChartAxis::Fitted => YAxis::Fitted,
        ChartAxis::Log => YAxis::Log,
    };
    context.scrolled = Scrolled::default();
    context.lesson = Some(lesson);
}

/// Begins a lesson in the place of what is raced.
pub(crate) fn begin(context: &mut Context, lesson: Runner) -> Vec<Effect> {
    let (race, pace) = (Box::new(lesson.lesson().config.clone()), lesson.lesson().pace);
    teach(context, lesson);
    vec![Effect::ShowView(0), Effect::Send(Command::Begin(race)), Effect::Send(Command::Pace(pace))]
}

/// Goes on to what comes next, which may be the lesson's end.
pub(crate) fn go_on(context: &mut Context) -> Vec<Effect> {
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
