//! Races that go back, and lanes that part from their twins.

use downhill::{
    optim::Setting,
    race::LaneId,
    session::{Change, Command, Refusal, SessionOptions, State, Target, Update},
};

use super::{PAUSED, RUNNING, Watched, config};

/// The losses of a lane from an iteration on, as bits: the last that were told of each.
fn losses(watched: &Watched, lane: u32, from: u64) -> Vec<u32> {
    let mut losses: Vec<u32> = Vec::new();
    for update in &watched.told {
        match update {
            Update::Rewound { iteration, .. } => losses.truncate(usize::try_from(*iteration).unwrap()),
            Update::Progressed(stretch) => {
                let own = stretch.lanes.iter().find(|(id, _)| *id == LaneId(lane));
                losses
                    .extend(own.iter().flat_map(|(_, buckets)| buckets).map(|bucket| bucket.mean.to_bits()));
            }
            _ => {}
        }
    }
    losses.split_off(usize::try_from(from).unwrap())
}

/// Takes so many iterations and waits for the pause at the end of them.
fn step(watched: &mut Watched, iterations: u64) {
    let end = watched.history.iteration() + iterations;
    watched.send(Command::Step(iterations));
    watched.until(|update| *update == Update::State { state: State::Paused, iteration: end });
}

#[test]
fn back_and_on_again_is_the_same_race_and_what_was_changed_after_is_undone() {
    let mut watched = Watched::start(config(), PAUSED);
    let rate = |value| Command::Set { target: Target::All, setting: Setting::LearningRate.into(), value };
    step(&mut watched, 20);
    watched.send(rate(0.02));
    step(&mut watched, 30);
    let first_time = losses(&watched, 0, 30);
    watched.send(rate(0.5));
    watched.send(Command::SetBatchSize(3));
    watched.send(Command::RemoveLane(LaneId(1)));
    step(&mut watched, 7);
    watched.send(Command::GoTo(30));
    let back = watched.until(|update| matches!(update, Update::Rewound { .. }));
    let Update::Rewound { iteration, info } = back else { unreachable!() };
    assert_eq!((iteration, info.own().unwrap().config.batch_size, info.lanes.len()), (30, 10, 2));
    assert!((info.lanes[0].rate().unwrap() - 0.02).abs() < 1e-12);
    assert_eq!(watched.history.iteration(), 30);
    // The lane that was taken out meanwhile has left no curve.
    assert_eq!(watched.history.ghosts().count(), 1);
    step(&mut watched, 20);
    assert_eq!(losses(&watched, 0, 30), first_time);
}

#[test]
fn a_race_goes_back_to_its_start_and_past_no_further_than_it_keeps() {
    let mut watched = Watched::start(config(), RUNNING);
    watched.until_state(State::Finished);
    let straight = losses(&watched, 1, 0);
    watched.send(Command::GoTo(0));
    // What was finished waits there.
    watched.until_state(State::Paused);
    watched.send(Command::Resume);
    watched.until_state(State::Finished);
    assert_eq!(losses(&watched, 1, 0), straight);
    let forgetful = SessionOptions { rewinds: false, ..PAUSED };
    let mut watched = Watched::start(config(), forgetful);
    step(&mut watched, 5);
    watched.send(Command::GoTo(2));
    watched.until(|update| matches!(update, Update::Refused { reason: Refusal::NoPast }));
}

#[test]
fn a_fork_takes_the_same_course_as_its_twin_until_one_is_changed() {
    let mut watched = Watched::start(config(), PAUSED);
    step(&mut watched, 20);
    watched.send(Command::Fork(LaneId(1)));
    let added = watched.until(|update| matches!(update, Update::Changed { change: Change::Added(_), .. }));
    let Update::Changed { iteration: 20, change: Change::Added(info) } = added else { panic!("{added:?}") };
    assert_eq!((info.id, info.name.as_str()), (LaneId(2), "Adam 2"));
    step(&mut watched, 10);
    assert_eq!(losses(&watched, 2, 0), losses(&watched, 1, 20));
    let rate =
        Command::Set { target: Target::Lane(LaneId(2)), setting: Setting::LearningRate.into(), value: 0.1 };
    watched.send(rate);
    step(&mut watched, 10);
    assert_ne!(losses(&watched, 2, 10), losses(&watched, 1, 30));
}
