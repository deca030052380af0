//! Names beside the ends of curves: where they stand, what they say, and whose they are.

use std::time::Instant;

use crate::{
    optim::{
        OptimizerKind::{Momentum, Sgd},
        Setting,
    },
    race::LaneId,
    session::{Change, RaceInfo, State, Update},
    tui::testing::{app_after, progressed, racing, screen, started},
};

/// Where a text begins in its line.
fn column(shown: &str, text: &str) -> usize {
    let found = shown.lines().filter(|line| line.contains('│')).find_map(|line| line.split_once(text));
    found.unwrap_or_else(|| panic!("{text} in\n{shown}")).0.chars().count()
}

#[test]
fn names_go_along_with_the_ends_of_curves_and_carry_the_loss_once_the_race_rests() {
    let column_at = |iterations| column(&screen(&racing(iterations), 120, 40), "✕ Momentum");
    let places = [100, 600, 1_240, 1_990].map(column_at);
    assert!(places.is_sorted_by(|one, other| one < other), "{places:?}");
    // A tenth of the plot at the most behind the end, and in the margin at last.
    assert!(places[0] < 25 && places[3] > 95, "{places:?}");
    let mut app = racing(1_240);
    assert!(!screen(&app, 120, 40).contains("✕ Momentum 0."));
    app.apply(&Update::State { state: State::Paused, iteration: 1_240 }, Instant::now());
    let smoothed = app.context.history.lanes()[1].smoothed(&app.context.chart.smoother()).unwrap();
    let shown = screen(&app, 120, 40);
    assert!(shown.contains(&format!("✕ Momentum {smoothed:.4}")), "{shown}");
}

#[test]
fn a_ghost_is_named_with_its_rate_until_a_curve_comes_past_its_end() {
    let mut app = app_after(&[started(&[Sgd, Momentum])]);
    let now = Instant::now();
    app.apply(&progressed(2, 1, 400), now);
    let change =
        Change::Setting { lane: LaneId(0), setting: Setting::LearningRate.into(), from: 0.01, to: 0.1 };
    app.apply(&Update::Changed { iteration: 400, change }, now);
    let history = &app.context.history;
    let lanes = history.lanes().iter().map(|lane| lane.info.clone()).collect();
    let info = RaceInfo { lanes, ..history.info().unwrap().clone() };
    app.apply(&Update::Rewound { iteration: 0, info: Box::new(info) }, now);
    app.apply(&Update::State { state: State::Running, iteration: 0 }, now);
    app.apply(&progressed(2, 1, 100), now);
    let shown = screen(&app, 120, 40);
    assert!(shown.contains("● SGD at 0.01, before") && shown.contains("✕ Momentum before"), "{shown}");
    app.apply(&progressed(2, 101, 500), now);
    assert!(!screen(&app, 120, 40).contains("before"), "{}", screen(&app, 120, 40));
}
