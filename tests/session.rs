//! Sessions on a small data set: commands are answered with the iteration at which they took effect.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

#[path = "session/kept.rs"]
mod kept;
#[path = "session/lanes.rs"]
mod lanes;
#[path = "session/ranked.rs"]
mod ranked;
#[path = "session/rewound.rs"]
mod rewound;
#[path = "session/scheduled.rs"]
mod scheduled;
#[path = "session/watched.rs"]
mod watched;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use crossbeam_channel::Receiver;
use downhill::{
    config::{Config, LaneConfig},
    data::{Dataset, Images, LoadProgress},
    history::History,
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState, Sample},
    session::{
        Change, Command, Loader, Refusal, Seed, Session, SessionOptions, StartPace, State, Target, Update,
    },
};

/// Two classes of 4×4 images that can be told apart: bright above or below.
fn images(count: usize) -> Images {
    let pixel = |image: usize, place: usize| {
        let bright = (place < 8) == (image.is_multiple_of(2));
        if bright { 200 + (image * 7 + place) % 50 } else { (image * 3 + place) % 60 }
    };
    let pixels = (0..count * 16).map(|index| u8::try_from(pixel(index / 16, index % 16)).unwrap());
    let labels = (0..count).map(|image| u8::from(!image.is_multiple_of(2))).collect();
    Images::new(pixels.collect(), labels, 4, 4)
}

fn loader() -> Loader {
    Box::new(|progress| {
        progress(LoadProgress { done: 1, total: 1 });
        Ok(Dataset { name: "stripes".into(), folder: None, train: images(200), test: images(50), classes: 2 })
    })
}

fn config() -> Config {
    let lanes = [OptimizerKind::Sgd, OptimizerKind::Adam].map(LaneConfig::new).to_vec();
    Config {
        lanes,
        hidden: vec![8],
        batch_size: 10,
        eval_every: 10,
        iterations: Some(100),
        ..Config::default()
    }
}

const PAUSED: SessionOptions = SessionOptions {
    paused: true,
    pace: StartPace::AsItWas,
    rewinds: true,
    threads: 1,
    longer: None,
    fault: None,
};
const RUNNING: SessionOptions = SessionOptions { paused: false, ..PAUSED };

/// A session and everything it has told.
struct Watched {
    session: Session,
    updates: Receiver<Update>,
    told: Vec<Update>,
    history: History,
}

impl Watched {
    fn start(config: Config, opening: SessionOptions) -> Self {
        let (session, [updates]) = Session::start(config, opening, loader()).unwrap();
        Self { session, updates, told: Vec::new(), history: History::default() }
    }

    fn send(&self, command: Command) {
        assert!(self.session.send(command));
    }

    /// Listens until an update for which `is_it` holds.
    fn until(&mut self, is_it: impl Fn(&Update) -> bool) -> Update {
        loop {
            let update = self.updates.recv_timeout(Duration::from_secs(20)).expect("an update");
            self.history.apply(&update);
            self.told.push(update.clone());
            if is_it(&update) {
                return update;
            }
        }
    }

    fn until_state(&mut self, wanted: State) -> u64 {
        let update = self.until(|update| matches!(update, Update::State { state, .. } if *state == wanted));
        let Update::State { iteration, .. } = update else { unreachable!() };
        iteration
    }

    fn until_changed(&mut self) -> (u64, Change) {
        let Update::Changed { iteration, change } =
            self.until(|update| matches!(update, Update::Changed { .. }))
        else {
            unreachable!()
        };
        (iteration, change)
    }

    fn losses(&self, lane: usize) -> Vec<u32> {
        let lane = &self.history.lanes()[lane];
        (1..=self.history.iteration()).filter_map(|at| lane.curve.at(at)).map(f32::to_bits).collect()
    }
}

