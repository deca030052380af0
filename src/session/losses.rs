//! A stretch of losses: every one of them, or buckets of neighbours where nobody took them in time.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::wire;
use crate::race::LaneId;

/// Some neighbouring losses of one lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// The smallest.
    pub min: f32,
    /// The largest.
    pub max: f32,
    /// The mean.
    pub mean: f32,
}

impl Bucket {
    /// No loss at all.
    pub const EMPTY: Self = Self { min: f32::NAN, max: f32::NAN, mean: f32::NAN };

    /// A single loss.
    #[must_use]
    pub const fn of(loss: f32) -> Self {
        Self { min: loss, max: loss, mean: loss }
    }

    /// Both together, `self` standing for `weight` times as many losses as `other`; one that is empty or
    /// not finite gives way to the other.
    #[must_use]
    pub fn merge(self, weight: f32, other: Self) -> Self {
        if !other.mean.is_finite() {
            return self;
        }
        if !self.mean.is_finite() {
            return other;
        }
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            // Not (w·a + b)/(w + 1): that overflows for large losses.
            mean: self.mean + (other.mean - self.mean) / (weight + 1.0),
        }
    }
}

/// The losses of neighbouring iterations for the lanes that ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Losses {
    /// The first iteration of the first bucket, counted from 1.
    pub first: u64,
    /// Iterations a bucket; 1 unless the listener was late.
    pub stride: u64,
    /// Iterations in all; the last bucket may stand for fewer than `stride`.
    pub iterations: u64,
    /// A bucket per stride for each lane; fewer for one that diverged on the way.
    pub lanes: Vec<(LaneId, Vec<Bucket>)>,
    /// How long the race has run at the end of the stretch, pauses left out.
    #[serde(with = "wire::seconds")]
    pub elapsed: Duration,
}

impl Serialize for Losses {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Losses {
    /// Refuses a stretch that no session could tell of.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let losses = Self::deserialize(deserializer)?;
        let counts = losses.first > 0
            && (1..=Self::MAX_STRIDE).contains(&losses.stride)
            && (1..=Self::MOST_ITERATIONS).contains(&losses.iterations)
            && losses.first.checked_add(losses.iterations).is_some();
        let fits =
            |lane: &(LaneId, Vec<Bucket>)| lane.1.len() as u64 <= losses.iterations.div_ceil(losses.stride);
        if counts && losses.lanes.iter().all(fits) {
            Ok(losses)
        } else {
            Err(D::Error::custom("a stretch that can't be"))
        }
    }
}

impl Losses {
    /// The most buckets a lane that wait for one listener; past that they are merged in pairs.
    const MOST_BUCKETS: usize = 16_384;

    /// The most iterations of one stretch: whoever reads it back does work for each.
    const MOST_ITERATIONS: u64 = 10_000_000;

    /// The widest bucket: of one stretch, as wide as doubling makes it.
    const MAX_STRIDE: u64 = Self::MOST_ITERATIONS.next_power_of_two();

    /// The last iteration.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.first + self.iterations - 1
    }

    /// Takes the first `iterations` of it away, all if there are no more, in whole buckets; `before` is how long the
    /// race had run when it began. What is left may be empty: then it has 0 iterations.
    #[must_use]
    pub fn take(&mut self, iterations: u64, before: Duration) -> Self {
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

    /// The same in larger buckets, if they can be made of its own.
    #[must_use]
    pub(crate) fn with_stride(self, stride: u64) -> Self {
        let lanes = self.lanes.iter().map(|&(lane, _)| (lane, Vec::new())).collect();
        let mut larger = Self { stride, iterations: 0, lanes, ..self };
        match larger.append(self) {
            Ok(()) => larger,
            Err(same) => same,
        }
    }

    /// Appends the stretch that follows this one; gives it back if it doesn't follow, is of other lanes, or has buckets
    /// that don't make up those of this one.
    pub(crate) fn append(&mut self, next: Self) -> Result<(), Self> {
        let lanes = |losses: &Self| losses.lanes.iter().map(|&(lane, _)| lane).collect::<Vec<_>>();
        let full = |losses: &Self| {
            let buckets = losses.iterations.div_ceil(losses.stride);
            losses.lanes.iter().all(|(_, lane)| lane.len() as u64 == buckets)
        };
        let fits = self.stride.is_multiple_of(next.stride) && self.iterations.is_multiple_of(next.stride);
        let follows = fits
            && next.first == self.first + self.iterations
            && self.iterations + next.iterations <= Self::MOST_ITERATIONS;
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
        if self.lanes.iter().any(|(_, buckets)| buckets.len() > Self::MOST_BUCKETS) {
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
    fn neighbours_become_one_stretch_and_strangers_do_not() {
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
        assert!(buckets.len() <= Losses::MOST_BUCKETS);
        assert_eq!(losses.last(), 1_000_000);
        assert_eq!(buckets.len() as u64, 1_000_000_u64.div_ceil(losses.stride));
        let highest = buckets.iter().map(|bucket| bucket.max).fold(0.0, f32::max);
        assert!((highest - 9.0).abs() < 1e-6);
        let mean: f32 = buckets.iter().map(|bucket| bucket.mean).sum::<f32>() / buckets.len() as f32;
        assert!((mean - 0.500_008_5).abs() < 1e-5, "{mean}");
    }

    #[test]
    fn what_is_not_finite_gives_way_when_merged() {
        let merged = Bucket::of(1.0).merge(1.0, Bucket::of(f32::NAN));
        assert_eq!(merged, Bucket::of(1.0));
        assert_eq!(Bucket::EMPTY.merge(3.0, Bucket::of(2.0)), Bucket::of(2.0));
    }
}
