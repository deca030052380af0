//! The terminal's title and progress bar: the bytes that a known terminal is sent, and that others are sent none.

use std::{fs, time::Duration};

use super::Terminal;

const WEZTERM: [(&str, &str); 1] = [("TERM_PROGRAM", "WezTerm")];

/// A race that waits at iteration 0, and doesn't end soon.
const WAITING: [&str; 6] =
    ["--paused", "--iterations=100000", "--hidden=16", "--batch-size=8", "--pace=200", "--seed=1"];

/// What is sent beside the text, in order.
fn announced(terminal: &Terminal) -> Vec<String> {
    let output = String::from_utf8_lossy(&terminal.output).into_owned();
    let begins = ["\x1b]2;", "\x1b]0;", "\x1b]9;", "\x1b[22", "\x1b[23"];
    let places = output.char_indices().map(|(at, _)| &output[at..]);
    let commands = places.filter(|rest| begins.iter().any(|begin| rest.starts_with(begin)));
    let whole = |rest: &str| {
        let end = if rest.starts_with("\x1b[") {
            rest.find(|c: char| c.is_ascii_alphabetic())? + 1
        } else {
            rest.find("\x1b\\")? + 2
        };
        Some(rest[..end].to_owned())
    };
    // Colours and cursor movements may begin like the stack of titles.
    commands
        .filter_map(whole)
        .filter(|command| !command.starts_with("\x1b[") || command.ends_with('t'))
        .collect()
}

/// The same without what is said while the data are read, which may be over before the first frame.
fn after_loading(terminal: &Terminal) -> Vec<String> {
    let mut all = announced(terminal);
    all.retain(|command| !command.contains("loading") && command != "\x1b]9;4;3\x1b\\");
    all
}

#[test]
fn a_known_terminal_has_the_title_and_the_progress_and_gets_its_own_title_back() {
    let mut terminal = Terminal::start(&WAITING, &WEZTERM, (80, 24));
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(200));
    let opened = ["\x1b[22;2t", "\x1b]2;downhill 0 % paused\x1b\\", "\x1b]9;4;4;0\x1b\\"];
    assert_eq!(after_loading(&terminal), opened);
    terminal.press(" ");
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_millis(100));
    assert_eq!(after_loading(&terminal)[4..], ["\x1b]9;4;1;0\x1b\\"]);
    // A title changes every other second at most, however many frames there are.
    terminal.listen(Duration::from_secs(5));
    let running = after_loading(&terminal).len() - 5;
    assert!((1..=3).contains(&running), "{:?}", after_loading(&terminal));
    let mut titles = after_loading(&terminal).into_iter().filter(|command| command.starts_with("\x1b]2;"));
    let said = titles.next_back().unwrap();
    // The percentage, and who has the lowest loss.
    let leader = said.strip_prefix("\x1b]2;downhill 0 % · ").and_then(|rest| rest.strip_suffix("\x1b\\"));
    let (name, loss) = leader.and_then(|leader| leader.split_once(' ')).unwrap_or_else(|| panic!("{said}"));
    assert!(["SGD", "Momentum", "AdaGrad", "Adam"].contains(&name) && loss.parse::<f32>().is_ok(), "{said}");
    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(200));
    let resting = terminal.output.len();
    terminal.listen(Duration::from_millis(2_500));
    assert_eq!(terminal.output.len(), resting, "nothing is sent while nothing changes");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let all = announced(&terminal);
    assert_eq!(all[all.len() - 3..], ["\x1b]9;4;0\x1b\\", "\x1b]2;\x1b\\", "\x1b[23;2t"]);
    assert_eq!(all.iter().filter(|command| command.ends_with("2t")).count(), 2, "saved once, restored once");
}