#[test]
fn a_race_loads_starts_runs_measures_and_finishes() {
    let mut watched = Watched::start(config(), RUNNING);
    assert_eq!(watched.until_state(State::Finished), 100);
    assert!(matches!(watched.told[0], Update::Loading(_)));
    let whole = |update: &&Update| matches!(update, Update::Evaluated { sample: Sample::Whole, .. });
    assert_eq!(watched.told.iter().filter(whole).count(), 1);
    assert_eq!(watched.losses(0).len(), 100);
    assert_eq!(watched.history.tested.map(|tested| tested.images), Some(50));
    assert!(watched.history.lanes()[1].accuracy.unwrap() > 0.9);
}

#[test]
fn without_an_interval_the_accuracy_is_measured_at_the_end_only() {
    let mut watched = Watched::start(Config { eval_every: 0, ..config() }, RUNNING);
    watched.until_state(State::Finished);
    let measured = watched.told.iter().filter_map(|update| match update {
        Update::Evaluated { iteration, .. } => Some(*iteration),
        _ => None,
    });
    assert_eq!(measured.collect::<Vec<u64>>(), [100]);
}

#[test]
fn another_race_begins_on_the_same_data_and_is_the_one_that_a_fresh_session_runs() {
    let other = Config { hidden: vec![6, 6], seed: 3, iterations: Some(40), ..config() };
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::GoTo(30));
    watched.until(|update| matches!(update, Update::State { state: State::Paused, iteration: 30 }));
    watched.send(Command::Begin(Box::new(other.clone())));
    watched.until(|update| matches!(update, Update::Started(_)));
    assert_eq!(watched.history.own().unwrap().config, other);
    assert_eq!(watched.until_state(State::Paused), 0);
    watched.send(Command::Resume);
    assert_eq!(watched.until_state(State::Finished), 40);
    let mut fresh = Watched::start(other, RUNNING);
    fresh.until_state(State::Finished);
    assert_eq!(watched.losses(1), fresh.losses(1));
    // After the end of a race, too, the next one waits.
    watched.send(Command::Begin(Box::new(config())));
    watched.until(|update| matches!(update, Update::Started(_)));
    watched.until(|update| matches!(update, Update::State { .. }));
    assert_eq!((watched.history.state(), watched.history.iteration()), (State::Paused, 0));
}

#[test]
fn steps_are_exact_and_pause_afterwards() {
    let mut watched = Watched::start(config(), PAUSED);
    assert_eq!(watched.until_state(State::Paused), 0);
    for (step, end) in [(1, 1), (10, 11), (3, 14)] {
        watched.send(Command::Step(step));
        watched.until_state(State::Running);
        assert_eq!(watched.until_state(State::Paused), end);
    }
}

#[test]
fn reset_repeats_the_race_to_the_bit_and_the_next_seed_is_another() {
    let mut watched = Watched::start(config(), RUNNING);
    watched.until_state(State::Finished);
    let first = (watched.losses(0), watched.losses(1));
    watched.send(Command::Reset(Seed::Same));
    watched.until(|update| matches!(update, Update::Started(_)));
    watched.until_state(State::Finished);
    assert_eq!((watched.losses(0), watched.losses(1)), first);
    watched.send(Command::Reset(Seed::Next));
    watched.until(|update| matches!(update, Update::Started(info) if info.own().unwrap().config.seed == 1));
    watched.until_state(State::Finished);
    assert_ne!(watched.losses(0), first.0);
}

#[test]
fn a_reset_keeps_the_settings_as_they_stand() {
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::Set {
        target: Target::Lane(LaneId(0)),
        setting: Setting::LearningRate.into(),
        value: 0.1,
    });
    watched.send(Command::SetBatchSize(20));
    watched.send(Command::Switch { lane: LaneId(1), on: false });
    watched.until(|update| matches!(update, Update::Changed { change: Change::Switched { .. }, .. }));
    watched.send(Command::Reset(Seed::Same));
    let Update::Started(info) = watched.until(|update| matches!(update, Update::Started(_))) else {
        unreachable!()
    };
    assert!((info.lanes[0].rate().unwrap() - 0.1).abs() < 1e-12);
    assert_eq!(info.lanes[1].state, LaneState::Off);
    assert_eq!(info.own().unwrap().config.batch_size, 20);
}

