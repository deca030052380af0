//! Races that are kept and gone on with, and faults that stop a part of one.

use std::{sync::Arc, time::Duration};

use downhill::{
    config::{Config, LaneConfig},
    data::Dataset,
    optim::{OptimizerKind, Schedule},
    race::{LaneId, Race},
    session::{Checkpoint, Command, PlantedFault, RecorderMessage, Session, SessionOptions, State, Update},
};

use super::{PAUSED, RUNNING, Watched, config, images, loader};

#[test]
fn every_rule_goes_on_from_a_snapshot_bit_for_bit() {
    let schedule = Schedule { warm_up: 3, curve: "cosine".parse().unwrap() };
    let lane = |kind| LaneConfig { schedule, ..LaneConfig::new(kind) };
    let lanes = OptimizerKind::ALL.into_iter().map(lane).collect();
    let data = Arc::new(Dataset {
        name: "stripes".into(),
        folder: None,
        train: images(200),
        test: images(50),
        classes: 2,
    });
    let mut straight = Race::new(Config { lanes, ..config() }, Arc::clone(&data));
    straight.advance(7);
    let saved = straight.snapshot();
    let mut resumed = Race::restore(&saved, data).unwrap();
    let rates =
        |race: &Race| race.lanes().iter().map(|lane| lane.rate_in_force().to_bits()).collect::<Vec<_>>();
    assert_eq!(rates(&resumed), rates(&straight));
    for _ in 0..4 {
        straight.advance(5);
        resumed.advance(5);
    }
    assert_ne!(straight.snapshot(), saved);
    assert_eq!(straight.snapshot(), resumed.snapshot());
}

#[test]
fn a_recorded_race_is_kept_at_its_pauses_and_goes_on_from_there_as_if_it_had_never_stopped() {
    let every = Duration::from_hours(1);
    let (session, [], log) = Session::start_recorded::<0>(config(), PAUSED, loader(), every).unwrap();
    assert!(session.send(Command::Step(37)));
    let mut log = log.messages.into_iter();
    let paused = Update::State { state: State::Paused, iteration: 37 };
    assert!(log.any(|message| message == paused.clone().into()));
    // The last checkpoint is taken before the session is gone.
    let dropping = std::thread::spawn(move || drop(session));
    let checkpoints = log.filter_map(|message| match message {
        RecorderMessage::Checkpoint(checkpoint) => Some(checkpoint),
        RecorderMessage::Update(_) => None,
    });
    let kept = Checkpoint::clone(&checkpoints.last().unwrap());
    dropping.join().unwrap();
    assert_eq!(kept.state, State::Paused);

    let (session, [updates]) = Session::start::<1>(kept, RUNNING, loader()).unwrap();
    assert_eq!(updates.recv(), Ok(Update::Loading(downhill::data::LoadProgress { done: 1, total: 1 })));
    assert_eq!(updates.recv(), Ok(paused));
    assert!(session.send(Command::Resume));
    let mut resumed = Vec::new();
    for update in &updates {
        match update {
            Update::Progressed(losses) => {
                resumed.extend(losses.lanes[0].1.iter().map(|bucket| bucket.mean.to_bits()));
            }
            Update::State { state: State::Finished, .. } => break,
            _ => {}
        }
    }
    drop(session);
    let mut straight = Watched::start(config(), RUNNING);
    straight.until_state(State::Finished);
    assert_eq!(resumed, straight.losses(0)[37..]);
}

#[test]
fn a_lane_that_fails_stops_alone_and_the_others_numbers_stay() {
    let fault = Some(PlantedFault::Lane(LaneId(0), 30));
    let mut failing = Watched::start(config(), SessionOptions { fault, ..RUNNING });
    failing.until_state(State::Finished);
    let told = failing.told.iter().any(|update| {
        matches!(update, Update::Faulted { lane: LaneId(0), iteration: 30, message } if message.contains("planted"))
    });
    assert!(told);
    let mut sound = Watched::start(config(), RUNNING);
    sound.until_state(State::Finished);
    assert_eq!(failing.losses(1), sound.losses(1));
    assert_eq!(failing.losses(0), sound.losses(0)[..29]);
}

#[test]
fn a_checkpoint_of_other_data_is_refused() {
    let mut race = Race::new(config(), Arc::new(loader()(&mut |_| ()).unwrap()));
    let state = State::Running;
    let kept =
        Checkpoint { race: race.snapshot(), state, elapsed: Duration::ZERO, pace: None, data: "0".into() };
    let (_session, [updates]) = Session::start::<1>(kept, RUNNING, loader()).unwrap();
    let failed = updates.into_iter().find_map(|update| match update {
        Update::Failed { message } => Some(message),
        _ => None,
    });
    assert!(failed.unwrap().contains("not the data"));
}
