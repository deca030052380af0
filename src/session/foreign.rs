//! What a training of another program says of itself: what it measures, what can be turned, and what it can do.

use serde::{Deserialize, Serialize};

use super::{Axis, Better, Capability, Drawing, Metric, Unit};
use crate::{
    input::{Check, Checked, all, at_most, require},
    optim::Setting,
    text::{excerpt, sanitized},
};

/// The most metrics of a training besides those that our own races have.
pub(crate) const MAX_METRICS: usize = 256;

/// The most settings of a lane.
pub(crate) const MAX_KNOBS: usize = 256;

/// The longest name of a metric, a setting or a fact, and the longest value of a fact, in characters.
pub(crate) const MAX_NAME: usize = 64;

/// The longest line of a log that is kept, in characters.
pub(crate) const MAX_LINE: usize = 512;

/// The most values of a choice, and the most facts.
const MAX_LIST: usize = 64;

/// The most lines that come at once.
pub(crate) const MAX_LINES: usize = 1_024;

/// A training that another program does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignTraining {
    /// What it is called.
    pub title: String,
    /// How it is known of.
    pub source: TrainingSource,
    /// Its last step, if it has said so.
    pub total: Option<u64>,
    /// What else is known: a label and a value each, the most telling first.
    pub facts: Vec<(String, String)>,
    /// What can be asked of it.
    pub capabilities: Vec<Capability>,
    /// The metrics that were known when it began; others come with updates.
    pub metrics: Vec<DeclaredMetric>,
}

/// How a foreign training is known of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingSource {
    /// By what it has written.
    Log,
    /// By what it tells: it listens, too.
    Loop,
}

/// A metric that another trainer has named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredMetric {
    /// As its trainer calls it.
    pub name: String,
    /// Which of its values are the good ones.
    pub better: Better,
    /// Whether it is one value a step or few.
    pub drawing: Drawing,
    /// The axis that suits it.
    pub axis: Axis,
}

impl DeclaredMetric {
    /// What its name tells of a metric.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let lower = name.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let (better, axis) = if has(&["loss", "perplexity", "ppl", "error", "nll", "bpb", "wer"]) {
            (Better::Lower, Axis::Logarithmic)
        } else if has(&["acc", "f1", "auc", "precision", "recall", "bleu", "rouge", "psnr", "iou", "reward"])
        {
            (Better::Higher, Axis::Linear)
        } else if is_rate(&lower) || has(&["norm"]) {
            (Better::Neither, Axis::Logarithmic)
        } else {
            (Better::Neither, Axis::Linear)
        };
        let drawing = if is_rate(&lower) { Drawing::Steps } else { Drawing::Line };
        Self { name: name.to_owned(), better, drawing, axis }
    }

    /// How it is shown.
    pub(crate) fn metric(&self) -> Metric<'_> {
        let Self { better, drawing, axis, .. } = *self;
        Metric { name: &self.name, unit: Unit::Number, better, drawing, axis }
    }
}

/// Whether a name in lower case is that of a learning rate.
fn is_rate(lower: &str) -> bool {
    let is_rate = |word: &str| word == "lr" || word.starts_with("lr_") || word.starts_with("learning");
    lower.split(['/', '.', '-', ' ']).any(is_rate)
}

/// A setting of a lane: one of a rule of ours, or one that its trainer has declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KnobKey {
    /// One that the race knows by itself.
    Setting(Setting),
    /// By its place among those that the lane's trainer has declared.
    Declared(u16),
}

impl From<Setting> for KnobKey {
    fn from(setting: Setting) -> Self {
        Self::Setting(setting)
    }
}

/// A setting that another trainer has declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    /// As its trainer calls it.
    pub name: String,
    /// Its value now.
    pub value: f64,
    /// What values it may have.
    pub allowed: Allowed,
    /// Whether a schedule drives it while nobody sets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scheduled: bool,
}

/// What values a declared setting may have, and how arrows turn it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// From one number to another, turned as 1, 2, 5 of each decade.
    Ratio(f64, f64),
    /// From one number to another, turned by a hundredth of the way.
    Linear(f64, f64),
    /// Whole numbers from one to another.
    Whole(f64, f64),
    /// One of these.
    Choice(Vec<f64>),
}

