//! What is known of one lane, and what stays on the chart of its earlier attempts.

use serde::{Deserialize, Serialize};

use super::{curve::Curve, look::Look, other_race::OtherRace, smooth::Smoother};
use crate::{
    input,
    race::{LaneId, LaneState},
    session,
};
use session::MetricKind;

/// All that is known of one lane of a race.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaneHistory {
    /// Its name, rule, settings and state as they are now.
    #[serde(rename = "card")]
    pub info: session::LaneInfo,
    /// How many lanes of its optimizer it stands behind: 0 for the first.
    #[serde(default)]
    pub(super) copy: u32,
    /// The loss of every iteration, in bounded memory.
    pub curve: Curve,
    /// The smallest loss so far.
    pub best: Option<f32>,
    /// The last test accuracy, 0 to 1.
    pub accuracy: Option<f32>,
    /// The loss it diverged with: NaN or an infinity, which no curve holds.
    #[serde(with = "session::wire::maybe_number")]
    pub diverged: Option<f32>,
    /// Its curves besides the loss, in bounded memory, in the order in which their first values came.
    pub(super) metrics: Vec<(MetricKind, Curve)>,
    /// What it has of its own race, if that is another one.
    #[serde(skip)]
    pub(crate) recorded: Option<Box<OtherRace>>,
    /// Its curve less the standard deviation, and plus it, if it is the mean of several starts.
    #[serde(skip)]
    pub(crate) band: Option<Box<[Curve; 2]>>,
}

impl LaneHistory {
    /// One that joins these others after so many iterations.
    pub(super) fn new(info: session::LaneInfo, iteration: u64, others: &[Self]) -> Self {
        let copy = Self::free_copy(info.rule(), others.iter());
        // Another trainer's losses come at steps of its own choice.
        let curve = if info.rule().is_some() { Curve::new(iteration + 1) } else { Curve::of_points() };
        let (best, accuracy, diverged, recorded, band) = (None, None, None, None, None);
        Self { info, copy, curve, best, accuracy, diverged, metrics: Vec::new(), recorded, band }
    }

