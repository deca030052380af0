//! One metric of one lane in bounded memory: of each iteration, as a loss is, or of those at which it was measured.

mod level;
mod positions;
mod pyramid;
mod reach;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::smooth::Smoother;
use crate::{
    input::{Check, Checked, require},
    session::Bucket,
};
use positions::Positions;
use pyramid::{Pyramid, Room};

/// Of each iteration: half an hour of the default race on a slow machine one by one, and several times the dots of the
/// widest terminal a level.
const ITERATIONS: Room = Room { exact: 65_536, buckets: 4_096 };

/// Of points, of which there are fewer, but curves of several metrics: some ten thousand iterations one by one, and still
/// more than the dots of a wide terminal.
const POINTS: Room = Room { exact: 4_096, buckets: 1_024 };

/// The values of one metric of one lane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Curve {
    /// The first iteration that has a value; of points, 0 until there is one.
    pub(crate) first: u64,
    /// Where the values are; `None` if there is a place for each iteration from the first on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    positions: Option<Positions>,
    values: Pyramid,
}

impl Curve {
    /// An empty curve with a place for each iteration from `first` on.
    pub(crate) const fn new(first: u64) -> Self {
        Self { first, positions: None, values: Pyramid::new() }
    }

    /// An empty curve of points.
    pub(super) const fn of_points() -> Self {
        Self { first: 0, positions: Some(Positions::new()), values: Pyramid::new() }
    }

    const fn room(&self) -> Room {
        if self.positions.is_some() { POINTS } else { ITERATIONS }
    }

    /// Appends `count` iterations from `iteration` on; the ones the curve has missed stay empty. A curve of points gets
    /// one, at the last of them, unless it has come further already.
    pub(super) fn push(&mut self, iteration: u64, count: u64, bucket: Bucket) {
        let room = self.room();
        if let Some(positions) = &mut self.positions {
            let last = iteration + count.saturating_sub(1);
            if positions.last().is_none_or(|before| before < last) && bucket.mean.is_finite() {
                self.first = if positions.length() == 0 { last } else { self.first };
                positions.push(last, room.exact);
                self.values.push(bucket, room);
            }
            return;
        }
        let missed = iteration.saturating_sub(self.first + self.values.length());
        self.values.repeat(missed, Bucket::EMPTY, room);
        if count == 1 { self.values.push(bucket, room) } else { self.values.repeat(count, bucket, room) }
    }

    /// Forgets everything after an iteration.
    pub(super) fn cut(&mut self, iteration: u64) {
        let (length, room) = (self.indices(0..iteration.saturating_add(1)).end, self.room());
        if let Some(positions) = &mut self.positions {
            positions.cut(length);
        }
        self.values.cut(length, room);
    }

    /// The same curve as finely as a chart can show it, in a fraction of the memory.
    pub(super) fn thinned(&self) -> Self {
        let values = self.values.thinned(self.room());
        Self { first: self.first, positions: self.positions.clone(), values }
    }

    /// Where the values of a range of iterations are; one of no values ends before it starts, or where it starts.
    fn indices(&self, iterations: Range<u64>) -> Range<u64> {
        if let Some(positions) = &self.positions {
            let count = |end: u64| end.checked_sub(1).map_or(0, |last| positions.count_until(last));
            return count(iterations.start)..count(iterations.end);
        }
        let index = |iteration: u64| iteration.max(self.first) - self.first;
        index(iterations.start)..index(iterations.end).min(self.values.length())
    }

    /// How many places there are up to an iteration.
    pub(super) fn count_until(&self, iteration: u64) -> u64 {
        self.indices(0..iteration.saturating_add(1)).end
    }

    /// The iteration of a place.
    pub(super) fn iteration(&self, index: u64) -> u64 {
        self.positions.as_ref().map_or(self.first + index, |positions| positions.at(index))
    }

    /// Whether it has values at some iterations only, and none between them is missing.
    pub(crate) const fn is_of_points(&self) -> bool {
        self.positions.is_some()
    }

