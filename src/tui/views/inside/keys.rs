//! The keys of the view inside the step.

use crate::tui::bindings::binding::{Binding, Group, When, entry};
use crate::tui::{
    action::{Action, Way},
    app::Tab,
    keys::Key,
};

/// Every key of it.
pub const BINDINGS: &[Binding] = &[entry(
    &[(Key::Char('h'), Action::Layer(Way::Less)), (Key::Char('l'), Action::Layer(Way::More))],
    "h l",
    Some("layer"),
    Group::Inside,
    "the layer before and the next one",
    When::In(Tab::Inside),
)];
