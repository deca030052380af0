//! One level of a curve: buckets of one width.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::{input, session::Bucket};

/// Buckets of a level that make one of the next.
pub(super) const FACTOR: u64 = 4;

/// The buckets of one width.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Level {
    /// Iterations of a bucket.
    pub(super) width: u64,
    full: VecDeque<Bucket>,
    /// How many full buckets have been forgotten.
    forgotten: u64,
    /// The bucket that is being filled from the level below.
    open: Bucket,
    /// How many buckets of that level are in it, and how many of those had a loss.
    seen: u64,
    weight: f32,
}

impl Level {
    pub(super) const fn new(width: u64) -> Self {
        Self { width, full: VecDeque::new(), forgotten: 0, open: Bucket::EMPTY, seen: 0, weight: 0.0 }
    }

    /// The full bucket that an index is in, and the index after it.
    pub(super) fn piece(&self, index: u64) -> Option<(Bucket, u64)> {
        // Widths are powers of four; this is called thousands of times a frame, and a division is slow.
        let slot = index.wrapping_shr(self.width.trailing_zeros());
        let place = usize::try_from(slot.checked_sub(self.forgotten)?).ok()?;
        Some((*self.full.get(place)?, (slot + 1).saturating_mul(self.width)))
    }

    /// Adds a bucket of the level below; returns its own once that is full. At most `room` full ones are kept.
    pub(super) fn push(&mut self, bucket: Bucket, room: usize) -> Option<Bucket> {
        if bucket.mean.is_finite() {
            self.open = self.open.merge(self.weight, bucket);
            self.weight += 1.0;
        }
        self.seen += 1;
        if self.seen < FACTOR {
            return None;
        }
        self.seen = 0;
        Some(self.close(room))
    }

    /// Adds the same bucket `count` times; returns the first of its own that gets full, and how many full ones of the
    /// same follow it.
    pub(super) fn repeat(&mut self, count: u64, bucket: Bucket, room: usize) -> (Option<Bucket>, u64) {
        let open = FACTOR - self.seen;
        let first = (0..count.min(open)).filter_map(|_| self.push(bucket, room)).last();
        let left = count.saturating_sub(open);
        let more = left / FACTOR;
        let kept = more.min(room as u64);
        self.forgotten += more - kept;
        for _ in 0..kept {
            self.keep(bucket, room);
        }
        for _ in 0..left % FACTOR {
            self.push(bucket, room);
        }
        (first, more)
    }

    /// Forgets all but the first `slots` full buckets, and the one that is being filled.
    pub(super) fn cut(&mut self, slots: u64) {
        let kept = usize::try_from(slots.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
        self.full.truncate(kept);
        self.forgotten = self.forgotten.min(slots);
        (self.open, self.seen, self.weight) = (Bucket::EMPTY, 0, 0.0);
    }

    /// The same with every full bucket forgotten.
    pub(super) fn emptied(&self) -> Self {
        let forgotten = self.forgotten + self.full.len() as u64;
        let Self { width, open, seen, weight, .. } = *self;
        Self { width, full: VecDeque::new(), forgotten, open, seen, weight }
    }

    /// How many full buckets it keeps.
    pub(super) fn kept(&self) -> usize {
        self.full.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.full.is_empty() && self.seen == 0 && self.forgotten == 0
    }

    /// Keeps the bucket that is being filled, and starts another.
    fn close(&mut self, room: usize) -> Bucket {
        let full = std::mem::replace(&mut self.open, Bucket::EMPTY);
        self.weight = 0.0;
        self.keep(full, room);
        full
    }

    fn keep(&mut self, bucket: Bucket, room: usize) {
        if self.full.len() == room {
            self.full.pop_front();
            self.forgotten += 1;
        }
        self.full.push_back(bucket);
    }
}

impl input::Check for Level {
    fn check(&self) -> input::Checked {
        input::require(self.seen < FACTOR, "a bucket takes four of the level below")?;
        input::require((0.0..=FACTOR as f32).contains(&self.weight), "a bucket takes four of the level below")
    }
}
