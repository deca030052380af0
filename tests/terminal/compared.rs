//! Recorded races beside one another, and a recorded lane beside a race, as a person would use them.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::endless;
use crate::pty::Terminal;

/// A folder with two recorded races, one of them in a folder of its own.
fn recorded() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    record(place.path(), &["--optimizers", "sgd,adam", "--batch-size", "8", "--out", "night"]);
    record(place.path(), &["--optimizers", "adam:lr=0.01", "--batch-size", "16", "--out", "more/day"]);
    place
}

fn record(place: &Path, more: &[&str]) {
    let race = ["--headless", "--iterations", "60", "--hidden", "16"];
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("downhill"));
    let done = command.env("XDG_CONFIG_HOME", "/nowhere").current_dir(place).args(race).args(more).output();
    assert!(done.unwrap().status.success());
}

#[test]
fn recorded_races_stand_beside_one_another_and_are_written_as_one() {
    let place = recorded();
    let mut terminal = Terminal::start_in(place.path(), &["compare", "night", "more/day"], &[], (120, 40));
    terminal.until_text("2 races, 3 lanes");
    for lane in ["● night/SGD", "◆ night/Adam", "◇ day/Adam"] {
        terminal.until_text(lane);
    }
    terminal.until_text("batch 16");
    terminal.press("V");
    terminal.until_text("log iterations");
    terminal.press("A1\r");
    terminal.until_text("to 1");
    terminal.press("jE");
    terminal.until_text("above night/Adam");
    terminal.press("r");
    terminal.until_text("r does nothing now");
    terminal.press("w");
    terminal.until_text("saved to downhill-1/");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let report = fs::read_to_string(place.path().join("downhill-1/report.md")).unwrap();
    assert!(report.starts_with("# night, day compared\n"), "{report}");
    assert!(fs::read_to_string(place.path().join("downhill-1/screen.txt")).unwrap().contains("day/Adam"));
    // The tables stay in the terminal.
    terminal.until_text("in common: seed 0");
}

#[test]
fn a_lane_of_a_recorded_race_joins_as_a_ghost_and_leaves_again() {
    let place = recorded();
    let mut terminal = Terminal::start_in(place.path(), &endless(&["--paused"]), &[], (100, 30));
    terminal.until_text("▮ paused");
    terminal.press("+\x1b[D");
    terminal.until_text("← a recorded lane →");
    terminal.press("\r");
    // The newest race first.
    terminal.until_text("▸ more/day/Adam");
    terminal.press("j");
    terminal.until_text("▸ night/SGD");
    terminal.press("j\r");
    terminal.until_text("night/Adam is there as a ghost");
    terminal.until_text("◇ night/Adam");
    terminal.press("NNkkkkjjjj");
    terminal.until_text("▸ ◇ night/Adam");
    terminal.press("r");
    terminal.until_text("◇ night/Adam");
    terminal.press("X");
    terminal.until("the ghost has gone", |screen| !screen.contains("◇ night/Adam"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_no_race_any_more_when_it_is_chosen_is_told_and_changes_nothing() {
    let place = recorded();
    let mut terminal = Terminal::start_in(place.path(), &endless(&["--paused"]), &[], (100, 30));
    terminal.until_text("▮ paused");
    terminal.press("+\x1b[D\r");
    terminal.until_text("▸ more/day/Adam");
    fs::remove_dir_all(place.path().join("more")).unwrap();
    terminal.press("\r");
    terminal.until_text("not loaded: ./more/day: no such folder");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
