//! One lane's losses in bounded memory: the recent ones exactly, older ones ever coarser.
//!
//! Level ℓ holds the last buckets of 4^ℓ iterations each, with their smallest, largest and mean loss, so
//! that a spike never vanishes. A range of iterations is read from the finest level that still
//! covers it with a few buckets a column: drawing costs the width of the screen, not the length of the run.

mod level;

use std::{collections::VecDeque, ops::Range};

use serde::{Deserialize, Serialize};

use super::smooth::Smoother;
use crate::{
    input::{Check, Checked, all, at_most, require},
    session::{Bucket, wire},
};
use level::{BUCKETS, FACTOR, Level};

/// Losses that are kept one by one: half an hour of the default race on a slow machine.
const EXACT: usize = 65_536;

/// The maximum number of levels: as many as there are powers of four among counts.
const MAX_LEVELS: usize = 28;

/// The losses of one lane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LossCurve {
    /// The first iteration that has a loss.
    pub(crate) first: u64,
    /// Iterations so far, those included that the lane was off for.
    length: u64,
    #[serde(with = "wire::numbers")]
    exact: VecDeque<f32>,
    levels: Vec<Level>,
}

impl LossCurve {
    /// An empty curve whose first loss will be of iteration `first`.
    pub(crate) const fn new(first: u64) -> Self {
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

    /// Appends `count` iterations with the same bucket, in a time that hardly grows with their number.
    fn repeat(&mut self, count: u64, bucket: Bucket) {
        let bucket = if bucket.mean.is_finite() { bucket } else { Bucket::EMPTY };
        self.length += count;
        let kept = usize::try_from(count).unwrap_or(EXACT).min(EXACT);
        self.exact.drain(..(self.exact.len() + kept).saturating_sub(EXACT));
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

    /// The same curve from the finest level that has all of it: as much as a chart can show, in a fraction of the memory.
    pub(super) fn thinned(&self) -> Self {
        let buckets = BUCKETS as u64;
        if self.length <= buckets {
            return self.clone();
        }
        let covers = |level: &Level| level.width.saturating_mul(buckets) >= self.length;
        let kept = |level: &Level| if covers(level) { level.clone() } else { level.emptied() };
        let levels = self.levels.iter().map(kept).collect();
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

    /// The last iteration so far, with or without a loss; `None` if there was none.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.length.checked_sub(1).map(|length| self.first + length)
    }

    /// The first iteration that is still kept one by one; of earlier ones there are only buckets.
    pub(crate) fn exact_from(&self) -> u64 {
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
    pub(crate) fn over(&self, iterations: Range<u64>) -> Option<Bucket> {
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
    pub(crate) fn smoothed(&self, iteration: u64, smoother: &Smoother) -> Option<f32> {
        let last = self.last()?;
        if iteration < self.first || iteration > last {
            return None;
        }
        let loss = |index| self.at(self.first + index).map(f64::from);
        smoother.smooth(iteration - self.first, self.length, loss).map(|loss| loss as f32)
    }

    /// What one column of a chart shows of its iterations, and their extremes: the smoothed curve at the middle one or,
    /// where the column is wider than the smoothing, their mean.
    pub(crate) fn column(&self, iterations: Range<u64>, smoother: &Smoother) -> Option<(f32, Bucket)> {
        let (start, end) = (iterations.start, iterations.end);
        if end - start > smoother.window() {
            let all = self.over(self.on_buckets(iterations))?;
            return Some((all.mean, all));
        }
        // The last column ends where the curve does, not in the middle of what is still to come.
        let shown = (start + (end - start) / 2).min(self.last()?).max(start);
        Some((self.smoothed(shown, smoother)?, self.over(iterations)?))
    }

    /// The same range, moved by less than a sixteenth of itself so that it is read in a few whole buckets.
    /// Neighbouring ranges stay neighbours: no loss is left out or counted twice.
    fn on_buckets(&self, iterations: Range<u64>) -> Range<u64> {
        let levels = ((iterations.end - iterations.start) / 16).checked_ilog2().unwrap_or(0) / FACTOR.ilog2();
        let width = FACTOR.pow(levels);
        let edge = |iteration: u64| self.first + iteration.saturating_sub(self.first) / width * width;
        edge(iterations.start)..edge(iterations.end)
    }
}

impl Check for LossCurve {
    fn check(&self) -> Checked {
        require(self.first > 0, "iterations count from 1")?;
        at_most(EXACT, self.exact.len(), "single losses")?;
        require(self.exact.len() as u64 <= self.length, "more losses than iterations")?;
        at_most(MAX_LEVELS, self.levels.len(), "levels of a curve")?;
        let mut widths = std::iter::successors(Some(FACTOR), |width| width.checked_mul(FACTOR));
        let fits = self.levels.iter().all(|level| widths.next() == Some(level.width));
        require(fits, "every level of a curve is four times as wide as the one before")?;
        all(&self.levels)
    }
}
