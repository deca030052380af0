//! What may be asked of whoever trains, by which metric its lanes are judged, and how long it has been silent.

use std::time::{Duration, Instant};

use super::Context;
use crate::{
    history::Smoother,
    session::{Capability, MetricKind, State},
    tui::screen::Place,
    words::say,
};

/// How long nothing has to come from a training for its silence to be told.
const SILENT: Duration = Duration::from_secs(10);

impl Context {
    /// Whether that can be asked of the race, where it is and of its trainer.
    pub(crate) fn can(&self, capability: Capability) -> bool {
        let by_trainer = match self.history.foreign() {
            None => !matches!(capability, Capability::Checkpoint | Capability::Stop | Capability::Sweep),
            // This program plays it.
            Some(_) if self.place == Place::Recording => {
                matches!(capability, Capability::Pause | Capability::Step | Capability::Play)
            }
            Some(training) => training.capabilities.contains(&capability),
        };
        by_trainer && self.place.can(capability)
    }

    /// Whether lanes are tested on images, as only those of our own races are.
    pub(crate) fn is_tested(&self) -> bool {
        self.shown().foreign().is_none()
    }

    /// How long a training that another program does has been silent, in whole seconds; `None` as long as that is usual.
    pub(crate) fn silence(&self) -> Option<Duration> {
        let silence = self.now.saturating_duration_since(self.heard);
        (self.expects_news() && silence >= SILENT).then(|| Duration::from_secs(silence.as_secs()))
    }

    /// When the silence that is told changes.
    pub(crate) fn silence_due(&self) -> Option<Instant> {
        let silence = self.now.saturating_duration_since(self.heard);
        let next = self.heard + SILENT.max(Duration::from_secs(silence.as_secs() + 1));
        self.expects_news().then_some(next)
    }

    /// Whether another program trains now, which is heard of whenever it has measured something.
    fn expects_news(&self) -> bool {
        // What a sweep's trials measure stands in their folders.
        let watched = !matches!(self.place, Place::Recording | Place::Sweep);
        let follows = watched && self.history.state() == State::Running;
        follows && self.history.foreign().is_some()
    }

    /// The metric that lanes are judged by: the loss, and of a training that another program does the one that the chart
    /// shows.
    pub(crate) fn primary(&self) -> MetricKind {
        if self.shown().foreign().is_some() { self.chart.metric } else { MetricKind::Loss }
    }

    /// What that metric is called.
    pub(crate) fn primary_name(&self) -> String {
        say!(self.lang(), race::metric_name(self.primary(), self.shown().metric(self.primary())))
    }

    /// The smoothing of that metric.
    pub(crate) fn primary_smoother(&self) -> Smoother {
        Smoother::new(self.chart.smoothing.for_drawing(self.shown().metric(self.primary()).drawing))
    }

    /// Shows the first metric that there is, where a training that another program does has no values of the one that is
    /// chosen.
    pub(crate) fn choose_metric(&mut self) {
        let chosen = self.chart.metric;
        let is_known = self.history.lanes().iter().any(|lane| lane.metric(chosen).is_some());
        if self.history.foreign().is_some() && !is_known {
            self.chart.metric = self.history.metrics().next().unwrap_or(chosen);
        }
    }
}
