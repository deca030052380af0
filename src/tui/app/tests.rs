//! What keys ask for and what updates do to the front end.

use std::time::{Duration, Instant};

use super::App;
use crate::{
    optim::Setting,
    race::LaneId,
    record::TrialTable,
    session::{Change, Command, LaneInfo, Seed, State, Target, Update},
    terminal::Key,
    tui::{
        chart_settings::XRange,
        keymap::Effect,
        number,
        testing::{app_after, press, progressed, racing, screen, type_in},
    },
};

fn rate(lane: u32, value: f64) -> Effect {
    let target = Target::Lane(LaneId(lane));
    Effect::Send(Command::Set { target, setting: Setting::LearningRate, value })
}

fn changed(lane: u32, from: f64, to: f64) -> Update {
    let change = Change::Setting { lane: LaneId(lane), setting: Setting::LearningRate, from, to };
    Update::Changed { iteration: 200, change }
}

#[test]
fn the_arrows_turn_the_rate_of_the_selected_lane_by_1_2_and_5() {
    let mut app = racing(100);
    assert_eq!(press(&mut app, [Key::Right]), [rate(0, 0.02)]);
    assert_eq!(press(&mut app, [Key::Down, Key::Left]), [rate(1, 0.005)]);
}

#[test]
fn with_all_lanes_in_scope_each_turns_from_its_own_rate() {
    let mut app = racing(100);
    let asked = press(&mut app, [Key::Char('a'), Key::Right]);
    assert_eq!(asked, [rate(0, 0.02), rate(1, 0.02), rate(2, 0.02), rate(3, 0.002)]);
}

#[test]
fn the_screen_shows_what_is_and_never_what_was_asked_for() {
    let mut app = racing(100);
    press(&mut app, [Key::Right]);
    assert!(screen(&app, 80, 24).contains("SGD          0.01"));
    app.apply(&changed(0, 0.01, 0.02), Instant::now());
    assert!(screen(&app, 80, 24).contains("SGD          0.02"));
}

#[test]
fn pausing_is_not_paused() {
    let mut app = racing(100);
    assert_eq!(type_in(&mut app, " "), [Effect::Send(Command::Pause)]);
    assert!(screen(&app, 80, 24).contains("▮ pausing"));
    app.apply(&Update::State { state: State::Paused, iteration: 108 }, Instant::now());
    assert!(screen(&app, 80, 24).contains("▮ paused"));
    assert_eq!(type_in(&mut app, " "), [Effect::Send(Command::Resume)]);
}

#[test]
fn a_lane_that_joins_at_the_end_of_a_race_says_how_it_begins() {
    let mut app = racing(2_000);
    let info = LaneInfo { id: LaneId(4), name: "late".into(), ..app.context.history.lanes()[0].info.clone() };
    let added = Update::Changed { iteration: 2_000, change: Change::Added(Box::new(info)) };
    app.apply(&added, Instant::now());
    assert_eq!(app.context.message, None);
    app.apply(&Update::State { state: State::Finished, iteration: 2_000 }, Instant::now());
    app.apply(&added, Instant::now());
    assert_eq!(app.context.message.unwrap().text, "the race has finished; c starts the new lane");
}

#[test]
fn keys_ask_for_steps_resets_and_lanes() {
    let mut app = racing(100);
    let asked = type_in(&mut app, "nNrRxXfXXw");
    let send = Effect::Send;
    let expected = [
        send(Command::Step(1)),
        send(Command::Step(10)),
        send(Command::Reset(Seed::Same)),
        send(Command::Reset(Seed::Next)),
        send(Command::Switch { lane: LaneId(0), on: false }),
        send(Command::RemoveLane(LaneId(0))),
        Effect::Save,
    ];
    assert_eq!(asked, expected);
}

#[test]
fn a_finished_race_goes_on_for_another_2000() {
    let mut app = racing(2_000);
    assert_eq!(type_in(&mut app, "c"), []);
    app.apply(&Update::State { state: State::Finished, iteration: 2_000 }, Instant::now());
    assert_eq!(type_in(&mut app, "c "), [Effect::Send(Command::Extend(2_000))]);
    app.apply(
        &Update::Changed { iteration: 2_000, change: Change::Iterations { to: Some(4_000) } },
        Instant::now(),
    );
    assert!(screen(&app, 80, 24).contains("2,000 / 4,000"));
}

