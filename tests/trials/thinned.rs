//! A race so long that its losses are recorded as buckets of neighbours is gone on with to the same bits, and
//! trained again beside them. How much an hour takes is counted in `src/record/tests/size.rs`.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use super::{PROGRAM, process::wait_for};

/// With 64 lanes losses are written one by one up to iteration 16,384.
const EXACT: u64 = 16_384;

fn program(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).arg(folder).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The iterations that have a row.
fn rows(run: &Path) -> Vec<u64> {
    let table = fs::read_to_string(run.join("losses.csv")).unwrap_or_default();
    let whole = table.lines().skip(1);
    whole.filter_map(|row| row.split(',').next()?.parse().ok()).collect()
}

#[test]
fn a_long_race_is_recorded_in_buckets_and_goes_on_to_the_same_bits() {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("run");
    let lanes = vec!["sgd"; 64].join(",");
    let race = ["--headless", "--optimizers", &lanes, "--hidden", "1", "--batch-size", "1", "--threads", "1"];
    let all = [&race[..], &["--iterations", "20000", "--save-every", "0.2", "--out"]].concat();
    let mut first = program(&all, &run).stdout(Stdio::null()).spawn().unwrap();
    // Killed where buckets are written already.
    let coarse = || rows(&run).last().is_some_and(|last| *last > EXACT + 500);
    assert!(wait_for(Duration::from_mins(5), coarse), "{:?}", rows(&run).last());
    first.kill().unwrap();
    first.wait().unwrap();
    let resumed = program(&["resume", "--headless"], &run).output().unwrap();
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
    let rows = rows(&run);
    let (exact, coarse) = rows.split_at(EXACT as usize);
    assert!((1..).zip(exact).all(|(iteration, row)| iteration == *row));
    assert!(coarse.windows(2).all(|pair| (1..=16).contains(&(pair[1] - pair[0]))), "{coarse:?}");
    assert!(coarse.len() < 1_000, "{}: saved all the time, and still few", coarse.len());
    assert_eq!(coarse.last(), Some(&20_000));
    let again = program(&["replay", "--rerun"], &run).output().unwrap();
    let told = said(&again);
    assert_eq!(again.status.code(), Some(0), "{told}");
    assert!(told.contains("only as smallest and largest of neighbours, which are the same"), "{told}");
    assert!(told.contains("weights and optimizer memory: the same bits as the checkpoint's"), "{told}");
}