#[test]
fn other_terminals_are_sent_nothing_and_off_turns_it_off() {
    let linux = [("TERM", "linux"), ("TERM_PROGRAM", "WezTerm")];
    let vt = [("TERM", "vt220"), ("WT_SESSION", "1")];
    let screen = [("TERM", "screen-256color"), ("STY", "1.tty")];
    let leaked = [("TERM_PROGRAM", "WezTerm"), ("KITTY_WINDOW_ID", "1")];
    let unknown: [(&str, &str); 0] = [];
    let off = [("TERM_PROGRAM", "WezTerm"), ("DOWNHILL_TITLE", "off")];
    for environment in [&linux[..], &vt, &screen, &leaked, &unknown, &off] {
        let mut terminal = Terminal::start(&WAITING, environment, (80, 24));
        terminal.until_text("paused");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        assert_eq!(announced(&terminal), [""; 0], "{environment:?}");
    }
    let mut terminal = Terminal::start(&[&WAITING[..], &["--title=off"]].concat(), &WEZTERM, (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(announced(&terminal), [""; 0]);
}

#[test]
fn a_terminal_that_knows_one_of_them_is_sent_that_one() {
    let mut terminal = Terminal::start(&WAITING, &[("KONSOLE_VERSION", "250400")], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(after_loading(&terminal), ["\x1b]9;4;4;0\x1b\\", "\x1b]9;4;0\x1b\\"]);
    let mut terminal = Terminal::start(&WAITING, &[("TERM", "xterm-kitty")], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let expected = ["\x1b[22;2t", "\x1b]2;downhill 0 % paused\x1b\\", "\x1b]2;\x1b\\", "\x1b[23;2t"];
    assert_eq!(after_loading(&terminal), expected);
}

const CLOSED: [&str; 3] = ["\x1b]9;4;0\x1b\\", "\x1b]2;\x1b\\", "\x1b[23;2t"];

#[test]
fn both_are_taken_back_by_signals_faults_and_a_kill() {
    for (signal, code) in [("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)] {
        let mut terminal = Terminal::start(&WAITING, &WEZTERM, (80, 24));
        terminal.until_text("▮ paused");
        terminal.signal(signal);
        let closed = |terminal: &Terminal| announced(terminal).ends_with(&CLOSED.map(str::to_owned));
        assert!(
            terminal.within(Duration::from_secs(10), closed).is_some(),
            "{signal}: {:?}",
            announced(&terminal)
        );
        if let Some(code) = code {
            assert_eq!(terminal.end(), code, "{signal}");
        }
    }
    if cfg!(debug_assertions) {
        let environment = [("TERM_PROGRAM", "WezTerm"), ("DOWNHILL_FAULT", "screen@50")];
        let race = &WAITING[1..];
        let mut terminal = Terminal::start(race, &environment, (80, 24));
        assert_eq!(terminal.end(), 1);
        assert!(announced(&terminal).ends_with(&CLOSED.map(str::to_owned)), "{:?}", announced(&terminal));
    }
}

#[test]
fn while_it_is_suspended_the_shell_has_its_own_title() {
    let folder = tempfile::tempdir().unwrap();
    let shell = ["--norc", "--noprofile", "-i"];
    let environment = [("PS1", "PROMPT> "), ("TERM_PROGRAM", "WezTerm")];
    let mut terminal = Terminal::start_program("bash", folder.path(), &shell, &environment, (80, 24));
    terminal.until_text("PROMPT>");
    terminal.press(&format!("{} {}\n", env!("CARGO_BIN_EXE_downhill"), WAITING.join(" ")));
    terminal.until_text("▮ paused");
    terminal.press("\x1a");
    terminal.until_text("Stopped");
    let opened = ["\x1b[22;2t", "\x1b]2;downhill 0 % paused\x1b\\", "\x1b]9;4;4;0\x1b\\"];
    assert_eq!(after_loading(&terminal), [opened, CLOSED].concat());
    terminal.press("fg\n");
    let again = |terminal: &Terminal| after_loading(terminal) == [opened, CLOSED, opened].concat();
    assert!(terminal.within(Duration::from_secs(10), again).is_some(), "{:?}", after_loading(&terminal));
    terminal.press("q");
    terminal.until("the prompt", |screen| {
        screen.contains("iterations in") && screen.trim_end().ends_with("PROMPT>")
    });
    assert_eq!(after_loading(&terminal), [opened, CLOSED, opened, CLOSED].concat());
    terminal.press("exit\n");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_recording_of_the_screen_has_neither() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&WAITING[..], &["--cast", "a.cast"]].concat();
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &WEZTERM, (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let cast = fs::read_to_string(folder.path().join("a.cast")).unwrap();
    assert!(cast.contains("paused") && !cast.contains("]2;") && !cast.contains("]9;"), "{cast}");
}
