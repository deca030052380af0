//! The keys of the surface's view: the race's where they mean the same, for those who roll.

use crate::tui::bindings::{Binding, Group, When, binding::entry};
use crate::tui::{
    action::{Action, Axis, Roll, Stride, Way},
    app::Tab,
    keys::Key,
};

const HERE: When = When::In(Tab::Surface);

/// An entry that only this view has.
const fn own(
    keys: &'static [(Key, Action)],
    sign: &'static str,
    label: Option<&'static str>,
    help: &'static str,
) -> Binding {
    entry(keys, sign, label, Group::Surface, help, HERE)
}

/// A key that moves the start.
const fn start(key: char, axis: Axis, way: Way, stride: Stride) -> (Key, Action) {
    (Key::Char(key), Action::Roll(Roll::Start(axis, way, stride)))
}

/// Every key, in the order of the footer.
pub const BINDINGS: &[Binding] = &[
    own(&[(Key::Char(' '), Action::Roll(Roll::Pause))], "space", Some("pause"), "pause rolling, and go on"),
    own(
        &[
            (Key::Char('f'), Action::Roll(Roll::Function(Way::More))),
            (Key::Char('F'), Action::Roll(Roll::Function(Way::Less))),
        ],
        "f",
        Some("function"),
        "the next function; F: the one before",
    ),
    own(
        &[
            start('h', Axis::X, Way::Less, Stride::One),
            start('j', Axis::Y, Way::Less, Stride::One),
            start('k', Axis::Y, Way::More, Stride::One),
            start('l', Axis::X, Way::More, Stride::One),
            start('H', Axis::X, Way::Less, Stride::Far),
            start('J', Axis::Y, Way::Less, Stride::Far),
            start('K', Axis::Y, Way::More, Stride::Far),
            start('L', Axis::X, Way::More, Stride::Far),
        ],
        "hjkl",
        Some("start"),
        "move the start left, down, up, right; HJKL: five times as far",
    ),
    own(
        &[
            (Key::Left, Action::Roll(Roll::Rate(Way::Less))),
            (Key::Right, Action::Roll(Roll::Rate(Way::More))),
        ],
        "←→",
        Some("rate"),
        "the lane's rate here: 1, 2, 5, 10 …; the race keeps its own",
    ),
    own(
        &[(Key::Up, Action::SelectLane(Way::Less)), (Key::Down, Action::SelectLane(Way::More))],
        "↑↓",
        Some("lane"),
        "select a lane; the arrow on the surface points down its slope",
    ),
    own(
        &[(Key::Char('r'), Action::Roll(Roll::Restart))],
        "r",
        Some("reset"),
        "everyone back to the start, with the rates as they now stand",
    ),
    own(
        &[(Key::Char('n'), Action::Roll(Roll::Step(1))), (Key::Char('N'), Action::Roll(Roll::Step(10)))],
        "n N",
        Some("step"),
        "one step, ten steps, then pause",
    ),
    own(
        &[
            (Key::Char('['), Action::Roll(Roll::Pace(Way::Less))),
            (Key::Char(']'), Action::Roll(Roll::Pace(Way::More))),
        ],
        "[ ]",
        Some("pace"),
        "fewer and more steps a second: 1 to 100",
    ),
    own(&[(Key::Char('0'), Action::Roll(Roll::UsualStart))], "0", None, "the function's usual start"),
];
