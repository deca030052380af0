//! Values of metrics at some iterations: one by one, or in buckets of neighbours where a subscriber was late.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Bucket, MetricKind, wire};
use crate::race::{Lane, LaneId};

/// The values of one metric: of every lane that was measured, one for each iteration.
pub type MetricValues = (MetricKind, Vec<(LaneId, Vec<Bucket>)>);

/// What was measured of lanes at some iterations. Whoever reads one from outside must check it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The iterations of the values, in order; for a bucket of several the last of them.
    pub iterations: Vec<u64>,
    /// Each metric with its values.
    pub metrics: Vec<MetricValues>,
    /// How long the training had run at the last of them, pauses left out: where no losses of every iteration say so.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::maybe_seconds")]
    pub elapsed: Option<Duration>,
}

impl Measured {
    /// The most iterations that wait for one subscriber; past that they are merged in pairs.
    pub(super) const MAX_ITERATIONS: usize = 2_048;

    /// What these lanes have measured at an iteration; `None` if that is nothing.
    pub(super) fn at<'a>(iteration: u64, lanes: impl Iterator<Item = &'a Lane>) -> Option<Self> {
        let kinds = [MetricKind::GradientNorm, MetricKind::StepRatio, MetricKind::LearningRate];
        let mut metrics = kinds.map(|kind| (kind, Vec::new()));
        for lane in lanes {
            let mut measured = lane.measurements().iter().filter(|measured| measured.iteration == iteration);
            let Some(measured) = measured.next() else { continue };
            let values = [measured.gradient_norm, measured.step_ratio, measured.learning_rate];
            for ((_, lanes), value) in metrics.iter_mut().zip(values) {
                lanes.push((lane.id(), vec![Bucket::of(value)]));
            }
        }
        let some = metrics.iter().any(|(_, lanes)| !lanes.is_empty());
        some.then(|| Self { iterations: vec![iteration], metrics: metrics.into(), elapsed: None })
    }

    /// The first iteration, or 0 if there is none.
    pub(crate) fn first(&self) -> u64 {
        self.iterations.first().copied().unwrap_or(0)
    }

    /// The last iteration, or 0 if there is none.
    pub(crate) fn last(&self) -> u64 {
        self.iterations.last().copied().unwrap_or(0)
    }

    /// The most lanes that a metric has.
    pub(crate) fn lanes(&self) -> usize {
        self.metrics.iter().map(|(_, lanes)| lanes.len()).max().unwrap_or(0)
    }

    /// Whether the other comes later and is of the same metrics and lanes.
    fn is_followed_by(&self, next: &Self) -> bool {
        let same = |(own, other): (&MetricValues, &MetricValues)| {
            own.0 == other.0 && own.1.iter().map(|(lane, _)| lane).eq(other.1.iter().map(|(lane, _)| lane))
        };
        self.last() < next.first()
            && self.metrics.len() == next.metrics.len()
            && self.metrics.iter().zip(&next.metrics).all(same)
    }

    /// Appends what follows. Gives it back if it doesn't follow, or is of other metrics or lanes.
    pub(crate) fn append(&mut self, next: Self) -> Result<(), Self> {
        if !self.is_followed_by(&next) {
            return Err(next);
        }
        self.iterations.extend(next.iterations);
        self.elapsed = next.elapsed.or(self.elapsed);
        self.each_list(next.metrics, Extend::extend);
        if self.iterations.len() > Self::MAX_ITERATIONS {
            self.merge(2);
        }
        Ok(())
    }

    /// The same values in as few as may be: of every metric of every lane in order, as long as its iterations rise, and
    /// together where those are the same.
    #[must_use]
    pub(super) fn joined(all: Vec<Self>) -> Vec<Self> {
        let (mut series, mut places) = (Vec::<Self>::new(), BTreeMap::new());
        for (whose, next) in all.into_iter().flat_map(Self::split) {
            let last = places.get(&whose).and_then(|at: &usize| series.get_mut(*at));
            let rest = match last {
                Some(last) => last.append(next),
                None => Err(next),
            };
            if let Err(next) = rest {
                places.insert(whose, series.len());
                series.push(next);
            }
        }
        let (mut joined, mut places) = (Vec::<Self>::new(), BTreeMap::new());
        for own in series {
            let place = *places.entry(own.iterations.clone()).or_insert(joined.len());
            match joined.get_mut(place) {
                Some(same) => same.add(own),
                None => joined.push(own),
            }
        }
        joined
    }

    /// The values of each metric of each lane by themselves.
    fn split(self) -> impl Iterator<Item = ((MetricKind, LaneId), Self)> {
        let Self { iterations, metrics, elapsed } = self;
        let lists =
            metrics.into_iter().flat_map(|(kind, lanes)| lanes.into_iter().map(move |lane| (kind, lane)));
        lists.map(move |(kind, (lane, values))| {
            let metrics = vec![(kind, vec![(lane, values)])];
            ((kind, lane), Self { iterations: iterations.clone(), metrics, elapsed })
        })
    }

    /// Adds other metrics or lanes of the same iterations.
    fn add(&mut self, other: Self) {
        self.elapsed = self.elapsed.max(other.elapsed);
        for (kind, lanes) in other.metrics {
            match self.metrics.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, known)) => known.extend(lanes),
                None => self.metrics.push((kind, lanes)),
            }
        }
    }

    /// Merges what follows, of one iteration, into the last iteration, whose buckets stand for `weight` times as many
    /// values. Gives it back as [`Self::append`] does.
    pub(crate) fn append_to_last(&mut self, next: Self, weight: f32) -> Result<(), Self> {
        if !self.is_followed_by(&next) {
            return Err(next);
        }
        if let Some(last) = self.iterations.last_mut() {
            *last = next.last();
        }
        self.each_list(next.metrics, |own, new| {
            if let (Some(last), Some(value)) = (own.last_mut(), new.into_iter().next_back()) {
                *last = last.merge(weight, value);
            }
        });
        Ok(())
    }

    /// Splits off the first `count` iterations, or all if there are fewer.
    #[must_use]
    pub(crate) fn take(&mut self, count: usize) -> Self {
        let front = |list: &mut Vec<Bucket>| {
            let rest = list.split_off(count.min(list.len()));
            std::mem::replace(list, rest)
        };
        let metrics = self.metrics.iter_mut().map(|(kind, lanes)| {
            (*kind, lanes.iter_mut().map(|(lane, values)| (*lane, front(values))).collect())
        });
        let metrics = metrics.collect();
        let rest = self.iterations.split_off(count.min(self.iterations.len()));
        Self { iterations: std::mem::replace(&mut self.iterations, rest), metrics, elapsed: self.elapsed }
    }

    /// Splits off all iterations up to that one.
    #[must_use]
    pub(crate) fn take_until(&mut self, iteration: u64) -> Self {
        self.take(self.iterations.partition_point(|own| *own <= iteration))
    }

    /// Merges so many neighbours each.
    fn merge(&mut self, count: usize) {
        let last = |iterations: &[u64]| iterations.last().copied();
        self.iterations = self.iterations.chunks(count).filter_map(last).collect();
        let join = |values: &[Bucket]| {
            let weighted = (0_u16..).map(f32::from).zip(values);
            weighted.fold(Bucket::EMPTY, |joined, (weight, value)| joined.merge(weight, *value))
        };
        for (_, values) in self.metrics.iter_mut().flat_map(|(_, lanes)| lanes) {
            *values = values.chunks(count).map(join).collect();
        }
    }

    /// Changes every list of values by the one that belongs to it.
    fn each_list(&mut self, metrics: Vec<MetricValues>, change: impl Fn(&mut Vec<Bucket>, Vec<Bucket>)) {
        for ((_, lanes), (_, new)) in self.metrics.iter_mut().zip(metrics) {
            for ((_, own), (_, new)) in lanes.iter_mut().zip(new) {
                change(own, new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(iterations: &[u64], values: &[f32]) -> Measured {
        let values = values.iter().copied().map(Bucket::of).collect();
        let metrics = vec![(MetricKind::GradientNorm, vec![(LaneId(0), values)])];
        Measured { iterations: iterations.into(), metrics, elapsed: None }
    }

    fn values(measured: &Measured) -> &[Bucket] {
        &measured.metrics[0].1[0].1
    }

    #[test]
    fn what_follows_is_appended_and_what_does_not_comes_back() {
        let mut first = measured(&[1, 10], &[3.0, 2.0]);
        assert_eq!(first.append(measured(&[20], &[1.0])), Ok(()));
        assert_eq!(first, measured(&[1, 10, 20], &[3.0, 2.0, 1.0]));
        assert!(first.append(measured(&[20], &[1.0])).is_err());
        let mut other = measured(&[30], &[1.0]);
        other.metrics[0].1[0].0 = LaneId(1);
        assert!(first.append(other.clone()).is_err());
        other.metrics[0] = (MetricKind::StepRatio, vec![(LaneId(0), vec![Bucket::of(1.0)])]);
        assert!(first.append(other).is_err());
    }

    #[test]
    fn it_is_taken_apart_at_any_iteration() {
        let mut all = measured(&[1, 10, 20], &[3.0, 2.0, 1.0]);
        assert!(all.take_until(0).iterations.is_empty());
        assert_eq!(all.take_until(15), measured(&[1, 10], &[3.0, 2.0]));
        assert_eq!(all, measured(&[20], &[1.0]));
        assert_eq!((all.take(9), all.iterations.len()), (measured(&[20], &[1.0]), 0));
    }

    #[test]
    fn a_subscriber_that_takes_nothing_costs_bounded_memory_and_keeps_extremes() {
        let mut waiting = measured(&[10], &[1.0]);
        for number in 2..=100_000 {
            let value = if number == 77_777 { 9.0 } else { 1.0 };
            waiting.append(measured(&[number * 10], &[value])).unwrap();
        }
        assert!(waiting.iterations.len() <= Measured::MAX_ITERATIONS);
        assert_eq!((waiting.last(), values(&waiting).len()), (1_000_000, waiting.iterations.len()));
        let highest = values(&waiting).iter().map(|value| value.max).fold(0.0, f32::max);
        assert!((highest - 9.0).abs() < 1e-6);
    }

    #[test]
    fn values_of_other_metrics_by_turns_are_joined_in_order() {
        let of = |kind, lane| (kind, vec![(LaneId(lane), vec![Bucket::of(1.0)])]);
        let (norm, ratio) = (MetricKind::GradientNorm, MetricKind::StepRatio);
        let at = |iteration: u64, metrics| {
            let elapsed = Some(Duration::from_secs(iteration));
            Measured { iterations: vec![iteration], metrics, elapsed }
        };
        let both = |iteration| at(iteration, vec![of(norm, 0), of(ratio, 0), of(norm, 1), of(ratio, 1)]);
        let joined =
            Measured::joined(vec![both(1), at(2, vec![of(norm, 1)]), both(3), at(2, vec![of(norm, 1)])]);
        let told: Vec<(&[u64], usize, u64)> = joined
            .iter()
            .map(|own| (&own.iterations[..], own.lanes() * own.metrics.len(), own.elapsed.unwrap().as_secs()))
            .collect();
        assert_eq!(told, [(&[1, 3][..], 4, 3), (&[1, 2, 3][..], 1, 3), (&[2][..], 1, 2)]);
    }

    #[test]
    fn neighbours_are_merged_one_by_one_with_their_weight() {
        let mut open = measured(&[10], &[1.0]);
        open.append_to_last(measured(&[20], &[2.0]), 1.0).unwrap();
        open.append_to_last(measured(&[30], &[6.0]), 2.0).unwrap();
        assert_eq!(open.iterations, [30]);
        assert_eq!(values(&open), [Bucket { min: 1.0, max: 6.0, mean: 3.0 }]);
    }
}
