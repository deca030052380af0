//! When the race had reached which iteration, in bounded memory.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::input::{Checked, at_most, require};

/// The most notes: between two of them a race has gone at one speed, as far as a chart can show.
const MAX_NOTES: usize = 2_048;

/// How long the race had run at some iterations, pauses left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Clock {
    /// In order, from the first iterations that came on; before them it began at 0.
    notes: Vec<(u64, Duration)>,
    /// The fewest iterations from one note to the next, but for the last.
    spacing: u64,
}

impl Clock {
    /// Adds how long the race had run at an iteration.
    pub(super) fn add(&mut self, iteration: u64, elapsed: Duration) {
        let before = self.notes.iter().rev().nth(1).map_or(0, |note| note.0);
        if let Some(last) = self.notes.last()
            && last.0 < before + self.spacing
        {
            self.notes.pop();
        }
        let (reached, latest) = self.notes.last().copied().unwrap_or_default();
        if iteration <= reached {
            return;
        }
        self.notes.push((iteration, elapsed.max(latest)));
        if self.notes.len() > MAX_NOTES {
            self.spacing = self.spacing.max(iteration / MAX_NOTES as u64).saturating_mul(2).max(1);
            let (spacing, mut kept) = (self.spacing, 0);
            self.notes.retain(|note| {
                let keep = note.0 >= kept + spacing || note.0 == iteration;
                kept = if keep { note.0 } else { kept };
                keep
            });
        }
    }

    /// How long the race had run at an iteration; `None` if it has not come so far.
    pub(super) fn at(&self, iteration: u64) -> Option<Duration> {
        let next = self.notes.partition_point(|note| note.0 < iteration);
        let (to, then) = if iteration == 0 { (0, Duration::ZERO) } else { *self.notes.get(next)? };
        let (from, before) = self.before(next);
        let share = (iteration - from) as f64 / (to - from).max(1) as f64;
        Some(before + then.saturating_sub(before).mul_f64(share))
    }

    /// The last iteration that was done after that time, the last one of all if the race has not run so long.
    pub(super) fn iteration_at(&self, elapsed: Duration) -> u64 {
        let next = self.notes.partition_point(|note| note.1 <= elapsed);
        let (from, before) = self.before(next);
        let Some((to, then)) = self.notes.get(next) else { return from };
        let share = elapsed.saturating_sub(before).as_secs_f64() / then.saturating_sub(before).as_secs_f64();
        from + ((to - from) as f64 * share.min(1.0)) as u64
    }

    /// The note before that of an index.
    fn before(&self, index: usize) -> (u64, Duration) {
        index.checked_sub(1).and_then(|before| self.notes.get(before)).copied().unwrap_or_default()
    }

    /// Forgets what came after an iteration, at which the race has run so long. The session shortens what was spent
    /// to get there by the share of the iterations; so the rest is shortened, too.
    pub(super) fn go_back(&mut self, iteration: u64, elapsed: Duration) {
        let Some(then) = self.at(iteration) else { return };
        self.notes.retain(|note| note.0 < iteration);
        let share = elapsed.as_secs_f64() / then.as_secs_f64();
        if share.is_finite() {
            self.notes.iter_mut().for_each(|note| note.1 = note.1.mul_f64(share).min(elapsed));
        }
        if iteration > 0 {
            self.notes.push((iteration, elapsed));
        }
    }

    pub(super) fn check(&self) -> Checked {
        at_most(MAX_NOTES, self.notes.len(), "times of a race")?;
        let forward =
            |earlier: &(u64, Duration), later: &(u64, Duration)| earlier.0 < later.0 && earlier.1 <= later.1;
        require(self.notes.is_sorted_by(forward), "a race's time goes forward")?;
        require(self.notes.first().is_none_or(|note| note.0 > 0), "iterations count from 1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(clock: &Clock, iteration: u64) -> Option<f64> {
        clock.at(iteration).map(|time| time.as_secs_f64())
    }

    #[test]
    fn between_two_notes_a_race_goes_at_one_speed() {
        let mut clock = Clock::default();
        clock.add(10, Duration::from_secs(1));
        clock.add(30, Duration::from_secs(5));
        assert_eq!([0, 5, 10, 20, 30].map(|at| seconds(&clock, at)), [0.0, 0.5, 1.0, 3.0, 5.0].map(Some));
        assert_eq!(seconds(&clock, 31), None);
        let reached = |tenths: u64| clock.iteration_at(Duration::from_millis(tenths * 100));
        assert_eq!([0, 5, 10, 30, 50, 90].map(reached), [0, 5, 10, 20, 30, 30]);
    }

    #[test]
    fn ten_million_iterations_take_bounded_memory_and_are_known_to_a_thousandth() {
        let mut clock = Clock::default();
        let time = |iteration: u64| Duration::from_secs_f64((iteration as f64).powf(0.9));
        for iteration in (8..=10_000_000).step_by(8) {
            clock.add(iteration, time(iteration));
        }
        assert!(clock.notes.len() <= MAX_NOTES);
        clock.check().unwrap();
        for iteration in [100_000, 1_234_567, 5_000_000, 9_999_999] {
            let off = seconds(&clock, iteration).unwrap() / time(iteration).as_secs_f64() - 1.0;
            assert!(off.abs() < 1e-3, "{iteration}: {off}");
            let back = clock.iteration_at(time(iteration)) as f64 / iteration as f64 - 1.0;
            assert!(back.abs() < 1e-3, "{iteration}: {back}");
        }
    }

    #[test]
    fn a_race_that_goes_back_goes_on_from_the_time_that_it_has_there() {
        let mut clock = Clock::default();
        clock.add(10, Duration::from_secs(4));
        clock.add(30, Duration::from_secs(6));
        clock.go_back(20, Duration::from_secs(4));
        assert!((seconds(&clock, 10).unwrap() - 3.2).abs() < 1e-9);
        assert_eq!((seconds(&clock, 20), seconds(&clock, 21)), (Some(4.0), None));
        clock.add(28, Duration::from_secs(5));
        assert_eq!(seconds(&clock, 24), Some(4.5));
        clock.check().unwrap();
        clock.go_back(0, Duration::ZERO);
        assert_eq!(clock.notes, []);
    }
}
