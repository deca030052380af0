//! Sound inputs made unsound, over and over, and how often that was survived.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// Bytes that parsers stumble over.
const TRICKY: &[u8] = b"\0\x01\x1b\x7f\x80\xff\"\\{}[]:,-+.eE0189 \n";

/// Texts that number parsers stumble over.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e999",
    "-0.0",
    "1e-400",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "null",
    "\"NaN\"",
    "9007199254740993",
    "true",
    "[]",
];

/// How long each target is tried: `DOWNHILL_FUZZ_SECONDS`, or some seconds.
pub fn time() -> Duration {
    let seconds = std::env::var("DOWNHILL_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(3))
}

/// Feeds a target with changed seeds until the time is over; a panic shows the input that led to it.
pub fn survive(name: &str, seeds: &[Vec<u8>], mut target: impl FnMut(&[u8])) {
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    let (end, mut executions) = (Instant::now() + time(), 0_u64);
    // Every seed itself first: a target that refuses all is not tried at all.
    let mut inputs = seeds.iter().cloned();
    while Instant::now() < end {
        let input = inputs.next().unwrap_or_else(|| changed(seeds, &mut rng));
        let survived = catch_unwind(AssertUnwindSafe(|| target(&input)));
        assert!(
            survived.is_ok(),
            "{name}: a panic after {executions} others at {:?}",
            String::from_utf8_lossy(&input)
        );
        executions += 1;
    }
    eprintln!("{name}: {executions} executions in {:.0} s, no crash", time().as_secs_f64());
}

/// One of the seeds after a few changes.
fn changed(seeds: &[Vec<u8>], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut input = seeds.choose(rng).unwrap().clone();
    for _ in 0..rng.random_range(1..6) {
        change(&mut input, seeds, rng);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], rng: &mut ChaCha8Rng) {
    let at = rng.random_range(0..=input.len());
    let length = rng.random_range(0..=(input.len() - at).min(64));
    match rng.random_range(0..8) {
        0 if at < input.len() => input[at] ^= 1 << rng.random_range(0..8),
        1 if at < input.len() => input[at] = *TRICKY.choose(rng).unwrap(),
        2 => drop(input.drain(at..at + length)),
        3 => {
            let again = input[at..at + length].to_vec();
            drop(input.splice(at..at, again));
        }
        4 => {
            let other = seeds.choose(rng).unwrap();
            let from = rng.random_range(0..=other.len());
            let to = rng.random_range(from..=other.len().min(from + 256));
            drop(input.splice(at..at + length, other[from..to].iter().copied()));
        }
        5 => input.truncate(at),
        6 => number(input, at, rng),
        _ => drop(
            input.splice(at..at, (0..rng.random_range(1..8)).map(|_| rng.random::<u8>()).collect::<Vec<_>>()),
        ),
    }
}

/// Puts another number in the place of the next one.
fn number(input: &mut Vec<u8>, at: usize, rng: &mut ChaCha8Rng) {
    let Some(start) = input[at..].iter().position(u8::is_ascii_digit).map(|start| at + start) else { return };
    let end =
        input[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(input.len(), |end| start + end);
    drop(input.splice(start..end, NUMBERS.choose(rng).unwrap().bytes()));
}
