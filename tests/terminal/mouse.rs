//! The mouse in a real terminal: bytes as terminals send them, what they do, and modes that are gone afterwards.

use std::{fs, time::Duration};

use super::{Terminal, endless};

const ON: [&str; 3] = ["\x1b[?1000h", "\x1b[?1002h", "\x1b[?1006h"];
const OFF: [&str; 3] = ["\x1b[?1000l", "\x1b[?1002l", "\x1b[?1006l"];

/// How often each of these was sent.
fn sent(terminal: &Terminal, sequences: [&str; 3]) -> [usize; 3] {
    let output = String::from_utf8_lossy(&terminal.output).into_owned();
    sequences.map(|sequence| output.matches(sequence).count())
}

/// Column and row of a text on the screen, as reports count them.
fn find(terminal: &Terminal, text: &str) -> (usize, usize) {
    let screen = terminal.text();
    let lines = screen.lines().zip(1..);
    let found = lines.filter_map(|(line, row)| Some((line[..line.find(text)?].chars().count() + 1, row)));
    found.last().unwrap_or_else(|| panic!("no {text} on\n{screen}"))
}

fn click(terminal: &mut Terminal, text: &str) {
    let (column, row) = find(terminal, text);
    terminal.press(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
}

#[test]
fn without_the_flag_or_the_key_no_mode_of_the_mouse_is_sent_and_reports_do_nothing() {
    let mut terminal = Terminal::start(&endless(&["--paused"]), &[], (80, 24));
    terminal.until_text("▮ paused");
    click(&mut terminal, "2 surface");
    terminal.listen(Duration::from_millis(300));
    assert!(!terminal.text().contains("bowl"), "{}", terminal.text());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let output = String::from_utf8_lossy(&terminal.output);
    assert!(!output.contains("\x1b[?100"), "no mode of the mouse, not even to switch it off");
}

#[test]
fn clicks_turn_views_select_lanes_and_press_keys_and_the_wheel_zooms_at_the_pointer() {
    let mut terminal = Terminal::start(&endless(&["--mouse", "--paused"]), &[], (80, 24));
    terminal.until_text("▮ paused");
    assert_eq!(sent(&terminal, ON), [1; 3]);
    click(&mut terminal, "2 surface");
    terminal.until_text("bowl");
    click(&mut terminal, "1 race");
    terminal.until("the race", |screen| !screen.contains("bowl"));
    click(&mut terminal, "✕ Momentum");
    terminal.until_text("▸ ✕ Momentum");
    click(&mut terminal, "space go on");
    terminal.until_text("▶ running");
    terminal.until("200 iterations", |screen| {
        screen.split_whitespace().any(|word| word.replace(',', "").parse().is_ok_and(|done: u64| done > 200))
    });
    click(&mut terminal, "space pause");
    terminal.until_text("▮ paused");
    // Beyond column 223 there is nothing in this window; that it is read whole the next one shows.
    terminal.press("\x1b[<64;500;500M\x1b[<64;30;9M");
    terminal.until_text("iterations ");
    terminal.press("\x1b[<0;30;9M\x1b[<0;30;9m");
    terminal.until_text(" at ");
    terminal.press("W");
    terminal.until_text("mouse off: text can be selected");
    assert_eq!(sent(&terminal, OFF), [1; 3]);
    click(&mut terminal, "2 surface");
    terminal.listen(Duration::from_millis(200));
    assert!(!terminal.text().contains("bowl"));
    terminal.press("W");
    terminal.until_text("mouse on");
    assert_eq!(sent(&terminal, ON), [2; 3]);
    terminal.press("\x1b");
    terminal.until("the footer", |screen| screen.contains("q quit"));
    click(&mut terminal, "q quit");
    assert_eq!(terminal.end(), 0);
    assert_eq!(sent(&terminal, OFF), [2; 3], "and it is off afterwards");
}

#[test]
fn the_modes_are_reset_at_every_end_and_while_the_program_is_suspended() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let mut terminal = Terminal::start(&endless(&["--mouse"]), &[], (80, 24));
        terminal.until_text("▶ running");
        terminal.signal(signal);
        assert_eq!(terminal.end(), code);
        assert_eq!((sent(&terminal, ON), sent(&terminal, OFF)), ([1; 3], [1; 3]), "{signal}");
    }
    let mut terminal = Terminal::start(&endless(&["--mouse"]), &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.signal("KILL");
    // The process beside it puts the terminal back.
    let back = terminal.within(Duration::from_secs(10), |terminal| sent(terminal, OFF) == [1; 3]);
    assert!(back.is_some() && terminal.is_as_before(), "after a kill");
}

#[test]
fn after_ctrl_z_the_shell_has_no_mouse_and_the_screen_has_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let shell = ["--norc", "--noprofile", "-i"];
    let mut terminal =
        Terminal::start_program("bash", folder.path(), &shell, &[("PS1", "PROMPT> ")], (80, 24));
    terminal.until_text("PROMPT>");
    terminal.press(&format!("{} --iterations=0 --pace=max --mouse\n", env!("CARGO_BIN_EXE_downhill")));
    terminal.until_text("▶ running");
    assert_eq!((sent(&terminal, ON), sent(&terminal, OFF)), ([1; 3], [0; 3]));
    terminal.press("\x1a");
    terminal.until_text("Stopped");
    assert_eq!((sent(&terminal, ON), sent(&terminal, OFF)), ([1; 3], [1; 3]));
    terminal.press("fg\n");
    assert!(terminal.within(Duration::from_secs(10), |terminal| sent(terminal, ON) == [2; 3]).is_some());
    terminal.until_text("▶ running");
    terminal.press("q");
    assert!(terminal.within(Duration::from_secs(10), |terminal| sent(terminal, OFF) == [2; 3]).is_some());
    terminal.until("the prompt", |screen| {
        screen.contains("iterations in") && screen.trim_end().ends_with("PROMPT>")
    });
    terminal.press("exit\n");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_recording_of_the_screen_leaves_its_players_mouse_alone() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = endless(&["--mouse", "--paused", "--cast", "a.cast"]);
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let cast = fs::read_to_string(folder.path().join("a.cast")).unwrap();
    assert!(cast.contains("paused") && !cast.contains("?100"), "{cast}");
}

#[test]
fn a_settings_file_and_a_variable_turn_it_on() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("downhill")).unwrap();
    fs::write(home.path().join("downhill/config.toml"), "mouse = true\n").unwrap();
    let home = home.path().to_str().unwrap();
    for environment in [("XDG_CONFIG_HOME", home), ("DOWNHILL_MOUSE", "on")] {
        let mut terminal = Terminal::start(&endless(&["--paused"]), &[environment], (80, 24));
        terminal.until_text("▮ paused");
        assert_eq!(sent(&terminal, ON), [1; 3], "{environment:?}");
        click(&mut terminal, "q quit");
        assert_eq!(terminal.end(), 0);
    }
}
