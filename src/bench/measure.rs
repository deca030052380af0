//! How a speed is measured: the median of several rounds.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use super::report::MeasuredSpeed;

/// Rounds of each measurement, whose median counts.
const ROUNDS: usize = 5;

/// The speed of `round`, which returns how much it has done, per second.
pub(super) fn measure(slice: Duration, mut round: impl FnMut() -> f64) -> MeasuredSpeed {
    let mut speeds = [0.0; ROUNDS];
    // The first one fills the caches and is not counted.
    black_box(round());
    for speed in &mut speeds {
        let (start, mut done) = (Instant::now(), 0.0);
        while start.elapsed() < slice {
            done += round();
        }
        *speed = done / start.elapsed().as_secs_f64();
    }
    speeds.sort_by(f64::total_cmp);
    MeasuredSpeed { median: speeds[ROUNDS / 2], lowest: speeds[0], highest: speeds[ROUNDS - 1] }
}
