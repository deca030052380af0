//! Networks for other programs: what is written, and what is answered where there is nothing to write.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use safetensors::SafeTensors;
use tempfile::TempDir;

use super::{downhill, stderr, stdout};

/// A folder with a recorded race: three lanes, one of which has diverged.
fn recorded() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let lanes = "sgd,sgd:lr=1000000:weight-decay=1:name=hot,adam:name=a/b";
    let race = ["--iterations", "6", "--batch-size", "8", "--hidden", "8", "--seed", "5", "--headless"];
    let done = here(place.path()).args(race).args(["--optimizers", lanes, "--out", "run"]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    place
}

fn here(place: &Path) -> Command {
    let mut command = downhill();
    command.current_dir(place);
    command
}

fn export(place: &Path, line: &str) -> Output {
    here(place).arg("export").args(line.split(' ')).output().unwrap()
}

/// The lines above those of Python.
fn written(place: &Path, line: &str) -> Vec<String> {
    let done = export(place, line);
    assert_eq!((done.status.code(), stderr(&done)), (Some(0), String::new()), "{line}");
    stdout(&done).lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn refused(place: &Path, line: &str, code: i32) -> String {
    let before = fs::read_dir(place).unwrap().count();
    let done = export(place, line);
    assert_eq!((done.status.code(), stdout(&done)), (Some(code), String::new()), "{line}");
    assert_eq!(fs::read_dir(place).unwrap().count(), before, "{line} has written something");
    let message = stderr(&done);
    assert_eq!(message.lines().count(), 1, "{message}");
    message.trim_end().strip_prefix("downhill: ").unwrap().to_owned()
}

#[test]
fn a_recorded_race_goes_into_each_format_and_its_lines_of_python_are_printed() {
    let place = recorded();
    let place = place.path();
    let bytes = |name: &str| fs::read(place.join(name)).unwrap();
    let size = |name: &str| {
        let digits = bytes(name).len().to_string();
        format!("{},{}", &digits[..digits.len() - 3], &digits[digits.len() - 3..])
    };

    let lines = written(place, "run");
    let file = "run.safetensors";
    let wrote = format!("wrote {file}: 8 tensors of 2 lanes, {} bytes", size(file));
    assert_eq!(lines, [wrote, "left out: hot, diverged at 4".to_owned()]);
    let whole = bytes(file);
    let read = SafeTensors::deserialize(&whole).unwrap();
    assert_eq!(read.tensor("SGD/layer1.weight").unwrap().shape(), [8, 784]);
    assert_eq!(read.tensor("a_b/layer2.bias").unwrap().shape(), [10]);

    let lines = written(place, "run --lane sgd -o one.npz");
    assert_eq!(lines, [format!("wrote one.npz: 4 tensors of 1 lane, {} bytes", size("one.npz"))]);
    assert!(bytes("one.npz").starts_with(b"PK"));

    let lines = written(place, "run/. --format onnx");
    let wrote = |name: &str| format!("wrote {name}: 4 tensors of 1 lane, {} bytes", size(name));
    let left_out = "left out: hot, diverged at 4".to_owned();
    assert_eq!(lines, [wrote("run-SGD.onnx"), wrote("run-a_b.onnx"), left_out]);

    let python = stdout(&export(place, "run --lane a/b --output ./again.safetensors"));
    let lines: Vec<&str> = python.lines().collect();
    for line in [
        "import torch, safetensors.torch",
        "w = safetensors.torch.load_file(\"./again.safetensors\")",
        "sizes = [784, 8, 10]",
    ] {
        assert!(lines.contains(&line), "{python}");
    }
}

#[test]
fn what_is_there_stays_unless_it_is_to_be_replaced_and_the_recording_stays_in_any_case() {
    let place = recorded();
    let place = place.path();
    fs::write(place.join("run.safetensors"), "mine").unwrap();
    for line in ["run", "run -o run.safetensors"] {
        let message = refused(place, line, 1);
        assert_eq!(message, "run.safetensors: already exists; name another, or --overwrite replaces it");
    }
    assert_eq!(fs::read(place.join("run.safetensors")).unwrap(), b"mine");
    for flag in ["--overwrite", "--force"] {
        fs::write(place.join("run.safetensors"), "mine").unwrap();
        written(place, &format!("run {flag}"));
        assert!(SafeTensors::deserialize(&fs::read(place.join("run.safetensors")).unwrap()).is_ok());
    }
    for own in ["checkpoint.safetensors", "losses.csv"] {
        let before = fs::read(place.join("run").join(own)).unwrap();
        let message = refused(place, &format!("run --format safetensors -o run/{own} --overwrite"), 1);
        assert_eq!(message, format!("run/{own}: is read by this command; name another file"));
        assert_eq!(fs::read(place.join("run").join(own)).unwrap(), before);
    }
    // One of several that is there keeps all of them from being written.
    fs::write(place.join("run-a_b.onnx"), "mine").unwrap();
    assert!(refused(place, "run --format onnx", 1).starts_with("run-a_b.onnx: already exists"));
}

#[test]
fn what_can_not_be_exported_is_one_line_that_says_what_would_be_right() {
    let place = recorded();
    let place = place.path();
    fs::create_dir(place.join("empty")).unwrap();
    let failures = [
        ("none", "none: no such folder; name one that a race was recorded into"),
        ("run/run.jsonl", "run/run.jsonl: a file, not a folder; name another folder"),
        ("empty", "empty: no checkpoint in it; a race recorded with --out DIR or --keep has one"),
        ("run --lane sdg", "run: no lane “sdg”; there are SGD, a/b, hot — did you mean SGD?"),
        ("run --lane Lion", "run: no lane “Lion”; there are SGD, a/b, hot"),
        ("run --lane HOT", "run: hot has no weights: diverged at 4"),
        (
            "run -o x.onnx",
            "x.onnx: an onnx file holds one lane; --lane chooses among SGD, a/b, and without -o each gets a file",
        ),
        ("run -o none/x.npz", "none: can't look into the folder: No such file or directory"),
    ];
    for (line, message) in failures {
        assert_eq!(refused(place, line, 1), message);
    }
    let usage = [
        ("run --format h5", "--format h5: must be one of safetensors, npz, onnx"),
        ("run --format NPZ", "--format NPZ: must be one of safetensors, npz, onnx"),
        (
            "run -o x.bin",
            "--output x.bin: must end in .safetensors, .npz or .onnx, or --format says what it is to be",
        ),
        ("run --format npz -o x.onnx", "--output x.onnx: --format is npz, so that it should end in .npz"),
    ];
    for (line, message) in usage {
        assert!(refused(place, line, 2).starts_with(message), "{}", refused(place, line, 2));
    }
}

#[test]
fn a_cut_checkpoint_is_named_and_the_one_before_it_can_be_exported() {
    let place = recorded();
    let place = place.path();
    let (newest, previous) =
        (place.join("run/checkpoint.safetensors"), place.join("run/checkpoint.previous.safetensors"));
    let whole = fs::read(&newest).unwrap();
    let sound = fs::read(&previous).is_ok();
    fs::write(&newest, &whole[..whole.len() / 2]).unwrap();
    let message = refused(place, "run", 1);
    let cut = "run/checkpoint.safetensors: damaged: cut off, or no checkpoint";
    assert_eq!(message.split("; --previous takes the checkpoint before it").next(), Some(cut));
    if !sound {
        fs::write(&previous, &whole).unwrap();
    }
    assert!(refused(place, "run", 1).ends_with("; --previous takes the checkpoint before it"));
    written(place, "run --previous");
    fs::write(&previous, &whole[..9]).unwrap();
    assert!(refused(place, "run --previous", 1).starts_with("run/checkpoint.previous.safetensors: damaged"));
    // A log that does not lead to the checkpoint.
    fs::write(&newest, &whole).unwrap();
    fs::write(place.join("run/run.jsonl"), "").unwrap();
    assert!(refused(place, "run", 1).starts_with("run/run.jsonl: "));
}

#[test]
fn event_files_hold_a_race_while_it_runs_a_folder_for_each_lane() {
    let place = tempfile::tempdir().unwrap();
    let lanes = "sgd,sgd:lr=1000000:weight-decay=1:name=hot,adam:name=a/b";
    let race =
        ["--iterations", "6", "--batch-size", "8", "--hidden", "8", "--headless", "--optimizers", lanes];
    let done = here(place.path()).args(race).args(["--tensorboard", "events"]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    for lane in ["SGD", "hot", "a_b"] {
        let files: Vec<_> = fs::read_dir(place.path().join("events").join(lane)).unwrap().collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        let bytes = fs::read(file.as_ref().unwrap().path()).unwrap();
        let count = bytes.windows(7).filter(|part| part == b"\x0a\x04loss\x15").count();
        assert!(if lane == "hot" { (1..=6).contains(&count) } else { count == 6 }, "{lane}: {count}");
    }
    // Where no folder can be made, nothing is raced, and no run is replaced.
    fs::write(place.path().join("taken"), "").unwrap();
    let recorded = here(place.path()).args(race).args(["--out", "run"]).output().unwrap();
    assert_eq!(recorded.status.code(), Some(0), "{}", stderr(&recorded));
    let log = || fs::read(place.path().join("run/run.jsonl")).unwrap();
    let before = log();
    let again = ["--out", "run", "--force", "--seed", "9", "--tensorboard", "taken"];
    let done = here(place.path()).args(race).args(again).output().unwrap();
    assert!(log() == before);
    assert_eq!(done.status.code(), Some(1), "{}", stdout(&done));
    assert!(
        stderr(&done).starts_with("downhill: --tensorboard: taken: is no folder; name one"),
        "{}",
        stderr(&done)
    );
}

#[test]
fn starts_have_event_files_of_their_own() {
    let place = tempfile::tempdir().unwrap();
    let race = ["--iterations", "3", "--hidden", "8", "--optimizers", "sgd", "--seed", "4", "--repeat", "2"];
    let done = here(place.path()).args(race).args(["--tensorboard", "events"]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    for seed in ["seed-4", "seed-5"] {
        assert!(place.path().join("events").join(seed).join("SGD").is_dir(), "{seed}");
    }
}

#[test]
fn a_recorded_race_is_written_as_event_files_and_what_is_there_stays() {
    let place = recorded();
    let told = written(place.path(), "run --format tensorboard");
    assert_eq!(told, ["wrote run-events: the losses and metrics of 3 lanes"]);
    let lanes = ["SGD", "hot", "a_b"].map(|lane| place.path().join("run-events").join(lane).is_dir());
    assert_eq!(lanes, [true; 3]);
    let again = export(place.path(), "run --format tensorboard");
    let expected =
        "downhill: run-events: already has files in it; name another folder, or --overwrite adds to it\n";
    assert_eq!((again.status.code(), stderr(&again).as_str()), (Some(1), expected));
    let previous = export(place.path(), "run --format tensorboard --previous");
    assert_eq!(previous.status.code(), Some(2));
    assert!(stderr(&previous).starts_with("downhill: --previous: event files are of the whole recording"));
    let lane = export(place.path(), "run --format tensorboard --lane SGD");
    assert_eq!(lane.status.code(), Some(2));
    assert!(stderr(&lane).contains("event files are written for all lanes"), "{}", stderr(&lane));
}
