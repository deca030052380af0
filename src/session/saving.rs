//! When a race that is recorded gets its next checkpoint.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use super::Checkpoint;

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
