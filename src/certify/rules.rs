//! Every update rule by itself, step by step beside PyTorch's: same start, same gradients.

use std::{collections::BTreeMap, str::FromStr};

use serde::Deserialize;

use crate::optim::{OptimizerKind, Setting, Settings, Shape};

/// Steps of PyTorch's optimizers, 25 of each.
const UPDATE_RULES: &str = include_str!("../../data/golden/update_rules.json");

/// How far a parameter may be from PyTorch's, relative to it.
const ALLOWED: f64 = 1e-5;

/// How far Muon's step may be from PyTorch's, relative to the step. PyTorch makes it orthogonal in bfloat16,
/// whose numbers have 8 bits, and so does our rule in this check; a sum that falls to the other side of a
/// rounding is seen at once.
const ALLOWED_STEP: f64 = 0.01;

/// What the check of one update rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCheck {
    pub(super) kind: OptimizerKind,
    /// Steps that were compared; 0 if there are none to compare with, which does not pass.
    pub steps: usize,
    /// The largest relative error of a parameter after any step, or of a step for Muon.
    pub(super) largest_error: f64,
    /// The largest error that passes.
    pub(super) allowed: f64,
}

impl RuleCheck {
    /// Whether every step is close enough.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.steps > 0 && self.largest_error <= self.allowed
    }
}

#[derive(Deserialize)]
struct UpdateRules {
    start: Tensors,
    gradients: Vec<Tensors>,
    optimizers: BTreeMap<String, ReferenceRun>,
}

/// A matrix as PyTorch stores weights, outputs × inputs, and a vector, which Muon does without.
#[derive(Deserialize)]
struct Tensors {
    #[serde(rename = "W")]
    weights: Vec<Vec<f64>>,
    #[serde(rename = "b", default)]
    bias: Vec<f64>,
}

#[derive(Deserialize)]
struct ReferenceRun {
    hyperparameters: serde_json::Map<String, serde_json::Value>,
    after: Vec<Tensors>,
}

impl Tensors {
    /// As the network lays them out: weights inputs × outputs, then the bias.
    fn flat(&self, with_bias: bool) -> Vec<f64> {
        let inputs = self.weights.first().map_or(0, Vec::len);
        let weights = (0..inputs).flat_map(|input| self.weights.iter().map(move |row| row[input]));
        let bias = self.bias.iter().copied().filter(|_| with_bias);
        weights.chain(bias).collect()
    }

    fn shapes(&self, with_bias: bool) -> Vec<Shape> {
        let (rows, columns) = (self.weights.first().map_or(0, Vec::len), self.weights.len());
        let weights = Shape { rows, columns, range: 0..rows * columns };
        let end = weights.range.end + self.bias.len();
        let bias = Shape { rows: 1, columns: self.bias.len(), range: weights.range.end..end };
        std::iter::once(weights).chain(Some(bias).filter(|_| with_bias)).collect()
    }
}

/// Takes every rule's steps beside PyTorch's, in the order in which rules are offered.
///
/// # Panics
/// Never: the numbers are part of the program.
#[must_use]
pub fn check_rules() -> Vec<RuleCheck> {
    let golden: UpdateRules =
        serde_json::from_str(UPDATE_RULES).expect("data/golden is what it was tested with");
    OptimizerKind::ALL.into_iter().map(|kind| check(kind, &golden)).collect()
}

fn check(kind: OptimizerKind, golden: &UpdateRules) -> RuleCheck {
    let allowed = if kind == OptimizerKind::Muon { ALLOWED_STEP } else { ALLOWED };
    let mut check = RuleCheck { kind, steps: 0, largest_error: 0.0, allowed };
    let Some(run) = golden.optimizers.get(kind.key()) else { return check };
    // PyTorch's Muon takes matrices only.
    let with_bias = kind != OptimizerKind::Muon;
    let mut optimizer = kind.build_as_pytorch(&golden.start.shapes(with_bias));
    let settings = settings(kind, run);
    let mut theirs_before = golden.start.flat(with_bias);
    let mut ours = narrow(&theirs_before);
    for (gradients, after) in golden.gradients.iter().zip(&run.after) {
        check.steps += 1;
        let before = ours.clone();
        let converted = pytorchs_epsilon(kind, settings, check.steps);
        optimizer.step(&converted, &mut ours, &narrow(&gradients.flat(with_bias)), 1);
        let theirs = after.flat(with_bias);
        let error = if kind == OptimizerKind::Muon {
            step_error([&before, &ours], [&theirs_before, &theirs])
        } else {
            let pairs = ours.iter().zip(&theirs);
            pairs.map(|(ours, theirs)| (f64::from(*ours) - theirs).abs() / theirs.abs()).fold(0.0, larger)
        };
        check.largest_error = larger(error, check.largest_error);
        theirs_before = theirs;
    }
    check
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}

/// The larger of two, NaN if one is.
fn larger(one: f64, other: f64) -> f64 {
    if one >= other || one.is_nan() { one } else { other }
}

/// The norm of the difference between two steps, as a share of that of theirs.
fn step_error(ours: [&[f32]; 2], theirs: [&[f64]; 2]) -> f64 {
    let ours = ours[0].iter().zip(ours[1]).map(|(before, after)| f64::from(*after) - f64::from(*before));
    let theirs = || theirs[0].iter().zip(theirs[1]).map(|(before, after)| after - before);
    let off: f64 = ours.zip(theirs()).map(|(ours, theirs)| (ours - theirs).powi(2)).sum();
    (off / theirs().map(|step| step * step).sum::<f64>()).sqrt()
}

/// PyTorch's hyperparameters as settings.
fn settings(kind: OptimizerKind, run: &ReferenceRun) -> Settings {
    let mut settings = kind.default_settings();
    for (name, value) in &run.hyperparameters {
        let pairs = match (name.as_str(), value) {
            ("betas", serde_json::Value::Array(betas)) => {
                vec![(Setting::Beta1, betas[0].as_f64()), (Setting::Beta2, betas[1].as_f64())]
            }
            ("weight_decay", value) => vec![(Setting::DecoupledDecay, value.as_f64())],
            (name, value) => {
                Setting::from_str(name).map(|setting| (setting, value.as_f64())).into_iter().collect()
            }
        };
        for (setting, value) in pairs.into_iter().filter_map(|(setting, value)| Some((setting, value?))) {
            settings = settings.with(setting, value);
        }
    }
    settings
}

/// Our Adam folds its corrections into the rate and keeps epsilon beside `√s`, as the book's; PyTorch's keeps
/// it beside `√ŝ = √s / √(1 − β₂ᵗ)`. The two are one rule: what is ε there is `ε·√(1 − β₂ᵗ)` here. All other
/// rules have their epsilon where PyTorch has it.
fn pytorchs_epsilon(kind: OptimizerKind, settings: Settings, step: usize) -> Settings {
    if kind != OptimizerKind::Adam {
        return settings;
    }
    let correction = 1.0 - settings.get(Setting::Beta2).powf(step as f64);
    settings.with(Setting::Epsilon, settings.get(Setting::Epsilon) * correction.sqrt())
}
