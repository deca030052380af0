//! What the metrics of a race are called, and how they are shown: its own ones, and those that its trainer has named.

use serde::{Deserialize, Serialize};

use super::{DeclaredMetric, Metric, MetricKind, Update, foreign::check_metrics};
use crate::input::{Check, Checked};

/// The metrics that a trainer has named, in the order of their numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct MetricNames(Vec<DeclaredMetric>);

impl MetricNames {
    /// Takes an update of the race.
    pub(crate) fn apply(&mut self, update: &Update) {
        match update {
            Update::Started(info) => {
                self.0 = info.foreign().map_or_else(Vec::new, |foreign| foreign.metrics.clone());
            }
            Update::Declared(metrics) => self.0.extend(metrics.iter().cloned()),
            _ => {}
        }
    }

    /// How a metric is shown; one that nobody has named, as a loss is.
    pub(crate) fn metric(&self, kind: MetricKind) -> Metric<'_> {
        let declared = match kind {
            MetricKind::Declared(number) => self.0.get(usize::from(number)),
            _ => None,
        };
        kind.own().or_else(|| declared.map(DeclaredMetric::metric)).unwrap_or(Metric::LOSS)
    }

    /// The number of every metric that a trainer has named.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = MetricKind> + use<> {
        (0..).map(MetricKind::Declared).take(self.0.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Check for MetricNames {
    fn check(&self) -> Checked {
        check_metrics(&self.0)
    }
}
