//! Sweeps whose trials are killed, stopped, requeued and run again, here, by a real Slurm and by GNU parallel: they end in
//! the same bits as those that nobody disturbed.

#[path = "swept/by_parallel.rs"]
mod by_parallel;
#[path = "swept/by_slurm.rs"]
mod by_slurm;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;
use serde_json::Value;

use super::{
    PROGRAM,
    process::{is_gone, wait_for},
    pty::Terminal,
};

/// How long a few trials may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Small trials, saved all the time, whose checkpoints are kept to be compared.
const SWEEP: [&str; 17] = [
    "--no-config",
    "--optimizers",
    "sgd,adam",
    "--space",
    "lr=loguniform(1e-3,0.1)",
    "--hidden",
    "16",
    "--batch-size",
    "8",
    "--seed",
    "7",
    "--save-every",
    "0.05",
    "--keep-checkpoints",
    "--headless",
    "--trials",
    "6",
];

fn sweep(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("sweep").args(arguments).arg(folder).stdin(Stdio::null());
    command
}

fn done(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The folder of a trial.
fn trial(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("trials/000/{number:06}"))
}

fn result(folder: &Path, number: usize) -> Option<Value> {
    serde_json::from_slice(&fs::read(trial(folder, number).join("result.json")).ok()?).ok()
}

fn status(folder: &Path) -> Value {
    serde_json::from_str(&done(sweep(&["status", "--json"], folder))).unwrap()
}

fn count(folder: &Path, state: &str) -> u64 {
    status(folder)["counts"][state].as_u64().unwrap()
}

/// What a trial has learned, as bytes: weights and the memory of its optimizer.
fn learned(folder: &Path, number: usize) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(trial(folder, number).join("checkpoint.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    tensors.tensors().into_iter().map(|(name, tensor)| (name, tensor.data().to_vec())).collect()
}

/// Checks that two sweeps have ended in the same bits.
fn assert_alike(one: &Path, other: &Path, trials: usize) {
    for number in 0..trials {
        let [one_result, other_result] = [one, other].map(|folder| result(folder, number).unwrap());
        for field in ["state", "iterations", "loss", "accuracy"] {
            assert_eq!(one_result[field], other_result[field], "trial {number}: {field}");
        }
        assert_eq!(learned(one, number), learned(other, number), "trial {number}");
    }
}

/// A sweep that nobody disturbs.
fn undisturbed(place: &Path, more: &[&str]) -> PathBuf {
    let folder = place.join("undisturbed");
    done(sweep(&[&SWEEP[..], more].concat(), &folder));
    folder
}

fn spawned(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn killed_again_and_again_a_sweep_ends_with_the_same_bits() {
    let place = tempfile::tempdir().unwrap();
    let long = ["--iterations", "4000"];
    let straight = undisturbed(place.path(), &long);
    let killed = place.path().join("killed");
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    let mut command = sweep(&[&SWEEP[..], &long].concat(), &killed);
    let mut kills = 0;
    loop {
        let mut child = spawned(command);
        thread::sleep(Duration::from_millis(rng.random_range(300..1_500)));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        command = if killed.join("sweep.toml").exists() {
            sweep(&["retry", "--headless"], &killed)
        } else {
            let _ = fs::remove_dir_all(&killed);
            sweep(&[&SWEEP[..], &long].concat(), &killed)
        };
    }
    assert!(kills > 0, "the trials are too short to be killed");
    assert_alike(&straight, &killed, 6);
    eprintln!("{kills} kills of the process of all trials");
}

#[test]
fn stopped_it_saves_and_what_is_missing_is_run_again() {
    let place = tempfile::tempdir().unwrap();
    let long = ["--iterations", "1500"];
    let straight = undisturbed(place.path(), &long);
    let folder = place.path().join("stopped");
    let mut child = spawned(sweep(&[&SWEEP[..], &long].concat(), &folder));
    assert!(wait_for(PATIENCE, || trial(&folder, 1).join("checkpoint.safetensors").exists()), "trials run");
    let told = done(sweep(&["stop"], &folder));
    assert!(told.contains("sweep retry"), "{told}");
    assert!(wait_for(PATIENCE, || is_gone(child.id())), "the sweep ends");
    child.wait().unwrap();
    assert!(count(&folder, "interrupted") > 0);
    // A task that comes too late leaves it alone.
    let late = Command::new(PROGRAM).arg("trial").arg(&folder).arg("5").output().unwrap();
    assert_eq!(late.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&late.stderr).contains("was stopped"));
    done(sweep(&["retry", "--headless"], &folder));
    assert_alike(&straight, &folder, 6);
}

#[test]
fn a_trial_that_fails_ends_no_other_and_says_why() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    done(sweep(&[&SWEEP[..], &["--iterations", "20", "--plan-only"]].concat(), &folder));
    // Something else lies where its log should be.
    fs::create_dir_all(trial(&folder, 2).join("run.jsonl")).unwrap();
    let output = sweep(&["retry", "--headless"], &folder).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("trial 2 failed: "), "{}", stdout(&output));
    assert_eq!((count(&folder, "finished"), count(&folder, "failed")), (5, 1));
    fs::remove_dir_all(trial(&folder, 2)).unwrap();
    done(sweep(&["retry", "--headless"], &folder));
    assert_eq!(count(&folder, "finished"), 6);
}

