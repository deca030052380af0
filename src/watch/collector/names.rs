//! What lanes and metrics of foreign logs are called.

use std::collections::HashMap;

use super::lane::ForeignLane;
use crate::{
    config::MAX_LANE_NAME,
    session::{DeclaredMetric, MAX_METRICS, MAX_NAME, MetricKind},
    text::{sanitized, shortened},
};

/// What a lane is called: as in its source, or else as its source; both where there are several sources.
pub(super) fn label(source: &str, lane: &str) -> String {
    let parts: Vec<&str> = [source, lane].into_iter().filter(|part| !part.is_empty()).collect();
    let name = sanitized(&parts.join("/"));
    // Of a long path the end tells more.
    let mut rest = name.as_str();
    while let Some((_, after)) = rest.split_once('/').filter(|_| rest.chars().count() > MAX_LANE_NAME) {
        rest = after;
    }
    let left_out = rest.chars().count().saturating_sub(MAX_LANE_NAME);
    let name: String = rest.chars().skip(left_out).collect();
    let name = name.trim();
    if name.is_empty() { "log".to_owned() } else { name.to_owned() }
}

/// The metrics that are none of ours, by their names in lower case: in capitals they mean the same.
#[derive(Default)]
pub(super) struct NamedMetrics {
    known: HashMap<String, MetricKind>,
    told_many: bool,
}

/// What a name of a metric means.
pub(super) enum NameMeaning {
    Known(MetricKind),
    /// One that is to be declared.
    New(MetricKind, DeclaredMetric),
    /// Nothing: there are too many.
    TooMany {
        /// Whether that was said before.
        told: bool,
    },
}

impl NamedMetrics {
    /// What a name means that is new in a lane: one of our metrics unless the lane has that by another name, else one
    /// that is declared.
    pub(super) fn meaning(&mut self, name: &str, lower: &str, lane: &ForeignLane) -> NameMeaning {
        let own = own_metric(lower);
        if let Some(kind) = own.filter(|kind| !lane.has(*kind)) {
            return NameMeaning::Known(kind);
        }
        if let Some(kind) = self.known.get(lower) {
            return NameMeaning::Known(*kind);
        }
        let number = self.known.len();
        if number == MAX_METRICS {
            return NameMeaning::TooMany { told: std::mem::replace(&mut self.told_many, true) };
        }
        // The name of one of ours is that of another in this lane.
        let shown = match own.and_then(MetricKind::own) {
            Some(metric) if metric.name == lower => format!("{name} 2"),
            _ => name.to_owned(),
        };
        let kind = MetricKind::Declared(number as u16);
        self.known.insert(lower.to_owned(), kind);
        NameMeaning::New(kind, DeclaredMetric::named(&shortened(&shown, MAX_NAME)))
    }
}

/// The metric of our own races that a name of another trainer means, in lower case.
fn own_metric(lower: &str) -> Option<MetricKind> {
    match lower.replace(['/', '-', ' ', '.'], "_").as_str() {
        "loss" | "train_loss" | "training_loss" | "loss_train" | "train_train_loss" | "loss_step"
        | "train_loss_step" => Some(MetricKind::Loss),
        "lr" | "learning_rate" | "train_lr" | "train_learning_rate" => Some(MetricKind::LearningRate),
        "grad_norm" | "gradient_norm" | "train_grad_norm" | "train_gradient_norm" => {
            Some(MetricKind::GradientNorm)
        }
        "step_ratio" => Some(MetricKind::StepRatio),
        "test_loss" => Some(MetricKind::TestLoss),
        _ => None,
    }
}