impl Knob {
    /// Reads a typed value and checks it.
    ///
    /// # Errors
    /// What would be right.
    pub(crate) fn parse(&self, text: &str) -> Result<f64, String> {
        let value: Option<f64> = text.trim().parse().ok();
        value.filter(|value| self.allowed.holds(*value)).ok_or_else(|| {
            format!("{} can't be “{}”: {}", sanitized(&self.name), excerpt(text), self.allowed.words())
        })
    }

    /// Whether it is what a learning rate is multiplied by.
    pub(crate) fn is_factor(&self) -> bool {
        self.name.contains("factor")
    }

    /// Whether it is the learning rate, or what that is multiplied by.
    pub(crate) fn is_rate(&self) -> bool {
        is_rate(&self.name.to_lowercase())
    }
}

impl Allowed {
    /// Whether a value is among them.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self {
            Self::Ratio(min, max) | Self::Linear(min, max) => (*min..=*max).contains(&value),
            Self::Whole(min, max) => (*min..=*max).contains(&value) && value.fract() == 0.0,
            Self::Choice(choices) => choices.iter().any(|choice| choice.to_bits() == value.to_bits()),
        }
    }

    /// In words: what would be right.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Ratio(min, max) | Self::Linear(min, max) => format!("a number from {min} to {max}"),
            Self::Whole(min, max) => format!("a whole number from {min} to {max}"),
            Self::Choice(choices) => {
                let choices: Vec<String> = choices.iter().map(f64::to_string).collect();
                format!("one of {}", choices.join(", "))
            }
        }
    }
}

impl Check for ForeignTraining {
    fn check(&self) -> Checked {
        at_most(MAX_LIST, self.facts.len(), "facts")?;
        let texts = self.facts.iter().flat_map(|(label, value)| [label, value]).chain([&self.title]);
        texts.into_iter().try_for_each(|text| check_name(text))?;
        at_most(MAX_LIST, self.capabilities.len(), "capabilities")?;
        check_metrics(&self.metrics)
    }
}

impl Check for Knob {
    fn check(&self) -> Checked {
        check_name(&self.name)?;
        require(self.value.is_finite(), "a setting must be a number")?;
        match &self.allowed {
            Allowed::Ratio(min, max) | Allowed::Linear(min, max) | Allowed::Whole(min, max) => {
                let is_range = min.is_finite() && max.is_finite() && min <= max;
                require(is_range, "a setting has values from one number to another")
            }
            Allowed::Choice(choices) => {
                at_most(MAX_LIST, choices.len(), "choices")?;
                require(choices.iter().all(|choice| choice.is_finite()), "choices must be numbers")
            }
        }
    }
}

pub(super) fn check_metrics(metrics: &[DeclaredMetric]) -> Checked {
    at_most(MAX_METRICS, metrics.len(), "metrics")?;
    metrics.iter().try_for_each(|metric| check_name(&metric.name))
}

pub(super) fn check_knobs(knobs: &[Knob]) -> Checked {
    at_most(MAX_KNOBS, knobs.len(), "settings")?;
    all(knobs)
}

pub(crate) fn check_lines(lines: &[String]) -> Checked {
    at_most(MAX_LINES, lines.len(), "lines")?;
    lines.iter().try_for_each(|line| at_most(MAX_LINE, line.chars().count(), "characters of a line"))
}

fn check_name(name: &str) -> Checked {
    at_most(MAX_NAME, name.chars().count(), "characters of a name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_which_values_are_good() {
        let named = |name: &str| DeclaredMetric::named(name);
        assert_eq!(named("val/loss").better, Better::Lower);
        assert_eq!(named("eval_accuracy").better, Better::Higher);
        for rate in ["lr", "lr-Adam", "train/learning_rate", "optim.lr"] {
            assert_eq!(
                (named(rate).better, named(rate).drawing),
                (Better::Neither, Drawing::Steps),
                "{rate}"
            );
        }
        assert_eq!(named("throughput").axis, Axis::Linear);
    }

    #[test]
    fn a_knob_says_which_values_it_may_have() {
        assert!(Allowed::Whole(1.0, 8.0).holds(3.0) && !Allowed::Whole(1.0, 8.0).holds(2.5));
        assert!(!Allowed::Ratio(0.0, 1.0).holds(f64::NAN));
        assert_eq!(Allowed::Choice(vec![16.0, 32.0]).words(), "one of 16, 32");
        let key = |key: KnobKey| serde_json::to_string(&key).unwrap();
        assert_eq!(
            (key(Setting::Momentum.into()), key(KnobKey::Declared(3))),
            ("\"momentum\"".into(), "3".into())
        );
    }
}
