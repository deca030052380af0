//! When a race that is recorded is due for a checkpoint.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use super::Checkpoint;

/// How soon after the last one a checkpoint may follow that needn't be: keys that repeat make a pause each.
const QUIET: Duration = Duration::from_secs(1);

/// How soon it looks again whether the last checkpoint is on the disk.
const AGAIN: Duration = Duration::from_millis(20);

/// The state of saving.
pub(super) struct Saving {
    every: Duration,
    /// The SHA-256 of the data.
    data: String,
    saved_at: Instant,
    due: Instant,
    /// Whether anything has changed since the last checkpoint.
    dirty: bool,
    /// The last one, as long as the recorder has it.
    last: Weak<Checkpoint>,
}

impl Saving {
    pub(super) fn new(every: Duration, data: String) -> Self {
        let now = Instant::now();
        Self { every, data, saved_at: now, due: now + every, dirty: true, last: Weak::new() }
    }

    /// The SHA-256 of the data, in hex.
    pub(super) fn data(&self) -> &str {
        &self.data
    }

    /// Notes that the race is not what was saved any more.
    pub(super) const fn touch(&mut self) {
        self.dirty = true;
    }

    /// Brings the next checkpoint forward: nothing may happen for long.
    pub(super) fn hurry(&mut self) {
        self.due = self.due.min((self.saved_at + QUIET).max(Instant::now()));
    }

    /// When there is one to be made; `None` if all is saved.
    pub(super) fn due(&self) -> Option<Instant> {
        self.dirty.then_some(self.due)
    }

    /// Whether it is time. While the disk still works on the last one it isn't: a slow disk must not fill the
    /// memory with checkpoints.
    pub(super) fn is_due(&mut self) -> bool {
        let now = Instant::now();
        if !self.dirty || now < self.due {
            return false;
        }
        let free = self.last.strong_count() == 0;
        if !free {
            self.due = now + AGAIN;
        }
        free
    }

    /// Notes that this one is on its way.
    pub(super) fn saved(&mut self, checkpoint: Checkpoint) -> Arc<Checkpoint> {
        let checkpoint = Arc::new(checkpoint);
        self.last = Arc::downgrade(&checkpoint);
        self.dirty = false;
        self.saved_at = Instant::now();
        self.due = self.saved_at + self.every;
        checkpoint
    }

    /// Whether anything is not saved.
    pub(super) const fn is_dirty(&self) -> bool {
        self.dirty
    }
}
