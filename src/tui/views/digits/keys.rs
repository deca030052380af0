//! The keys of the view of digits.

use crate::tui::bindings::binding::{Binding, Group, When, entry};
use crate::tui::{
    action::{Action, Stride, Way},
    app::Tab,
    keys::Key,
};

/// Every key of it.
pub const BINDINGS: &[Binding] = &[
    entry(
        &[
            (Key::Char('h'), Action::Digit(Way::Less, Stride::One)),
            (Key::Char('l'), Action::Digit(Way::More, Stride::One)),
            (Key::Char('H'), Action::Digit(Way::Less, Stride::Far)),
            (Key::Char('L'), Action::Digit(Way::More, Stride::Far)),
        ],
        "h l",
        Some("image"),
        Group::Digits,
        "the image before and the next one; H and L ten at a time",
        When::In(Tab::Digits),
    ),
    entry(
        &[(Key::Char('m'), Action::Which)],
        "m",
        Some("which"),
        Group::Digits,
        "all, those lanes disagree on, the selected lane's mistakes",
        When::In(Tab::Digits),
    ),
    entry(
        &[(Key::Char('v'), Action::DigitsPanel)],
        "v",
        Some("look"),
        Group::Digits,
        "one image, many images, the confusion matrix first",
        When::In(Tab::Digits),
    ),
    entry(
        &[(Key::Char('i'), Action::Draw)],
        "i",
        Some("draw"),
        Group::Digits,
        "draw an image with arrows and space, or the mouse",
        When::In(Tab::Digits),
    ),
];
