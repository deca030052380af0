//! Keys for the race as a whole, which most views share.

use crate::{
    session::{Command, Seed, State},
    terminal::Key::Char,
    tui::{
        context::{Context, Irrevocable},
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Group, Keys, Popup, When},
    },
    words::{Text, keys, say},
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
    /// Show the log of a training that another program does.
    Log,
    /// Ask its trainer to write what it is to go on from.
    Checkpoint,
    /// End it, the second time.
    Stop,
}

pub(super) struct RaceKeys;

impl Keys for RaceKeys {
    type Action = Action;

    const GROUP: Group = Group::Race;
    const WHEN: When = When::Playable;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char(' '), Action::Pause)], keys::PAUSE_HELP)
            .label(2, keys::PAUSE)
            .when(When::Pausable),
        Binding::new(&[(Char('c'), Action::Continue)], keys::CONTINUE_HELP)
            .label(3, keys::CONTINUE)
            .when(When::Extensible),
        Binding::new(&[(Char('r'), Action::Reset(Seed::Same))], keys::RESET_HELP).label(11, keys::RESET),
        Binding::new(&[(Char('n'), Action::Step(1)), (Char('N'), Action::Step(10))], keys::STEP_HELP)
            .elsewhere(keys::STEP_ELSEWHERE)
            .label(14, keys::STEP)
            .when(When::Steppable),
        Binding::new(&[(Char('R'), Action::Reset(Seed::Next))], keys::NEXT_SEED_HELP),
        Binding::new(&[(Char('['), Action::Pace(Less)), (Char(']'), Action::Pace(More))], keys::PACE_HELP)
            .label(7, keys::PACE),
        Binding::new(&[(Char('u'), Action::Rewind(100))], keys::REWIND_HELP).label(8, keys::REWIND),
        Binding::new(&[(Char('g'), Action::GoTo)], keys::GO_TO_HELP),
        Binding::new(&[(Char('K'), Action::Checkpoint)], keys::CHECKPOINT_HELP)
            .label(9, keys::CHECKPOINT)
            .when(When::CanCheckpoint),
        Binding::new(&[(Char('Q'), Action::Stop)], keys::STOP_HELP).label(9, keys::STOP).when(When::CanStop),
        Binding::new(&[(Char('L'), Action::Log)], keys::LOG_HELP).label(9, keys::LOG).when(When::WithLog),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("pause", Action::Pause),
        ("continue", Action::Continue),
        ("restart", Action::Reset(Seed::Same)),
        ("restart-next-seed", Action::Reset(Seed::Next)),
        ("step", Action::Step(1)),
        ("step-ten", Action::Step(10)),
        ("slower", Action::Pace(Less)),
        ("faster", Action::Pace(More)),
        ("back", Action::Rewind(100)),
        ("go-to", Action::GoTo),
        ("checkpoint", Action::Checkpoint),
        ("stop", Action::Stop),
        ("log", Action::Log),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let command = match action {
            Action::GoTo => return vec![Effect::Open(Popup::GoTo)],
            Action::Log => return vec![Effect::Open(Popup::Log)],
            Action::Stop if context.asked_twice.take() != Some(Irrevocable::Stop) => {
                context.asked_twice = Some(Irrevocable::Stop);
                context.say(say!(context.lang(), race::ONCE_MORE_STOPS));
                return Vec::new();
            }
            Action::Stop => Command::Stop,
            Action::Checkpoint => Command::Checkpoint,
            Action::Pause => pause_or_resume(context),
            Action::Step(iterations) => Command::Step(iterations),
            Action::Rewind(iterations) => {
                Command::GoTo(context.history.iteration().saturating_sub(iterations))
            }
            Action::Reset(seed) => Command::Reset(seed),
            Action::Continue => Command::Extend(CONTINUE),
            Action::Pace(direction) => Command::Pace(next_pace(context.history.pace, direction)),
        };
        vec![Effect::Send(command)]
    }

    fn label(&self, action: Action, context: &Context) -> Option<Text> {
        let resumes = action == Action::Pause && context.history.state() == State::Paused;
        resumes.then_some(keys::GO_ON)
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
