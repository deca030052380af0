//! The keys of the surface's view: the race's where they mean the same, for those who roll.

use super::state::{
    PlaneAxis::{self, X, Y},
    SurfaceView,
};
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        effect::Effect,
        keymap::{Binding, Keys},
    },
    words::{Text, keys},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Pause, or resume.
    Pause,
    /// Take some steps, then pause.
    Step(u64),
    /// Everyone back to the start.
    Restart,
    /// More or fewer steps a second.
    Pace(Direction),
    /// The next function, or the one before.
    Function(Direction),
    SelectLane(Direction),
    /// The selected lane's rate up or down.
    Rate(Direction),
    Start(PlaneAxis, Direction, Stride),
    /// The function's usual start.
    UsualStart,
}

/// A key that moves the start.
const fn start(key: char, axis: PlaneAxis, direction: Direction, stride: Stride) -> (Key, Action) {
    (Key::Char(key), Action::Start(axis, direction, stride))
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::of_view(&[(Key::Char(' '), Action::Pause)], "space")
        .help(keys::ROLL_PAUSE_HELP)
        .label(0, keys::PAUSE),
    Binding::of_view(
        &[(Key::Char('f'), Action::Function(More)), (Key::Char('F'), Action::Function(Less))],
        "f",
    )
    .help(keys::FUNCTION_HELP)
    .label(0, keys::FUNCTION),
    Binding::of_view(
        &[
            start('h', X, Less, One),
            start('j', Y, Less, One),
            start('k', Y, More, One),
            start('l', X, More, One),
            start('H', X, Less, Far),
            start('J', Y, Less, Far),
            start('K', Y, More, Far),
            start('L', X, More, Far),
        ],
        "hjkl",
    )
    .help(keys::START_HELP)
    .label(0, keys::START),
    Binding::of_view(&[(Key::Left, Action::Rate(Less)), (Key::Right, Action::Rate(More))], "←→")
        .help(keys::ROLL_RATE_HELP)
        .label(0, keys::RATE),
    Binding::of_view(&[(Key::Up, Action::SelectLane(Less)), (Key::Down, Action::SelectLane(More))], "↑↓")
        .help(keys::ROLL_LANE_HELP)
        .label(0, keys::LANE),
    Binding::of_view(&[(Key::Char('r'), Action::Restart)], "r")
        .help(keys::ROLL_RESET_HELP)
        .label(0, keys::RESET),
    Binding::of_view(&[(Key::Char('n'), Action::Step(1)), (Key::Char('N'), Action::Step(10))], "n N")
        .help(keys::ROLL_STEP_HELP)
        .label(0, keys::STEP),
    Binding::of_view(&[(Key::Char('['), Action::Pace(Less)), (Key::Char(']'), Action::Pace(More))], "[ ]")
        .help(keys::ROLL_PACE_HELP)
        .label(0, keys::PACE),
    Binding::of_view(&[(Key::Char('0'), Action::UsualStart)], "0").help(keys::USUAL_START_HELP),
];

impl Keys for SurfaceView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::SelectLane(direction) => {
                context.select(direction);
                return Vec::new();
            }
            Action::Pause => self.paused = !self.paused,
            Action::Step(steps) => self.step(steps),
            Action::Restart => self.surface.restart(),
            Action::Pace(direction) => self.turn_pace(direction),
            Action::Function(direction) => self.turn_function(direction),
            Action::Rate(direction) => {
                if let Some(lane) = context.selected {
                    self.turn_rate(lane, direction);
                }
            }
            Action::Start(axis, direction, stride) => self.move_start(axis, direction, stride),
            Action::UsualStart => self.start_as_usual(),
        }
        self.begin_beat(context.now);
        Vec::new()
    }

    fn label(&self, action: Action, _context: &Context) -> Option<Text> {
        let resumes = action == Action::Pause && self.paused;
        resumes.then_some(keys::GO_ON)
    }
}
