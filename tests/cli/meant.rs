//! Wrong usage that is answered with what is meant; what is said of a damaged file, a finished race and one in the
//! background.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::{SMALL, downhill, run, stderr, stdout};

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    stderr(&output).trim_end().trim_start_matches("downhill: ").to_owned()
}

#[test]
fn a_setting_of_a_lane_and_an_optimizer_are_told_where_they_belong() {
    for (line, expected) in [
        ("--lr 0.1", "--lr: lr is a setting of a lane: --optimizers sgd:lr=0.1"),
        ("--learning-rate=0.1", "--learning-rate: lr is a setting of a lane: --optimizers sgd:lr=0.1"),
        ("--momentum 0.9", "--momentum: momentum is a setting of a lane: --optimizers momentum:momentum=0.9"),
        ("--warmup 5", "--warmup: warmup is a setting of a lane: --optimizers sgd:warmup=100"),
        ("--scheduler cosine", "--scheduler: sched is a setting of a lane: --optimizers sgd:sched=cosine"),
        (
            "--epochs 3",
            "--epochs: a race is counted in iterations: --iterations 469 is an epoch of MNIST in batches of 128",
        ),
        ("--optimizer sgd", "--optimizer: it is called --optimizers here"),
        ("--steps 9", "--steps: it is called --iterations here"),
        ("adam", "adam is an optimizer, not a command: downhill --optimizers adam races it"),
        ("race Adam", "adam is an optimizer, not a command: downhill --optimizers adam races it"),
        (
            "sgd:lr=0.1,adam",
            "sgd:lr=0.1,adam is a list of lanes, not a command: downhill --optimizers sgd:lr=0.1,adam races it",
        ),
        ("all", "all is a list of lanes, not a command: downhill --optimizers all races it"),
    ] {
        assert_eq!(refused(&line.split(' ').collect::<Vec<_>>()), expected);
    }
}

#[test]
fn what_is_meant_is_right() {
    for line in [
        "--optimizers sgd:lr=0.1",
        "--optimizers momentum:momentum=0.9",
        "--optimizers sgd:sched=cosine",
        "--optimizers adam",
    ] {
        let words: Vec<&str> = SMALL.iter().copied().chain(line.split(' ')).collect();
        assert_eq!(run(words).status.code(), Some(0), "{line}");
    }
}

/// A folder with a recorded race of three iterations in `run`.
fn recorded() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let words: Vec<&str> = SMALL.iter().copied().chain(["--out", "run", "--eval-every", "0"]).collect();
    assert_eq!(within(place.path(), &words).status.code(), Some(0));
    place
}

fn within(place: &Path, arguments: &[&str]) -> Output {
    in_place(place).args(arguments).output().unwrap()
}

/// A program with a list of races in the background of its own.
fn in_place(place: &Path) -> Command {
    let mut command = downhill();
    command.current_dir(place).env("XDG_STATE_HOME", place.join("state")).env("TMPDIR", place);
    command
}

#[test]
fn no_reader_of_json_or_toml_speaks_of_its_types() {
    let place = recorded();
    let log = place.path().join("run/run.jsonl");
    let sound = fs::read_to_string(&log).unwrap();
    let words = [
        "at line ",
        "column",
        "invalid type",
        "missing field",
        "unknown field",
        "unknown variant",
        "expected",
        "EOF",
        "struct",
        "serde",
    ];
    let clear = |output: &Output| {
        let message = stderr(output);
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(words.iter().all(|word| !message.contains(word)), "{message}");
        message
    };
    let header = sound.lines().next().unwrap();
    for (broken, expected) in [
        ("{}\n".to_owned(), "missing, at byte 2"),
        (format!("{header}\n{{\"nonsense\":1}}\n"), "line 2: there is no nonsense here"),
        (format!("{header}\n{{\"started\":\n"), "line 2: cut short, at byte "),
        (format!("{header}\n{{\"started\":x}}\n"), "line 2: damaged, at byte "),
        (format!("{header}\n{{\"started\":7}}\n"), "line 2: must be a table"),
        (header.replace("\"seed\":0", "\"seed\":\"a\"") + "\n", "must be a whole number, not the text “a”"),
    ] {
        fs::write(&log, broken).unwrap();
        let message = clear(&within(place.path(), &["replay", "run"]));
        assert!(message.contains(expected), "{message}");
    }
    fs::write(&log, sound).unwrap();
    fs::write(place.path().join("run/checkpoint.safetensors"), b"\x08\0\0\0\0\0\0\0{\"a\":}  ").unwrap();
    clear(&within(place.path(), &["resume", "run"]));
    for (lesson, expected) in [
        ("", "lesson.toml:1: title is missing"),
        ("title = 3", "lesson.toml:1: must be "),
        ("tilte = 'a'", "lesson.toml:1: there is no tilte here; did you mean title?"),
        (
            "[title]\nen = 'a'\nko = 'b'\n[race]\nseed = 'x'",
            "lesson.toml:5: must be a whole number, not the text “x”",
        ),
    ] {
        fs::write(place.path().join("lesson.toml"), lesson).unwrap();
        let message = clear(&within(place.path(), &["lesson", "lesson.toml"]));
        assert!(message.contains(expected), "{lesson}: {message}");
    }
}

