//! The keys of the surface's view: the race's where they mean the same, for those who roll.

use super::state::{
    PlaneAxis::{self, X, Y},
    SurfaceView,
};
use crate::{
    terminal::Key::{self, Char},
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
    (Char(key), Action::Start(axis, direction, stride))
}

impl Keys for SurfaceView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char(' '), Action::Pause)], keys::ROLL_PAUSE_HELP).label(0, keys::PAUSE),
        Binding::new(
            &[(Char('f'), Action::Function(More)), (Char('F'), Action::Function(Less))],
            keys::FUNCTION_HELP,
        )
        .sign("f")
        .label(0, keys::FUNCTION),
        Binding::new(
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
            keys::START_HELP,
        )
        .sign("hjkl")
        .label(0, keys::START),
        Binding::new(
            &[(Key::Left, Action::Rate(Less)), (Key::Right, Action::Rate(More))],
            keys::ROLL_RATE_HELP,
        )
        .label(0, keys::RATE),
        Binding::new(
            &[(Key::Up, Action::SelectLane(Less)), (Key::Down, Action::SelectLane(More))],
            keys::ROLL_LANE_HELP,
        )
        .label(0, keys::LANE),
        Binding::new(&[(Char('r'), Action::Restart)], keys::ROLL_RESET_HELP).label(0, keys::RESET),
        Binding::new(&[(Char('n'), Action::Step(1)), (Char('N'), Action::Step(10))], keys::ROLL_STEP_HELP)
            .label(0, keys::STEP),
        Binding::new(
            &[(Char('['), Action::Pace(Less)), (Char(']'), Action::Pace(More))],
            keys::ROLL_PACE_HELP,
        )
        .label(0, keys::PACE),
        Binding::new(&[(Char('0'), Action::UsualStart)], keys::USUAL_START_HELP),
    ];

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
