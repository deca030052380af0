//! The views beside the race, as a person would use them.

use super::{endless, number_before, running};
use crate::pty::Terminal;

/// A mouse report of that button at that column and row, which count from 1.
fn mouse(button: u8, (column, row): (u16, u16), end: char) -> String {
    format!("\x1b[<{button};{column};{row}{end}")
}

#[test]
fn the_view_into_a_step_shows_the_rule_with_its_numbers_and_follows_lane_and_layer() {
    let mut terminal = running(&[]);
    terminal.press("3");
    terminal.until_text("p ← p − 0.01·g");
    terminal.until_text("layer 1 of 2");
    terminal.press("jl");
    terminal.until_text("v ← 0.9·v − 0.01·g");
    terminal.until_text("layer 2 of 2");
    terminal.press(" ");
    terminal.until_text("▮ paused");
    let before = number_before(&terminal.text(), " iterations").unwrap();
    terminal.until_text(&format!("its step at iteration {}", before + 1));
    terminal.press("\x1b[C");
    terminal.until_text("v ← 0.9·v − 0.02·g");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn digits_are_shown_with_what_every_lane_says_and_lists_and_looks_can_be_changed() {
    let mut terminal = running(&[]);
    terminal.press("4");
    terminal.until_text("test images  1 of 1,000");
    terminal.until_text("test image 0 is a 7");
    terminal.press("l");
    terminal.until_text("test image 10 is a");
    terminal.press("m");
    terminal.until_text("images that lanes disagree on  1 of");
    terminal.press("mj");
    terminal.until_text("Momentum's mistakes, worst first");
    terminal.press("vv");
    terminal.until_text("rows: actual class");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_digit_drawn_by_keys_or_by_the_mouse_is_guessed_and_the_mouse_is_captured_only_meanwhile() {
    use vt100::MouseProtocolMode::{ButtonMotion, None};
    let mut terminal = Terminal::start(&endless(&["--optimizers", "adam"]), &[], (80, 24));
    terminal.until_text("◆ Adam");
    terminal.press("4");
    terminal.until_text("test images");
    assert_eq!(terminal.screen().mouse_protocol_mode(), None);
    terminal.press("i");
    terminal.until_text("draw a digit from 0 to 9");
    assert_eq!(terminal.screen().mouse_protocol_mode(), ButtonMotion);
    terminal.press(" ");
    terminal.press(&"\x1b[B".repeat(14));
    terminal.until("a guess", |screen| screen.contains("says") && screen.contains(" %"));
    terminal.press("\x7f");
    terminal.until_text("draw a digit from 0 to 9");
    terminal.press(&mouse(0, (16, 6), 'M'));
    terminal.press(&mouse(32, (16, 16), 'M'));
    terminal.press(&mouse(0, (16, 16), 'm'));
    terminal
        .until("a line and a guess", |screen| screen.contains("says") && screen.matches('█').count() > 10);
    terminal.press("\x1b");
    terminal.until_text("test images");
    assert_eq!(terminal.screen().mouse_protocol_mode(), None);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn whatever_ends_it_with_the_pad_open_the_mouse_is_given_back() {
    use vt100::MouseProtocolMode::None;
    for way in ["TERM", "HUP", "key"] {
        let mut terminal = Terminal::start(&endless(&[]), &[], (80, 24));
        terminal.until_text("SGD");
        terminal.press("4i");
        terminal.until_text("draw a digit");
        match way {
            "key" => terminal.press("\x03"),
            signal => terminal.signal(signal),
        }
        terminal.end();
        assert_eq!(terminal.screen().mouse_protocol_mode(), None, "{way}");
    }
}

#[test]
fn one_goes_back_and_forks_a_twin_and_a_lane_that_diverged_is_rescued_at_half_its_rate() {
    let mut terminal = running(&[]);
    terminal.until("150 iterations", |screen| number_before(screen, " iterations") > Some(150));
    terminal.press(" ");
    terminal.until_text("▮ paused");
    let before = number_before(&terminal.text(), " iterations").unwrap();
    terminal.press("u");
    terminal.until("100 back", |screen| number_before(screen, " iterations") == Some(before - 100));
    terminal.press("F");
    terminal.until_text("SGD 2");
    terminal.press("\x1b[C");
    terminal.until_text("SGD 2 0.01→0.02");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let lanes = ["--optimizers", "adamw:lr=1024,sgd"];
    let mut terminal = Terminal::start(&endless(&lanes), &[], (100, 24));
    terminal.until_text("diverged at");
    terminal.press("U");
    terminal.until("half the rate", |screen| screen.contains("    512  "));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_selected_lane_is_explained_and_where_there_is_room_the_chart_stands_below() {
    let mut terminal = Terminal::start(&endless(&[]), &[], (120, 40));
    terminal.until_text("▶ running");
    terminal.press("6");
    terminal.until_text("picture   A");
    terminal.until_text("p ← p − η·g");
    terminal.until_text("line: mean of 11");
    terminal.press("j");
    terminal.until_text("lane 2 of 4");
    terminal.until_text("v ← ");
    terminal.press("\x1b[C");
    terminal.until_text("learning rate  0.02");
    terminal.press("1");
    terminal.until_text("last ");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
