//! The validated settings of a race; where one of these types is taken, no value can be wrong.

mod bounds;
mod lane;

pub use bounds::ConfigError;
pub(crate) use bounds::{
    Bounds, check_pace, parse_activation, parse_hidden, parse_init, parse_pace, parse_target,
};
pub use lane::{LaneConfig, parse_lanes};
pub(crate) use lane::{MAX_LANE_NAME, MAX_LANES, check_name, suggested, unique_name};

use bounds::{check_hidden, check_init};
use lane::check_lane_count;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{nn, optim::OptimizerKind};

pub use crate::{kernel::SimdChoice, nn::Activation};

/// Everything that decides a race's numbers, except the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Config {
    /// The lanes, in the order of their rows and colours; their names differ.
    pub lanes: Vec<LaneConfig>,
    /// Widths of the hidden layers, from the input on.
    pub hidden: Vec<usize>,
    /// The function after every hidden layer.
    pub activation: Activation,
    /// How starting weights are drawn.
    pub init: nn::Init,
    /// Whether all lanes start with the same weights.
    pub start: Start,
    /// Images of a batch.
    pub batch_size: usize,
    /// The seed of weights and batches.
    pub seed: u64,
    /// Iterations until the race is finished; `None` runs until it is stopped.
    pub iterations: Option<u64>,
    /// Iterations from one measurement of test accuracy to the next; 0 for none before the end.
    pub eval_every: u64,
    /// What is reported as loss. It changes no weight.
    #[serde(default, skip_serializing_if = "LossKind::is_default")]
    pub loss: LossKind,
    /// The instruction set of products. All with fused multiply-adds give the same numbers.
    #[serde(default, skip_serializing_if = "SimdChoice::is_auto")]
    pub simd: SimdChoice,
}

/// What the reported loss of an iteration is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    /// What is minimised: the mean cross-entropy and the penalty of the weight decay.
    #[default]
    Objective,
    /// The mean cross-entropy alone, by which lanes of different weight decays can be ranked.
    CrossEntropy,
}

impl LossKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Objective, Self::CrossEntropy];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Objective => "objective",
            Self::CrossEntropy => "cross-entropy",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl std::str::FromStr for LossKind {
    /// Which there are.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|kind| kind.name() == text);
        named.ok_or_else(|| format!("must be {}", Self::ALL.map(Self::name).join(" or ")))
    }
}

/// Whether lanes start with the same weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// All lanes start with the same weights.
    Fair,
    /// Each lane draws its own, as the book does.
    Own,
}

impl Config {
    /// Checks what another program may have written against the bounds of what can be typed.
    fn checked(self) -> Result<Self, ConfigError> {
        let hidden = check_hidden(self.hidden)?;
        check_init(self.init)?;
        Bounds::BATCH_SIZE.check(self.batch_size)?;
        Bounds::EVAL_EVERY.check(usize::try_from(self.eval_every).unwrap_or(usize::MAX))?;
        check_lane_count(self.lanes.len())?;
        Ok(Self { hidden, ..self })
    }
}

impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)?.checked().map_err(D::Error::custom)
    }
}

impl Default for Config {
    /// The tutorial's experiment: four optimizers, 784-100-100-100-100-10, batch 128, 2,000 iterations.
    fn default() -> Self {
        let kinds =
            [OptimizerKind::Sgd, OptimizerKind::Momentum, OptimizerKind::AdaGrad, OptimizerKind::Adam];
        Self {
            lanes: kinds.into_iter().map(LaneConfig::new).collect(),
            hidden: vec![100; 4],
            activation: Activation::Relu,
            init: nn::Init::He,
            start: Start::Fair,
            batch_size: 128,
            seed: 0,
            iterations: Some(2_000),
            eval_every: 100,
            loss: LossKind::Objective,
            simd: SimdChoice::Auto,
        }
    }
}