#[test]
fn a_finished_race_says_so_and_goes_on_to_where_it_is_told() {
    let place = recorded();
    let rows = || fs::read_to_string(place.path().join("run/losses.csv")).unwrap().lines().count() - 1;
    let finished = "run: this race is finished, at iteration 3; --iterations N, with more than that, goes on";
    let output = within(place.path(), &["resume", "run"]);
    assert_eq!((output.status.code(), rows()), (Some(0), 3));
    assert!(stdout(&output).starts_with(finished), "{}", stdout(&output));
    let output = within(place.path(), &["resume", "run", "--detach"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), format!("downhill: {finished}\n"));
    for few in ["3", "0", "2"] {
        let output = within(place.path(), &["resume", "run", "--iterations", few]);
        assert_eq!(
            stderr(&output),
            format!("downhill: --iterations {few}: must be more than 3, where the race ends\n")
        );
        assert_eq!((output.status.code(), rows()), (Some(1), 3));
    }
    let output = within(place.path(), &["resume", "run", "--iterations", "7"]);
    assert_eq!((output.status.code(), rows()), (Some(0), 7), "{}", stderr(&output));
    // As if it had been that long from the start.
    let again = within(place.path(), &["replay", "run", "--rerun"]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    let words = ["--iterations", "7", "--batch-size", "8", "--hidden", "8", "--out", "whole"];
    within(place.path(), &words);
    let read = |run: &str| fs::read_to_string(place.path().join(run).join("losses.csv")).unwrap();
    assert_eq!(read("run"), read("whole"));
    let repeated = within(place.path(), &["--config", "run/config.toml", "--out", "repeated"]);
    assert_eq!(repeated.status.code(), Some(0), "{}", stderr(&repeated));
    assert_eq!(read("run"), read("repeated"));
}

#[test]
fn a_race_in_the_background_is_named_once_and_found_by_the_beginning_of_its_name() {
    let place = tempfile::tempdir().unwrap();
    let start = |name: &str| {
        let words = ["--iterations", "0", "--hidden", "8", "--pace", "20", "--detach", "--out", name];
        let output = within(place.path(), &words);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let first = start("alpha");
    let folder = place.path().canonicalize().unwrap().join("alpha");
    assert_eq!(first.matches(folder.to_str().unwrap()).count(), 1, "{first}");
    assert!(first.ends_with("\ndownhill attach shows it, downhill stop ends it\n"), "{first}");
    let second = start("alpine");
    assert!(
        second.ends_with("\ndownhill attach alpine shows it, downhill stop alpine ends it\n"),
        "{second}"
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let stop = |name: &[&str]| {
        let mut command = in_place(place.path());
        command.current_dir(elsewhere.path()).arg("stop").args(name).output().unwrap()
    };
    for (name, expected) in [
        (&["alp"][..], "alp: several races in the background begin so: "),
        (&[], "several races run in the background; name one of "),
        (&["beta"], "beta: no such folder, and no race in the background has a name that begins so"),
    ] {
        let output = stop(name);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).starts_with(&format!("downhill: {expected}")), "{}", stderr(&output));
    }
    let output = stop(&["alpi"]);
    assert!(stdout(&output).starts_with("stopped and saved"), "{}", stderr(&output));
    assert!(place.path().join("alpine/losses.csv").exists());
    // The only one needs no name.
    let output = stop(&[]);
    assert!(stdout(&output).starts_with("stopped and saved"), "{}", stderr(&output));
    assert!(place.path().join("alpha/losses.csv").exists());
}
