//! Sources of all kinds, as other programs wrote them.

use std::io::Write as _;

use super::*;
use crate::watch::Values;

mod growing;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign").join(name)
}

fn shown(reading: Reading) -> String {
    match reading {
        Reading::Values(Values { lane, step, total, values, .. }) => {
            let step = step.map_or_else(|| "-".into(), |step| step.to_string());
            let total = total.map_or_else(String::new, |total| format!("/{total}"));
            let metrics =
                values.iter().map(|(name, value)| format!(" {name}={}", (value * 1e4).round() / 1e4));
            format!("{lane}@{step}{total}{}", metrics.collect::<String>())
        }
        Reading::Text(text) => format!("'{text}'"),
        Reading::Restarted { lane, step } => format!("{lane} restarts at {step}"),
        Reading::Problem(what) => what,
    }
}

/// What is new in a source, and what the last poll came to.
fn news(source: &mut Source) -> (Vec<String>, Poll) {
    let mut readings = Vec::new();
    loop {
        let poll = source.poll(&mut |reading| readings.push(shown(reading)));
        if poll != Poll::More {
            return (readings, poll);
        }
    }
}

fn readings(source: &mut Source) -> Vec<String> {
    news(source).0
}

/// What is new when a folder is looked through again.
fn a_second_later(source: &mut Source) -> Vec<String> {
    source.scanned = None;
    readings(source)
}

/// What is told at the end, of a last line without its end among others.
fn rest(source: &mut Source) -> Vec<String> {
    let mut readings = Vec::new();
    source.finish(&mut |reading| readings.push(shown(reading)));
    readings
}

fn all(name: &str) -> (Format, String, Vec<String>) {
    let mut source = Source::open(&fixture(name)).unwrap();
    let readings = readings(&mut source);
    (source.format(), source.name().to_owned(), readings)
}

fn append(path: &Path, bytes: &[u8]) {
    fs::OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(bytes).unwrap();
}

#[test]
fn tensorflows_and_tensorboardxs_events_are_read_folder_by_folder() {
    let (format, name, readings) = all("tensorboard");
    assert_eq!((format, &name[..]), (Format::TensorBoard, "tensorboard"));
    let expected = [
        "tensorboardX@0 train/loss=1",
        "tensorboardX@1 train/loss=0.5",
        "tensorboardX@2 train/loss=0.25",
        "tensorboardX restarts at 2",
        "tensorboardX@2 train/loss=0.125",
        "train@0 loss=1",
        "train@0 accuracy=0",
        "train@1 loss=0.5",
        "train@1 accuracy=0.1",
        "train@2 loss=0.3333",
        "train@2 accuracy=0.2",
        "train@3 loss=0.25",
        "train@3 accuracy=0.3",
        "train@4 loss=0.2",
        "train@4 accuracy=0.4",
        "validation@2 loss=NaN",
        "validation@4 loss=0.5",
    ];
    assert_eq!(readings, expected);
    let (format, _, readings) = all("tensorboard/validation/events.out.tfevents.1795798217.host.20685.1.v2");
    assert_eq!(
        (format, &readings[..]),
        (Format::TensorBoard, &["@2 loss=NaN".into(), "@4 loss=0.5".into()][..])
    );
}

#[test]
fn lightnings_and_keras_tables_are_read() {
    let (format, name, readings) = all("csv/lightning/metrics.csv");
    assert_eq!((format, &name[..]), (Format::Csv, "lightning"));
    assert_eq!(readings[0], "@0 epoch=0 train_loss=1");
    assert_eq!(readings[2], "@1 epoch=0 val_acc=0.25 val_loss=1");
    assert_eq!(readings.len(), 6);
    assert_eq!(
        all("csv/keras/log.csv").2[1],
        "@1 accuracy=0.5469 loss=0.6954 val_accuracy=0.5625 val_loss=0.6899"
    );
    assert_eq!(all("csv/keras/semicolon.csv").2[0], "@0 accuracy=0.5688 loss=0.6926");
    let (format, _, readings) = all("csv");
    assert_eq!((format, readings.len()), (Format::Csv, 11));
    assert!(
        readings[0].starts_with("keras/log@0 ") && readings[5].starts_with("lightning@0 "),
        "{readings:?}"
    );
}

