//! When to draw the next frame: as often as asked for, less often while the terminal or the link lags. The caller passes
//! the time in.

use std::time::{Duration, Instant};

/// Frames a second that are drawn however slow the terminal is.
const MIN_RATE: f64 = 1.0;

/// Frames in which a reduced rate climbs from nothing to the full one.
const RECOVERY_FRAMES: f64 = 10.0;

/// The share of the time between two frames that writing one may take for the rate to rise.
const MAX_LOAD: f64 = 0.8;

/// How much of what was sent a link may still have to carry when the next frame is drawn.
const MAX_BACKLOG: Duration = Duration::from_millis(300);

/// How long bytes are counted for a reading of the meter.
const METER_INTERVAL: Duration = Duration::from_secs(1);

/// Decides when the next frame is due.
#[derive(Debug)]
pub(crate) struct FramePacer {
    /// Frames a second at most.
    max_rate: f64,
    /// Frames a second at present.
    rate: f64,
    /// Bytes a second that the link is to carry at most.
    budget: Option<u32>,
    last_drawn: Option<Instant>,
    /// When a link with that budget will have carried everything.
    link_free: Option<Instant>,
}

impl FramePacer {
    /// Draws `max_rate` frames a second at most; a budget in bytes a second keeps the queues of a link from filling,
    /// which would delay the answers to keys.
    pub(crate) fn new(max_rate: u32, budget: Option<u32>) -> Self {
        let max_rate = f64::from(max_rate.max(1));
        Self { max_rate, rate: max_rate, budget, last_drawn: None, link_free: None }
    }

    /// When the next frame may be drawn, `None` being at once. The answer to a key doesn't wait for a reduced rate,
    /// only for a link that is behind.
    pub(crate) fn next(&self, answers_key: bool) -> Option<Instant> {
        let rate = if answers_key { self.max_rate } else { self.rate };
        let due = self.last_drawn.map(|last| last + Duration::from_secs_f64(1.0 / rate));
        due.max(self.link_free.and_then(|free| free.checked_sub(MAX_BACKLOG)))
    }

    /// A frame of that many bytes was sent.
    pub(crate) fn drawn(&mut self, now: Instant, bytes: usize) {
        self.last_drawn = Some(now);
        self.link_free = self.budget.map(|budget| {
            let time = Duration::from_secs_f64(bytes as f64 / f64::from(budget));
            self.link_free.map_or(now, |free| free.max(now)) + time
        });
    }

    /// Writing a frame took that long: halves the rate if that was too long, raises it a step if there is room.
    pub(crate) fn written(&mut self, bytes: usize, took: Duration) {
        let on_link = self.budget.map_or(0.0, |budget| bytes as f64 / f64::from(budget));
        let cost = took.as_secs_f64().max(on_link);
        let raised = (self.rate + self.max_rate / RECOVERY_FRAMES).min(self.max_rate);
        if cost > 1.0 / self.rate {
            self.rate = (self.rate / 2.0).max(MIN_RATE);
        } else if cost * raised < MAX_LOAD {
            self.rate = raised;
        }
    }
}

/// Counts bytes a second, with a new reading every second.
#[derive(Debug)]
pub(crate) struct ByteMeter {
    since: Instant,
    bytes: usize,
    reading: u64,
}

impl ByteMeter {
    pub(crate) const fn new(now: Instant) -> Self {
        Self { since: now, bytes: 0, reading: 0 }
    }

    pub(crate) const fn count(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// When the reading may change.
    pub(crate) fn next(&self) -> Instant {
        self.since + METER_INTERVAL
    }

    /// Bytes a second over the last second or more.
    pub(crate) fn read(&mut self, now: Instant) -> u64 {
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

    /// Frames a second after that many frames of that kind.
    fn after(pacer: &mut FramePacer, frames: usize, bytes: usize, took: Duration) -> f64 {
        for _ in 0..frames {
            pacer.written(bytes, took);
        }
        pacer.rate
    }

    #[test]
    fn the_rate_halves_while_writes_lag_down_to_one_and_comes_back_in_steps() {
        let mut pacer = FramePacer::new(30, None);
        assert!((after(&mut pacer, 1, 400, Duration::from_millis(50)) - 15.0).abs() < 1e-9);
        assert!((after(&mut pacer, 20, 400, Duration::from_secs(3)) - 1.0).abs() < 1e-9);
        assert!((after(&mut pacer, 1, 400, Duration::ZERO) - 4.0).abs() < 1e-9);
        assert!((after(&mut pacer, 20, 400, Duration::ZERO) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn a_budget_is_kept_with_frames_of_any_size_and_without_swinging() {
        for bytes in [100, 700, 1_000, 3_000, 5_000] {
            let mut pacer = FramePacer::new(10, Some(6_000));
            let settled = after(&mut pacer, 40, bytes, Duration::ZERO);
            assert!(settled * bytes as f64 <= 6_000.0 || settled <= 1.0, "{bytes}: {settled}");
            assert!((after(&mut pacer, 1, bytes, Duration::ZERO) - settled).abs() < 1e-9, "{bytes}");
        }
    }

    #[test]
    fn a_key_is_answered_at_the_full_rate() {
        let now = Instant::now();
        let mut pacer = FramePacer::new(10, None);
        assert_eq!(pacer.next(false), None, "the first frame is due at once");
        after(&mut pacer, 20, 0, Duration::from_secs(3));
        pacer.drawn(now, 5_000);
        assert_eq!(pacer.next(false), Some(now + Duration::from_secs(1)));
        assert_eq!(pacer.next(true), Some(now + Duration::from_millis(100)));
    }

    #[test]
    fn a_key_that_is_held_down_does_not_flood_a_link() {
        let mut now = Instant::now();
        let mut pacer = FramePacer::new(10, Some(6_000));
        let start = now;
        for _ in 0..50 {
            now = pacer.next(true).map_or(now, |next| next.max(now));
            pacer.drawn(now, 3_000);
        }
        // Fifty frames of half a second each.
        assert!(now.duration_since(start) >= Duration::from_secs(24));
    }

    #[test]
    fn the_meter_reads_the_last_second_and_nothing_after_a_quiet_one() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut meter = ByteMeter::new(start);
        meter.count(3_000);
        assert_eq!(meter.read(at(900)), 0);
        assert_eq!(meter.read(at(2_000)), 1_500);
        assert_eq!(meter.read(at(2_500)), 1_500);
        assert_eq!(meter.read(at(3_000)), 0);
    }
}
