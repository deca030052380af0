//! A stretch of losses: every one of them, or buckets of neighbours where a subscriber was late.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Bucket, wire};
use crate::race::LaneId;

/// The losses of neighbouring iterations for the lanes that ran. Whoever reads one from outside must check it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// The first iteration of the first bucket, counted from 1.
    pub first: u64,
    /// Iterations per bucket; 1 unless the subscriber was late.
    pub stride: u64,
    /// Iterations in total; the last bucket may stand for fewer than `stride`.
    pub iterations: u64,
    /// A bucket per stride for each lane; fewer for one that diverged on the way.
    pub lanes: Vec<(LaneId, Vec<Bucket>)>,
    /// How long the race has run at the end of the stretch, pauses left out.
    #[serde(with = "wire::seconds")]
    pub elapsed: Duration,
}

impl Losses {
    /// The most buckets per lane that wait for one subscriber; past that they are merged in pairs.
    const MAX_BUCKETS: usize = 16_384;

    /// The most iterations of one stretch: a reader does work for each.
    pub(super) const MAX_ITERATIONS: u64 = 10_000_000;

    /// The widest bucket: that of a whole stretch, as wide as doubling makes it.
    pub(super) const MAX_STRIDE: u64 = Self::MAX_ITERATIONS.next_power_of_two();

    /// The last iteration.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.first + self.iterations - 1
    }

    /// Splits the first `iterations` off, in whole buckets, or all of them if there are fewer; `before` is how long the
    /// race had run when the stretch began. What remains may have 0 iterations.
    #[must_use]
    pub(crate) fn take(&mut self, iterations: u64, before: Duration) -> Self {
        let buckets = iterations.div_ceil(self.stride).max(1);
        let taken = (buckets * self.stride).min(self.iterations);
        let count = usize::try_from(buckets).unwrap_or(usize::MAX);
        let front = |lane: &mut (LaneId, Vec<Bucket>)| {
            let rest = lane.1.split_off(count.min(lane.1.len()));
            (lane.0, std::mem::replace(&mut lane.1, rest))
        };
        let share = taken as f64 / self.iterations.max(1) as f64;
        let elapsed = before + self.elapsed.saturating_sub(before).mul_f64(share.min(1.0));
        let lanes = self.lanes.iter_mut().map(front).collect();
        let piece = Self { first: self.first, stride: self.stride, iterations: taken, lanes, elapsed };
        self.first += taken;
        self.iterations -= taken;
        piece
    }

    /// The same losses in larger buckets, if its own divide those evenly; otherwise itself.
    #[must_use]
    pub(crate) fn with_stride(self, stride: u64) -> Self {
        let lanes = self.lanes.iter().map(|&(lane, _)| (lane, Vec::new())).collect();
        let mut larger = Self { stride, iterations: 0, lanes, ..self };
        match larger.append(self) {
            Ok(()) => larger,
            Err(same) => same,
        }
    }

    /// Appends the stretch that follows this one. Gives it back if it doesn't follow, is of other lanes, or has buckets
    /// that don't divide those of this one evenly.
    pub(crate) fn append(&mut self, next: Self) -> Result<(), Self> {
        let lanes = |losses: &Self| losses.lanes.iter().map(|&(lane, _)| lane).collect::<Vec<_>>();
        let full = |losses: &Self| {
            let buckets = losses.iterations.div_ceil(losses.stride);
            losses.lanes.iter().all(|(_, lane)| lane.len() as u64 == buckets)
        };
        let fits = self.stride.is_multiple_of(next.stride) && self.iterations.is_multiple_of(next.stride);
        let follows = fits
            && next.first == self.first + self.iterations
            && self.iterations + next.iterations <= Self::MAX_ITERATIONS;
        if !follows || !full(self) || lanes(self) != lanes(&next) {
            return Err(next);
        }
        for ((_, mine), (_, new)) in self.lanes.iter_mut().zip(&next.lanes) {
            for (index, &bucket) in (0..).zip(new) {
                let done = index * next.stride;
                let within = (self.iterations + done) % self.stride;
                let weight = within as f32 / next.stride.min(next.iterations - done) as f32;
                match mine.last_mut() {
                    Some(last) if within > 0 => *last = last.merge(weight, bucket),
                    _ => mine.push(bucket),
                }
            }
        }
        self.iterations += next.iterations;
        self.elapsed = next.elapsed;
        if self.lanes.iter().any(|(_, buckets)| buckets.len() > Self::MAX_BUCKETS) {
            self.halve();
        }
        Ok(())
    }

    fn halve(&mut self) {
        for (_, buckets) in &mut self.lanes {
            let merged = buckets.chunks(2).map(|pair| match pair {
                [first, second] => first.merge(1.0, *second),
                rest => rest.first().copied().unwrap_or(Bucket::EMPTY),
            });
            *buckets = merged.collect();
        }
        self.stride *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(first: u64, losses: &[f32]) -> Losses {
        Losses {
            first,
            stride: 1,
            iterations: losses.len() as u64,
            lanes: vec![(LaneId(0), losses.iter().copied().map(Bucket::of).collect())],
            elapsed: Duration::ZERO,
        }
    }

    #[test]
    fn neighbours_become_one_stretch_and_others_do_not() {
        let mut losses = stretch(1, &[3.0, 2.0]);
        assert_eq!(losses.append(stretch(3, &[1.0])), Ok(()));
        assert_eq!(losses, stretch(1, &[3.0, 2.0, 1.0]));
        assert!(losses.append(stretch(7, &[1.0])).is_err());
    }

    #[test]
    fn a_million_untaken_iterations_stay_bounded_and_keep_their_extremes_and_mean() {
        let mut losses = stretch(1, &[0.5]);
        for iteration in 2..=1_000_000 {
            let loss = if iteration == 77_777 { 9.0 } else { 0.5 };
            losses.append(stretch(iteration, &[loss])).unwrap();
        }
        let buckets = &losses.lanes[0].1;
        assert!(buckets.len() <= Losses::MAX_BUCKETS);
        assert_eq!(losses.last(), 1_000_000);
        assert_eq!(buckets.len() as u64, 1_000_000_u64.div_ceil(losses.stride));
        let highest = buckets.iter().map(|bucket| bucket.max).fold(0.0, f32::max);
        assert!((highest - 9.0).abs() < 1e-6);
        let mean: f32 = buckets.iter().map(|bucket| bucket.mean).sum::<f32>() / buckets.len() as f32;
        assert!((mean - 0.500_008_5).abs() < 1e-5, "{mean}");
    }
}