#[test]
fn the_newest_state_of_a_trainer_is_read() {
    let place = tempfile::tempdir().unwrap();
    let copy = |step: u64| {
        let name = format!("checkpoint-{step}");
        fs::create_dir(place.path().join(&name)).unwrap();
        let bytes = fs::read(fixture("trainer").join(&name).join(trainer::FILE)).unwrap();
        fs::write(place.path().join(&name).join(trainer::FILE), bytes).unwrap();
    };
    copy(20);
    let mut source = Source::open(place.path()).unwrap();
    assert_eq!(source.format(), Format::TrainerState);
    let expected = [
        "@10/30 epoch=1 grad_norm=1.5 learning_rate=0 loss=0.1",
        "@10/30 epoch=1 eval_loss=0.2 eval_runtime=0.5",
        "@20/30 epoch=2 grad_norm=NaN learning_rate=0 loss=0.05",
        "@20/30 epoch=2 eval_loss=0.1 eval_runtime=0.5",
    ];
    assert_eq!(readings(&mut source), expected);
    copy(30);
    assert_eq!(readings(&mut source), [""; 0], "folders are looked through once a second");
    let more = a_second_later(&mut source);
    assert_eq!((more.len(), &more[1][..]), (2, "@30/30 epoch=3 eval_loss=0.0667 eval_runtime=0.5"));
    // One that is being written is read again before it is called broken.
    let path = place.path().join("checkpoint-30").join(trainer::FILE);
    fs::write(&path, "{\"log_history\": [").unwrap();
    assert_eq!(readings(&mut source), [""; 0]);
    let told = readings(&mut source);
    assert!(told[0].ends_with("cut short, at byte 17: it must be a whole JSON object"), "{told:?}");
}

#[test]
fn a_state_that_cannot_be_read_is_told_at_the_end_at_the_latest() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(trainer::FILE);
    let told = |of: &Path| {
        let mut source = Source::open(of).unwrap();
        assert_eq!(readings(&mut source), [""; 0]);
        rest(&mut source)
    };
    fs::write(&path, "{\"log_history\": [").unwrap();
    for of in [place.path(), &path] {
        let told = told(of);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].ends_with("cut short, at byte 17: it must be a whole JSON object"), "{told:?}");
    }
    for (text, wrong) in [
        ("{\"log_history\": [}", "damaged, at byte 17: it must be a whole JSON object"),
        ("{\"best_metric\": null}", "no state of a trainer: it needs a log_history"),
    ] {
        fs::write(&path, text).unwrap();
        assert!(told(place.path())[0].ends_with(wrong), "{text}");
    }
    fs::File::create(&path).unwrap().set_len(33 << 20).unwrap();
    let told = told(place.path());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(trainer::FILE), "{told:?}");
}

#[test]
fn mlflows_runs_are_lanes_by_their_names() {
    let (format, name, readings) = all("mlflow/mlruns");
    assert_eq!((format, &name[..], readings.len()), (Format::Mlflow, "mlruns", 8));
    assert_eq!(readings[0], "digits/adam@0 loss=1 val/accuracy=0");
    assert_eq!(readings[7], "digits/sgd@3 loss=0.25 val/accuracy=NaN");
    let experiment = "mlflow/mlruns/451938266752731150";
    assert_eq!(all(experiment).2[0], "adam@0 loss=1 val/accuracy=0");
    let run = format!("{experiment}/0dac198f3e104ebcae984ce75305e206");
    assert_eq!(all(&run).2[0], "@0 loss=1 val/accuracy=0");
}

