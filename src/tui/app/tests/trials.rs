//! What keys ask of the trials of views 5 and 7, and what a session of trials tells them.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use super::changed;
use crate::{
    config::Config,
    optim::Setting,
    race::LaneId,
    record::TrialTable,
    session::{Bucket, Command, Losses, State, Update},
    terminal::Key,
    tui::{
        app::App,
        keymap::Effect,
        testing::{press, racing, screen, started_anew, started_with, type_in},
    },
};

/// Tells a front end's trials what a session of them would tell, with a loss for each trial.
fn tell_trials(app: &mut App, config: &Config, iterations: RangeInclusive<u64>) -> Vec<Command> {
    let (first, last) = (*iterations.start(), *iterations.end());
    let lanes = (0..).zip(&config.lanes);
    // The nearer a rate is to 0.01, the lower the loss.
    let loss = |rate: f64| Bucket::of(0.1 + (rate.log10() + 2.0).abs() as f32);
    let lanes = lanes.map(|(id, lane)| {
        let loss = loss(lane.settings.get(Setting::LearningRate));
        (LaneId(id), vec![loss; usize::try_from(last - first + 1).unwrap()])
    });
    let losses = Losses {
        first,
        stride: 1,
        iterations: last - first + 1,
        lanes: lanes.collect(),
        elapsed: Duration::ZERO,
    };
    let paused = Update::State { state: State::Paused, iteration: last };
    let told = [Update::Progressed(losses), paused];
    let next = told.iter().flat_map(|update| app.apply_trials(update)).collect::<Vec<_>>();
    next.into_iter()
        .map(|effect| match effect {
            Effect::SendTrials(command) => command,
            effect => panic!("{effect:?}"),
        })
        .collect()
}

#[test]
fn rates_are_tried_by_halving_and_the_best_becomes_a_lane() {
    let mut app = racing(100);
    type_in(&mut app, "5mm");
    let effects = press(&mut app, [Key::Enter]);
    let [Effect::StartTrials(config)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((config.lanes.len(), config.iterations), (32, None));
    // It begins with a session that waits.
    let first = started_with(config);
    let told = [first, Update::State { state: State::Paused, iteration: 0 }];
    let asked: Vec<Effect> = told.iter().flat_map(|update| app.apply_trials(update)).collect();
    assert_eq!(asked, [Effect::SendTrials(Command::Step(25))]);
    let next = tell_trials(&mut app, config, 1..=25);
    let given_up = next.iter().filter(|command| matches!(command, Command::Switch { on: false, .. })).count();
    assert_eq!((given_up, next.last()), (16, Some(&Command::Step(25))));
    assert_eq!(tell_trials(&mut app, config, 26..=200), []);
    let added = press(&mut app, [Key::Char('+')]);
    let [Effect::Send(Command::AddLane(best))] = &added[..] else { panic!("{added:?}") };
    assert!((0.003..0.03).contains(&best.settings.get(Setting::LearningRate)), "{}", best.name);
    assert!(screen(&app, 80, 24).contains("after 200 iterations"));
    let saved = type_in(&mut app, "w");
    let [Effect::SaveTrials(TrialTable::Rates, csv)] = &saved[..] else { panic!("{saved:?}") };
    assert_eq!(csv.lines().count(), 33);
    assert_eq!(csv.lines().next().unwrap().split(',').count(), 6);
}

#[test]
fn trials_of_one_view_leave_those_of_another_alone() {
    let mut app = racing(100);
    type_in(&mut app, "5");
    let effects = press(&mut app, [Key::Enter]);
    assert!(matches!(&effects[..], [Effect::StartTrials(_)]), "{effects:?}");
    type_in(&mut app, "7");
    assert_eq!(press(&mut app, [Key::Enter, Key::Esc]), []);
    assert!(screen(&app, 80, 24).contains("view 5 tries rates; Esc there stops it"));
    type_in(&mut app, "5");
    assert_eq!(press(&mut app, [Key::Esc]), [Effect::SendTrials(Command::Pause)]);
    type_in(&mut app, "7");
    let effects = press(&mut app, [Key::Enter]);
    let [Effect::StartTrials(config)] = &effects[..] else { panic!("{effects:?}") };
    type_in(&mut app, "5");
    assert_eq!(press(&mut app, [Key::Enter, Key::Esc]), []);
    assert!(screen(&app, 80, 24).contains("view 7 runs starts; Esc there stops them"));
    // What the session reports is not meant for the rates, whichever view is shown.
    assert_eq!(app.apply_trials(&started_with(config)), []);
    let waits = Update::State { state: State::Paused, iteration: 0 };
    assert_eq!(app.apply_trials(&waits), [Effect::SendTrials(Command::Resume)]);
    app.apply_trials(&Update::Failed { message: "the data are gone".into() });
    assert!(!screen(&app, 80, 24).contains("the data are gone"));
    type_in(&mut app, "7");
    assert!(screen(&app, 80, 24).contains("the data are gone"));
    assert_eq!(press(&mut app, [Key::Esc]), []);
}

#[test]
fn starts_say_what_comes_next_select_lanes_by_rank_and_are_written_as_a_table() {
    let mut app = racing(100);
    assert_eq!(type_in(&mut app, "7w"), []);
    assert!(screen(&app, 80, 24).contains("no start has ended yet"));
    press(&mut app, [Key::Right, Key::Char('h')]);
    assert!(screen(&app, 80, 24).contains("next: 10 starts of 1,000 iterations, seeds 0 to 9"));
    let mut app = started_anew(5);
    app.context.selected = Some(LaneId(0));
    press(&mut app, [Key::Up]);
    assert_eq!(app.context.selected, Some(LaneId(2)), "above SGD is AdaGrad");
    press(&mut app, [Key::Char('k'), Key::Char('k')]);
    assert_eq!(app.context.selected, Some(LaneId(3)), "and at the top Adam");
    press(&mut app, [Key::Left]);
    assert!(screen(&app, 80, 24).contains("next: 3 starts of 2,000 iterations"));
    app.apply(&changed(0, 0.01, 0.5), Instant::now());
    assert!(screen(&app, 80, 24).contains("apart.   the race has changed since"));
    let saved = type_in(&mut app, "w");
    let [Effect::SaveTrials(TrialTable::Starts, csv)] = &saved[..] else { panic!("{saved:?}") };
    assert!(csv.starts_with("seed,lane,loss,test_accuracy\n0,SGD,0."), "{csv}");
    assert_eq!(csv.lines().count(), 1 + 5 * 4);
    assert!(csv.contains("\n3,Momentum,,"), "{csv}");
}
