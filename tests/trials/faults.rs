//! A fault in one lane, or in the trainer, costs neither the screen nor the other lanes' numbers.

use std::{fs, process::Command};

use super::{ENDLESS, PROGRAM, pty::Terminal};

/// The losses of one lane as a table has them.
fn column(folder: &std::path::Path, lane: &str) -> Vec<String> {
    let table = fs::read_to_string(folder.join("losses.csv")).unwrap();
    let mut rows = table.lines().map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
    let at = rows.next().unwrap().iter().position(|name| name == lane).unwrap();
    rows.map(|row| row[at].clone()).collect()
}

#[test]
fn a_lane_that_fails_is_told_of_and_leaves_the_others_numbers_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, fault: &str| {
        let out = folder.path().join(name);
        let race = ["--headless", "--iterations", "60", "--hidden", "16", "--batch-size", "8", "--out"];
        let output =
            Command::new(PROGRAM).args(race).arg(&out).env("DOWNHILL_FAULT", fault).output().unwrap();
        (out, output)
    };
    let (sound, _) = run("sound", "");
    let (faulty, output) = run("faulty", "lane1@30");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.lines().last().unwrap().starts_with("downhill: Momentum was stopped by a fault"),
        "{message}"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("Momentum stopped at iteration 30"));
    for lane in ["SGD", "AdaGrad", "Adam"] {
        assert_eq!(column(&faulty, lane), column(&sound, lane), "{lane}");
    }
    assert_eq!(column(&faulty, "Momentum")[..29], column(&sound, "Momentum")[..29]);
    assert!(column(&faulty, "Momentum")[29..].iter().all(String::is_empty));
}

#[test]
fn a_screen_outlives_a_fault_in_a_lane_and_one_in_the_trainer() {
    for (fault, told) in
        [("lane1@30", "Momentum stopped at iteration 30"), ("race@30", "the trainer has stopped")]
    {
        let mut terminal = Terminal::start(&ENDLESS, &[("DOWNHILL_FAULT", fault)], (80, 24));
        terminal.until_text(told);
        terminal.press("?");
        terminal.until_text("┌─ help");
        terminal.press("?q");
        assert_eq!(terminal.end(), 1, "{fault}");
    }
}
