//! When a race that is recorded gets its next checkpoint, and when it is looked at for what a view shows besides losses.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use super::{Checkpoint, State, Watch};

/// The shortest time between two checkpoints brought forward: a repeating key can pause the race many times a second.
const QUIET: Duration = Duration::from_secs(1);

/// How soon it checks again whether the last checkpoint is on the disk.
const RETRY: Duration = Duration::from_millis(20);

/// Decides when a checkpoint is due.
pub(super) struct CheckpointSchedule {
    every: Duration,
    /// The SHA-256 of the data, in hex.
    pub(super) data: String,
    saved_at: Instant,
    due: Instant,
    /// Whether anything has changed since the last checkpoint.
    pub(super) dirty: bool,
    /// The last one, as long as the recorder has it.
    last: Weak<Checkpoint>,
}

impl CheckpointSchedule {
    pub(super) fn new(every: Duration, data: String) -> Self {
        let now = Instant::now();
        Self { every, data, saved_at: now, due: now + every, dirty: true, last: Weak::new() }
    }

    /// Brings the next checkpoint forward, because the race may now stand still for long.
    pub(super) fn hurry(&mut self) {
        self.due = self.due.min((self.saved_at + QUIET).max(Instant::now()));
    }

    /// When the next one is due; `None` if nothing has changed since the last.
    pub(super) fn due(&self) -> Option<Instant> {
        self.dirty.then_some(self.due)
    }

    /// Whether one is due now. It is not while the disk still works on the last one: a slow disk must not fill the
    /// memory with checkpoints.
    pub(super) fn is_due(&mut self) -> bool {
        let now = Instant::now();
        if !self.dirty || now < self.due {
            return false;
        }
        let free = self.last.strong_count() == 0;
        if !free {
            self.due = now + RETRY;
        }
        free
    }

    /// Takes note of the checkpoint that is about to be sent.
    pub(super) fn sending(&mut self, checkpoint: Checkpoint) -> Arc<Checkpoint> {
        let checkpoint = Arc::new(checkpoint);
        self.last = Arc::downgrade(&checkpoint);
        self.dirty = false;
        self.saved_at = Instant::now();
        self.due = self.saved_at + self.every;
        checkpoint
    }
}

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
