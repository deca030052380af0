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
        .help(|lang| lang.say("pause rolling, and go on", "구르기를 멈추고, 다시 갑니다"))
        .label(0, |lang| lang.say("pause", "일시정지")),
    Binding::of_view(
        &[(Key::Char('f'), Action::Function(More)), (Key::Char('F'), Action::Function(Less))],
        "f",
    )
    .help(|lang| lang.say("the next function; F: the one before", "다음 함수. F는 이전 함수"))
    .label(0, |lang| lang.say("function", "함수")),
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
    .help(|lang| {
        lang.say(
            "move the start left, down, up, right; HJKL: five times as far",
            "출발점을 왼쪽, 아래, 위, 오른쪽으로. HJKL은 다섯 배",
        )
    })
    .label(0, |lang| lang.say("start", "출발")),
    Binding::of_view(&[(Key::Left, Action::Rate(Less)), (Key::Right, Action::Rate(More))], "←→")
        .help(|lang| {
            lang.say(
                "the lane's rate here: 1, 2, 5, 10 …; the race keeps its own",
                "여기서의 학습률: 1, 2, 5, 10 … 경주의 것은 그대로입니다",
            )
        })
        .label(0, |lang| lang.say("rate", "학습률")),
    Binding::of_view(&[(Key::Up, Action::SelectLane(Less)), (Key::Down, Action::SelectLane(More))], "↑↓")
        .help(|lang| {
            lang.say(
                "select a lane; the arrow on the surface points down its slope",
                "레인을 고릅니다 (j와 k도 됩니다)",
            )
        })
        .label(0, |lang| lang.say("lane", "레인")),
    Binding::of_view(&[(Key::Char('r'), Action::Restart)], "r")
        .help(|lang| {
            lang.say(
                "everyone back to the start, with the rates as they now stand",
                "모두 출발점으로, 지금 학습률 그대로",
            )
        })
        .label(0, |lang| lang.say("reset", "다시")),
    Binding::of_view(&[(Key::Char('n'), Action::Step(1)), (Key::Char('N'), Action::Step(10))], "n N")
        .help(|lang| lang.say("one step, ten steps, then pause", "한 걸음, 열 걸음 가고 멈춥니다"))
        .label(0, |lang| lang.say("step", "한 걸음")),
    Binding::of_view(&[(Key::Char('['), Action::Pace(Less)), (Key::Char(']'), Action::Pace(More))], "[ ]")
        .help(|lang| lang.say("fewer and more steps a second: 1 to 100", "1초에 1걸음부터 100걸음까지"))
        .label(0, |lang| lang.say("pace", "빠르기")),
    Binding::of_view(&[(Key::Char('0'), Action::UsualStart)], "0")
        .help(|lang| lang.say("the function's usual start", "함수의 보통 출발점")),
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
            Action::Pause => self.pause_or_resume(),
            Action::Step(steps) => self.step(steps),
            Action::Restart => self.restart(),
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

    fn label(&self, action: Action, context: &Context) -> Option<&'static str> {
        let resumes = action == Action::Pause && self.is_paused();
        resumes.then(|| context.lang().say("go on", "계속"))
    }
}
