//! What is measured of a lane, and what a chart or table has to know to show it.

use serde::{Deserialize, Serialize};

/// What is measured of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// The loss of each batch after its step: what a lane is judged by.
    Loss,
    /// The mean cross-entropy on test images.
    TestLoss,
    /// The share of test images that are classified as labelled.
    TestAccuracy,
    /// The norm of the gradient of a batch.
    GradientNorm,
    /// The norm of a step as a share of the norm of the weights.
    StepRatio,
    /// The learning rate, as the schedule has changed it.
    LearningRate,
    /// One that another trainer has named, by its place among those.
    Declared(u16),
}

/// How a metric is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric<'a> {
    /// Its name in files: of our own, words in lower case, joined by `_`.
    pub name: &'a str,
    /// What its numbers count.
    pub unit: Unit,
    /// Which of its values are the good ones.
    pub better: Better,
    /// How it is drawn.
    pub drawing: Drawing,
    /// The axis that suits it.
    pub axis: Axis,
}

/// What the numbers of a metric count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Numbers without a unit.
    Number,
    /// Shares from 0 to 1, shown in per cent.
    Share,
}

/// Which values of a metric are the good ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Low ones, as of a loss.
    Lower,
    /// High ones, as of an accuracy.
    Higher,
    /// Neither low nor high ones.
    Neither,
}

/// How a metric is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// As a line, which may be smoothed: it is known at each iteration, or at so many that each is one of a noisy line.
    Line,
    /// As a line of steps, which nothing smooths.
    Steps,
    /// As points at the evaluations, which nothing smooths.
    Points,
}

/// The axis that suits a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Equal distances for equal differences.
    Linear,
    /// Equal distances for equal ratios.
    Logarithmic,
}

impl Metric<'static> {
    /// How a loss is shown.
    pub(crate) const LOSS: Self = Metric {
        name: "loss",
        unit: Unit::Number,
        better: Better::Lower,
        drawing: Drawing::Line,
        axis: Axis::Logarithmic,
    };
}

impl MetricKind {
    /// Every metric of our own races, the one that lanes are judged by first.
    pub const ALL: [Self; 6] = [
        Self::Loss,
        Self::TestLoss,
        Self::TestAccuracy,
        Self::GradientNorm,
        Self::StepRatio,
        Self::LearningRate,
    ];

    /// How it is shown, if it is one of our own. Of others their race knows.
    #[must_use]
    pub const fn own(self) -> Option<Metric<'static>> {
        let lower = (Unit::Number, Better::Lower, Axis::Logarithmic);
        let neither = (Unit::Number, Better::Neither, Axis::Logarithmic);
        let share = (Unit::Share, Better::Higher, Axis::Linear);
        let (name, drawing, (unit, better, axis)) = match self {
            Self::Loss => ("loss", Drawing::Line, lower),
            Self::TestLoss => ("test_loss", Drawing::Points, lower),
            Self::TestAccuracy => ("test_accuracy", Drawing::Points, share),
            Self::GradientNorm => ("gradient_norm", Drawing::Line, neither),
            Self::StepRatio => ("step_ratio", Drawing::Line, neither),
            Self::LearningRate => ("learning_rate", Drawing::Steps, neither),
            Self::Declared(_) => return None,
        };
        Some(Metric { name, unit, better, drawing, axis })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_has_one_name_in_all_files() {
        for kind in MetricKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.own().unwrap().name);
        }
    }
}
