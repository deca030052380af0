//! The validated settings of a race; past this room no value can be wrong.

mod bounds;
mod lane;

pub use bounds::{Bounds, ConfigError, parse_hidden, parse_init, parse_pace};
pub use lane::{LaneConfig, parse_lanes, unique_name};

use crate::{
    nn::{Activation, Init},
    optim::OptimizerKind,
};

/// Everything that decides a race's numbers, but for the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The lanes, in the order of their rows and colours; their names differ.
    pub lanes: Vec<LaneConfig>,
    /// Widths of the hidden layers.
    pub hidden: Vec<usize>,
    /// What stands between two layers.
    pub activation: Activation,
    /// How weights start.
    pub init: Init,
    /// Whether lanes start alike.
    pub start: Start,
    /// Images a batch.
    pub batch_size: usize,
    /// Where all random numbers come from.
    pub seed: u64,
    /// When the race is finished; `None` runs until stopped.
    pub iterations: Option<u64>,
    /// Iterations from one measurement of test accuracy to the next.
    pub eval_every: u64,
}

/// Whether lanes start with the same weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// All lanes have the same weights at iteration 0.
    Fair,
    /// Each lane draws its own, as the book does.
    Own,
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
            init: Init::He,
            start: Start::Fair,
            batch_size: 128,
            seed: 0,
            iterations: Some(2_000),
            eval_every: 100,
        }
    }
}
