//! The keys of the view of rates.

use super::binding::{Binding, Group, When, entry};
use crate::tui::{
    action::{Action, Way},
    app::Tab,
    keys::Key,
};

/// Every key of it.
pub const BINDINGS: &[Binding] = &[
    entry(
        &[(Key::Enter, Action::Try)],
        "Enter",
        Some("try rates"),
        Group::Rates,
        "try rates: many short races on the same batches",
        When::In(Tab::Rates),
    ),
    entry(
        &[
            (Key::Up, Action::Trial(Way::Less)),
            (Key::Down, Action::Trial(Way::More)),
            (Key::Char('k'), Action::Trial(Way::Less)),
            (Key::Char('j'), Action::Trial(Way::More)),
        ],
        "↑↓",
        Some("trial"),
        Group::Rates,
        "choose a trial",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('+'), Action::AddTrial)],
        "+",
        Some("to race"),
        Group::Rates,
        "the chosen trial becomes a lane of the race",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('m'), Action::Method)],
        "m",
        Some("method"),
        Group::Rates,
        "grid of rates, random search, successive halving",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Left, Action::Length(Way::Less)), (Key::Right, Action::Length(Way::More))],
        "←→",
        Some("length"),
        Group::Rates,
        "iterations of a trial: 50 to 1,000",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('a'), Action::Who)],
        "a",
        Some("whose"),
        Group::Rates,
        "all lanes' optimizers, or the selected lane's",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('w'), Action::SaveTrials)],
        "w",
        Some("write"),
        Group::Rates,
        "write the table of trials as csv",
        When::In(Tab::Rates),
    ),
];
