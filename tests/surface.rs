//! The surface in a real pseudo-terminal, as a lecturer would show it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]
#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use std::time::Duration;

use pty::Terminal;

/// A race that is quick and waits.
const RACE: [&str; 7] = ["--paused", "--iterations", "0", "--hidden", "8", "--batch-size", "8"];

/// How many steps the screen tells.
fn steps(screen: &str) -> Option<u64> {
    // The sentences above have steps, too, but no number of them.
    let mut before = screen.split(" steps").filter_map(|before| before.split_whitespace().next_back());
    before.find_map(|word| word.replace(',', "").parse().ok())
}

/// The row of a lane in the table.
fn row<'a>(screen: &'a str, lane: &str) -> Option<&'a str> {
    screen.lines().rfind(|line| line.contains(lane))
}

#[test]
fn everyone_rolls_pauses_steps_and_starts_elsewhere_at_another_rate() {
    let mut terminal = Terminal::start(&RACE, &[], (100, 30));
    terminal.until_text("▮ paused");
    terminal.press("2");
    terminal.until_text("▶ surface rolling");
    terminal.until_text("x²/20 + y²");
    terminal.until("five steps", |screen| steps(screen) >= Some(5));

    terminal.press(" ");
    terminal.until("it rests", |screen| !screen.contains("▶ surface rolling"));
    terminal.listen(Duration::from_millis(300));
    let rested = steps(&terminal.text()).unwrap();
    assert_eq!(terminal.listen(Duration::from_secs(1)), 0, "nothing moves, nothing is written");
    terminal.press("n");
    terminal.until("one step", |screen| steps(screen) == Some(rested + 1));

    terminal.press("r");
    terminal.until("the start", |screen| steps(screen) == Some(0));
    terminal.press("NNN");
    // The tutorial's place after thirty steps.
    terminal.until("SGD is there", |screen| {
        row(screen, "SGD").is_some_and(|row| row.contains("−0.350") && row.contains("0.085"))
    });

    terminal.press("\x1b[B\x1b[C");
    terminal.until("the rate", |screen| row(screen, "▸ ✕ Momentum").is_some_and(|row| row.contains(" 0.2 ")));
    terminal.press("L");
    terminal.until_text("from (−6.00, 2.00)");
    terminal.press("f");
    terminal.until_text("Rosenbrock");
    terminal.press("1");
    terminal.until_text("line: mean of 11");
    terminal.until("the race keeps its rate", |screen| {
        row(screen, "▸ ✕ Momentum").is_some_and(|row| row.contains(" 0.01 "))
    });
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn nothing_rolls_while_another_view_is_shown() {
    let mut terminal = Terminal::start(&RACE, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("2]]]]");
    terminal.until("some steps", |screen| steps(screen) >= Some(20));
    terminal.press("1");
    terminal.until_text("line: mean of 11");
    terminal.listen(Duration::from_millis(500));
    assert_eq!(terminal.listen(Duration::from_secs(1)), 0);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_colour_and_utf8_the_surface_is_plain_ascii() {
    let environment = [("LC_ALL", "C"), ("NO_COLOR", "1")];
    let mut terminal = Terminal::start(&RACE, &environment, (80, 24));
    terminal.until_text("downhill");
    terminal.press("2");
    terminal.until_text("x^2/20 + y^2");
    terminal.until("five steps", |screen| steps(screen) >= Some(5));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.output.is_ascii());
}
