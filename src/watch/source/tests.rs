//! Sources of all kinds: those that other programs wrote, and what becomes of them while they grow.

use std::io::Write as _;

use super::*;
use crate::{events::write_record, watch::Values};

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
fn a_table_that_is_written_anew_says_only_what_is_new() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("metrics.csv");
    fs::write(&path, "step,loss\n1,0.5\n2,0.2").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(readings(&mut source), ["@1 loss=0.5"]);
    append(&path, b"5\n");
    assert_eq!(readings(&mut source), ["@2 loss=0.25"]);
    fs::write(&path, "step,loss,\"val\nloss\"\n1,0.5,\n2,0.25,\n2,,0.75\n").unwrap();
    assert_eq!(readings(&mut source), ["@2 val\nloss=0.75"]);
    fs::write(&path, "step,loss\n1,0.5\n2,0.125\n").unwrap();
    assert_eq!(readings(&mut source), [" restarts at 2", "@2 loss=0.125"]);
    fs::write(&path, "1,2\n3,4\n").unwrap();
    assert!(readings(&mut source)[0].ends_with("a table needs a header such as step,loss"));
    fs::remove_file(&path).unwrap();
    assert_eq!(news(&mut source), (Vec::new(), Poll::Gone));
}

#[test]
fn a_table_without_steps_that_is_written_anew_keeps_the_rows_before_the_first_that_differs() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("log.csv");
    fs::write(&path, "lane,loss\na,3\na,2\nb,5\na,1\n").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(readings(&mut source), ["a@- loss=3", "a@- loss=2", "b@- loss=5", "a@- loss=1"]);
    fs::write(&path, "lane,loss\na,3\na,2.5\nb,5\nb,4\n").unwrap();
    let expected = ["a restarts at 2", "b restarts at 1", "a@- loss=2.5", "b@- loss=5", "b@- loss=4"];
    assert_eq!(readings(&mut source), expected);
}

#[test]
fn a_last_line_without_its_end_is_taken_when_nobody_waits_for_the_rest() {
    let place = tempfile::tempdir().unwrap();
    for (name, text, whole, last) in [
        ("log.csv", "step,loss\n1,0.5\n2,0.25", "@1 loss=0.5", "@2 loss=0.25"),
        ("log.txt", "step 1 loss 0.5\nstep 2 loss 0.25", "@1 loss=0.5", "@2 loss=0.25"),
        ("log.jsonl", "{\"loss\":1}\n{\"loss\":2}", "@- loss=1", "@- loss=2"),
    ] {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        let mut source = Source::open(&path).unwrap();
        assert_eq!(readings(&mut source), [whole], "{name}");
        assert_eq!(rest(&mut source), [last], "{name}");
        assert_eq!(rest(&mut source), [""; 0], "{name}");
    }
}

#[test]
fn lines_are_followed_through_cutting_rotation_and_removal() {
    let place = tempfile::tempdir().unwrap();
    let (path, old) = (place.path().join("log.jsonl"), place.path().join("log.1"));
    fs::write(&path, "{\"step\":1,\"loss\":0.5}\n{\"step\":2").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!((source.format(), source.name()), (Format::JsonLines, "log"));
    assert_eq!(readings(&mut source), ["@1 loss=0.5"]);
    append(&path, b",\"loss\":0.25}\n");
    assert_eq!(readings(&mut source), ["@2 loss=0.25"]);
    fs::rename(&path, &old).unwrap();
    append(&old, b"{\"step\":3,\"loss\":0.25}\n");
    append(&path, b"{\"step\":4,\"loss\":0.25}\n");
    assert_eq!(readings(&mut source), ["@3 loss=0.25", "@4 loss=0.25"]);
    fs::write(&path, "{\"step\":1,\"loss\":1}\n").unwrap();
    assert_eq!(readings(&mut source), [" restarts at 0", "@1 loss=1"]);
    fs::remove_file(&path).unwrap();
    assert_eq!(news(&mut source), (Vec::new(), Poll::Gone));
}

/// The bytes of an event of one scalar.
fn event(step: i64, value: f64) -> Vec<u8> {
    let scalars = vec![crate::events::Scalar { tag: "loss".into(), value }];
    let event = crate::events::SummaryEvent { wall_time: 1.0, step, restarts: false, scalars };
    let mut bytes = Vec::new();
    write_record(&mut bytes, &event.bytes()).unwrap();
    bytes
}

#[test]
fn event_files_and_folders_that_come_later_are_found_and_damage_is_told() {
    let place = tempfile::tempdir().unwrap();
    let mut source = Source::open(place.path()).unwrap();
    assert_eq!((source.format(), news(&mut source)), (Format::Nothing, (Vec::new(), Poll::UpToDate)));
    assert_eq!(source.take_unwatched(), [place.path()]);
    let first = place.path().join("events.out.tfevents.1");
    let (one, two) = (event(1, 0.5), event(2, 0.25));
    fs::write(&first, [&one[..], &two[..9]].concat()).unwrap();
    assert_eq!(a_second_later(&mut source), ["@1 loss=0.5"]);
    append(&first, &two[9..]);
    assert_eq!((readings(&mut source), source.format()), (vec!["@2 loss=0.25".into()], Format::TensorBoard));
    let mut damaged = [event(3, 0.5), event(4, 0.5), event(5, 0.5)].concat();
    damaged[one.len() + 14] ^= 1;
    damaged[2 * one.len()] ^= 1;
    fs::write(place.path().join("events.out.tfevents.2"), damaged).unwrap();
    fs::create_dir(place.path().join("later")).unwrap();
    fs::write(place.path().join("later/events.out.tfevents.1"), event(7, 0.5)).unwrap();
    std::os::unix::fs::symlink(place.path(), place.path().join("later/circle")).unwrap();
    let told = a_second_later(&mut source);
    assert_eq!((&told[0][..], &told[3][..], told.len()), ("@3 loss=0.5", "later@7 loss=0.5", 4));
    assert!(
        told[1].ends_with(&format!("the record at byte {} is damaged, and is left out", one.len())),
        "{told:?}"
    );
    assert!(told[2].contains(&format!("the length of the record at byte {}", 2 * one.len())), "{told:?}");
    assert_eq!(source.take_unwatched(), [place.path().join("later")]);
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

/// How fast events are read, in bytes a second: by hand, in a build with optimisation.
#[test]
#[ignore = "measures for a minute, and writes 1 GB"]
fn a_gigabyte_of_events_is_read_in_seconds() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("events.out.tfevents.1");
    let mut out = io::BufWriter::new(fs::File::create(&path).unwrap());
    let (mut bytes, mut count) = (0, 0_u64);
    while bytes < 1 << 30 {
        let event = event(count as i64, 0.5);
        out.write_all(&event).unwrap();
        bytes += event.len();
        count += 1;
    }
    out.flush().unwrap();
    let mut source = Source::open(&path).unwrap();
    let (start, mut read) = (std::time::Instant::now(), 0_u64);
    while source.poll(&mut |reading| read += u64::from(matches!(reading, Reading::Values(_)))) == Poll::More {
    }
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(read, count);
    let speed = bytes as f64 / seconds / 1e6;
    assert!(speed > 200.0, "{speed:.0} MB/s of {count} events");
    // Shown by `--nocapture`.
    let _ = writeln!(io::stderr(), "{speed:.0} MB/s of {count} events");
}
