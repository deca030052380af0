//! Learning-rate schedules: carried to the end of a race, kept in a longer one, changed on the way.

use downhill::{
    data::Dataset,
    optim::{RateCurve, Schedule},
    race::{LaneId, Race},
    session::{Change, Command, State},
};

use super::{PAUSED, RUNNING, Watched, config, images};

#[test]
fn a_schedule_is_carried_and_followed_to_the_end_of_the_race() {
    let mut config = config();
    config.lanes[0].schedule = Schedule { warm_up: 0, curve: RateCurve::Cosine { length: None } };
    let data =
        || Dataset { name: "stripes".into(), folder: None, train: images(200), test: images(50), classes: 2 };
    let mut race = Race::new(config.clone(), data().into());
    let rate = |race: &Race| race.lanes()[0].rate_in_force();
    assert!((rate(&race) - 0.01).abs() < 1e-12);
    while race.iteration() < 50 {
        race.advance(5);
    }
    let share = |iteration: f64, end: f64| 0.5 * (1.0 + (std::f64::consts::PI * iteration / end).cos());
    assert!((rate(&race) - 0.01 * share(49.0, 100.0)).abs() < 1e-12, "{}", rate(&race));
    assert!((race.lanes()[1].rate_in_force() - 0.001).abs() < 1e-12);
    race.advance(1);
    assert!((rate(&race) - 0.01 * share(50.0, 100.0)).abs() < 1e-12, "{}", rate(&race));
    race.reset(0);
    assert!((rate(&race) - 0.01).abs() < 1e-12);
}

#[test]
fn a_race_that_is_made_longer_leaves_every_schedule_at_its_end() {
    let mut config = config();
    config.lanes[0].schedule = Schedule { warm_up: 10, curve: RateCurve::Cosine { length: None } };
    config.lanes[1].schedule = Schedule { warm_up: 0, curve: RateCurve::OneCycle { length: None } };
    let mut watched = Watched::start(config, RUNNING);
    watched.until_state(State::Finished);
    watched.send(Command::Extend(100));
    let kept = [RateCurve::Cosine { length: Some(90) }, RateCurve::OneCycle { length: Some(100) }];
    for (lane, curve) in (0..).map(LaneId).zip(kept) {
        let (iteration, change) = watched.until_changed();
        let Change::Schedule { lane: changed, to, .. } = change else { panic!("{change:?}") };
        assert_eq!((iteration, changed, to.curve), (100, lane, curve));
    }
    assert_eq!(watched.until_changed(), (100, Change::Iterations { to: Some(200) }));
    watched.until_state(State::Finished);
    for lane in watched.history.lanes() {
        let rate = watched.history.rate_in_force(lane).unwrap();
        assert!(rate < 1e-7, "{}: {rate}", lane.info.name);
    }
    assert_eq!(watched.history.changed_at, None, "one line says it");
    // A second time there is nothing left to keep.
    watched.send(Command::Extend(100));
    assert_eq!(watched.until_changed(), (200, Change::Iterations { to: Some(300) }));
}

#[test]
fn a_schedule_is_changed_on_the_way_and_felt_by_its_lane_alone() {
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::Step(20));
    watched.until_state(State::Running);
    watched.until_state(State::Paused);
    let schedule = Schedule { warm_up: 0, curve: "step@10x0.5".parse().unwrap() };
    watched.send(Command::SetSchedule { lane: LaneId(0), schedule });
    let (iteration, change) = watched.until_changed();
    assert_eq!(
        (iteration, change),
        (20, Change::Schedule { lane: LaneId(0), from: Schedule::default(), to: schedule })
    );
    watched.send(Command::Resume);
    watched.until_state(State::Finished);
    // Iteration 100 is the tenth step down: 0.01 · ½⁹.
    let rate = watched.history.rate_in_force(&watched.history.lanes()[0]).unwrap();
    assert!((rate - 0.01 / 512.0).abs() < 1e-12, "{rate}");

    let mut plain = Watched::start(config(), RUNNING);
    plain.until_state(State::Finished);
    assert_eq!(watched.losses(0)[..20], plain.losses(0)[..20]);
    assert_ne!(watched.losses(0)[21..], plain.losses(0)[21..]);
    assert_eq!(watched.losses(1), plain.losses(1));
}
