//! The host of a training loop of another program, and the client that such a program uses.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    downhill, fed, run, stderr, stdout,
    watched::{json, lanes},
};

const ATTACH: &str =
    "{\"attach\":{\"protocol\":1,\"name\":\"net\",\"pid\":7,\"total\":3,\"can\":[\"stop\"]}}\n";
const STEP: &str = "{\"step\":1,\"values\":{\"loss\":0.5}}\n";

/// A place for a host: its own working folder, and where it is listed.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = downhill();
        command.current_dir(self.0.path()).env("XDG_STATE_HOME", self.0.path().join("state"));
        command.args(arguments);
        command
    }

    fn host(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&["host"]);
        command.args(arguments);
        command
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The folder that it tells its trainer.
    fn told(&self, output: &Output) -> String {
        let text = stdout(output);
        let greeting: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(greeting["host"]["protocol"], 1);
        let folder = fs::canonicalize(self.0.path()).unwrap();
        let told = Path::new(greeting["host"]["folder"].as_str().unwrap());
        told.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()
    }
}

#[test]
fn a_host_without_a_trainer_says_so() {
    let place = Place::new();
    for (input, message) in [
        ("", "nothing comes from a trainer; downhill python > downhill.py writes the client that does"),
        ("nonsense\n", "line 1 of the trainer: damaged, at byte 2: nonsense"),
        (STEP, "the first line of a trainer must say what it is: {\"attach\": {...}}"),
    ] {
        let output = fed(&mut place.host(&["--out", "run"]), input.as_bytes());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""), "{input}");
        assert_eq!(stderr(&output), format!("downhill: {message}\n"));
        assert!(!place.path("run").exists(), "nothing is made of it");
    }
    let newer = ATTACH.replace("\"protocol\":1", "\"protocol\":9");
    let output = fed(&mut place.host(&[]), newer.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("protocol 9, and this program has 1"), "{}", stderr(&output));
}

#[test]
fn a_host_records_beside_a_run_that_is_there_and_ends_as_the_training_does() {
    let place = Place::new();
    for (end, folder, code, message) in [
        ("{\"end\":\"finished\"}\n", "run", 0, ""),
        ("{\"end\":\"stopped\"}\n", "run-2", 0, ""),
        (
            "{\"end\":\"failed\",\"message\":\"boom\"}\n",
            "run-3",
            1,
            "downhill: the training has failed at step 1: boom\n",
        ),
        (
            "",
            "run-4",
            1,
            "downhill: the trainer (process 7) has ended without a word, at step 1: it was killed\n",
        ),
    ] {
        let lines = format!("{ATTACH}{STEP}{end}");
        let output = fed(&mut place.host(&["--out", "run"]), lines.as_bytes());
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(code), message));
        assert_eq!(place.told(&output), folder);
        let metrics = fs::read_to_string(place.path(folder).join("metrics.csv")).unwrap();
        assert_eq!(metrics, "iteration,lane,metric,value\n1,net,loss,0.5\n");
    }
    let runs = [place.path("run"), place.path("run-4/run.jsonl")];
    assert_eq!(lanes(&json(&runs, "")), ["run/net", "run-4/net"]);
}

#[test]
fn only_its_own_program_can_go_on_with_a_training() {
    let place = Place::new();
    let lines = format!("{ATTACH}{STEP}{{\"end\":\"finished\",\"step\":1}}\n");
    assert_eq!(fed(&mut place.host(&["--out", "run"]), lines.as_bytes()).status.code(), Some(0));
    let run = place.path("run");
    let why = "a training of another program, whose networks only that has; downhill replay shows it";
    for arguments in [&["resume"][..], &["export", "-o", "net.npz"]] {
        let output = place.command(arguments).arg(&run).output().unwrap();
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
        assert_eq!(stderr(&output), format!("downhill: {}: {why}\n", run.display()));
    }
}

