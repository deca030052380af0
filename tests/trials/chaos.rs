//! Random keys, all bytes, split escapes, mouse reports and sizes, and it can still be left at once.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    ENDLESS,
    forms::forms,
    process::{is_gone, is_stopped, wait_for},
    pty::Terminal,
};

/// How many bytes each seed types.
const BYTES: usize = 10_000;

/// How soon it must be gone.
const DEADLINE: Duration = Duration::from_secs(1);

/// Sequences that terminals send; a split one is one of them cut short.
const SEQUENCES: [&str; 16] = [
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1bOP",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[Z",
    "\x1b[1;5C",
    "\x1b[I",
    "\x1b[O",
    "\x1b[24;80R",
    "\x1b[?62;22c",
    "\x1b[200~q pasted\r\x1b[201~",
    "\x1b]11;rgb:0/0/0\x1b\\",
    "\x1b\x1b[A",
];

/// Keys that mean something, but for those that leave.
const KEYS: &[u8] = b" nNrRxXceafjkhlHLysSvpPoOW=-<>0wt?+[]\r\t\x7f\x0c0123456789.";

/// Something that may come from a terminal.
fn piece(rng: &mut impl Rng) -> Vec<u8> {
    match rng.random_range(0..10) {
        0..4 => vec![KEYS[rng.random_range(0..KEYS.len())]],
        4 => SEQUENCES[rng.random_range(0..SEQUENCES.len())].into(),
        5 => {
            let whole = SEQUENCES[rng.random_range(0..SEQUENCES.len())];
            // An unterminated paste is a trial of its own.
            let whole = if whole.starts_with("\x1b[200") { "\x1b[20" } else { whole };
            whole.as_bytes()[..rng.random_range(1..whole.len())].into()
        }
        6 => {
            let (button, x, y) =
                (rng.random_range(0..100), rng.random_range(0..400), rng.random_range(0..400));
            format!("\x1b[<{button};{x};{y}{}", ["M", "m"][rng.random_range(0..2)]).into_bytes()
        }
        7 => [b"\x1b[M".to_vec(), (0..3).map(|_| rng.random_range(32..=255)).collect()].concat(),
        8 => (0..rng.random_range(1..8)).map(|_| usual(rng.random())).collect(),
        _ => "größe犬\u{1f600}\u{301}".into(),
    }
}

/// Any byte but the two that leave: those come at the end of the trial.
fn usual(byte: u8) -> u8 {
    if matches!(byte, b'q' | 0x03) { b'?' } else { byte }
}

/// Types random bytes and changes the window's size meanwhile; tells how often the program was left on the way.
fn storm(terminal: &mut Terminal, start: impl Fn() -> Terminal, rng: &mut impl Rng) -> usize {
    let (mut typed, mut left) = (0, 0);
    while typed < BYTES {
        let bytes = piece(rng);
        typed += bytes.len();
        terminal.press_bytes(&bytes);
        if rng.random_range(0..50) == 0 {
            terminal.resize((rng.random_range(1..=300), rng.random_range(1..=100)));
            terminal.listen(Duration::from_millis(20));
        }
        if rng.random_range(0..20) == 0 {
            // So that lone escape bytes and split sequences are seen as such.
            terminal.listen(Duration::from_millis(rng.random_range(1..30)));
        }
        if is_stopped(terminal.id()) {
            terminal.signal("CONT");
        }
        // Random bytes may spell a key that leaves.
        if let Some(code) = terminal.ended() {
            assert_eq!(code, 0, "it ended by itself:\n{}", terminal.text());
            *terminal = start();
            left += 1;
        }
    }
    left
}

/// How a trial ends.
#[derive(Debug, Clone, Copy)]
enum Exit {
    Key,
    Signal,
}

/// Leaves and tells how long that took.
fn leave(terminal: &mut Terminal, exit: Exit) -> Duration {
    terminal.skim();
    let (start, code) = match exit {
        Exit::Signal => {
            // The last byte may have been Ctrl-Z, which is taken when it is read: a program that is stopped
            // hears no signal before it goes on.
            terminal.listen(Duration::from_millis(100));
            if is_stopped(terminal.id()) {
                terminal.signal("CONT");
            }
            let start = Instant::now();
            terminal.signal("TERM");
            (start, 143)
        }
        Exit::Key => {
            // Ends a split sequence (a mouse report of the old kind takes three bytes), then closes what is open.
            for closing in [&b"\x1b\x1b\x1b\x1b"[..], b"\x1b", b"\x1b"] {
                terminal.press_bytes(closing);
                terminal.listen(Duration::from_millis(100));
            }
            let start = Instant::now();
            terminal.press_bytes(b"q");
            (start, 0)
        }
    };
    let ended = terminal.ended_within(DEADLINE);
    let took = start.elapsed();
    let stopped = is_stopped(terminal.id());
    let text = terminal.text();
    assert_eq!(
        ended,
        Some(code),
        "{exit:?} was not answered within {DEADLINE:?} (stopped: {stopped}):\n{text}"
    );
    took
}

/// A race that runs, in that working folder: random keys may write files.
fn started(folder: &Path) -> Terminal {
    let mut terminal = Terminal::start_in(folder, &ENDLESS, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal
}

fn trial(seed: u64, exit: Exit) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let start = || started(folder.path());
    let mut terminal = start();
    let left = storm(&mut terminal, start, &mut rng);
    let took = leave(&mut terminal, exit);
    terminal.listen(Duration::from_millis(100));
    let output = String::from_utf8_lossy(&terminal.output).into_owned();
    for fault in ["fault in the program", "panicked"] {
        assert!(!output.contains(fault), "{fault}");
    }
    eprintln!(
        "chaos, seed {seed}: {BYTES} bytes, left {left} times on the way, {exit:?} answered in {took:?}"
    );
}

fn ten_thousand_random_bytes_and_sizes_later_it_still_leaves_at_once(seeds: u64) {
    for seed in 0..seeds {
        let exit = if seed % 2 == 0 { Exit::Key } else { Exit::Signal };
        // The seed is all that is needed to see a failure again.
        let tried = std::panic::catch_unwind(|| trial(seed, exit));
        assert!(tried.is_ok(), "chaos of seed {seed}");
    }
}

forms!(ten_thousand_random_bytes_and_sizes_later_it_still_leaves_at_once, short 2, long 20, "20 seeds");

#[test]
fn every_byte_alone_and_after_an_escape_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let start = || started(folder.path());
    let mut terminal = start();
    for byte in 0..=255 {
        for bytes in [&[byte][..], &[0x1b, byte], &[0x1b, b'[', byte]] {
            terminal.press_bytes(bytes);
            terminal.listen(Duration::from_millis(2));
            if is_stopped(terminal.id()) {
                terminal.signal("CONT");
            }
            if let Some(code) = terminal.ended() {
                assert_eq!(code, 0, "after {bytes:?}");
                terminal = start();
            }
        }
        if byte == 3 || byte == b'q' {
            let leaves = wait_for(Duration::from_secs(1), || is_gone(terminal.id()));
            if leaves {
                terminal = start();
            }
        }
    }
    leave(&mut terminal, Exit::Signal);
}

#[test]
fn an_unterminated_paste_locks_no_key() {
    let mut terminal = Terminal::start(&ENDLESS, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.press("\x1b[200~pasted and never ended");
    terminal.listen(Duration::from_secs(2));
    leave(&mut terminal, Exit::Key);
}