    /// The first look of an optimizer that none of these others has.
    pub(super) fn free_copy<'a>(
        rule: Option<&session::RuleInfo>,
        others: impl Iterator<Item = &'a Self> + Clone,
    ) -> u32 {
        let kind = |rule: &session::RuleInfo| rule.kind;
        let same = others.filter(|other| other.info.rule().map(kind) == rule.map(kind));
        let count = same.clone().count() as u32;
        (0..count).find(|copy| same.clone().all(|other| other.copy != *copy)).unwrap_or(count)
    }

    /// Its colour and marker, which it keeps when others leave.
    pub(crate) fn look(&self) -> Look {
        match self.info.rule() {
            Some(rule) => Look::new(rule.kind, self.copy as usize),
            None => Look::numbered(self.copy as usize),
        }
    }

    /// Forgets what was measured after an iteration.
    pub(super) fn cut(&mut self, iteration: u64) {
        self.curve.cut(iteration);
        self.best = self.curve.over(self.curve.first..iteration + 1).map(|all| all.min);
        self.metrics.iter_mut().for_each(|(_, curve)| curve.cut(iteration));
        self.metrics.retain(|(_, curve)| curve.last().is_some());
        self.accuracy = self.latest(MetricKind::TestAccuracy);
    }

    /// Forgets all that was measured.
    pub(super) fn clear(&mut self) {
        (self.curve, self.best, self.accuracy) = (Curve::of_points(), None, None);
        self.metrics.clear();
    }

    /// The lane as it was at an iteration, with its info of that time.
    pub(super) fn back_to(mut self, iteration: u64, info: &session::LaneInfo) -> Self {
        self.cut(iteration);
        let sound = info.state.is_sound();
        // A race doesn't know which lane another was forked from; only whoever saw it happen does.
        let info = session::LaneInfo { forked_from: self.info.forked_from, ..info.clone() };
        Self { info, diverged: self.diverged.filter(|_| !sound), ..self }
    }

    pub(super) fn push(&mut self, losses: &session::Losses, buckets: &[session::Bucket]) {
        let mut iteration = losses.first;
        for bucket in buckets {
            let next = (iteration + losses.stride).min(losses.last() + 1);
            self.curve.push(iteration, next - iteration, *bucket);
            iteration = next;
            if bucket.min.is_finite() {
                self.best = Some(self.best.map_or(bucket.min, |best| best.min(bucket.min)));
            }
        }
    }

    /// Adds a value of a metric, which stands for the iterations up to one.
    pub(super) fn measure(&mut self, kind: MetricKind, iteration: u64, value: session::Bucket) {
        if kind == MetricKind::Loss {
            self.curve.push(iteration, 1, value);
            if value.min.is_finite() {
                self.best = Some(self.best.map_or(value.min, |best| best.min(value.min)));
            }
            return;
        }
        let known = self.metrics.iter().position(|(known, _)| *known == kind);
        let index = known.unwrap_or_else(|| {
            self.metrics.push((kind, Curve::of_points()));
            self.metrics.len() - 1
        });
        self.metrics[index].1.push(iteration, 1, value);
    }

    /// The curve of a metric, once it has a value.
    #[must_use]
    pub fn metric(&self, kind: MetricKind) -> Option<&Curve> {
        let own = || self.metrics.iter().find(|(known, _)| *known == kind).map(|(_, curve)| curve);
        let curve = if kind == MetricKind::Loss { Some(&self.curve) } else { own() };
        curve.filter(|curve| curve.last().is_some())
    }

    /// The last value of a metric, if it was finite.
    #[must_use]
    pub fn latest(&self, kind: MetricKind) -> Option<f32> {
        let curve = self.metric(kind)?;
        curve.at(curve.last()?)
    }

    /// The first iteration that anything is known of.
    pub(crate) fn first(&self) -> Option<u64> {
        let all = self.metrics.iter().map(|(_, curve)| curve).chain([&self.curve]);
        all.filter(|curve| curve.last().is_some()).map(|curve| curve.first).min()
    }

    /// The last iteration that anything is known of.
    pub(crate) fn last(&self) -> Option<u64> {
        let all = self.metrics.iter().map(|(_, curve)| curve).chain([&self.curve]);
        all.filter_map(Curve::last).max()
    }

    /// How many steps it has taken.
    pub(crate) fn steps(&self) -> u64 {
        let last = match self.info.state {
            LaneState::Diverged { iteration } => Some(iteration),
            _ => self.curve.last(),
        };
        last.map_or(0, |last| (last + 1).saturating_sub(self.curve.first))
    }

    /// The last loss, if it was finite.
    pub(crate) fn loss(&self) -> Option<f32> {
        self.curve.at(self.curve.last()?)
    }

    /// The last value of the smoothed curve.
    pub(crate) fn smoothed(&self, smoother: &Smoother) -> Option<f32> {
        self.curve.smoothed(self.curve.last()?, smoother)
    }
}

#[cfg(test)]
impl LaneHistory {
    /// How many numbers are kept of it, buckets counted as one.
    pub(super) fn kept(&self) -> usize {
        self.curve.kept() + self.metrics.iter().map(|(_, curve)| curve.kept()).sum::<usize>()
    }
}

impl input::Check for LaneHistory {
    fn check(&self) -> input::Checked {
        self.info.check()?;
        self.curve.check()?;
        input::require(self.best.is_none_or(f32::is_finite), "the best loss must be a number")?;
        let share = |accuracy| (0.0..=1.0).contains(&accuracy);
        input::require(self.accuracy.is_none_or(share), "an accuracy must be from 0 to 1")?;
        input::at_most(
            MetricKind::ALL.len() + session::MAX_METRICS,
            self.metrics.len(),
            "metrics of a lane",
        )?;
        self.metrics.iter().try_for_each(|(_, curve)| curve.check())
    }
}

/// Attempts whose ghosts are kept; more would be a thicket.
pub(super) const MAX_ATTEMPTS: u64 = 2;

/// A lane's curve of an earlier attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ghost {
    /// The number of the attempt, from 0.
    pub(crate) attempt: u64,
    /// The lane whose curve it is.
    pub(crate) lane: LaneId,
    /// The learning rate with which it came to its end.
    pub(crate) rate: Option<f64>,
    /// Up to that iteration it is the same as the current curve.
    pub(crate) after: u64,
    /// The whole curve, as finely as a chart can show it.
    pub curve: Curve,
}