#[test]
fn a_training_may_count_from_zero() {
    let place = Place::new();
    let first = STEP.replace("\"step\":1", "\"step\":0");
    let lines = format!("{ATTACH}{first}{STEP}{{\"end\":\"finished\"}}\n");
    let output = fed(&mut place.host(&["--out", "run"]), lines.as_bytes());
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let metrics = fs::read_to_string(place.path("run/metrics.csv")).unwrap();
    assert_eq!(metrics, "iteration,lane,metric,value\n0,net,loss,0.5\n1,net,loss,0.5\n");
    assert!(place.path("run/report.md").is_file());
}

#[test]
fn a_host_names_the_training_as_it_is_told() {
    let place = Place::new();
    let lines = format!("{ATTACH}{STEP}{{\"end\":\"finished\"}}\n");
    let output = fed(&mut place.host(&["--name", "two words/x"]), lines.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let folder = place.told(&output);
    assert!(folder.starts_with("downhill-") && folder.ends_with("-two-words-x"), "{folder}");
    let metrics = fs::read_to_string(place.path(&folder).join("metrics.csv")).unwrap();
    assert!(metrics.contains("\n1,two words/x,loss,0.5\n"), "{metrics}");
}

#[test]
fn a_name_of_any_length_makes_a_record_that_is_read_again() {
    let name = "a long name ".repeat(20) + "𝐀";
    let lines = ATTACH.replace("\"net\"", &format!("{name:?}")) + STEP + "{\"end\":\"finished\"}\n";
    for arguments in [&[][..], &["--name", &name]] {
        let place = Place::new();
        let output = fed(&mut place.host(arguments), lines.as_bytes());
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        let run = place.path(&place.told(&output));
        let replayed = downhill().args(["replay", "--headless"]).arg(run).output().unwrap();
        assert_eq!(replayed.status.code(), Some(0), "{}", stderr(&replayed));
    }
}

/// A host whose trainer goes on, once it has greeted it.
fn running(place: &Place) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut command = place.host(&["--out", "run"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut trainer, mut host) =
        (child.stdin.take().unwrap(), child.stdout.take().map(BufReader::new).unwrap());
    trainer.write_all(ATTACH.as_bytes()).unwrap();
    let mut greeting = String::new();
    host.read_line(&mut greeting).unwrap();
    assert!(greeting.starts_with("{\"host\":{"), "{greeting}");
    (child, trainer, host)
}

#[test]
fn a_signal_ends_a_host_saved_while_its_trainer_goes_on() {
    let place = Place::new();
    let (mut child, trainer, mut host) = running(&place);
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut rest = String::new();
    host.read_to_string(&mut rest).unwrap();
    assert_eq!((child.wait().unwrap().code(), rest.as_str()), (Some(143), ""));
    drop(trainer);
    for file in ["run.jsonl", "metrics.csv", "report.md"] {
        assert!(place.path("run").join(file).is_file(), "{file}");
    }
    let listed = downhill().env("XDG_STATE_HOME", place.path("state")).arg("list").output().unwrap();
    assert!(stdout(&listed).starts_with("no race runs "), "{}", stdout(&listed));
}

#[test]
fn stop_asks_the_trainer_and_waits_for_its_end() {
    let place = Place::new();
    let (mut child, mut trainer, mut host) = running(&place);
    trainer.write_all(STEP.as_bytes()).unwrap();
    let mut stop = downhill();
    stop.env("XDG_STATE_HOME", place.path("state")).arg("stop").arg(place.path("run"));
    let stopping = stop.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut command = String::new();
    host.read_line(&mut command).unwrap();
    let command: Value = serde_json::from_str(&command).unwrap();
    assert_eq!(command["do"], "stop");
    let answer = format!("{{\"answer\":{},\"step\":1}}\n{{\"end\":\"stopped\"}}\n", command["id"]);
    trainer.write_all(answer.as_bytes()).unwrap();
    let told = stopping.wait_with_output().unwrap();
    let told = stdout(&told) + &stderr(&told);
    assert!(told.contains("has ended at step 1"), "{told}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_client_is_printed_as_it_is() {
    let output = run(["python"]);
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/host/client/downhill.py");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(output.stdout, fs::read(client).unwrap());
}
