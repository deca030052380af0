//! The keys of the view of rates.

use crate::tui::bindings::binding::{Binding, Group, When, entry};
use crate::tui::{
    action::{Action, Rates, Way},
    app::Tab,
    keys::Key,
};

/// Every key of it.
pub const BINDINGS: &[Binding] = &[
    entry(
        &[(Key::Enter, Action::Rates(Rates::Try))],
        "Enter",
        Some("try rates"),
        Group::Rates,
        "try rates: many short races on the same batches",
        When::In(Tab::Rates),
    ),
    entry(
        &[
            (Key::Up, Action::Rates(Rates::Choose(Way::Less))),
            (Key::Down, Action::Rates(Rates::Choose(Way::More))),
            (Key::Char('k'), Action::Rates(Rates::Choose(Way::Less))),
            (Key::Char('j'), Action::Rates(Rates::Choose(Way::More))),
        ],
        "↑↓",
        Some("trial"),
        Group::Rates,
        "choose a trial",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('+'), Action::Rates(Rates::Add))],
        "+",
        Some("to race"),
        Group::Rates,
        "the chosen trial becomes a lane of the race",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('m'), Action::Rates(Rates::Method))],
        "m",
        Some("method"),
        Group::Rates,
        "grid of rates, random search, successive halving",
        When::In(Tab::Rates),
    ),
    entry(
        &[
            (Key::Left, Action::Rates(Rates::Length(Way::Less))),
            (Key::Right, Action::Rates(Rates::Length(Way::More))),
        ],
        "←→",
        Some("length"),
        Group::Rates,
        "iterations of a trial: 50 to 1,000",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('a'), Action::Rates(Rates::Who))],
        "a",
        Some("whose"),
        Group::Rates,
        "all lanes' optimizers, or the selected lane's",
        When::In(Tab::Rates),
    ),
    entry(
        &[(Key::Char('w'), Action::Rates(Rates::Save))],
        "w",
        Some("write"),
        Group::Rates,
        "write the table of trials as csv",
        When::In(Tab::Rates),
    ),
];
