//! Nothing that a file, a socket or a terminal can hold makes the program fail.
//!
//! Each target is fed with sound inputs that were changed at random, for `DOWNHILL_FUZZ_SECONDS`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![expect(clippy::print_stderr, reason = "counts are to be read")]

#[path = "fuzz/foreign.rs"]
mod foreign;
#[path = "support/idx_set.rs"]
mod idx_set;
#[path = "support/mutator.rs"]
mod mutator;

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use downhill::{
    config::{Config, LaneConfig, parse_lanes},
    data::{Dataset, Folder, Images, load_folder},
    export::losses_csv,
    history::History,
    input::from_json,
    optim::{OptimizerKind, Schedule, Setting},
    race::{ImageFilter, LaneId, Race},
    record::{Log, Recorder, RunFolder, newest_checkpoint},
    session::{
        Bucket, Command, Loader, Losses, Seed, Session, SessionOptions, Target, Update, Watch, apply_command,
    },
    terminal::Decoder,
};
use idx_set::IdxSet;
use mutator::survive;
use tempfile::TempDir;

#[test]
fn idx_files() {
    let set = IdxSet::new();
    let sound = set.contents();
    let mut turn = 0;
    survive("idx", &sound, |bytes| {
        // Each file in turn, whatever it was made from.
        turn = (turn + 1) % 4;
        set.write(turn, bytes);
        let _ = load_folder(&Folder::new(set.folder()), &mut |_| ());
        set.write(turn, &sound[turn]);
    });
}

#[test]
fn packed_idx_files() {
    let set = IdxSet::new();
    let sound = set.contents();
    let packed: Vec<Vec<u8>> = sound.iter().map(|content| idx_set::gzip(content)).collect();
    let path = set.folder().join(format!("{}.gz", idx_set::FILES[0]));
    fs::remove_file(set.path(0)).unwrap();
    survive("gzip and idx", &packed, |bytes| {
        fs::write(&path, bytes).unwrap();
        let _ = load_folder(&Folder::new(set.folder()), &mut |_| ());
    });
}

/// A small recorded race, with a change on the way.
fn recorded() -> (TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("run");
    let folder = RunFolder::create(&path, false).unwrap();
    let every = Duration::from_hours(1);
    let opening = SessionOptions { paused: true, threads: 1, ..SessionOptions::default() };
    let loader: Loader = Box::new(|_: &mut dyn FnMut(_)| Ok(data()));
    let (session, [updates], log) = Session::start_recorded::<1>(config(), opening, loader, every).unwrap();
    let recorder = Recorder::start(folder, log).unwrap();
    for command in commands() {
        assert!(session.send(command));
    }
    assert!(session.send(Command::Step(12)));
    while !matches!(updates.recv().unwrap(), Update::Progressed(losses) if losses.last() >= 12) {}
    drop(session);
    recorder.finish().result.unwrap();
    (place, path)
}

fn data() -> Dataset {
    let images = |count: usize| {
        let pixels = (0..count * 4).map(|index| u8::try_from(index * 37 % 256).unwrap()).collect();
        Images::new(pixels, (0..count).map(|index| u8::from(index.is_multiple_of(2))).collect(), 2, 2)
    };
    Dataset { name: "stripes".into(), folder: None, train: images(20), test: images(10), classes: 2 }
}

fn config() -> Config {
    let lanes = [OptimizerKind::Sgd, OptimizerKind::Adam, OptimizerKind::Muon].map(LaneConfig::new).to_vec();
    Config { lanes, hidden: vec![3], batch_size: 4, iterations: Some(100), ..Config::default() }
}

/// One of each that changes something.
fn commands() -> Vec<Command> {
    let lane = LaneId(0);
    let schedule = Schedule { warm_up: 3, curve: "step@5x0.5".parse().unwrap() };
    vec![
        Command::Set { target: Target::Lane(lane), setting: Setting::LearningRate.into(), value: 0.05 },
        Command::Set { target: Target::All, setting: Setting::WeightDecay.into(), value: 0.001 },
        Command::SetSchedule { lane, schedule },
        Command::SetBatchSize(6),
        Command::Switch { lane: LaneId(1), on: false },
        Command::AddLane(Box::new(LaneConfig::new(OptimizerKind::Lion))),
        Command::Fork(LaneId(0)),
        Command::RemoveLane(LaneId(2)),
        Command::Extend(10),
        Command::Reset(Seed::Next),
        Command::Pace(Some(1_000.0)),
        Command::GoTo(5),
        Command::Watch(Watch::Digits { which: ImageFilter::Mistakes(lane), from: 24 }),
        Command::Watch(Watch::Inside { lane, layer: 1 }),
        Command::Watch(Watch::Drawn(vec![0, 255])),
    ]
}

