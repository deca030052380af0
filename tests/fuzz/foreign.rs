//! Logs of foreign trainings, changed at random: lines, tables, events, states and metric files.

use std::{fs, path::PathBuf};

use downhill::watch::{LineReader, Poll, Reading, Source};

use crate::mutator::survive;

/// What a foreign log can cost: a reading has names, and there are only so many of so much length.
fn is_bounded(reading: &Reading) -> bool {
    let is_name = |name: &str| name.chars().count() <= 256;
    match reading {
        Reading::Values(values) => {
            is_name(&values.lane)
                && values.values.len() <= 4_096
                && values.values.iter().all(|(name, _)| is_name(name))
        }
        Reading::Text(text) => text.len() <= 4_096,
        Reading::Restarted { lane, .. } => is_name(lane),
        Reading::Problem(what) => !what.contains('\n'),
    }
}

/// Foreign logs that other programs wrote.
fn foreign(names: &[&str]) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign");
    names.iter().map(|name| fs::read(folder.join(name)).unwrap()).collect()
}

#[test]
fn foreign_lines_in_pieces_of_any_size() {
    let mut seeds = foreign(&["lines/keras.log", "lines/tqdm.log"]);
    seeds.extend([
        b"{\"step\": 3, \"lane\": \"a\", \"train\": {\"loss\": NaN, \"x\": [1, {}]}, \"epoch\": 1}\n"
            .to_vec(),
        b"{'loss': '0.5', 'epoch': 1.0}\rEpoch [2/90][ 120/5004] Loss 6.9e+0 (7.0) Acc@1 -inf 81%\n".to_vec(),
    ]);
    let read = |bytes: &[u8], length: usize| {
        let (mut reader, mut readings) = (LineReader::new(), Vec::new());
        let mut take = |reading: Reading| {
            assert!(is_bounded(&reading), "{reading:?}");
            // NaN is no equal of itself, its name is.
            readings.push(format!("{reading:?}"));
        };
        bytes.chunks(length).for_each(|piece| reader.feed(piece, &mut take));
        reader.end(&mut take);
        readings
    };
    survive("foreign lines", &seeds, |bytes| {
        let length = 1 + bytes.len() % 13;
        assert_eq!(read(bytes, length), read(bytes, bytes.len().max(1)), "in pieces of {length}");
    });
}

/// Reads all that there is in a source.
fn poll_all(source: &mut Source) {
    for _ in 0..100 {
        if source.poll(&mut |reading| assert!(is_bounded(&reading), "{reading:?}")) != Poll::More {
            return;
        }
    }
    panic!("there is more and more to read");
}

/// Feeds files of a name with changed seeds, first half of each and then the whole.
fn survive_file(name: &str, file: &str, seeds: &[Vec<u8>]) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    survive(name, seeds, |bytes| {
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        for of in [place.path(), &path] {
            let Ok(mut source) = Source::open(of) else { continue };
            poll_all(&mut source);
            fs::write(&path, bytes).unwrap();
            poll_all(&mut source);
            // A folder is looked through once a second: what its log has become is found by another.
            Source::open(of).iter_mut().for_each(poll_all);
            fs::write(&path, "").unwrap();
            poll_all(&mut source);
        }
    });
}

#[test]
fn foreign_tables() {
    let names = ["csv/lightning/metrics.csv", "csv/keras/log.csv", "csv/keras/semicolon.csv"];
    let mut seeds = foreign(&names);
    seeds.push(b"iteration,lane,metric,value\n1,sgd,\"test, accuracy\",0.5\n2,adam,x,NaN\n".to_vec());
    survive_file("foreign tables", "metrics.csv", &seeds);
    seeds.push(b"iteration,sgd,adam\n1,0.5,\n2,0.25,NaN\n".to_vec());
    survive_file("losses", "losses.csv", &seeds);
}

#[test]
fn foreign_events() {
    let names = [
        "tensorboard/train/events.out.tfevents.1795798217.host.20685.0.v2",
        "tensorboard/validation/events.out.tfevents.1795798217.host.20685.1.v2",
        "tensorboard/tensorboardX/events.out.tfevents.1795798217.host.again",
    ];
    survive_file("foreign events", "events.out.tfevents.1", &foreign(&names));
}

#[test]
fn states_of_trainers() {
    let seeds =
        foreign(&["trainer/checkpoint-20/trainer_state.json", "trainer/checkpoint-30/trainer_state.json"]);
    survive_file("trainer states", "checkpoint-10/trainer_state.json", &seeds);
}

#[test]
fn foreign_metric_files() {
    let run = "mlflow/mlruns/451938266752731150/0dac198f3e104ebcae984ce75305e206";
    let seeds = foreign(&[&format!("{run}/metrics/loss")]);
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join("metrics")).unwrap();
    fs::write(place.path().join("meta.yaml"), "run_name: a\n").unwrap();
    let path = place.path().join("metrics/loss");
    survive("foreign metric files", &seeds, |bytes| {
        fs::write(&path, bytes).unwrap();
        let mut source = Source::open(place.path()).unwrap();
        let poll = source.poll(&mut |reading| assert!(is_bounded(&reading), "{reading:?}"));
        assert_eq!(poll, Poll::UpToDate);
    });
}
