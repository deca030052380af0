//! How often to draw: as often as is asked for, less while the terminal or the link lags. Knows no clock.

use std::time::{Duration, Instant};

/// The fewest frames a second.
const LEAST: f64 = 1.0;

/// Into how many steps the way back to the full rate is cut.
const STEPS: f64 = 10.0;

/// How much of the time between two frames a frame may take for the rate to rise.
const EASE: f64 = 0.8;

/// How far the link may be behind when the next frame is drawn.
const BACKLOG: Duration = Duration::from_millis(300);

/// Over how long bytes are counted for the reading.
const COUNTED_OVER: Duration = Duration::from_secs(1);

/// When the next frame is due.
#[derive(Debug)]
pub struct Pace {
    /// Frames a second at the most.
    most: f64,
    /// Frames a second now.
    now: f64,
    /// Bytes a second that the link is to carry at the most.
    budget: Option<u32>,
    /// When the last frame was drawn.
    last: Option<Instant>,
    /// When a link with that budget will have carried everything.
    carried: Option<Instant>,
}

impl Pace {
    /// So many frames a second at the most; a budget keeps a link from filling its queues, which answer late.
    pub fn new(most: u32, budget: Option<u32>) -> Self {
        let most = f64::from(most.max(1));
        Self { most, now: most, budget, last: None, carried: None }
    }

    /// When the next frame may be drawn, `None` being at once. The answer to a key doesn't wait for a slow rate, only
    /// for a link that is behind.
    pub fn next(&self, key: bool) -> Option<Instant> {
        let rate = if key { self.most } else { self.now };
        let due = self.last.map(|last| last + Duration::from_secs_f64(1.0 / rate));
        due.max(self.carried.and_then(|carried| carried.checked_sub(BACKLOG)))
    }

    /// A frame of so many bytes was drawn.
    pub fn drawn(&mut self, now: Instant, bytes: usize) {
        self.last = Some(now);
        self.carried = self.budget.map(|budget| {
            let time = Duration::from_secs_f64(bytes as f64 / f64::from(budget));
            self.carried.map_or(now, |carried| carried.max(now)) + time
        });
    }

    /// A frame has left that took so long: half the rate if that was too long, a step more if it was little.
    pub fn left(&mut self, bytes: usize, took: Duration) {
        let carried = self.budget.map_or(0.0, |budget| bytes as f64 / f64::from(budget));
        let cost = took.as_secs_f64().max(carried);
        let more = (self.now + self.most / STEPS).min(self.most);
        if cost > 1.0 / self.now {
            self.now = (self.now / 2.0).max(LEAST);
        } else if cost * more < EASE {
            self.now = more;
        }
    }
}

/// Bytes a second, read once a second.
#[derive(Debug)]
pub struct Meter {
    since: Instant,
    bytes: usize,
    reading: u64,
}

impl Meter {
    /// Nothing counted yet.
    pub const fn new(now: Instant) -> Self {
        Self { since: now, bytes: 0, reading: 0 }
    }

    /// So many bytes more.
    pub const fn count(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// When the reading may change.
    pub fn next(&self) -> Instant {
        self.since + COUNTED_OVER
    }

    /// Bytes a second over the last second or more.
    pub fn read(&mut self, now: Instant) -> u64 {
        if now >= self.next() {
            let time = now.duration_since(self.since).as_secs_f64();
            self.reading = (self.bytes as f64 / time).round() as u64;
            (self.since, self.bytes) = (now, 0);
        }
        self.reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames a second after so many frames of that kind.
    fn after(pace: &mut Pace, frames: usize, bytes: usize, took: Duration) -> f64 {
        for _ in 0..frames {
            pace.left(bytes, took);
        }
        pace.now
    }

    #[test]
    fn the_rate_halves_while_writes_lag_down_to_one_and_comes_back_in_steps() {
        let mut pace = Pace::new(30, None);
        assert!((after(&mut pace, 1, 400, Duration::from_millis(50)) - 15.0).abs() < 1e-9);
        assert!((after(&mut pace, 20, 400, Duration::from_secs(3)) - 1.0).abs() < 1e-9);
        assert!((after(&mut pace, 1, 400, Duration::ZERO) - 4.0).abs() < 1e-9);
        assert!((after(&mut pace, 20, 400, Duration::ZERO) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn a_budget_is_kept_with_frames_of_any_size_and_without_swinging() {
        for bytes in [100, 700, 1_000, 3_000, 5_000] {
            let mut pace = Pace::new(10, Some(6_000));
            let settled = after(&mut pace, 40, bytes, Duration::ZERO);
            assert!(settled * bytes as f64 <= 6_000.0 || settled <= 1.0, "{bytes}: {settled}");
            assert!((after(&mut pace, 1, bytes, Duration::ZERO) - settled).abs() < 1e-9, "{bytes}");
        }
    }

    #[test]
    fn a_key_is_answered_at_the_full_rate() {
        let now = Instant::now();
        let mut pace = Pace::new(10, None);
        assert_eq!(pace.next(false), None, "the first frame is due at once");
        after(&mut pace, 20, 0, Duration::from_secs(3));
        pace.drawn(now, 5_000);
        assert_eq!(pace.next(false), Some(now + Duration::from_secs(1)));
        assert_eq!(pace.next(true), Some(now + Duration::from_millis(100)));
    }

    #[test]
    fn a_key_that_is_held_down_does_not_fill_a_link() {
        let mut now = Instant::now();
        let mut pace = Pace::new(10, Some(6_000));
        let start = now;
        for _ in 0..50 {
            now = pace.next(true).map_or(now, |next| next.max(now));
            pace.drawn(now, 3_000);
        }
        // Fifty frames of half a second each.
        assert!(now.duration_since(start) >= Duration::from_secs(24));
    }

    #[test]
    fn the_meter_reads_the_last_second_and_nothing_after_a_quiet_one() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut meter = Meter::new(start);
        meter.count(3_000);
        assert_eq!(meter.read(at(900)), 0);
        assert_eq!(meter.read(at(2_000)), 1_500);
        assert_eq!(meter.read(at(2_500)), 1_500);
        assert_eq!(meter.read(at(3_000)), 0);
    }
}
