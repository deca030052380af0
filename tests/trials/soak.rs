//! Hours with eight lanes and random keys cost no memory, no file and no thread.

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    forms::forms,
    process::{held, processor_time},
    pty::Terminal,
};

const LANES: &str = "sgd,momentum,nesterov,adagrad,rmsprop,adam,adamw,lion:lr=0.0001";

/// Keys that look at a race in every view, or start it over, but never stop it, add to it or write files.
const KEYS: &[u8] = b"jkyysSvoOhlHL=-<>0pPtf?ar+e123456m";

/// The program's own threads that draw, write and read keys; the main one has the program's name.
pub const FRONT_END: [&str; 4] = ["downhill", "writer", "keys", "signals"];

/// Every twentieth of a second.
const KEY_EVERY: Duration = Duration::from_millis(50);

/// The slope of memory over time by least squares, in MiB an hour.
fn slope(samples: &[(f64, f64)]) -> f64 {
    let count = samples.len() as f64;
    let mean = |pick: fn(&(f64, f64)) -> f64| samples.iter().map(pick).sum::<f64>() / count;
    let (time, bytes) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let over: f64 = samples.iter().map(|(at, held)| (at - time) * (held - bytes)).sum();
    let under: f64 = samples.iter().map(|(at, _)| (at - time).powi(2)).sum();
    over / under * 3_600.0 / f64::from(1 << 20)
}

fn soak(time: Duration, warm_up: Duration) {
    let race = ["--iterations", "0", "--hidden", "32", "--batch-size", "16", "--optimizers", LANES];
    let mut terminal = Terminal::start(&race, &[], (120, 40));
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_secs(1));
    let mut rng = ChaCha8Rng::seed_from_u64(16);
    let id = terminal.id();
    let start = Instant::now();
    let before = held(id);
    let worked = processor_time(id, &FRONT_END);
    let mut samples = Vec::new();
    let mut last = start;
    let mut minutes = 0;
    while start.elapsed() < time {
        terminal.press_bytes(&[KEYS[rng.random_range(0..KEYS.len())]]);
        // A popup that is open takes the keys; none stays open for long.
        if rng.random_range(0..4) == 0 {
            terminal.press("\x1b");
        }
        std::thread::sleep(KEY_EVERY);
        terminal.skim();
        if last.elapsed() >= Duration::from_secs(1) {
            last = Instant::now();
            let now = held(id);
            assert_eq!((now.files, now.threads), (before.files, before.threads), "files and threads stay");
            if start.elapsed() > warm_up {
                samples.push((start.elapsed().as_secs_f64(), now.bytes as f64));
            }
            if start.elapsed() > Duration::from_mins(minutes) {
                eprintln!("{minutes:3} min {:.2} MiB", now.bytes as f64 / f64::from(1 << 20));
                minutes += 1;
            }
        }
    }
    let share =
        processor_time(id, &FRONT_END).saturating_sub(worked).as_secs_f64() / start.elapsed().as_secs_f64();
    let after = held(id);
    let slope = slope(&samples);
    eprintln!(
        "soak of {} s: {} files, {} threads, {:.1} MiB, {slope:+.2} MiB/h after {} s, front end {:.2} % of a core",
        time.as_secs(),
        after.files,
        after.threads,
        after.bytes as f64 / f64::from(1 << 20),
        warm_up.as_secs(),
        share * 100.0
    );
    terminal.signal("TERM");
    assert_eq!(terminal.ended_within(Duration::from_secs(2)), Some(143));
    // Over minutes the slope is that of buffers which are still filling.
    if time >= Duration::from_mins(30) {
        assert!(slope < 1.0, "memory grows by {slope:.2} MiB an hour");
    }
    if time >= Duration::from_mins(1) {
        assert!(share <= 0.03, "the front end takes {:.2} % of a core", share * 100.0);
    }
}

fn eight_lanes_and_random_keys_cost_no_memory_file_or_thread(seconds: u64) {
    let minutes = std::env::var("DOWNHILL_SOAK_MINUTES").ok().and_then(|minutes| minutes.parse().ok());
    let time = match minutes {
        Some(minutes) if seconds > 60 => Duration::from_mins(minutes),
        _ => Duration::from_secs(seconds),
    };
    soak(time, time / 6);
}

forms!(eight_lanes_and_random_keys_cost_no_memory_file_or_thread, short 10, long 3_600, "an hour on an idle machine");
