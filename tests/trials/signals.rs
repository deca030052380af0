//! Whatever signal comes, and whenever, the terminal is as it was and the race is saved.

use std::{fs, path::Path, time::Duration};

use downhill::record::newest_checkpoint;

use super::{ENDLESS, PROGRAM, forms::forms, pty::Terminal};

/// How soon it must be gone, on a busy machine.
const DEADLINE: Duration = Duration::from_secs(10);

/// The moments in which the program is set up.
const BEGINNING: Duration = Duration::from_millis(15);

/// Every other signal whose default is to end a program and that can be watched, and some real-time ones.
const ENDING: [(&str, u32); 20] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("TRAP", 5),
    ("ABRT", 6),
    ("USR1", 10),
    ("USR2", 12),
    ("ALRM", 14),
    ("TERM", 15),
    ("16", 16),
    ("XCPU", 24),
    ("VTALRM", 26),
    ("PROF", 27),
    ("29", 29),
    ("30", 30),
    ("SYS", 31),
    ("34", 34),
    ("35", 35),
    ("50", 50),
    ("64", 64),
];

fn assert_untouched(terminal: &Terminal, what: &str) {
    assert!(terminal.is_as_before(), "{what}: the attributes are as before");
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{what}\n{}", terminal.text());
}

/// Until the signal is watched the system's default ends the program, which a shell tells by the same number.
fn assert_code(terminal: &mut Terminal, signal: u32, what: &str) {
    let code = terminal.ended_within(DEADLINE);
    assert!(code.is_some(), "{what}: it went on");
    let killed = terminal.killed_by_signal();
    assert!(code == Some(128 + signal) || killed, "{what}: {code:?}");
}

fn a_signal_in_the_first_moments_is_neither_lost_nor_leaves_the_terminal_raw(times: u32) {
    for index in 0..times {
        let (name, number) = [("TERM", 15), ("INT", 2), ("HUP", 1), ("QUIT", 3)][index as usize % 4];
        let headless: &[&str] = if index % 6 == 5 { &["--headless"] } else { &[] };
        let mut terminal = Terminal::start(&[&ENDLESS[..], headless].concat(), &[], (80, 24));
        // In no order, but every moment once.
        let moment = BEGINNING * (index * 37 % times) / times;
        std::thread::sleep(moment);
        terminal.signal(name);
        let what = format!("SIG{name} after {moment:?} {headless:?}");
        assert_code(&mut terminal, number, &what);
        terminal.listen(Duration::from_millis(20));
        assert_untouched(&terminal, &what);
    }
    eprintln!("signals: {times} in the first {BEGINNING:?}");
}

forms!(a_signal_in_the_first_moments_is_neither_lost_nor_leaves_the_terminal_raw, short 60, long 300, "300 signals");

#[test]
fn every_signal_that_would_end_the_program_restores_the_terminal_and_saves_first() {
    let folder = tempfile::tempdir().unwrap();
    for (name, number) in ENDING {
        let run = folder.path().join(name);
        let race = [&ENDLESS[..], &["--save-every", "3600", "--out", run.to_str().unwrap()]].concat();
        let mut terminal = Terminal::start(&race, &[], (80, 24));
        terminal.until_text("▶ running");
        terminal.signal(name);
        assert_eq!(terminal.ended_within(DEADLINE), Some(128 + number), "SIG{name}\n{}", terminal.text());
        assert!(!terminal.killed_by_signal(), "SIG{name}");
        terminal.listen(Duration::from_millis(20));
        assert_untouched(&terminal, name);
        assert!(newest_checkpoint(&run).is_ok(), "SIG{name}: saved");
    }
}

#[test]
fn signals_close_together_and_further_apart_leave_the_terminal_as_it_was() {
    for pauses in [&[0, 0][..], &[5, 5, 5], &[20, 300], &[600, 600]] {
        let mut terminal = Terminal::start(&ENDLESS, &[], (80, 24));
        terminal.until_text("▶ running");
        for &pause in pauses {
            terminal.try_signal("TERM");
            std::thread::sleep(Duration::from_millis(pause));
        }
        let what = format!("{pauses:?} ms apart");
        assert_eq!(terminal.ended_within(DEADLINE), Some(143), "{what}");
        terminal.listen(Duration::from_millis(20));
        assert_untouched(&terminal, &what);
    }
}

#[test]
fn a_second_signal_ends_a_program_whose_race_can_t_be_waited_for() {
    // One iteration takes far longer than anybody waits.
    let heavy =
        ["--optimizers", "sgd", "--iterations", "0", "--hidden", "2048,2048,2048", "--batch-size", "8192"];
    let mut terminal = Terminal::start(&heavy, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_millis(500));
    terminal.signal("TERM");
    let restored = terminal.within(DEADLINE, |terminal| !terminal.screen().alternate_screen());
    assert!(restored.is_some(), "the terminal doesn't wait for the race");
    std::thread::sleep(Duration::from_millis(600));
    terminal.try_signal("INT");
    let code = terminal.ended_within(DEADLINE);
    assert!(matches!(code, Some(130 | 143)), "{code:?}");
    assert_untouched(&terminal, "after a second signal");
}

#[test]
fn a_program_that_is_killed_leaves_the_terminal_as_it_was_all_the_same() {
    // Nobody can watch these: for KILL the system asks nobody, and after ILL and FPE nothing can be trusted.
    for name in ["KILL", "ILL", "FPE"] {
        let mut terminal = Terminal::start(&ENDLESS, &[], (80, 24));
        terminal.until_text("▶ running");
        // The pad on the digits view has the mouse reported, too.
        terminal.press("4i");
        terminal.listen(Duration::from_millis(200));
        terminal.signal(name);
        assert!(terminal.ended_within(DEADLINE).is_some(), "{name}");
        let restored = terminal.within(DEADLINE, |terminal| {
            terminal.is_as_before()
                && !terminal.screen().alternate_screen()
                && !terminal.screen().hide_cursor()
        });
        assert!(restored.is_some(), "{name}\n{}", terminal.text());
    }
}

#[test]
fn a_stopped_program_that_is_killed_leaves_the_terminal_to_the_shell() {
    let mut terminal = Terminal::start(&ENDLESS, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.signal("STOP");
    terminal.signal("KILL");
    assert!(terminal.ended_within(DEADLINE).is_some());
    let restored = terminal
        .within(DEADLINE, |terminal| terminal.is_as_before() && !terminal.screen().alternate_screen());
    assert!(restored.is_some(), "{}", terminal.text());
}

#[test]
fn a_file_that_may_not_grow_is_trouble_and_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let race = format!(
        "ulimit -f 200; exec '{PROGRAM}' --out '{}' --save-every 0.2 --iterations 0 --hidden 64 --batch-size 8 --pace 100",
        run.display()
    );
    let mut terminal = Terminal::start_program("sh", folder.path(), &["-c", &race], &[], (120, 24));
    terminal.until_text("File too large");
    terminal.until_text("▶ running");
    // Whoever sends the signal by hand ends nothing, either.
    terminal.signal("XFSZ");
    terminal.listen(Duration::from_millis(300));
    assert_eq!(terminal.ended(), None);
    terminal.press("q");
    assert_eq!(terminal.ended_within(DEADLINE), Some(1), "not all is saved");
    terminal.listen(Duration::from_millis(50));
    assert_untouched(&terminal, "ulimit -f");
    assert!(terminal.text().contains("File too large"), "{}", terminal.text());
    assert!(largest(&run) <= 200 * 1_024, "the limit was met");
}

fn largest(folder: &Path) -> u64 {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).max().unwrap_or(0)
}
