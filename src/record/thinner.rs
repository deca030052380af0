//! Losses on their way to the disk: one by one while a race is young, later in buckets of ever more neighbours.
//!
//! A race may run for weeks at thousands of iterations a second. The size of a bucket depends only on its iteration, so
//! that the same race is always written the same way: every doubling of its length adds the same, small, amount.

use crate::{
    race::{MEASURE_EVERY, Sample},
    session::{Losses, Measured, Update},
};

/// Losses of all lanes together that are written one by one: 262,144 iterations of four lanes.
const MAX_EXACT: u64 = 1 << 20;

/// Measurements of all lanes together that are written one by one: 65,536 iterations of four lanes.
const MAX_EXACT_MEASUREMENTS: u64 = MAX_EXACT / 4 / MEASURE_EVERY;

/// Test accuracies of all lanes together that are all written.
const MAX_EXACT_ACCURACIES: u64 = 1 << 15;

/// Neighbours per bucket after that; twice as many each time the length of the race has doubled.
const FIRST_STRIDE: u64 = 16;

/// Buckets per line of the log.
const LINE_BUCKETS: u64 = 64;

/// Neighbours per bucket at a number of measurements, if the first `exact` of all lanes together are kept one by one.
fn stride(number: u64, lanes: usize, exact: u64) -> u64 {
    let times = number.saturating_mul(lanes as u64) / exact;
    times.checked_ilog2().map_or(1, |doubled| FIRST_STRIDE << doubled)
}

/// Whether an update is written at all. Late in a race one of several neighbouring accuracies on a part of the test set
/// stands for all of them; `every` is how many iterations apart they are measured.
pub(super) fn is_kept(update: &Update, every: u64) -> bool {
    let Update::Evaluated { iteration, sample: Sample::Part, evaluation } = update else { return true };
    let number = iteration / every.max(1);
    number.is_multiple_of(stride(number, evaluation.accuracies.len(), MAX_EXACT_ACCURACIES))
}

/// Gathers a stretch of losses.
#[derive(Debug, Default)]
pub(super) struct LossThinner {
    open: Option<Losses>,
}

impl LossThinner {
    /// Takes a stretch, and returns the one before it if that is complete.
    pub(super) fn add(&mut self, mut next: Losses) -> Option<Losses> {
        let stride = stride(next.first, next.lanes.len(), MAX_EXACT).max(next.stride);
        let has_room = |open: &&mut Losses| open.stride == stride && open.iterations / stride < LINE_BUCKETS;
        if let Some(open) = self.open.as_mut().filter(has_room) {
            match open.append(next) {
                Ok(()) => return None,
                Err(other) => next = other,
            }
        }
        self.open.replace(next.with_stride(stride))
    }

    /// Takes out what is gathered, in whole buckets.
    pub(super) fn whole(&mut self) -> Option<Losses> {
        let open = self.open.as_mut()?;
        let iterations = open.iterations / open.stride * open.stride;
        if iterations == open.iterations {
            return self.open.take();
        }
        (iterations > 0).then(|| open.take(iterations, open.elapsed))
    }

    /// Takes out everything that is gathered: something else has happened, or the race is saved as it stands.
    pub(super) fn end(&mut self) -> Option<Losses> {
        self.open.take()
    }
}

/// Gathers a stretch of measurements.
#[derive(Debug, Default)]
pub(super) struct MeasurementThinner {
    open: Option<Measured>,
    stride: u64,
    /// Neighbours in the last bucket.
    filled: u64,
    /// Measurements of another trainer so far.
    foreign: u64,
}

impl MeasurementThinner {
    /// Takes measurements, and returns those before them where these are of other lanes, or of wider buckets.
    pub(super) fn add(&mut self, mut next: Measured) -> Vec<Measured> {
        let mut done = Vec::new();
        while !next.iterations.is_empty() {
            let one = next.take(1);
            // Another trainer measures at steps of its own choice.
            self.foreign += u64::from(one.elapsed.is_some());
            let number = if one.elapsed.is_some() { self.foreign } else { one.first() / MEASURE_EVERY };
            let stride = stride(number, one.lanes(), MAX_EXACT_MEASUREMENTS);
            if stride != self.stride {
                done.extend(self.end());
                self.stride = stride;
            }
            done.extend(self.add_one(one));
        }
        done
    }

    fn add_one(&mut self, one: Measured) -> Option<Measured> {
        let Some(open) = &mut self.open else {
            (self.open, self.filled) = (Some(one), 1);
            return None;
        };
        let is_full = self.filled == self.stride;
        let added = if is_full { open.append(one) } else { open.append_to_last(one, self.filled as f32) };
        self.filled = if is_full { 1 } else { self.filled + 1 };
        let other = added.err()?;
        let done = self.end();
        (self.open, self.filled) = (Some(other), 1);
        done
    }