#[test]
fn the_edit_form_sends_only_what_was_changed() {
    let mut app = racing(100);
    press(&mut app, [Key::Down, Key::Char('e'), Key::Down]);
    type_in(&mut app, "0.8");
    let target = Target::Lane(LaneId(1));
    let expected = Effect::Send(Command::Set { target, setting: Setting::Momentum, value: 0.8 });
    assert_eq!(press(&mut app, [Key::Enter]), [expected]);
    assert!(app.layer().is_none());
}

#[test]
fn typing_in_a_form_never_reaches_the_race() {
    let mut app = racing(100);
    press(&mut app, [Key::Char('e')]);
    assert_eq!(type_in(&mut app, "q rnx"), []);
    assert_eq!(press(&mut app, [Key::Esc]), []);
    assert!(app.layer().is_none());
}

#[test]
fn a_frozen_view_holds_still_while_training_goes_on() {
    let mut app = racing(500);
    type_in(&mut app, "f");
    let before = screen(&app, 80, 24);
    app.apply(&progressed(4, 501, 900), Instant::now());
    assert_eq!(screen(&app, 80, 24), before);
    assert!(before.contains("view frozen"));
    type_in(&mut app, "f");
    assert!(screen(&app, 80, 24).contains("900 / 2,000"));
}

#[test]
fn the_cursor_reads_the_losses_of_every_lane_at_its_iteration() {
    let mut app = racing(500);
    type_in(&mut app, "hhh");
    assert_eq!(app.context.chart.cursor, Some(498));
    let loss = app.context.history.lanes()[2].curve.at(498);
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("at 498") && shown.contains(&number::loss(loss)), "{shown}");
    press(&mut app, [Key::Esc]);
    assert_eq!(app.context.chart.cursor, None);
}

#[test]
fn zoom_and_pan_stay_within_the_race_and_0_shows_it_whole() {
    let mut app = racing(2_000);
    for _ in 0..20 {
        type_in(&mut app, "=");
    }
    let (first, last) = app.context.chart.range(&app.context.history);
    assert_eq!(last - first, 20);
    type_in(&mut app, "<<<<");
    let (earlier, _) = app.context.chart.range(&app.context.history);
    assert_eq!(first - earlier, 20);
    for _ in 0..20 {
        type_in(&mut app, "->");
    }
    assert_eq!(app.context.chart.range(&app.context.history), (0, 2_000));
    type_in(&mut app, "=0");
    assert_eq!(app.context.chart.x_range, XRange::Whole);
}

#[test]
fn rows_by_loss_put_the_lowest_first_and_diverged_lanes_last() {
    let mut app = racing(500);
    app.apply(&Update::Diverged { lane: LaneId(2), iteration: 500, loss: f32::NAN }, Instant::now());
    type_in(&mut app, "o");
    let names: Vec<&str> = app.context.rows().iter().map(|lane| lane.info.name.as_str()).collect();
    assert_eq!(names, ["Adam", "Momentum", "SGD", "AdaGrad"]);
}

#[test]
fn messages_go_after_four_seconds_and_errors_at_the_next_key() {
    let mut app = racing(10);
    let now = Instant::now();
    app.say("saved", now);
    assert!(!app.context.expire(now + Duration::from_secs(3)));
    assert!(app.context.expire(now + Duration::from_secs(4)));
    app.context.warn("disk full");
    assert!(!app.context.expire(now + Duration::from_secs(1_000)));
    assert!(screen(&app, 80, 24).contains("disk full"));
    press(&mut app, [Key::Esc]);
    assert_eq!(app.context.message, None);
}

#[test]
fn before_there_is_a_race_only_help_looks_and_quit_work() {
    let mut app = app_after(&[]);
    assert_eq!(type_in(&mut app, " nNrRxXwceaf+"), []);
    assert!(app.layer().is_none());
    assert_eq!(type_in(&mut app, "q"), [Effect::Quit]);
}

#[test]
fn an_unlimited_race_doubles_its_axis_when_it_is_outgrown() {
    let mut app = racing(100);
    app.apply(&Update::Changed { iteration: 100, change: Change::Iterations { to: None } }, Instant::now());
    assert_eq!(app.context.chart.range(&app.context.history), (0, 2_000));
    app.apply(&progressed(4, 101, 2_500), Instant::now());
    assert_eq!(app.context.chart.range(&app.context.history), (0, 4_000));
}