#[test]
fn a_finished_race_refuses_to_go_on_until_it_is_extended() {
    let mut watched = Watched::start(config(), RUNNING);
    watched.until_state(State::Finished);
    watched.send(Command::Resume);
    watched.until(|update| matches!(update, Update::Refused { reason: Refusal::Finished }));
    watched.send(Command::Extend(30));
    assert_eq!(watched.until_state(State::Finished), 130);
}

#[test]
fn a_pace_is_kept() {
    let opening = SessionOptions { pace: StartPace::Limited(200.0), ..RUNNING };
    let mut watched = Watched::start(Config { iterations: Some(20), ..config() }, opening);
    watched.until_state(State::Finished);
    // 20 iterations at 200 a second; the time is the session's own count.
    let elapsed = watched.history.elapsed;
    assert!(elapsed >= Duration::from_millis(95), "{elapsed:?}");
}

#[test]
fn a_listener_that_sleeps_through_the_race_gets_all_of_it_at_once() {
    let (session, [late]) = Session::start::<1>(config(), RUNNING, loader()).unwrap();
    let mut history = History::default();
    std::thread::sleep(Duration::from_millis(300));
    while history.state() != State::Finished {
        history.apply(&late.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    assert_eq!(history.lanes()[0].curve.last(), Some(100));
    drop(session);
}

#[test]
fn two_listeners_hear_the_same() {
    let (session, [first, second]) = Session::start::<2>(config(), RUNNING, loader()).unwrap();
    let listen = |updates: Receiver<Update>| {
        let mut history = History::default();
        while history.state() != State::Finished {
            history.apply(&updates.recv_timeout(Duration::from_secs(20)).unwrap());
        }
        (1..=100).filter_map(|at| history.lanes()[0].curve.at(at)).map(f32::to_bits).collect::<Vec<_>>()
    };
    assert_eq!(listen(first), listen(second));
    drop(session);
}

#[test]
fn a_panic_in_the_loader_becomes_an_update() {
    let loader: Loader = Box::new(|_| panic!("the disk is on fire"));
    let (_session, [updates]) = Session::start::<1>(config(), RUNNING, loader).unwrap();
    let update = updates.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(update, Update::Failed { message: "the data can't be read: the disk is on fire".into() });
}

#[test]
fn a_dropped_session_ends_even_while_it_loads() {
    static LOADING: AtomicUsize = AtomicUsize::new(0);
    let loader: Loader = Box::new(|_| {
        LOADING.store(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_hours(1));
        panic!("nobody waited")
    });
    let (session, [_updates]) = Session::start::<1>(config(), RUNNING, loader).unwrap();
    while LOADING.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
    drop(session);
}

/// Losses of both lanes with a changed rate after 20 iterations; `pieces` are the steps taken after it.
fn with_a_change_at_20(threads: usize, pieces: &[u64]) -> [Vec<u32>; 2] {
    let mut watched = Watched::start(config(), SessionOptions { threads, ..PAUSED });
    let step = |watched: &mut Watched, iterations| {
        watched.send(Command::Step(iterations));
        watched.until_state(State::Running);
        watched
            .until(|update| matches!(update, Update::State { state: State::Paused | State::Finished, .. }));
    };
    step(&mut watched, 20);
    watched.send(Command::Set { target: Target::All, setting: Setting::LearningRate.into(), value: 0.05 });
    watched.until_changed();
    for &piece in pieces {
        step(&mut watched, piece);
    }
    [watched.losses(0), watched.losses(1)]
}

#[test]
fn pauses_steps_and_threads_never_change_a_bit() {
    let straight = with_a_change_at_20(1, &[80]);
    assert_eq!(straight[0].len(), 100);
    assert_eq!(with_a_change_at_20(2, &[1, 1, 1, 7, 70]), straight);
    assert_eq!(with_a_change_at_20(4, &[33, 47]), straight);
}