#[test]
fn mlflows_values_without_a_step_are_counted_and_those_with_one_are_not() {
    let place = tempfile::tempdir().unwrap();
    let metrics = place.path().join("metrics");
    fs::create_dir(&metrics).unwrap();
    fs::write(place.path().join("meta.yaml"), "run_name: a\n").unwrap();
    let time = 1_700_000_000_000_u64;
    let lines = |values: &[(&str, &str)]| {
        let lines: Vec<String> =
            values.iter().map(|(value, step)| format!("{time} {value} {step}\n")).collect();
        lines.concat()
    };
    fs::write(metrics.join("loss"), lines(&[("3", "0"), ("2", "0"), ("1", "")])).unwrap();
    fs::write(metrics.join("acc"), lines(&[("0.5", "0"), ("0.6", "2"), ("0.7", "3")])).unwrap();
    let mut source = Source::open(place.path()).unwrap();
    let expected = ["@0 acc=0.5 loss=3", "@1 loss=2", "@2 acc=0.6 loss=1", "@3 acc=0.7"];
    assert_eq!(readings(&mut source), expected);
    append(&metrics.join("loss"), lines(&[("0.5", "0")]).as_bytes());
    assert_eq!(readings(&mut source), ["@3 loss=0.5"]);
    // Written anew, it is counted anew.
    fs::write(metrics.join("loss"), lines(&[("9", "0"), ("8", "0")])).unwrap();
    assert_eq!(readings(&mut source)[..3], [" restarts at 0", "@0 acc=0.5 loss=9", "@1 loss=8"]);
}

#[test]
fn what_keras_and_tqdm_print_is_read() {
    let (format, name, readings) = all("lines/keras.log");
    assert_eq!((format, &name[..]), (Format::Lines, "keras"));
    assert_eq!(readings[0], "'Epoch 1/3'");
    assert_eq!(readings[1], "@1/24 accuracy=0.625 loss=0.6752 epoch=1");
    let last = readings.last().unwrap();
    assert!(
        last.starts_with("@24/24 accuracy=") && last.contains(" val_loss=") && last.ends_with(" epoch=3"),
        "{last}"
    );
    let (_, _, readings) = all("lines/tqdm.log");
    assert_eq!(readings[1], "@0/40 loss=1");
    assert!(readings.last().unwrap().starts_with("@40/40 loss=0.025"), "{readings:?}");
}

#[test]
fn a_run_folder_has_lanes_by_their_names() {
    let place = tempfile::tempdir().unwrap();
    let name = |name: &str| place.path().join(name);
    fs::write(name("run.jsonl"), "").unwrap();
    fs::write(name("losses.csv"), "iteration,sgd,adam\n1,0.5,\n2,0.25,NaN\n").unwrap();
    fs::write(name("metrics.csv"), "iteration,lane,metric,value\n2,sgd,test accuracy,0.5\n").unwrap();
    let expected = ["sgd@1 loss=0.5", "sgd@2 loss=0.25", "adam@2 loss=NaN", "sgd@2 test accuracy=0.5"];
    for path in [place.path().to_owned(), name("run.jsonl")] {
        let mut source = Source::open(&path).unwrap();
        assert_eq!(source.format(), Format::RunFolder);
        assert_eq!(readings(&mut source), expected);
    }
    let mut source = Source::open(&name("losses.csv")).unwrap();
    assert_eq!(readings(&mut source), expected[..3]);
}

#[test]
fn what_is_no_log_is_refused_with_what_would_be_one() {
    let place = tempfile::tempdir().unwrap();
    let refusal = |path: &Path| Source::open(path).err().unwrap().to_string();
    assert!(refusal(&place.path().join("nothing")).contains("there is no such file or folder"));
    let binary = place.path().join("model.bin");
    fs::write(&binary, [7, 0, 1, 2]).unwrap();
    assert!(refusal(&binary).contains("none of the formats that can be read: TensorBoard's"));
    let pipe = place.path().join("pipe");
    let mode = rustix::fs::Mode::RUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(refusal(&pipe).ends_with("a pipe can be read as standard input"));
}