    /// Takes out what is gathered, in whole buckets.
    pub(super) fn whole(&mut self) -> Option<Measured> {
        let open = self.open.as_mut()?;
        if self.filled == self.stride {
            return self.end();
        }
        let whole = open.iterations.len() - 1;
        (whole > 0).then(|| open.take(whole))
    }

    /// Takes out everything that is gathered.
    pub(super) fn end(&mut self) -> Option<Measured> {
        self.filled = 0;
        self.open.take()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        race::{Evaluation, LaneId},
        session::Bucket,
    };

    fn stretch(first: u64, stride: u64, lanes: u32, losses: &[f32]) -> Losses {
        let buckets: Vec<Bucket> = losses.iter().copied().map(Bucket::of).collect();
        Losses {
            first,
            stride,
            iterations: losses.len() as u64 * stride,
            lanes: (0..lanes).map(|lane| (LaneId(lane), buckets.clone())).collect(),
            elapsed: Duration::ZERO,
        }
    }

    /// All that is written of stretches of eight, from `first` on.
    fn written(first: u64, count: u64, lanes: u32) -> Vec<Losses> {
        let mut thinner = LossThinner::default();
        let starts = (0..count).map(|index| first + index * 8);
        let mut all: Vec<Losses> =
            starts.filter_map(|first| thinner.add(stretch(first, 1, lanes, &[0.5; 8]))).collect();
        all.extend(thinner.end());
        all
    }

    #[test]
    fn a_race_of_some_hundred_thousand_iterations_is_written_loss_by_loss_in_long_lines() {
        let all = written(1, (1 << 18) / 8, 4);
        assert!(
            all[..all.len() - 1].iter().all(|line| (line.stride, line.iterations) == (1, LINE_BUCKETS)),
            "{all:?}"
        );
        assert_eq!(all.last().map(Losses::last), Some(1 << 18));
    }

    #[test]
    fn nothing_is_missing_or_written_twice_where_buckets_grow() {
        let first = (1 << 18) - 79;
        let all = written(first, 1_000, 4);
        let mut next = first;
        for line in &all {
            assert_eq!(line.first, next);
            assert_eq!(line.lanes[0].1.len() as u64, line.iterations.div_ceil(line.stride));
            next = line.last() + 1;
        }
        assert_eq!(next, first + 8_000);
        let mut strides: Vec<u64> = all.iter().map(|line| line.stride).collect();
        strides.dedup();
        assert_eq!(strides, [1, 16]);
    }

    #[test]
    fn every_doubling_adds_the_same_amount() {
        let buckets = |from: u32| {
            let all = written(1 << from, (1 << from) / 8, 4);
            all.iter().map(|line| line.lanes[0].1.len()).sum::<usize>()
        };
        assert_eq!([buckets(18), buckets(19), buckets(20)], [1 << 14; 3]);
    }

    #[test]
    fn buckets_are_joined_into_larger_ones_or_stay_as_they_are() {
        let mut thinner = LossThinner::default();
        // A disk was late for an exact stretch: it is what it is.
        assert_eq!(thinner.add(stretch(1, 4, 4, &[0.5; 3])), None);
        assert_eq!(thinner.end(), Some(stretch(1, 4, 4, &[0.5; 3])));
        let first = (1 << 20) + 1;
        assert_eq!(thinner.add(stretch(first, 8, 1, &[0.5, 1.5])), None);
        assert_eq!(thinner.add(stretch(first + 16, 8, 1, &[2.0])), None);
        let whole = thinner.whole();
        let one = Bucket { min: 0.5, max: 1.5, mean: 1.0 };
        assert_eq!(whole.map(|losses| losses.lanes[0].1.clone()), Some(vec![one]));
        assert_eq!(thinner.whole(), None, "half a bucket waits");
        assert_eq!(thinner.end().map(|losses| (losses.first, losses.iterations)), Some((first + 16, 8)));
    }

    #[test]
    fn some_of_many_accuracies_stand_for_all_and_the_last_is_always_written() {
        let evaluated = |iteration, sample| {
            let evaluation = Evaluation { images: 1, accuracies: vec![(LaneId(0), 0.5)], losses: Vec::new() };
            Update::Evaluated { iteration, sample, evaluation }
        };
        let kept = |from: u64| {
            (from..2 * from).filter(|number| is_kept(&evaluated(number * 10, Sample::Part), 10)).count()
        };
        assert_eq!([kept(1 << 14), kept(1 << 15), kept(1 << 16)], [1 << 14, 1 << 11, 1 << 11]);
        assert!(is_kept(&evaluated((1 << 20) + 1, Sample::Whole), 1));
        assert!(is_kept(&Update::Failed { message: String::new() }, 0));
    }
}
