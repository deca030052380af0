//! Values in bounded memory: the recent ones exactly, older ones ever coarser.
//!
//! Level ℓ holds the last buckets of 4^ℓ values each, with their smallest, largest and mean value, so
//! that a spike never vanishes. A range is read from the finest level that still covers it with a few buckets a column:
//! drawing costs the width of the screen, not the length of the run.

use std::{collections::VecDeque, ops::Range};

use serde::{Deserialize, Serialize};

use super::level::{FACTOR, Level};
use crate::{
    input::{Checked, all, at_most, require},
    session::{Bucket, wire},
};

/// The maximum number of levels: as many as there are powers of four among counts.
const MAX_LEVELS: usize = 28;

/// How much a pyramid keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Values that are kept one by one.
    pub(super) exact: usize,
    /// Full buckets that each level keeps.
    pub(super) buckets: usize,
}

/// Values by their index, counted from 0.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Pyramid {
    /// Values so far, those included that are missing.
    length: u64,
    #[serde(with = "wire::numbers")]
    exact: VecDeque<f32>,
    levels: Vec<Level>,
}

impl Pyramid {
    pub(super) const fn new() -> Self {
        Self { length: 0, exact: VecDeque::new(), levels: Vec::new() }
    }

    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Appends one value; one that is not finite is a gap.
    pub(super) fn push(&mut self, bucket: Bucket, room: Room) {
        let bucket = if bucket.mean.is_finite() { bucket } else { Bucket::EMPTY };
        self.length += 1;
        // Room first: one too many would double what is held.
        if self.exact.len() == room.exact {
            self.exact.pop_front();
        }
        self.exact.push_back(bucket.mean);
        // A bucket that gets full goes into the level above.
        let (mut carried, mut width) = (bucket, FACTOR);
        for level in &mut self.levels {
            match level.push(carried, room.buckets) {
                Some(full) => carried = full,
                None => return,
            }
            width *= FACTOR;
        }
        let mut top = Level::new(width);
        top.push(carried, room.buckets);
        self.levels.push(top);
    }

    /// Appends the same bucket `count` times, in a time that hardly grows with their number.
    pub(super) fn repeat(&mut self, count: u64, bucket: Bucket, room: Room) {
        let bucket = if bucket.mean.is_finite() { bucket } else { Bucket::EMPTY };
        self.length += count;
        let kept = usize::try_from(count).unwrap_or(room.exact).min(room.exact);
        self.exact.drain(..(self.exact.len() + kept).saturating_sub(room.exact));
        self.exact.extend(std::iter::repeat_n(bucket.mean, kept));
        // A bucket that gets full goes into the level above, and after it one of the same for every four.
        let (mut carried, mut same, mut width) = (Vec::new(), count, FACTOR);
        for index in 0.. {
            if carried.is_empty() && same == 0 {
                return;
            }
            if index == self.levels.len() {
                self.levels.push(Level::new(width));
            }
            let level = &mut self.levels[index];
            let mut full: Vec<Bucket> =
                carried.into_iter().filter_map(|bucket| level.push(bucket, room.buckets)).collect();
            let (first, more) = level.repeat(same, bucket, room.buckets);
            full.extend(first);
            (carried, same) = (full, more);
            width = width.saturating_mul(FACTOR);
        }
    }

    /// Forgets all but the first `length` values.
    pub(super) fn cut(&mut self, length: u64, room: Room) {
        let length = length.min(self.length);
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
                level.push(bucket, room.buckets);
            }
        }
        self.levels.retain(|level| !level.is_empty());
    }

    /// The same from the finest level that has all of it: as much as a chart can show, in a fraction of the memory.
    pub(super) fn thinned(&self, room: Room) -> Self {
        let buckets = room.buckets as u64;
        if self.length <= buckets {
            return self.clone();
        }
        let covers = |level: &Level| level.width.saturating_mul(buckets) >= self.length;
        let kept = |level: &Level| if covers(level) { level.clone() } else { level.emptied() };
        let levels = self.levels.iter().map(kept).collect();
        Self { length: self.length, exact: VecDeque::new(), levels }
    }

    /// What went into a level from below at an index: a value, or a full bucket.
    fn part(&self, level: usize, index: u64) -> Bucket {
        let below = match level.checked_sub(1) {
            None => self.exact(index).map(Bucket::of),
            Some(below) => self.levels[below].piece(index).map(|(bucket, _)| bucket),
        };
        below.unwrap_or(Bucket::EMPTY)
    }

    /// The first index that is still kept by itself; of earlier ones there are only buckets.
    pub(super) fn exact_from(&self) -> u64 {
        self.length - self.exact.len() as u64
    }

    /// A value: exact for recent ones, the mean of its bucket for older ones, `None` where there is a gap.
    pub(super) fn at(&self, index: u64) -> Option<f32> {
        if index >= self.length {
            return None;
        }
        let value = self.exact(index).unwrap_or_else(|| self.piece(index, index + 1).0.mean);
        value.is_finite().then_some(value)
    }

    /// The smallest, largest and mean value of a range, `None` if there is none.
    pub(super) fn over(&self, indices: Range<u64>) -> Option<Bucket> {
        let (mut joined, mut weight, mut index) = (Bucket::EMPTY, 0.0, indices.start);
        let end = indices.end.min(self.length);
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

    /// The widest bucket that starts at an index and ends by `end`, or the value itself, or, where that is
    /// forgotten, the bucket it went into; and the index after it.
    fn piece(&self, index: u64, end: u64) -> (Bucket, u64) {
        // Level ℓ's buckets start where 4^ℓ divides the index: at every pair of zeros that ends it, one more.
        let starting = index.trailing_zeros() / FACTOR.ilog2();
        let fitting = (end - index).checked_ilog2().unwrap_or(0) / FACTOR.ilog2();
        let widest = self.levels.len().min(starting.min(fitting) as usize);
        let fitting = self.levels[..widest].iter().rev().find_map(|level| level.piece(index));
        fitting.or_else(|| self.finest(index)).unwrap_or((Bucket::EMPTY, end))
    }

    /// The value at an index or, where that is forgotten, the finest bucket it went into; and the index after it.
    pub(super) fn finest(&self, index: u64) -> Option<(Bucket, u64)> {
        let exact = || Some((Bucket::of(self.exact(index)?), index + 1));
        exact().or_else(|| self.levels.iter().find_map(|level| level.piece(index)))
    }

    /// The value at an index, NaN where there was none; `None` where it is forgotten.
    fn exact(&self, index: u64) -> Option<f32> {
        let place = usize::try_from(index.checked_sub(self.exact_from())?).ok()?;
        self.exact.get(place).copied()
    }

    pub(super) fn check(&self, room: Room) -> Checked {
        at_most(room.exact, self.exact.len(), "single values")?;
        require(self.exact.len() as u64 <= self.length, "more values than there were")?;
        at_most(MAX_LEVELS, self.levels.len(), "levels of a curve")?;
        let mut widths = std::iter::successors(Some(FACTOR), |width| width.checked_mul(FACTOR));
        let fits = self.levels.iter().all(|level| widths.next() == Some(level.width));
        require(fits, "every level of a curve is four times as wide as the one before")?;
        let most = self.levels.iter().map(Level::kept).max().unwrap_or(0);
        at_most(room.buckets, most, "buckets of a level")?;
        all(&self.levels)
    }

    /// How many numbers are kept, buckets counted as one.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.exact.len() + self.levels.iter().map(Level::kept).sum::<usize>()
    }
}
