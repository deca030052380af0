//! One lane's losses in bounded memory: the recent ones exactly, older ones ever coarser.
//!
//! Level ℓ holds the last buckets of 4^ℓ iterations each, with their smallest, largest and mean loss, so
//! that a spike never vanishes. Any stretch of iterations is read from the finest level that still
//! covers it with a few buckets a column: drawing costs the width of the screen, not the length of the run.

mod check;

use std::{collections::VecDeque, ops::Range};

use serde::{Deserialize, Serialize};

use super::Smoother;
use crate::session::{Bucket, wire};

/// How many losses are kept one by one: half an hour of the default race on a slow machine.
const EXACT: usize = 65_536;

/// How many buckets every coarser level keeps: several times the dots of the widest terminal.
const BUCKETS: usize = 4_096;

/// How many buckets of a level make one of the next.
const FACTOR: u64 = 4;

/// The losses of one lane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Curve {
    /// The first iteration.
    first: u64,
    /// Iterations so far; those that the lane was off for count, too.
    length: u64,
    #[serde(with = "wire::numbers")]
    exact: VecDeque<f32>,
    levels: Vec<Level>,
}

/// The buckets of one width.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Level {
    width: u64,
    full: VecDeque<Bucket>,
    /// How many full buckets have been forgotten.
    forgotten: u64,
    /// The bucket that is being filled with buckets of the level below.
    open: Bucket,
    /// How many of those it has seen, and how many had a loss.
    seen: u64,
    weight: f32,
}

impl Curve {
    /// An empty curve whose first loss will be of iteration `first`.
    #[must_use]
    pub const fn new(first: u64) -> Self {
        Self { first, length: 0, exact: VecDeque::new(), levels: Vec::new() }
    }

    /// Appends `count` iterations from `iteration` on; the ones the curve has missed stay empty.
    pub(super) fn push(&mut self, iteration: u64, count: u64, bucket: Bucket) {
        let missed = iteration.saturating_sub(self.first + self.length);
        self.repeat(missed, Bucket::EMPTY);
        if count == 1 { self.push_one(bucket) } else { self.repeat(count, bucket) }
    }

    fn push_one(&mut self, bucket: Bucket) {
        let bucket = if bucket.mean.is_finite() { bucket } else { Bucket::EMPTY };
        self.length += 1;
        // Room first: one too many would double what is held.
        if self.exact.len() == EXACT {
            self.exact.pop_front();
        }
        self.exact.push_back(bucket.mean);
        // A bucket that gets full goes into the level above.
        let (mut carried, mut width) = (bucket, FACTOR);
        for level in &mut self.levels {
            match level.push(carried) {
                Some(full) => carried = full,
                None => return,
            }
            width *= FACTOR;
        }
        let mut top = Level::new(width);
        top.push(carried);
        self.levels.push(top);
    }

    /// Appends that many iterations with the same bucket, in a time that hardly grows with their number.
    fn repeat(&mut self, count: u64, bucket: Bucket) {
        let bucket = if bucket.mean.is_finite() { bucket } else { Bucket::EMPTY };
        self.length += count;
        let kept = usize::try_from(count).unwrap_or(EXACT).min(EXACT);
        self.exact.drain(..(self.exact.len() + kept).saturating_sub(EXACT));
        self.exact.extend(std::iter::repeat_n(bucket.mean, kept));
        // What gets full on the way goes into the level above, and after it four of the same as one of the same.
        let (mut carried, mut same, mut width) = (Vec::new(), count, FACTOR);
        for index in 0.. {
            if carried.is_empty() && same == 0 {
                return;
            }
            if index == self.levels.len() {
                self.levels.push(Level::new(width));
            }
            let level = &mut self.levels[index];
            let mut full: Vec<Bucket> = carried.into_iter().filter_map(|bucket| level.push(bucket)).collect();
            let (first, more) = level.repeat(same, bucket);
            full.extend(first);
            (carried, same) = (full, more);
            width = width.saturating_mul(FACTOR);
        }
    }

    /// Forgets everything after an iteration.
    pub(super) fn cut(&mut self, iteration: u64) {
        let length = (iteration + 1).saturating_sub(self.first).min(self.length);
        let gone = usize::try_from(self.length - length).unwrap_or(usize::MAX);
        self.exact.truncate(self.exact.len().saturating_sub(gone));
        self.length = length;
        // From the finest level up: the bucket that is being filled is made of those below.
        for index in 0..self.levels.len() {
            let width = self.levels[index].width;
            let slots = length / width;
            let part = width / FACTOR;
            let parts: Vec<Bucket> =
                (slots * FACTOR..length / part).map(|slot| self.part(index, slot * part)).collect();
            let level = &mut self.levels[index];
            level.cut(slots);
            for bucket in parts {
                level.push(bucket);
            }
        }
        self.levels.retain(|level| !level.is_empty());
    }

