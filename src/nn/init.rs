//! How the weights start.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

/// The standard deviation of a layer's normally distributed starting weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Init {
    /// `√(2/n)` for n inputs: keeps the size of signals through ReLU.
    /// Source: He et al., "Delving Deep into Rectifiers", arXiv:1502.01852.
    He,
    /// `√(1/n)`: keeps it through sigmoid and tanh.
    /// Source: Glorot & Bengio, "Understanding the difficulty of training deep feedforward networks", 2010.
    Xavier,
    /// The same for every layer, whatever its size.
    Fixed(f64),
}

impl Init {
    fn deviation(self, inputs: usize) -> f64 {
        let inputs = inputs as f64;
        match self {
            Self::He => (2.0 / inputs).sqrt(),
            Self::Xavier => (1.0 / inputs).sqrt(),
            Self::Fixed(deviation) => deviation,
        }
    }

    /// Draws the weights of a layer with that many inputs.
    pub(super) fn fill(self, weights: &mut [f32], inputs: usize, rng: &mut impl Rng) {
        let deviation = self.deviation(inputs);
        for weight in weights {
            let normal: f64 = StandardNormal.sample(rng);
            *weight = (deviation * normal) as f32;
        }
    }
}

impl std::fmt::Display for Init {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::He => f.write_str("he"),
            Self::Xavier => f.write_str("xavier"),
            Self::Fixed(deviation) => write!(f, "{deviation}"),
        }
    }
}