#[test]
fn checkpoints() {
    let (_place, run) = recorded();
    let path = run.join("checkpoint.safetensors");
    let sound = fs::read(&path).unwrap();
    survive("checkpoint", std::slice::from_ref(&sound), |bytes| {
        fs::write(&path, bytes).unwrap();
        assert!(newest_checkpoint(&run).is_err() || bytes == sound, "a changed checkpoint was taken");
    });
}

#[test]
fn run_logs() {
    let (_place, run) = recorded();
    let path = run.join("run.jsonl");
    let sound = fs::read(&path).unwrap();
    survive("run log", &[sound], |bytes| {
        fs::write(&path, bytes).unwrap();
        let Ok(log) = Log::open(&run, None) else { return };
        let mut history = History::default();
        for update in log.map_while(Result::ok) {
            history.apply(&update);
        }
        // What can be read can be shown and handed on, too.
        let _ = losses_csv(&history);
        serde_json::from_str::<History>(&serde_json::to_string(&history).unwrap()).unwrap();
    });
}

#[test]
fn a_history_that_no_race_has_is_refused() {
    let (_place, run) = recorded();
    let mut history = History::default();
    for update in
        Log::open(&run, None).unwrap().take_while(|update| !matches!(update, Ok(Update::Changed { .. })))
    {
        history.apply(&update.unwrap());
    }
    history.apply(&Update::Progressed(losses(LaneId(0))));
    let sound = serde_json::to_value(&history).unwrap();
    let read = |value: &serde_json::Value| from_json::<History>(value.to_string().as_bytes());
    read(&sound).unwrap();
    let level = "/lanes/0/curve/values/levels/0";
    for (place, wrong) in [
        ("/lanes/0/curve/first".into(), "0"),
        (format!("{level}/width"), "0"),
        (format!("{level}/width"), "5"),
        (format!("{level}/seen"), "4"),
        (format!("{level}/weight"), "1e38"),
        ("/card/fingerprint".into(), "\"\""),
        ("/card/parameters".into(), "1"),
        ("/lanes/0/card/name".into(), "\"a name that is longer than any\""),
        ("/lanes/0/accuracy".into(), "1.5"),
        ("/pace".into(), "0.0"),
        ("/iteration".into(), "18446744073709551615"),
    ] {
        let mut value = sound.clone();
        *value.pointer_mut(&place).unwrap() = serde_json::from_str(wrong).unwrap();
        assert!(read(&value).is_err(), "{place} = {wrong} was taken");
    }
}

fn losses(lane: LaneId) -> Losses {
    let lanes = vec![(lane, vec![Bucket::of(0.5); 9])];
    Losses { first: 1, stride: 1, iterations: 9, lanes, elapsed: Duration::from_secs(1) }
}

#[test]
fn configs_and_lane_lists() {
    let lists =
        ["sgd,momentum,adagrad,adam", "sgd:lr=0.1:name=bold,adam:beta1=0.8:sched=cosine@50:warmup=5", "all"];
    let lists = lists.map(|list| list.as_bytes().to_vec());
    let json = serde_json::to_vec(&config()).unwrap();
    survive("config", &[&lists[..], &[json]].concat(), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = parse_lanes(&text, 0.0);
        if let Ok(config) = serde_json::from_slice::<Config>(bytes) {
            // What was checked can be written down again.
            serde_json::to_string(&config).unwrap();
        }
    });
}

#[test]
fn socket_messages_and_what_they_do_to_a_race() {
    let seeds: Vec<Vec<u8>> = commands().iter().map(|command| serde_json::to_vec(command).unwrap()).collect();
    let data = Arc::new(data());
    let mut race = Race::new(config(), Arc::clone(&data));
    let mut turn = 0_u32;
    survive("socket message", &seeds, |line| {
        // Large batches are allowed, and slow: they are for another day.
        let Ok(command) = serde_json::from_slice::<Command>(line) else { return };
        if matches!(command, Command::SetBatchSize(64..)) {
            return;
        }
        let _ = apply_command(&mut race, &command);
        race.advance(1);
        turn += 1;
        if turn.is_multiple_of(50) {
            race = Race::new(config(), Arc::clone(&data));
        }
    });
}

#[test]
fn key_bytes() {
    let seeds = [
        "\x1b[A\x1bOB\x1b[1;5Cq",
        "\x1b[200~pasted\x1b[201~",
        "\x1b[<0;10;10M\x1b[M !!",
        "\x1b]52;c;x\x07é犬",
    ];
    let seeds = seeds.map(|keys| keys.as_bytes().to_vec());
    let mut decoder = Decoder::new();
    survive("key bytes", &seeds, |bytes| {
        for part in bytes.chunks(7) {
            let _ = decoder.take(part);
        }
        // After a pause, whatever came is over, and a key is a key.
        while decoder.timeout().is_some() {
            let _ = decoder.time_out();
        }
        assert_eq!(decoder.take(b"q").len(), 1, "keys are locked");
    });
}
