//! The update rules: what an optimizer is, which ones there are, and how each is described.
//!
//! A rule lives in one file with its formula and source. It sees flat slices, its settings and,
//! at construction, the shapes of the parameters; nothing of networks, data or races. Its one pass
//! over the parameters is dispatched to the widest vectors the processor has; plain loops, never
//! contracted, they give the same bits on any.

mod ada_delta;
mod ada_grad;
mod adam;
mod adam_w;
mod adamax;
mod ams_grad;
mod lion;
mod memory;
mod momentum;
mod muon;
mod n_adam;
mod nesterov;
mod r_adam;
mod rms_prop;
mod schedule;
mod setting;
mod sgd;
mod worked;

use std::{ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

pub use memory::{Memory, Remembered};
pub use schedule::{Curve, Schedule, ScheduleError};
pub use setting::{Setting, SettingError, Settings};
pub use worked::{Sizes, Worked};

/// One update rule with its memory (moments, accumulated squares …) for all parameters of a network.
pub trait Optimizer: Send {
    /// Takes one step: changes `parameters` in place from `gradients`, which has the same length.
    ///
    /// The settings are read anew at each step, so that one changed live takes effect at once and
    /// keeps the memory.
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]);

    /// Everything that the next step depends on beside its arguments: brought back, a rule goes on bit for bit.
    fn memory(&mut self) -> Memory<'_>;
}

/// Where one weight matrix or bias vector lies in the flat parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Inputs of the layer; 1 for a bias.
    pub rows: usize,
    /// Outputs of the layer.
    pub columns: usize,
    /// The part of the flat parameters, row by row.
    pub range: Range<usize>,
}

/// What each file of a rule says of itself.
struct Rule {
    /// Name on screen.
    name: &'static str,
    /// Name on the command line.
    key: &'static str,
    /// What is new in it, in one plain sentence.
    idea: &'static str,
    /// The update as a formula in one line.
    formula: &'static str,
    /// Paper or book.
    source: &'static str,
    /// Its settings with their defaults, the learning rate first.
    defaults: &'static [(Setting, f64)],
    /// Makes the rule with empty memory for the given shapes.
    build: fn(&[Shape]) -> Box<dyn Optimizer>,
}

/// The update rules that can be raced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerKind {
    /// Stochastic gradient descent.
    Sgd,
    /// SGD with a velocity.
    Momentum,
    /// Momentum that looks ahead.
    Nesterov,
    /// A rate per weight from all squared gradients.
    AdaGrad,
    /// A rate per weight from recent squared gradients.
    RmsProp,
    /// Velocity and a rate per weight, both corrected for their start.
    Adam,
    /// A rate per weight from its own earlier steps.
    AdaDelta,
    /// Adam with weight decay beside the gradient.
    AdamW,
    /// Adam whose strides never grow back.
    AmsGrad,
    /// Adam by the largest recent slope.
    Adamax,
    /// Adam that looks ahead.
    NAdam,
    /// Adam that starts carefully.
    RAdam,
    /// The sign of a momentum.
    Lion,
    /// Orthogonal steps for whole weight matrices.
    Muon,
}

impl OptimizerKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 14] = [
        Self::Sgd,
        Self::Momentum,
        Self::Nesterov,
        Self::AdaGrad,
        Self::RmsProp,
        Self::Adam,
        Self::AdaDelta,
        Self::AdamW,
        Self::AmsGrad,
        Self::Adamax,
        Self::NAdam,
        Self::RAdam,
        Self::Lion,
        Self::Muon,
    ];

    const fn rule(self) -> &'static Rule {
        match self {
            Self::Sgd => &sgd::RULE,
            Self::Momentum => &momentum::RULE,
            Self::Nesterov => &nesterov::RULE,
            Self::AdaGrad => &ada_grad::RULE,
            Self::RmsProp => &rms_prop::RULE,
            Self::Adam => &adam::RULE,
            Self::AdaDelta => &ada_delta::RULE,
            Self::AdamW => &adam_w::RULE,
            Self::AmsGrad => &ams_grad::RULE,
            Self::Adamax => &adamax::RULE,
            Self::NAdam => &n_adam::RULE,
            Self::RAdam => &r_adam::RULE,
            Self::Lion => &lion::RULE,
            Self::Muon => &muon::RULE,
        }
    }

    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.rule().name
    }

    /// The name on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.rule().key
    }

    /// What is new in this rule, in one plain sentence.
    #[must_use]
    pub const fn idea(self) -> &'static str {
        self.rule().idea
    }

    /// The update as a formula in one line.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        self.rule().formula
    }

    /// The paper or book the rule comes from.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.rule().source
    }

    /// The settings this rule has, the learning rate first and the weight decay, which every lane has, last.
    pub fn settings(self) -> impl Iterator<Item = Setting> {
        let own = self.rule().defaults.iter().map(|&(setting, _)| setting);
        own.chain([Setting::WeightDecay])
    }

    /// The settings with this rule's defaults.
    #[must_use]
    pub fn default_settings(self) -> Settings {
        Settings::new(self.rule().defaults)
    }

    /// Makes the rule with empty memory for parameters of these shapes.
    #[must_use]
    pub fn build(self, shapes: &[Shape]) -> Box<dyn Optimizer> {
        (self.rule().build)(shapes)
    }

    /// As [`OptimizerKind::build`], but rounding to fewer bits where PyTorch does, to be compared with it.
    pub(crate) fn build_as_pytorch(self, shapes: &[Shape]) -> Box<dyn Optimizer> {
        if self == Self::Muon { muon::in_bfloat16(shapes) } else { self.build(shapes) }
    }
}

impl FromStr for OptimizerKind {
    type Err = ();

    /// Finds a kind by its name on the command line or on screen, whatever the case.
    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.to_ascii_lowercase();
        let named = |kind: &Self| kind.key() == wanted || kind.name().eq_ignore_ascii_case(&wanted);
        Self::ALL.into_iter().find(named).ok_or(())
    }
}

/// How many parameters the shapes cover.
fn parameter_count(shapes: &[Shape]) -> usize {
    shapes.iter().map(|shape| shape.range.len()).sum()
}

/// The number, or 0 if it is too small to be a normal one.
///
/// A memory that fades (a velocity behind a pixel that is always black) would come to rest at such
/// numbers, and many processors take much longer for them: in a race of 2,000 iterations they cost
/// Adam an eighth of its speed, and its losses are the same without them.
fn normal(number: f32) -> f32 {
    if number.abs() < f32::MIN_POSITIVE { 0.0 } else { number }
}
