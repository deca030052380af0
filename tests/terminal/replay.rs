//! A recorded race shown again, with its networks.

use std::{fs, time::Duration};

use crate::pty::Terminal;

const SHORT: [&str; 8] =
    ["--hidden", "8", "--batch-size", "8", "--iterations", "60", "--optimizers", "sgd,momentum,adam"];

/// The rows of the view, without header and footer.
fn view(terminal: &Terminal) -> Vec<String> {
    terminal.text().lines().skip(2).take(20).map(|row| row.trim_end().to_owned()).collect()
}

/// What each of the views into networks shows of the race that stands at its end.
fn views(terminal: &mut Terminal) -> Vec<Vec<String>> {
    let mut views = Vec::new();
    terminal.press("4");
    terminal.until_text("test images  1 of 10,000");
    terminal.until_text("test image 0 is a 7");
    views.push(view(terminal));
    terminal.press("vv");
    terminal.until_text("of 10,000 test images right");
    views.push(view(terminal));
    terminal.press("v3j");
    terminal.until_text("v ← 0.9·v − 0.01·g");
    terminal.until_text("its step at iteration 61");
    views.push(view(terminal));
    terminal.press("4ki");
    terminal.until_text("draw a digit from 0 to 9");
    terminal.press(" ");
    terminal.press(&"\x1b[B".repeat(14));
    terminal.until("a guess", |screen| screen.contains("says") && screen.contains(" %"));
    // What was drawn when the first guess was made may have been half of it.
    terminal.listen(Duration::from_secs(1));
    views.push(view(terminal));
    terminal.press("\x1b");
    terminal.until_text("test images  1 of 10,000");
    views
}

#[test]
fn the_networks_of_a_recording_are_shown_as_those_of_the_race_at_its_end() {
    let place = tempfile::tempdir().unwrap();
    let recorded: Vec<&str> = SHORT.into_iter().chain(["--out", "run"]).collect();
    let mut terminal = Terminal::start_in(place.path(), &recorded, &[], (80, 24));
    terminal.until_text("✓ finished");
    let at_end = views(&mut terminal);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let replay = ["replay", "run", "--paused", "--pace", "1000"];
    let mut terminal = Terminal::start_in(place.path(), &replay, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("4");
    let note = "networks of iteration 60, the recording's checkpoint";
    terminal.until_text(note);
    terminal.until_text("test images  1 of 10,000");
    terminal.press("3");
    terminal.until_text("its step at iteration 61");
    assert!(terminal.text().contains(note), "{}", terminal.text());
    terminal.press("g30\r");
    terminal.until_text("30 / 60");
    assert!(terminal.text().contains(note), "{}", terminal.text());
    terminal.press(" ");
    terminal.until_text("✓ finished");
    terminal.until("networks and losses of one iteration", |screen| !screen.contains("checkpoint"));
    assert_eq!(views(&mut terminal), at_end);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    for name in ["checkpoint.safetensors", "checkpoint.previous.safetensors"] {
        fs::remove_file(place.path().join("run").join(name)).unwrap();
    }
    let mut terminal = Terminal::start_in(place.path(), &["replay", "run"], &[], (80, 24));
    terminal.press("4");
    terminal.until_text("no networks to look into: run: no checkpoint in it");
    assert!(!terminal.text().contains("i draw"), "{}", terminal.text());
    terminal.press("1");
    terminal.until_text("✓ finished");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