#[test]
fn the_pace_goes_from_none_to_one_a_second_and_back() {
    let mut app = racing(100);
    assert_eq!(type_in(&mut app, "["), [Effect::Send(Command::Pace(Some(500.0)))]);
    app.apply(&Update::Changed { iteration: 100, change: Change::Pace(Some(500.0)) }, Instant::now());
    assert_eq!(type_in(&mut app, "]"), [Effect::Send(Command::Pace(None))]);
    app.apply(&Update::Changed { iteration: 100, change: Change::Pace(Some(1.0)) }, Instant::now());
    assert_eq!(type_in(&mut app, "["), [Effect::Send(Command::Pace(Some(1.0)))]);
}

/// Tells a front end's trials what a session of them would tell, with a loss for each trial.
fn tell_trials(
    app: &mut App,
    config: &crate::config::Config,
    iterations: std::ops::RangeInclusive<u64>,
) -> Vec<Command> {
    use crate::session::Bucket;
    let (first, last) = (*iterations.start(), *iterations.end());
    let lanes = (0..).zip(&config.lanes);
    // The nearer a rate is to 0.01, the lower the loss.
    let loss = |rate: f64| Bucket::of(0.1 + (rate.log10() + 2.0).abs() as f32);
    let lanes = lanes.map(|(id, lane)| {
        let loss = loss(lane.settings.get(crate::optim::Setting::LearningRate));
        (LaneId(id), vec![loss; usize::try_from(last - first + 1).unwrap()])
    });
    let losses = crate::session::Losses {
        first,
        stride: 1,
        iterations: last - first + 1,
        lanes: lanes.collect(),
        elapsed: std::time::Duration::ZERO,
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
    let first = crate::tui::testing::started_with(config);
    let told = [first, Update::State { state: State::Paused, iteration: 0 }];
    let asked: Vec<Effect> = told.iter().flat_map(|update| app.apply_trials(update)).collect();
    assert_eq!(asked, [Effect::SendTrials(Command::Step(25))]);
    let next = tell_trials(&mut app, config, 1..=25);
    let given_up = next.iter().filter(|command| matches!(command, Command::Switch { on: false, .. })).count();
    assert_eq!((given_up, next.last()), (16, Some(&Command::Step(25))));
    assert_eq!(tell_trials(&mut app, config, 26..=200), []);
    let added = press(&mut app, [Key::Char('+')]);
    let [Effect::Send(Command::AddLane(best))] = &added[..] else { panic!("{added:?}") };
    assert!((0.003..0.03).contains(&best.settings.get(crate::optim::Setting::LearningRate)), "{}", best.name);
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
    assert_eq!(app.apply_trials(&crate::tui::testing::started_with(config)), []);
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
    let mut app = crate::tui::testing::started_anew(5);
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

#[test]
fn no_key_means_two_things() {
    let mut app = racing(100);
    for _ in 0..app.view_names().len() {
        let own: Vec<Key> =
            app.view().entries(&app.context).into_iter().flat_map(|entry| entry.keys).collect();
        for (index, key) in own.iter().enumerate() {
            assert!(
                !own[..index].contains(key),
                "{key:?} is bound twice in {}",
                app.view().name(&app.context)
            );
        }
        press(&mut app, [Key::Tab]);
    }
    let shared: Vec<Key> = super::keys::shared()
        .iter()
        .flat_map(|table| table.entries(&app.context))
        .flat_map(|entry| entry.keys)
        .collect();
    for (index, key) in shared.iter().enumerate() {
        assert!(!shared[..index].contains(key), "{key:?} is bound twice for all views");
    }
}

#[test]
fn keys_wait_while_the_race_goes_back_and_those_that_leave_never_do() {
    let mut app = racing(400);
    let now = Instant::now();
    let asked = app.key(Key::Char('u'), now);
    let [Effect::Send(back)] = &asked[..] else { panic!("{asked:?}") };
    app.sent(back, now);
    assert!(screen(&app, 80, 24).contains("going back"));
    for key in [Key::Right, Key::Char('?')] {
        assert_eq!(app.key(key, now), [], "{key:?} waits");
    }
    assert!(app.layer().is_none() && app.held_key(now).is_none());
    assert_eq!(app.key(Key::Char('q'), now), [Effect::Quit]);
    app.apply(&Update::Answered, now);
    let rate = app.held_key(now).unwrap();
    assert!(matches!(&rate[..], [Effect::Send(Command::Set { .. })]), "{rate:?}");
    assert_eq!(app.held_key(now), Some(Vec::new()));
    assert!(app.layer().is_some() && app.held_key(now).is_none());
}
