//! What a player sends of the networks that were saved: the same as the race itself at its end, or why there are none.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crossbeam_channel::{Receiver, bounded};
use tempfile::{TempDir, tempdir};

use super::{first_format, until_end, usual_networks};
use crate::{
    config::Config,
    data::{Dataset, Images},
    race::{ImageFilter, LaneId},
    record::{CheckpointChoice, Recorder, RunFolder},
    replay::{NetworkSource, PlaybackPace, play},
    session::{Command, Loader, SavedNetworks, Session, SessionOptions, State, Update, Watch},
};

/// Sixteen pixels and two classes; another seed gives other pixels.
fn noise(seed: usize) -> Dataset {
    let pixels = (0..40 * 16).map(|at: usize| ((at * 37 + at / 16 * 101 + seed) % 251) as u8).collect();
    let labels = (0..40).map(|image| image % 2).collect();
    let images = Images::new(pixels, labels, 4, 4);
    let (train, test) = (images.clone(), images);
    Dataset { name: "noise".into(), folder: None, train, test, classes: 2 }
}

fn loader(seed: usize) -> Loader {
    Box::new(move |_| Ok(noise(seed)))
}

fn source(seed: usize) -> NetworkSource {
    NetworkSource { checkpoint: CheckpointChoice::Newest, loader: loader(seed), threads: 1 }
}

const WATCHED: [Watch; 2] =
    [Watch::Digits { which: ImageFilter::All, from: 0 }, Watch::Inside { lane: LaneId(1), layer: 1 }];

/// What is sent for everything that can be watched.
fn seen(session: &Session, updates: &Receiver<Update>) -> Vec<Update> {
    let drawn = Watch::Drawn((0..16).map(|at| at * 16).collect());
    let all = WATCHED.into_iter().chain([drawn]);
    let mut seen = Vec::new();
    for watch in all {
        assert!(session.send(Command::Watch(watch)));
        let is_seen = |update: &Update| {
            matches!(update, Update::Guessed(_) | Update::GuessedDrawn(_) | Update::Inside(_))
        };
        seen.push(next(updates, is_seen));
    }
    seen
}

/// The next update of a kind.
fn next(updates: &Receiver<Update>, wanted: impl Fn(&Update) -> bool) -> Update {
    loop {
        let update = updates.recv_timeout(Duration::from_secs(20)).unwrap();
        if wanted(&update) {
            return update;
        }
    }
}

/// A race of 60 iterations that was recorded, and what was seen of its networks at the end.
struct RecordedRace {
    place: TempDir,
    seen: Vec<Update>,
}

impl RecordedRace {
    fn new() -> Self {
        let place = tempdir().unwrap();
        let lanes = Config::default().lanes[..2].to_vec();
        let config =
            Config { lanes, hidden: vec![6], batch_size: 8, iterations: Some(60), ..Config::default() };
        let every = Duration::from_mins(1);
        let (session, [updates], recorder) =
            Session::start_recorded::<1>(config, SessionOptions::default(), loader(0), every).unwrap();
        let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
        let recorder = Recorder::start(folder, recorder).unwrap();
        next(&updates, |update| matches!(update, Update::State { state: State::Finished, .. }));
        let seen = seen(&session, &updates);
        drop(session);
        recorder.finish().result.unwrap();
        Self { place, seen }
    }

    fn run(&self) -> PathBuf {
        self.place.path().join("run")
    }
}

/// Why nothing can be seen of a recording, which plays to its end nonetheless.
fn missing(run: &Path, networks: NetworkSource) -> String {
    let (session, updates) = play(run, PlaybackPace::Fastest, true, networks).unwrap();
    until_end(&updates);
    assert!(session.send(Command::Watch(WATCHED[0].clone())));
    let mut told = next(&updates, |update| matches!(update, Update::Networks(_)));
    if matches!(told, Update::Networks(SavedNetworks::Loaded { .. })) {
        told = next(&updates, |update| matches!(update, Update::Networks(_)));
    }
    let Update::Networks(SavedNetworks::Missing(why)) = told else { panic!("{told:?}") };
    assert!(session.send(Command::Resume));
    next(&updates, |update| matches!(update, Update::State { state: State::Running, .. }));
    until_end(&updates);
    why
}

#[test]
fn what_is_seen_of_a_recording_is_what_was_seen_of_the_race_at_its_end() {
    let race = RecordedRace::new();
    let (session, updates) = play(&race.run(), PlaybackPace::Fastest, true, source(0)).unwrap();
    until_end(&updates);
    assert_eq!(seen(&session, &updates), race.seen);
    // From wherever it is played, and it says from when that is.
    let place = |reached: bool| {
        next(
            &updates,
            |update| matches!(update, Update::Networks(SavedNetworks::Loaded { reached: now, .. }) if *now == reached),
        )
    };
    assert!(session.send(Command::GoTo(60)));
    let Update::Networks(SavedNetworks::Loaded { iteration, lanes, .. }) = place(true) else { panic!() };
    assert_eq!((iteration, lanes), (60, vec![(LaneId(0), "SGD".into()), (LaneId(1), "Momentum".into())]));
    assert_eq!(seen(&session, &updates), race.seen);
    assert!(session.send(Command::GoTo(20)));
    place(false);
    assert_eq!(seen(&session, &updates), race.seen);
}

#[test]
fn a_recording_without_its_networks_plays_and_says_in_a_line_what_is_wrong() {
    let why = missing(first_format().path(), usual_networks());
    assert!(why.ends_with("no checkpoint in it; a race recorded with --out DIR or --keep has one"), "{why}");

    let race = RecordedRace::new();
    let why = missing(&race.run(), source(1));
    assert!(why.starts_with("noise is not the data that this race was trained on (SHA-256 "), "{why}");

    let failing = NetworkSource { loader: Box::new(|_| panic!("no disk")), ..source(0) };
    assert_eq!(missing(&race.run(), failing), "the data can't be read: no disk");

    let file = race.run().join("checkpoint.safetensors");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    let why = missing(&race.run(), source(0));
    assert!(why.contains("damaged") && why.ends_with("--previous takes the checkpoint before it"), "{why}");
    // At the start, before anything was trained.
    let previous = NetworkSource { checkpoint: CheckpointChoice::Previous, ..source(0) };
    let (session, updates) = play(&race.run(), PlaybackPace::Fastest, true, previous).unwrap();
    assert!(session.send(Command::Watch(WATCHED[0].clone())));
    let loaded = next(&updates, |update| matches!(update, Update::Networks(_)));
    assert!(matches!(loaded, Update::Networks(SavedNetworks::Loaded { iteration: 0, .. })), "{loaded:?}");
}

#[test]
fn while_the_data_are_read_keys_are_answered_and_the_program_can_be_left() {
    let race = RecordedRace::new();
    let (release, released) = bounded::<()>(0);
    let waits = move |_: &mut dyn FnMut(crate::data::LoadProgress)| {
        let _ = released.recv();
        Ok(noise(0))
    };
    let networks = NetworkSource { loader: Box::new(waits), ..source(0) };
    let (session, updates) = play(&race.run(), PlaybackPace::Fastest, true, networks).unwrap();
    assert!(session.send(Command::Watch(WATCHED[0].clone())));
    next(&updates, |update| matches!(update, Update::Networks(_)));
    assert!(session.send(Command::Step(5)));
    next(&updates, |update| *update == Update::Answered);
    next(&updates, |update| matches!(update, Update::State { state: State::Paused, iteration: 5 }));
    // This would wait for ever.
    drop(session);
    drop(release);
}
