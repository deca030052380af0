//! Ctrl-Z, SIGTSTP and SIGSTOP, and what the screen is after `fg`.

use std::{fs, time::Duration};

use super::{
    PROGRAM,
    forms::forms,
    process::{is_stopped, wait_for},
    pty::Terminal,
};

/// A race that stands still: the same picture every time.
const RACE: [&str; 3] = ["--paused", "--optimizers", "sgd,adam"];

const BEFORE: (u16, u16) = (80, 24);
const AFTER: (u16, u16) = (100, 30);

/// How soon the screen must be right again.
const DEADLINE: Duration = Duration::from_millis(500);

/// How long a shell may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn seen(terminal: &Terminal) -> Vec<String> {
    terminal.text().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// The picture in a terminal of its own.
fn fresh(size: (u16, u16)) -> Vec<String> {
    let mut terminal = Terminal::start(&RACE, &[], size);
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(300));
    let picture = seen(&terminal);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    picture
}

/// The program's process below the shell's.
fn child(shell: u32) -> u32 {
    let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    children.trim().parse().unwrap()
}

fn send(signal: &str, id: u32) {
    let sent = std::process::Command::new("kill").args(["-s", signal, &id.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// A shell with job control that runs the program, and takes it back to the front after each line it is given.
fn in_a_shell() -> Terminal {
    let script = format!(
        "set -m; '{PROGRAM}' {} --pace=max; while kill -0 %1 2>/dev/null; do echo AT THE SHELL; read line; fg >/dev/null; done",
        RACE.join(" ")
    );
    let mut terminal = Terminal::start_program("sh", &std::env::temp_dir(), &["-c", &script], &[], BEFORE);
    terminal.until_text("▮ paused");
    terminal
}

fn a_stopped_program_gives_the_terminal_back_and_paints_it_anew_after_fg(times: u32) {
    let pictures = [fresh(BEFORE), fresh(AFTER)];
    let mut terminal = in_a_shell();
    let program = child(terminal.id());
    let mut slowest = Duration::ZERO;
    for round in 0..times {
        for (how, size) in [("Ctrl-Z", AFTER), ("TSTP", BEFORE)] {
            if how == "Ctrl-Z" {
                terminal.press("\x1a");
            } else {
                send(how, program);
            }
            terminal.until_text("AT THE SHELL");
            assert!(wait_for(PATIENCE, || is_stopped(program)), "{how}: it is stopped");
            assert!(terminal.is_as_before(), "{how}: the terminal is cooked meanwhile");
            assert!(!terminal.screen().alternate_screen() && !terminal.screen().hide_cursor(), "{how}");
            terminal.resize(size);
            terminal.press("\n");
            let wanted = &pictures[usize::from(size == AFTER)];
            let took = terminal.within(DEADLINE, |terminal| &seen(terminal) == wanted);
            slowest = slowest.max(took.unwrap_or_else(|| {
                panic!(
                    "{how}, round {round}: the screen is not a fresh one within {DEADLINE:?}:\n{}",
                    terminal.text()
                )
            }));
            assert!(terminal.screen().alternate_screen() && terminal.screen().hide_cursor());
        }
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(!terminal.output.windows(4).any(|bytes| bytes == b"\x1b[6n"), "no cursor query is sent");
    eprintln!("stopped and continued {} times, right again after {slowest:?} at most", 2 * times);
}

forms!(a_stopped_program_gives_the_terminal_back_and_paints_it_anew_after_fg, short 1, long 50, "50 times");

fn what_can_not_be_caught_is_mended_when_it_goes_on(times: u32) {
    let picture = fresh(AFTER);
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let mut terminal = Terminal::start(&RACE, &[], BEFORE);
        terminal.until_text("▮ paused");
        terminal.listen(Duration::from_millis(50));
        terminal.signal("STOP");
        assert!(wait_for(PATIENCE, || is_stopped(terminal.id())));
        terminal.resize(AFTER);
        terminal.signal("CONT");
        let took = terminal.within(DEADLINE, |terminal| seen(terminal) == picture);
        slowest = slowest.max(took.expect("a fresh screen"));
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
    eprintln!("SIGSTOP and SIGCONT {times} times, right again after {slowest:?} at most");
}

forms!(what_can_not_be_caught_is_mended_when_it_goes_on, short 3, long 100, "100 times");

#[test]
fn where_no_shell_could_continue_it_nothing_stops_it() {
    let mut terminal = Terminal::start(&RACE, &[], BEFORE);
    terminal.until_text("▮ paused");
    terminal.press("\x1a");
    terminal.until_text("there is no shell to go back to");
    terminal.signal("TSTP");
    terminal.press("?");
    terminal.until_text("┌─ help");
    assert!(!is_stopped(terminal.id()));
    terminal.press("?q");
    assert_eq!(terminal.end(), 0);
}