#[test]
fn it_goes_on_in_the_background_and_only_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    let told = done(sweep(&[&SWEEP[..], &["--iterations", "3000", "--detach"]].concat(), &folder));
    assert!(told.contains("downhill sweep attach"), "{told}");
    let twice = sweep(&["retry", "--headless"], &folder).output().unwrap();
    let message = String::from_utf8_lossy(&twice.stderr).into_owned();
    assert!(twice.status.code() == Some(1) && message.contains("runs already, process "), "{message}");
    // Whoever attaches sees it to its end.
    let lines = done(sweep(&["attach", "--headless"], &folder));
    assert!(lines.contains("6 trials: 6 finished"), "{lines}");
}

#[test]
fn halving_and_asha_decide_from_files_and_halving_the_same_whoever_is_first() {
    let place = tempfile::tempdir().unwrap();
    let halving = ["--iterations", "64", "--pruner", "halving", "--min-iterations", "4", "--trials", "16"];
    let mut survivors = Vec::new();
    for threads in ["1", "3"] {
        let folder = place.path().join(threads);
        done(sweep(&[&SWEEP[..15], &halving, &["--threads", threads]].concat(), &folder));
        assert_eq!((count(&folder, "finished"), count(&folder, "pruned")), (1, 15));
        let rung = |rung: &str| fs::read_dir(folder.join("rungs").join(rung)).unwrap().count();
        assert_eq!(["0", "1", "2"].map(rung), [16, 4, 1]);
        survivors
            .push((0..16).map(|number| result(&folder, number).unwrap()["loss"].clone()).collect::<Vec<_>>());
    }
    assert_eq!(survivors[0], survivors[1]);
    let folder = place.path().join("asha");
    let asha = ["--iterations", "64", "--pruner", "asha", "--min-iterations", "4", "--trials", "16"];
    done(sweep(&[&SWEEP[..15], &asha].concat(), &folder));
    let (finished, pruned) = (count(&folder, "finished"), count(&folder, "pruned"));
    assert!(finished >= 1 && pruned >= 8 && finished + pruned == 16, "{finished} finished, {pruned} pruned");
}

/// The processor time of a program, all its threads together.
fn worked(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<u64> =
        stat.split_once(") ").unwrap().1.split(' ').filter_map(|field| field.parse().ok()).collect();
    // User and system time, in hundredths of a second.
    Duration::from_millis(10 * (fields[10] + fields[11]))
}

#[test]
#[ignore = "10,000 folders of trials"]
fn ten_thousand_trials_are_told_at_once_and_cost_little() {
    let place = tempfile::tempdir().unwrap();
    let (one, many) = (place.path().join("one"), place.path().join("many"));
    done(sweep(&[&SWEEP[..15], &["--trials", "1", "--iterations", "20"]].concat(), &one));
    done(sweep(&[&SWEEP[..15], &["--trials", "10000", "--plan-only"]].concat(), &many));
    let known = result(&one, 0).unwrap();
    let log = fs::read(trial(&one, 0).join("run.jsonl")).unwrap();
    for number in 0..9_900 {
        let folder = many.join(format!("trials/{:03}/{number:06}", number / 1_000));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("run.jsonl"), &log).unwrap();
        let mut own = known.clone();
        own["trial"] = number.into();
        fs::write(folder.join("result.json"), own.to_string()).unwrap();
    }
    let begun = Instant::now();
    assert!(done(sweep(&["status"], &many)).starts_with("10,000 trials: 9,900 finished, 100 waiting"));
    let status = begun.elapsed();
    assert!(status < Duration::from_secs(2), "status took {status:?}");
    let begun = Instant::now();
    let mut terminal = Terminal::start(&["sweep", "attach", many.to_str().unwrap()], &[], (120, 40));
    terminal.until_text("9,900 finished");
    let open = begun.elapsed();
    assert!(open < Duration::from_secs(1), "attach took {open:?}");
    let before = worked(terminal.id());
    terminal.listen(Duration::from_secs(20));
    let share = worked(terminal.id()).saturating_sub(before).as_secs_f64() / 20.0;
    assert!(share < 0.03, "{:.1} % of a core", share * 100.0);
    eprintln!("status {status:?}, attach {open:?}, then {:.2} % of a core", share * 100.0);
}

#[test]
fn damaged_and_foreign_files_are_told_and_never_fatal() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    done(sweep(&[&SWEEP[..], &["--iterations", "20"]].concat(), &folder));
    let path = |number: usize| trial(&folder, number).join("result.json");
    let whole = fs::read(path(0)).unwrap();
    fs::write(path(0), &whole[..whole.len() / 2]).unwrap();
    fs::write(path(1), b"\x1b[31m\xff").unwrap();
    fs::write(path(2), &whole).unwrap();
    fs::write(path(3), b"").unwrap();
    fs::write(folder.join("trials/000/junk"), "x").unwrap();
    fs::create_dir_all(folder.join("trials/000/000099")).unwrap();
    fs::create_dir_all(folder.join("trials/000/4")).unwrap();
    let told = done(sweep(&["status"], &folder));
    assert!(told.starts_with("6 trials: 2 finished, 4 failed"), "{told}");
    assert!(told.contains("trial 2 failed: result.json: of trial 0"), "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    done(sweep(&["retry", "--headless"], &folder));
    assert_eq!(count(&folder, "finished"), 6);
}
