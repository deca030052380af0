//! Keys for the race as a whole, which most views share.

use crate::{
    session::{Command, Seed, State},
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::{Effect, Opening},
        keymap::{Binding, Group, Keys, When},
    },
};

/// How many iterations `c` adds: as many as the original experiment has.
const CONTINUE: u64 = 2_000;

/// The paces that can be chosen, in iterations a second; past the last there is no limit.
const PACES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Pause, or resume.
    Pause,
    /// Take that many iterations, then pause.
    Step(u64),
    /// Ask for an iteration to go to.
    GoTo,
    /// Go back that many iterations.
    Rewind(u64),
    Reset(Seed),
    /// Go on past the end.
    Continue,
    Pace(Direction),
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::new(&[(Key::Char(' '), Action::Pause)], "space", Group::Race, When::Unfinished)
        .help(|lang| lang.say("pause, and go on", "멈추고, 다시 갑니다"))
        .label(2, |lang| lang.say("pause", "일시정지")),
    Binding::new(&[(Key::Char('c'), Action::Continue)], "c", Group::Race, When::Finished)
        .help(|lang| lang.say("after the end: 2,000 iterations more", "끝난 뒤: 2,000회 더 합니다"))
        .label(3, |lang| lang.say("continue", "계속")),
    Binding::new(&[(Key::Char('r'), Action::Reset(Seed::Same))], "r", Group::Race, When::Racing)
        .help(|lang| {
            lang.say(
                "start over: same seed, settings as they now stand",
                "처음부터: 같은 시드, 지금 설정 그대로",
            )
        })
        .label(8, |lang| lang.say("reset", "다시")),
    Binding::new(
        &[(Key::Char('n'), Action::Step(1)), (Key::Char('N'), Action::Step(10))],
        "n N",
        Group::Race,
        When::Unfinished,
    )
    .help(|lang| lang.say("one iteration, ten iterations, then pause", "한 번, 열 번 반복하고 멈춥니다"))
    .label(11, |lang| lang.say("step", "한 걸음")),
    Binding::new(&[(Key::Char('R'), Action::Reset(Seed::Next))], "R", Group::Race, When::Racing)
        .help(|lang| lang.say("start over with the next seed", "다음 시드로 처음부터 시작합니다")),
    Binding::new(
        &[(Key::Char('['), Action::Pace(Less)), (Key::Char(']'), Action::Pace(More))],
        "[ ]",
        Group::Race,
        When::Racing,
    )
    .help(|lang| {
        lang.say("slower and faster, down to one iteration a second", "느리게, 빠르게. 1초에 1회까지")
    }),
    Binding::new(&[(Key::Char('u'), Action::Rewind(100))], "u", Group::Race, When::Racing).help(|lang| {
        lang.say(
            "back 100 iterations; what came after stays as a ghost",
            "100회 뒤로 갑니다. 그 뒤는 유령으로 남습니다",
        )
    }),
    Binding::new(&[(Key::Char('g'), Action::GoTo)], "g", Group::Race, When::Racing).help(|lang| {
        lang.say("go to an iteration, forward or back", "정한 반복으로 앞으로 또는 뒤로 갑니다")
    }),
];

pub(super) struct RaceKeys;

impl Keys for RaceKeys {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let command = match action {
            Action::GoTo => return vec![Effect::Open(Opening::GoTo)],
            Action::Pause => pause_or_resume(context),
            Action::Step(iterations) => Command::Step(iterations),
            Action::Rewind(iterations) => {
                Command::GoTo(context.history.iteration().saturating_sub(iterations))
            }
            Action::Reset(seed) => Command::Reset(seed),
            Action::Continue => Command::Extend(CONTINUE),
            Action::Pace(direction) => Command::Pace(next_pace(context.history.pace(), direction)),
        };
        vec![Effect::Send(command)]
    }

    fn label(&self, action: Action, context: &Context) -> Option<&'static str> {
        let resumes = action == Action::Pause && context.history.state() == State::Paused;
        resumes.then(|| context.lang().say("go on", "계속"))
    }
}

fn pause_or_resume(context: &mut Context) -> Command {
    let (asked, command) = match context.asked.unwrap_or(context.history.state()) {
        State::Running => (State::Paused, Command::Pause),
        _ => (State::Running, Command::Resume),
    };
    context.asked = Some(asked);
    command
}

/// The next pace; faster than the fastest is none at all.
fn next_pace(pace: Option<f64>, direction: Direction) -> Option<f64> {
    match (pace, direction) {
        (None, Direction::More) => None,
        (None, Direction::Less) => PACES.last().copied(),
        (Some(pace), Direction::More) => PACES.into_iter().find(|faster| *faster > pace * 1.001),
        (Some(pace), Direction::Less) => {
            PACES.into_iter().rev().find(|slower| *slower < pace * 0.999).or(Some(pace))
        }
    }
}
