//! Killed at any moment, or stopped and gone on with in every way, a race is the same race.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;

use super::{PROGRAM, forms::forms, pty::Terminal};

const RACE: [&str; 10] = [
    "--optimizers",
    "sgd,momentum,adam:sched=cosine:warmup=20",
    "--iterations",
    "600",
    "--hidden",
    "16",
    "--batch-size",
    "8",
    "--pace",
    "500",
];

/// A checkpoint every twentieth of a second.
const OFTEN: [&str; 3] = ["--headless", "--save-every", "0.05"];

fn downhill(arguments: &[&str], folder: &Path) -> Output {
    Command::new(PROGRAM).args(arguments).arg(folder).stdin(Stdio::null()).output().unwrap()
}

/// What every lane has learned, as bytes.
fn learned(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(folder.join("checkpoint.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    tensors.tensors().into_iter().map(|(name, tensor)| (name, tensor.data().to_vec())).collect()
}

fn losses(folder: &Path) -> String {
    fs::read_to_string(folder.join("losses.csv")).unwrap()
}

/// Checks that a recorded race, trained again at one go, gives every loss and every weight anew.
fn rerun(folder: &Path) {
    let output = downhill(&["replay", "--rerun"], folder);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        told.contains("every one the same bits") && told.contains("the same bits as the checkpoint's"),
        "{told}"
    );
}

fn killed_at_any_moment_it_goes_on_and_ends_with_the_same_bits(kills: u32) {
    let place = tempfile::tempdir().unwrap();
    let (straight, killed) = (place.path().join("straight"), place.path().join("killed"));
    let start: Vec<&str> = [&RACE[..], &OFTEN, &["--out"]].concat();
    let go_on: Vec<&str> = [&["resume"], &OFTEN[..]].concat();
    assert!(downhill(&start, &straight).status.success());
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let (mut rounds, mut too_early) = (0, 0);
    let mut killed_so_far = 0;
    while killed_so_far < kills {
        rounds += 1;
        let _ = fs::remove_dir_all(&killed);
        let mut arguments = start.clone();
        loop {
            let mut command = Command::new(PROGRAM);
            command.args(&arguments).arg(&killed).stdin(Stdio::null()).stdout(Stdio::null());
            let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(rng.random_range(50..700)));
            let ended = child.try_wait().unwrap();
            let _ = child.kill();
            let output = child.wait_with_output().unwrap();
            if ended.is_some() {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                break;
            }
            killed_so_far += 1;
            let has = |name: &str| killed.join(name).exists();
            if has("checkpoint.safetensors") || has("checkpoint.previous.safetensors") {
                arguments.clone_from(&go_on);
            } else {
                too_early += 1;
                let _ = fs::remove_dir_all(&killed);
            }
        }
        assert_eq!(learned(&killed), learned(&straight));
        assert_eq!(losses(&killed), losses(&straight));
        let strays: Vec<_> = fs::read_dir(&killed)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with('.'))
            .collect();
        assert!(strays.is_empty(), "{strays:?}");
        rerun(&killed);
    }
    eprintln!(
        "{killed_so_far} kills in {rounds} races, {too_early} before the first checkpoint: all ended alike"
    );
}

forms!(killed_at_any_moment_it_goes_on_and_ends_with_the_same_bits, short 30, long 200, "200 kills");

#[test]
fn stopped_and_gone_on_with_in_every_way_it_is_the_race_that_was_never_stopped() {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("run");
    let out = run.to_str().unwrap();
    let race = [
        "--iterations",
        "3000",
        "--hidden",
        "16",
        "--batch-size",
        "8",
        "--pace",
        "1000",
        "--threads",
        "1",
        "--out",
        out,
    ];
    let mut terminal = Terminal::start(&race, &[], (80, 24));
    terminal.until_text("▶ running");
    // A rate, a pause, a step and another lane's rate.
    for keys in ["\u{1b}[C", " ", "n", "\u{1b}[B\u{1b}[D", " "] {
        terminal.press(keys);
        terminal.listen(Duration::from_millis(80));
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let mut terminal = Terminal::start(&["resume", out, "--threads", "4"], &[], (120, 40));
    terminal.until_text("▶ running");
    // The mark of the change is on the chart, and more follow: a lane off and on, one more, back, and a fork.
    terminal.until_text("0.01→0.02");
    for keys in ["x", "x", "+\r", "\u{1b}[C", "u", "F", "\u{1b}[C", " "] {
        terminal.press(keys);
        terminal.listen(Duration::from_millis(80));
    }
    terminal.until_text("paused");
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 143);
    // A reader that takes nothing, then nobody at all.
    let mut stalled = Command::new(PROGRAM)
        .args(["resume", out, "--headless", "--threads", "2"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    let _ = Command::new("kill").args(["-s", "TERM", &stalled.id().to_string()]).status();
    stalled.wait().unwrap();
    assert!(downhill(&["resume", "--headless", "--pace", "100000"], &run).status.success());
    assert!(losses(&run).lines().last().unwrap().starts_with("3000,"), "it came to its end");
    rerun(&run);
}