    /// The same from the finest level that has all of it: as much as any chart can show, in a fraction of the room.
    pub(super) fn thinned(&self) -> Self {
        let buckets = BUCKETS as u64;
        if self.length <= buckets {
            return self.clone();
        }
        let covers = |level: &Level| level.width.saturating_mul(buckets) >= self.length;
        let levels = self.levels.iter();
        let levels =
            levels.map(|level| if covers(level) { level.clone() } else { level.emptied() }).collect();
        Self { first: self.first, length: self.length, exact: VecDeque::new(), levels }
    }

    /// What went into a level from below at an index: a loss, or a full bucket.
    fn part(&self, level: usize, index: u64) -> Bucket {
        let below = match level.checked_sub(1) {
            None => self.exact(index).map(Bucket::of),
            Some(below) => self.levels[below].piece(index).map(|(bucket, _)| bucket),
        };
        below.unwrap_or(Bucket::EMPTY)
    }

    /// The first iteration that has a loss; the last one is [`Curve::last`].
    #[must_use]
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// The last iteration that was seen.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.length.checked_sub(1).map(|length| self.first + length)
    }

    /// The first iteration that is still kept one by one; of earlier ones there are only buckets.
    #[must_use]
    pub fn exact_from(&self) -> u64 {
        self.first + self.length - self.exact.len() as u64
    }

    /// The loss of an iteration: exact for recent ones, the mean of its bucket for older ones, `None`
    /// where the lane did not run or had diverged.
    #[must_use]
    pub fn at(&self, iteration: u64) -> Option<f32> {
        let index = iteration.checked_sub(self.first).filter(|index| *index < self.length)?;
        let loss = self.exact(index).unwrap_or_else(|| self.piece(index, index + 1).0.mean);
        loss.is_finite().then_some(loss)
    }

    /// The smallest, largest and mean loss of a range of iterations, `None` if there is none.
    #[must_use]
    pub fn over(&self, iterations: Range<u64>) -> Option<Bucket> {
        let start = iterations.start.max(self.first) - self.first;
        let end = iterations.end.min(self.first + self.length).checked_sub(self.first)?;
        if start >= end {
            return None;
        }
        let (mut joined, mut weight, mut index) = (Bucket::EMPTY, 0.0, start);
        while index < end {
            let (piece, next) = self.piece(index, end);
            if piece.mean.is_finite() {
                let length = (next - index) as f32;
                joined = joined.merge(weight / length, piece);
                weight += length;
            }
            index = next;
        }
        (weight > 0.0).then_some(joined)
    }

    /// The widest bucket that starts at an index and ends by `end`, or the loss itself, or, where that is
    /// forgotten, the bucket it went into; and the index after it.
    fn piece(&self, index: u64, end: u64) -> (Bucket, u64) {
        // Level ℓ's buckets start where 4^ℓ divides the index: at every pair of zeros that ends it, one more.
        let starting = index.trailing_zeros() / FACTOR.ilog2();
        let fitting = (end - index).checked_ilog2().unwrap_or(0) / FACTOR.ilog2();
        let widest = self.levels.len().min(starting.min(fitting) as usize);
        let fitting = self.levels[..widest].iter().rev().find_map(|level| level.piece(index));
        let exact = || Some((Bucket::of(self.exact(index)?), index + 1));
        let around = || self.levels.iter().find_map(|level| level.piece(index));
        fitting.or_else(exact).or_else(around).unwrap_or((Bucket::EMPTY, end))
    }

    /// The loss at an index, NaN where there was none; `None` where it is forgotten.
    fn exact(&self, index: u64) -> Option<f32> {
        let forgotten = self.length - self.exact.len() as u64;
        let place = usize::try_from(index.checked_sub(forgotten)?).ok()?;
        self.exact.get(place).copied()
    }

    /// The smoothed curve at an iteration; `None` where there is no loss to smooth.
    #[must_use]
    pub fn smoothed(&self, iteration: u64, smoother: &Smoother) -> Option<f32> {
        let last = self.last()?;
        if iteration < self.first || iteration > last {
            return None;
        }
        let loss = |index| self.at(self.first + index).map(f64::from);
        smoother.smooth(iteration - self.first, self.length, loss).map(|loss| loss as f32)
    }

    /// What one column of a chart shows of the iterations in it, and all that they were: the smoothed curve
    /// at the middle one or, where the column is wider than the smoothing, their mean.
    #[must_use]
    pub fn column(&self, iterations: Range<u64>, smoother: &Smoother) -> Option<(f32, Bucket)> {
        let (start, end) = (iterations.start, iterations.end);
        if end - start > smoother.window() {
            let all = self.over(self.on_buckets(iterations))?;
            return Some((all.mean, all));
        }
        // The last column ends where the curve does, not in the middle of what is still to come.
        let shown = (start + (end - start) / 2).min(self.last()?).max(start);
        Some((self.smoothed(shown, smoother)?, self.over(iterations)?))
    }

    /// The same stretch, moved by less than a sixteenth of itself so that it is read in a few whole buckets.
    /// Neighbours stay neighbours: no loss is left out or taken twice.
    fn on_buckets(&self, iterations: Range<u64>) -> Range<u64> {
        let levels = ((iterations.end - iterations.start) / 16).checked_ilog2().unwrap_or(0) / FACTOR.ilog2();
        let width = FACTOR.pow(levels);
        let edge = |iteration: u64| self.first + iteration.saturating_sub(self.first) / width * width;
        edge(iterations.start)..edge(iterations.end)
    }
}

