//! What keys ask for and what updates do to the front end.

mod trials;

use std::time::{Duration, Instant};

use crate::{
    optim::Setting,
    race::LaneId,
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
    Effect::Send(Command::Set { target, setting: Setting::LearningRate.into(), value })
}

fn changed(lane: u32, from: f64, to: f64) -> Update {
    let change = Change::Setting { lane: LaneId(lane), setting: Setting::LearningRate.into(), from, to };
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
    let expected = Effect::Send(Command::Set { target, setting: Setting::Momentum.into(), value: 0.8 });
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

#[test]
fn no_key_means_two_things() {
    let mut app = racing(100);
    for _ in 0..app.view_names().len() {
        let offered = app.view().entries(&app.context).into_iter();
        let offered = offered.filter(|entry| entry.when.is_offered(&app.context));
        let own: Vec<Key> = offered.flat_map(|entry| entry.keys).collect();
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
