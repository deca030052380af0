//! When a race is looked at for what a view shows besides losses.

use std::time::{Duration, Instant};

use crate::session::{State, Watch};

/// The shortest time from one look to the next: a few times a second is as fast as anybody reads.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The same where a look costs next to nothing (one image), or delays nothing (a race that is not running).
const CHEAP_EVERY: Duration = Duration::from_millis(50);

/// Looks take at most one part in so many of a running race's time.
const SHARE: u32 = 20;

/// What is watched, and when it was looked at; nothing is asked of the race otherwise.
#[derive(Debug, Default)]
pub(super) struct Probe {
    pub(super) watch: Watch,
    /// When the next look is allowed; at once if there was none.
    next: Option<Instant>,
    /// The iteration of the last look, unless the race has changed since.
    seen: Option<u64>,
}

impl Probe {
    /// Watches something else from now on.
    pub(super) fn set(&mut self, watch: Watch) {
        self.watch = watch;
        self.invalidate();
    }

    /// Makes a look due though no iteration was taken.
    pub(super) const fn invalidate(&mut self) {
        self.seen = None;
    }

    /// When to look next at a race of that many iterations; `None` if there is nothing new to see.
    pub(super) fn due(&self, iteration: u64) -> Option<Instant> {
        let news = self.watch != Watch::Nothing && self.seen != Some(iteration);
        news.then(|| self.next.unwrap_or_else(Instant::now))
    }

    pub(super) fn is_due(&self, iteration: u64) -> bool {
        self.due(iteration).is_some_and(|due| due <= Instant::now())
    }

    /// Takes note of a look that took so long.
    pub(super) fn looked(&mut self, state: State, iteration: u64, took: Duration) {
        let cheap = state != State::Running || matches!(self.watch, Watch::Drawn(_));
        let pause = if cheap { CHEAP_EVERY } else { LOOK_EVERY.max(took * SHARE) };
        self.seen = Some(iteration);
        self.next = Some(Instant::now() + pause);
    }
}