impl Level {
    /// The full bucket that an index is in, and the index after it.
    fn piece(&self, index: u64) -> Option<(Bucket, u64)> {
        // Widths are powers of four; this is asked thousands of times a frame, and a division takes long.
        let slot = index.wrapping_shr(self.width.trailing_zeros());
        let place = usize::try_from(slot.checked_sub(self.forgotten)?).ok()?;
        Some((*self.full.get(place)?, (slot + 1).saturating_mul(self.width)))
    }

    const fn new(width: u64) -> Self {
        Self { width, full: VecDeque::new(), forgotten: 0, open: Bucket::EMPTY, seen: 0, weight: 0.0 }
    }

    /// Takes a bucket of the level below; gives back its own once that is full.
    fn push(&mut self, bucket: Bucket) -> Option<Bucket> {
        if bucket.mean.is_finite() {
            self.open = self.open.merge(self.weight, bucket);
            self.weight += 1.0;
        }
        self.seen += 1;
        if self.seen < FACTOR {
            return None;
        }
        self.seen = 0;
        Some(self.close())
    }

    /// Takes a bucket so many times; gives back the first of its own that gets full, and how many of the same do after
    /// it.
    fn repeat(&mut self, count: u64, bucket: Bucket) -> (Option<Bucket>, u64) {
        let room = FACTOR - self.seen;
        let first = (0..count.min(room)).filter_map(|_| self.push(bucket)).last();
        let left = count.saturating_sub(room);
        let more = left / FACTOR;
        let kept = more.min(BUCKETS as u64);
        self.forgotten += more - kept;
        for _ in 0..kept {
            self.keep(bucket);
        }
        for _ in 0..left % FACTOR {
            self.push(bucket);
        }
        (first, more)
    }

    /// Forgets all but so many full buckets, and what the next was filled with.
    fn cut(&mut self, slots: u64) {
        let kept = usize::try_from(slots.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
        self.full.truncate(kept);
        self.forgotten = self.forgotten.min(slots);
        (self.open, self.seen, self.weight) = (Bucket::EMPTY, 0, 0.0);
    }

    /// The same with every full bucket forgotten.
    fn emptied(&self) -> Self {
        let forgotten = self.forgotten + self.full.len() as u64;
        let Self { width, open, seen, weight, .. } = *self;
        Self { width, full: VecDeque::new(), forgotten, open, seen, weight }
    }

    /// Whether it has seen nothing.
    fn is_empty(&self) -> bool {
        self.full.is_empty() && self.seen == 0 && self.forgotten == 0
    }

    /// Keeps the bucket that is being filled, and begins another.
    fn close(&mut self) -> Bucket {
        let full = std::mem::replace(&mut self.open, Bucket::EMPTY);
        self.weight = 0.0;
        self.keep(full);
        full
    }

    fn keep(&mut self, bucket: Bucket) {
        if self.full.len() == BUCKETS {
            self.full.pop_front();
            self.forgotten += 1;
        }
        self.full.push_back(bucket);
    }
}
