//! What is measured of lanes: which metrics there are, how each is shown, and what a lane has come to in one.

use core::time::Duration;

use super::{History, LaneHistory, Smoother, Smoothing};
use crate::session::{Better, Metric, MetricKind};

/// When a lane first got to a value of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The first iteration at which the smoothed curve was as good.
    pub iteration: u64,
    /// How long the race had run then, pauses left out.
    pub elapsed: Duration,
}

impl History {
    /// The learning rate of a lane in its last iteration, its schedule included; `None` if its trainer has not said.
    #[must_use]
    pub fn rate_in_force(&self, lane: &LaneHistory) -> Option<f64> {
        let Some(rule) = lane.info.rule() else {
            return lane.latest(MetricKind::LearningRate).map(f64::from).or(lane.info.rate());
        };
        let done = lane.curve.last().unwrap_or(self.iteration).saturating_sub(1);
        let end = lane.recorded.as_ref().map_or(self.end, |recorded| recorded.end);
        Some(rule.rate() * rule.schedule.factor(done, end))
    }

    /// The metrics that any lane has values of, the one that lanes are judged by first.
    pub fn metrics(&self) -> impl Iterator<Item = MetricKind> {
        let is_known = |kind: &MetricKind| self.lanes.iter().any(|lane| lane.metric(*kind).is_some());
        MetricKind::ALL.into_iter().chain(self.names.kinds()).filter(is_known)
    }

    /// How a metric is shown; one that nobody has named, as a loss is.
    #[must_use]
    pub fn metric(&self, kind: MetricKind) -> Metric<'_> {
        self.names.metric(kind)
    }

    /// When a lane first got to a value of a metric, smoothed where that suits the metric: the first iteration at which it
    /// was at or below a loss, at or above an accuracy. `None` if it has not come so far, or if no value of the metric is
    /// better than another.
    ///
    /// Of a long race it is known as finely as its curve is kept. It costs little while the value is far from all that
    /// were seen; where single losses are below and the smoothed ones above it, up to some milliseconds.
    #[must_use]
    pub fn reached(
        &self,
        lane: &LaneHistory,
        kind: MetricKind,
        value: f32,
        smoothing: Smoothing,
    ) -> Option<Reached> {
        let metric = self.metric(kind);
        let smoother = Smoother::new(smoothing.for_drawing(metric.drawing));
        let iteration = lane.metric(kind)?.reaches(value, metric.better, &smoother)?;
        let elapsed = self.clock(Some(lane)).at(iteration).unwrap_or(self.elapsed);
        Some(Reached { iteration, elapsed })
    }

    /// The best value of a lane's metric so far; `None` if none of its values is better than another.
    pub(crate) fn best(&self, lane: &LaneHistory, kind: MetricKind) -> Option<f32> {
        if kind == MetricKind::Loss {
            return lane.best;
        }
        let curve = lane.metric(kind)?;
        let all = curve.over(0..curve.last()?.saturating_add(1))?;
        match self.metric(kind).better {
            Better::Lower => Some(all.min),
            Better::Higher => Some(all.max),
            Better::Neither => None,
        }
    }
}
