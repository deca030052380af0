//! What lanes and metrics of foreign logs are called.

use crate::{config::MAX_LANE_NAME, session::MetricKind, text::sanitized};

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

/// The metric of our own races that a name of another trainer means.
pub(super) fn own_metric(name: &str) -> Option<MetricKind> {
    let lower = name.to_lowercase().replace(['/', '-', ' ', '.'], "_");
    match lower.as_str() {
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