    /// The last iteration so far, with or without a value; `None` if there was none.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.values.length().checked_sub(1).map(|index| self.iteration(index))
    }

    /// The first iteration that is still kept one by one; of earlier ones there are only buckets.
    pub(crate) fn exact_from(&self) -> u64 {
        let index = self.values.exact_from();
        let past = || self.last().map_or(self.first, |last| last + 1);
        if index < self.values.length() { self.iteration(index) } else { past() }
    }

    /// The value of an iteration: exact for recent ones, the mean of its bucket for older ones, `None`
    /// where the lane did not run or had diverged, or nothing was measured.
    #[must_use]
    pub fn at(&self, iteration: u64) -> Option<f32> {
        let Range { start, end } = self.indices(iteration..iteration.saturating_add(1));
        (start < end).then(|| self.values.at(start))?
    }

    /// The last value up to an iteration, and its iteration: what a cursor there shows.
    #[must_use]
    pub fn until(&self, iteration: u64) -> Option<(u64, f32)> {
        let index = self.indices(0..iteration.saturating_add(1)).end.checked_sub(1)?;
        Some((self.iteration(index), self.values.at(index)?))
    }

    /// The smallest, largest and mean value of a range of iterations, `None` if there is none.
    pub(crate) fn over(&self, iterations: Range<u64>) -> Option<Bucket> {
        self.values.over(self.indices(iterations))
    }

    /// Whether there is a gap: the lane did not run in any of these iterations, or had diverged. Between two points there
    /// is none.
    #[must_use]
    pub fn is_gap(&self, iterations: Range<u64>) -> bool {
        self.positions.is_none() && self.over(iterations).is_none()
    }

    /// Every value of a range of iterations, and its iteration. Of old ones, buckets of neighbours at the last iteration
    /// of each.
    #[must_use]
    pub fn points(&self, iterations: Range<u64>) -> Vec<(u64, Bucket)> {
        let Range { start, end } = self.indices(iterations);
        let (mut points, mut index) = (Vec::new(), start);
        while index < end {
            let (bucket, next) = self.values.finest(index).unwrap_or((Bucket::EMPTY, end));
            if bucket.mean.is_finite() {
                points.push((self.iteration(next.min(end) - 1), bucket));
            }
            index = next;
        }
        points
    }

    /// The last values of a curve of points, so many at most; `None` of one that has a place for each iteration.
    pub(crate) fn last_values(&self, count: usize) -> Option<Vec<Option<f32>>> {
        self.positions.as_ref()?;
        let end = self.values.length();
        Some((end.saturating_sub(count as u64)..end).map(|index| self.values.at(index)).collect())
    }

    /// The smoothed curve at an iteration; `None` where there is no value to smooth. Of points, at the last one up to
    /// there, over so many points as otherwise over iterations.
    pub(crate) fn smoothed(&self, iteration: u64, smoother: &Smoother) -> Option<f32> {
        let Range { start, end } = self.indices(iteration..iteration.saturating_add(1));
        let index = if self.positions.is_some() { end.checked_sub(1)? } else { start };
        (index < end).then(|| self.smoothed_value(index, smoother))?
    }

    fn smoothed_value(&self, index: u64, smoother: &Smoother) -> Option<f32> {
        let value = |index| self.values.at(index).map(f64::from);
        smoother.smooth(index, self.values.length(), value).map(|value| value as f32)
    }

    /// What one column of a chart shows of its iterations, and their extremes: the smoothed curve at the middle one or,
    /// where the column is wider than the smoothing, their mean.
    pub(crate) fn column(&self, iterations: Range<u64>, smoother: &Smoother) -> Option<(f32, Bucket)> {
        if self.positions.is_some() {
            let Range { start, end } = self.indices(iterations);
            let all = self.values.over(start..end)?;
            let is_wide = end - start > smoother.window();
            let trend =
                if is_wide { all.mean } else { self.smoothed_value(u64::midpoint(start, end), smoother)? };
            return Some((trend, all));
        }
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
    /// Neighbouring ranges stay neighbours: no value is left out or counted twice.
    fn on_buckets(&self, iterations: Range<u64>) -> Range<u64> {
        let levels =
            ((iterations.end - iterations.start) / 16).checked_ilog2().unwrap_or(0) / level::FACTOR.ilog2();
        let width = level::FACTOR.pow(levels);
        let edge = |iteration: u64| self.first + iteration.saturating_sub(self.first) / width * width;
        edge(iterations.start)..edge(iterations.end)
    }

    /// How many numbers are kept, buckets counted as one.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.values.kept() + self.positions.as_ref().map_or(0, Positions::kept)
    }
}

impl Check for Curve {
    fn check(&self) -> Checked {
        let room = self.room();
        self.values.check(room)?;
        let Some(positions) = &self.positions else {
            return require(self.first > 0, "iterations count from 1");
        };
        positions.check(room.exact)?;
        require(positions.length() == self.values.length(), "a point has a value and an iteration")
    }
}
