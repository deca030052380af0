//! Lanes while they race: changed, switched, added, removed, and ended one by one.

use downhill::{
    config::LaneConfig,
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    session::{Change, Command, Refusal, State, Target, Update},
};

use super::{PAUSED, RUNNING, Watched, config};

#[test]
fn a_changed_rate_is_answered_with_its_iteration_and_felt_from_the_next_one_on() {
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::Step(20));
    watched.send(Command::Set {
        target: Target::Lane(LaneId(0)),
        setting: Setting::LearningRate.into(),
        value: 0.5,
    });
    // The command may come before the step is done: it takes effect between two iterations.
    let (iteration, change) = watched.until_changed();
    assert_eq!(
        change,
        Change::Setting { lane: LaneId(0), setting: Setting::LearningRate.into(), from: 0.01, to: 0.5 }
    );
    assert!(iteration <= 20);
    watched.until_state(State::Paused);
    let changed = watched.losses(0);

    let mut plain = Watched::start(config(), PAUSED);
    plain.send(Command::Step(20));
    plain.until_state(State::Running);
    plain.until_state(State::Paused);
    let same = usize::try_from(iteration).unwrap();
    assert_eq!(changed[..same], plain.losses(0)[..same]);
    assert!(same == 20 || changed[same..] != plain.losses(0)[same..]);
    assert_eq!(watched.losses(1), plain.losses(1));
}

#[test]
fn all_lanes_are_set_but_only_those_that_have_the_setting() {
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::Set { target: Target::All, setting: Setting::Beta1.into(), value: 0.5 });
    let (_, change) = watched.until_changed();
    assert_eq!(
        change,
        Change::Setting { lane: LaneId(1), setting: Setting::Beta1.into(), from: 0.9, to: 0.5 }
    );
    watched.send(Command::Set { target: Target::All, setting: Setting::Beta1.into(), value: 7.0 });
    let refused = watched.until(|update| matches!(update, Update::Refused { .. }));
    let reason = Refusal::Setting { setting: Setting::Beta1.into(), value: "7".into() };
    assert_eq!(refused, Update::Refused { reason });
}

#[test]
fn lanes_come_and_go_without_touching_the_others_numbers() {
    let mut plain = Watched::start(config(), RUNNING);
    plain.until_state(State::Finished);

    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::AddLane(Box::new(LaneConfig::new(OptimizerKind::Sgd))));
    let (_, change) = watched.until_changed();
    let Change::Added(lane) = change else { panic!("{change:?}") };
    assert_eq!((lane.id, lane.name.as_str()), (LaneId(2), "SGD 2"));
    watched.send(Command::Step(50));
    watched.until_state(State::Running);
    watched.until_state(State::Paused);
    watched.send(Command::RemoveLane(LaneId(1)));
    watched.until_changed();
    watched.send(Command::Resume);
    watched.until_state(State::Finished);
    assert_eq!(watched.losses(0), plain.losses(0));
    // Same rule, same start, same batches: the added lane is a twin.
    assert_eq!(watched.losses(1), plain.losses(0));
}

#[test]
fn a_diverged_lane_stops_and_the_others_go_on() {
    let mut config = config();
    // A decay that overshoots: every step multiplies the weights by a million.
    config.lanes[0].settings.set(Setting::LearningRate, 1e6).unwrap();
    config.lanes[0].settings.set(Setting::WeightDecay, 1.0).unwrap();
    let mut watched = Watched::start(config, RUNNING);
    let diverged = watched.until(|update| matches!(update, Update::Diverged { .. }));
    let Update::Diverged { lane, iteration, loss } = diverged else { unreachable!() };
    assert_eq!(lane, LaneId(0));
    assert!(!loss.is_finite());
    watched.until_state(State::Finished);
    assert_eq!(watched.losses(1).len(), 100);
    assert_eq!(watched.history.lanes()[0].info.state, LaneState::Diverged { iteration });
    assert!(watched.losses(0).len() < usize::try_from(iteration).unwrap());
}

#[test]
fn without_a_lane_that_runs_the_race_pauses_and_says_why() {
    let mut watched = Watched::start(config(), PAUSED);
    for lane in 0..2 {
        watched.send(Command::Switch { lane: LaneId(lane), on: false });
    }
    watched.send(Command::Resume);
    watched.until_state(State::Running);
    watched.until_state(State::Paused);
    watched.until(|update| matches!(update, Update::Refused { reason: Refusal::NothingRuns }));
}
