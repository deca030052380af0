//! Whichever way it is left, the terminal is as it was, once and within a second.

use std::time::{Duration, Instant};

use super::{ENDLESS, forms::forms, pty::Terminal};

/// How soon it must be gone.
const DEADLINE: Duration = Duration::from_secs(1);

/// A way out: what starts it, what leaves it, and how it ends.
struct Way {
    name: &'static str,
    fault: &'static str,
    leave: fn(&mut Terminal),
    code: u32,
}

const WAYS: [Way; 8] = [
    Way { name: "q", fault: "", leave: |terminal| terminal.press("q"), code: 0 },
    Way { name: "Ctrl-C", fault: "", leave: |terminal| terminal.press("\x03"), code: 0 },
    Way { name: "SIGINT", fault: "", leave: |terminal| terminal.signal("INT"), code: 130 },
    Way { name: "SIGTERM", fault: "", leave: |terminal| terminal.signal("TERM"), code: 143 },
    Way { name: "SIGHUP", fault: "", leave: |terminal| terminal.signal("HUP"), code: 129 },
    Way { name: "SIGQUIT", fault: "", leave: |terminal| terminal.signal("QUIT"), code: 131 },
    Way { name: "a panic in the front end", fault: "screen@200", leave: |_| {}, code: 1 },
    Way { name: "a panic in the trainer", fault: "race@30", leave: told_and_left, code: 1 },
];

fn told_and_left(terminal: &mut Terminal) {
    terminal.until_text("the trainer has stopped");
    terminal.press("qq");
}

/// The terminal is as before, and was put back once; nothing was switched on that isn't switched off.
pub fn assert_restored(terminal: &Terminal, name: &str) {
    assert!(terminal.is_as_before(), "{name}: the attributes are as before");
    assert!(!terminal.screen().alternate_screen() && !terminal.screen().hide_cursor(), "{name}");
    let output = String::from_utf8_lossy(&terminal.output);
    let count = |text: &str| output.matches(text).count();
    assert_eq!((count("\x1b[?1049h"), count("\x1b[?1049l"), count("\x1b[?25h")), (1, 1, 1), "{name}");
    for mode in ["\x1b[?2004h", "\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h", "\x1b[?1006h", "\x1b[?2026h"] {
        assert_eq!(count(mode), 0, "{name}: {mode:?}");
    }
}

fn every_way_out_leaves_the_terminal_as_it_was_within_a_second(times: u32) {
    for way in WAYS.iter().filter(|way| way.fault.is_empty() || cfg!(debug_assertions)) {
        let mut slowest = Duration::ZERO;
        for _ in 0..times {
            let mut terminal = Terminal::start(&ENDLESS, &[("DOWNHILL_FAULT", way.fault)], (80, 24));
            if way.fault.is_empty() {
                terminal.until_text("▶ running");
            }
            (way.leave)(&mut terminal);
            let start = Instant::now();
            // A fault of its own accord comes when it comes.
            let deadline = if way.fault.starts_with("screen") { DEADLINE * 10 } else { DEADLINE };
            let code = terminal.ended_within(deadline);
            slowest = slowest.max(start.elapsed());
            assert_eq!(code, Some(way.code), "{}: within {deadline:?}\n{}", way.name, terminal.text());
            terminal.listen(Duration::from_millis(50));
            assert_restored(&terminal, way.name);
        }
        eprintln!("ways out: {}, {times} times, the slowest took {slowest:?}", way.name);
    }
}

forms!(every_way_out_leaves_the_terminal_as_it_was_within_a_second, short 3, long 20, "20 times each");

#[test]
fn a_panic_in_the_front_end_is_said_after_the_screen() {
    if !cfg!(debug_assertions) {
        return;
    }
    let mut terminal = Terminal::start(&ENDLESS, &[("DOWNHILL_FAULT", "screen@50")], (100, 24));
    assert_eq!(terminal.end(), 1);
    assert!(terminal.text().contains("downhill: fault in the program"), "{}", terminal.text());
}

#[test]
fn a_start_that_fails_touches_no_terminal() {
    for arguments in [&["--data", "/nowhere"][..], &["--fps", "0"], &["--hidden", "1000000"]] {
        let mut terminal = Terminal::start(arguments, &[], (80, 24));
        let code = terminal.ended_within(DEADLINE);
        assert!(matches!(code, Some(1 | 2)), "{arguments:?}: {code:?}");
        terminal.listen(Duration::from_millis(50));
        assert!(terminal.is_as_before());
        assert!(!terminal.output.contains(&0x1b), "{arguments:?}: {}", terminal.text());
    }
}
