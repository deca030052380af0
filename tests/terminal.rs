//! The real program in a real pseudo-terminal, as a person would use it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]
#![cfg(unix)]

#[path = "terminal/compared.rs"]
mod compared;
#[path = "terminal/lecture.rs"]
mod lecture;
#[path = "terminal/mouse.rs"]
mod mouse;
#[path = "support/pty.rs"]
mod pty;
#[path = "terminal/replay.rs"]
mod replay;
#[path = "terminal/steered.rs"]
mod steered;
#[path = "terminal/title.rs"]
mod title;
#[path = "terminal/views.rs"]
mod views;

use std::time::Duration;

use pty::Terminal;

/// A race that is quick and doesn't end by itself.
const ENDLESS: [&str; 8] = ["--iterations", "0", "--hidden", "16", "--batch-size", "8", "--pace", "200"];

fn endless(more: &[&str]) -> Vec<&'static str> {
    let leaked = |text: &&str| -> &'static str { Box::leak((*text).to_owned().into_boxed_str()) };
    ENDLESS.into_iter().chain(more.iter().map(leaked)).collect()
}

fn running(more: &[&str]) -> Terminal {
    let mut terminal = Terminal::start(&endless(more), &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.until("a smoothed loss", |screen| screen.contains("SGD") && screen.contains("0.01    "));
    terminal
}

#[test]
fn four_lanes_start_and_a_person_pauses_turns_a_rate_resets_asks_for_help_and_quits() {
    let mut terminal = running(&[]);
    for lane in ["● SGD", "✕ Momentum", "■ AdaGrad", "◆ Adam"] {
        terminal.until_text(lane);
    }
    terminal.until("fifty iterations", |screen| number_before(screen, " iterations") > Some(50));

    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.press("j");
    terminal.until_text("▸ ✕ Momentum");
    terminal.press("\x1b[C");
    terminal.until_text("Momentum 0.01→0.02");
    terminal.until_text("Momentum     0.02");

    terminal.press("r");
    terminal.until("iteration 0", |screen| number_before(screen, " iterations") == Some(0));
    terminal.until_text("Momentum     0.02");
    terminal.press("n");
    terminal.until("one step", |screen| number_before(screen, " iteration") == Some(1));
    terminal.press("N");
    terminal.until("ten steps", |screen| number_before(screen, " iterations") == Some(11));

    terminal.press("?");
    terminal.until_text("one network, trained by one optimizer");
    terminal.press("\x1b[C");
    terminal.until_text("pause or go on");
    terminal.press("?");
    terminal.until("help is closed", |screen| !screen.contains("pause or go on"));

    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    for word in ["SGD", "Momentum", "AdaGrad", "Adam"] {
        assert!(terminal.text().contains(word), "the summary stays\n{}", terminal.text());
    }
}

/// The whole number that stands before a word.
fn number_before(screen: &str, word: &str) -> Option<u64> {
    let digits: String =
        screen.split(word).next()?.chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    digits.chars().rev().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[test]
fn a_lane_is_edited_switched_off_added_and_removed() {
    let mut terminal = Terminal::start(&endless(&["--paused"]), &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("e");
    terminal.until_text("settings of SGD");
    terminal.press("7\r");
    terminal.until_text("SGD             7");
    terminal.press("x");
    terminal.until("the lane is off", |screen| {
        screen.lines().any(|line| line.contains("SGD") && line.trim_end().ends_with("off"))
    });
    terminal.press("+\x1b[C\x1b[C");
    terminal.until_text("← Nesterov →");
    terminal.press("\r");
    terminal.until_text("▸ ▲ Nesterov");
    terminal.press("X");
    terminal.until_text("X once more removes Nesterov");
    terminal.press("X");
    terminal.until("the lane is gone", |screen| !screen.contains("Nesterov"));
    terminal.press("e\x1b[A");
    terminal.press("16\r");
    terminal.until_text("batch 8→16");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_finished_race_stays_on_screen_says_so_and_goes_on() {
    let short = ["--iterations", "60", "--hidden", "8", "--batch-size", "8"];
    let mut terminal = Terminal::start(&short, &[], (120, 40));
    terminal.until_text("✓ finished");
    terminal.until_text("60 / 60");
    terminal.press("c");
    terminal.until_text("/ 2,060");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn nothing_is_written_while_nothing_changes() {
    let mut terminal = running(&[]);
    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(500));
    assert_eq!(terminal.listen(Duration::from_secs(1)), 0);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn any_size_of_window_is_followed_down_to_a_single_cell() {
    let mut terminal = running(&[]);
    for size in [(200, 50), (40, 12), (20, 6), (1, 1), (300, 100), (80, 24)] {
        terminal.resize(size);
        terminal.listen(Duration::from_millis(120));
    }
    terminal.until_text("▶ running");
    terminal.until_text("◆ Adam");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn signals_end_it_with_their_exit_code_and_the_terminal_restored() {
    for (name, code) in [("INT", 130), ("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let mut terminal = running(&[]);
        terminal.signal(name);
        assert_eq!(terminal.end(), code, "{name}");
    }
}

#[test]
fn control_c_and_q_leave_at_any_time_even_while_loading() {
    for key in ["q", "\x03"] {
        let mut terminal = Terminal::start(&endless(&[]), &[], (80, 24));
        terminal.until_text("downhill");
        terminal.press(key);
        assert_eq!(terminal.end(), 0, "{}", terminal.text());
    }
}

#[test]
fn without_utf8_every_byte_is_ascii_and_no_color_means_none() {
    let environment = [("LC_ALL", "C"), ("NO_COLOR", "1")];
    let mut terminal = Terminal::start(&endless(&[]), &environment, (80, 24));
    terminal.until_text("> running");
    terminal.until_text("D Adam");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.output.is_ascii());
    let text = String::from_utf8(terminal.output.clone()).unwrap();
    for colour in ["\x1b[38;", "\x1b[48;", "\x1b[3", "\x1b[9"] {
        let coloured = text
            .split(colour)
            .skip(1)
            .any(|rest| rest.chars().take(3).any(|c| c == 'm') && !rest.starts_with("9m"));
        assert!(!coloured, "{colour:?} in the output");
    }
}

#[test]
fn data_that_cannot_be_read_is_said_on_screen_and_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), b"\0\0\x08\x03").unwrap();
    let mut terminal = Terminal::start(&["--data", path], &[], (100, 24));
    terminal.until_text("✕ failed");
    terminal.press("q");
    assert_eq!(terminal.end(), 1);
    assert!(terminal.text().contains("downhill: "), "{}", terminal.text());
}

#[test]
fn w_writes_a_new_folder_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start_in(folder.path(), &endless(&["--paused"]), &[], (100, 24));
    terminal.until_text("▮ paused");
    terminal.press("N");
    terminal.until("ten steps", |screen| number_before(screen, " iterations") == Some(10));
    terminal.press("w");
    terminal.until_text("saved to downhill-1/");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    for file in ["config.toml", "losses.csv", "figure.svg", "figure.png"] {
        assert!(folder.path().join("downhill-1").join(file).is_file(), "{file}");
    }
}

#[test]
fn rates_are_tried_beside_the_race_and_one_joins_it() {
    let folder = tempfile::tempdir().unwrap();
    let race = endless(&["--paused", "--optimizers", "sgd,adam"]);
    let mut terminal = Terminal::start_in(folder.path(), &race, &[], (100, 30));
    terminal.until_text("▮ paused");
    terminal.press("5");
    terminal.until_text("Enter tries rates");
    // The shortest trials.
    terminal.press("\x1b[D\x1b[D\x1b[D");
    terminal.until_text("50 iterations");
    terminal.press("\r");
    terminal.until_text("after 50 iterations, by rate");
    terminal.until_text("▸ ");
    terminal.press("w");
    terminal.until_text("saved to downhill-1/");
    let table = std::fs::read_to_string(folder.path().join("downhill-1/rates.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 2 * 19);
    terminal.press("+1");
    terminal.until_text("▸ ○ ");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn starts_on_the_screen_come_to_what_the_command_line_comes_to() {
    let folder = tempfile::tempdir().unwrap();
    let race = [
        "--iterations",
        "40",
        "--hidden",
        "16",
        "--batch-size",
        "8",
        "--optimizers",
        "sgd,adam",
        "--seed",
        "4",
    ];
    let arguments: Vec<&str> = race.into_iter().chain(["--paused"]).collect();
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &[], (100, 30));
    terminal.until_text("▮ paused");
    terminal.press("7");
    terminal.until_text("Enter runs the race from 5 starts");
    terminal.press("\x1b[D\r");
    terminal.until_text("3 starts of 40 iterations, seeds 4 to 6");
    terminal.press("w");
    terminal.until_text("saved to downhill-1/");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let plain = folder.path().join("plain");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_downhill"))
        .args(race)
        .args(["--repeat", "3", "--out"])
        .arg(&plain)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let table = |folder: &std::path::Path| std::fs::read_to_string(folder.join("starts.csv")).unwrap();
    let on_screen = table(&folder.path().join("downhill-1"));
    assert_eq!(on_screen.lines().count(), 1 + 3 * 2);
    assert_eq!(on_screen, table(&plain));
}

#[test]
fn the_screen_never_changes_a_loss() {
    let folder = tempfile::tempdir().unwrap();
    let race =
        ["--iterations", "300", "--hidden", "16,8", "--batch-size", "8", "--optimizers", "all", "--out"];
    let on_screen = folder.path().join("screen");
    let arguments: Vec<&str> = race.into_iter().chain([on_screen.to_str().unwrap()]).collect();
    let mut terminal = Terminal::start(&arguments, &[], (120, 40));
    terminal.press("  yso");
    terminal.until_text("✓ finished");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let plain = folder.path().join("plain");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_downhill"))
        .args(race)
        .arg(&plain)
        .args(["--headless", "--threads", "1"])
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let losses = |run: &std::path::Path| std::fs::read(run.join("losses.csv")).unwrap();
    assert!(losses(&on_screen) == losses(&plain), "the same losses with and without a screen");
}
