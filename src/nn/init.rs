//! The initialization of weights.

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::normal::standard_normal;

/// The standard deviation of a layer's normally distributed starting weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Init {
    /// `√(2/n)` for n inputs: keeps the size of signals through ReLU.
    /// Source: He et al., "Delving Deep into Rectifiers", arXiv:1502.01852.
    He,
    /// `√(1/n)`: keeps it through tanh on the way forward. The book calls it Xavier, and so do older recordings.
    /// Source: `LeCun` et al., "Efficient Backprop", 1998, equation 16.
    #[serde(rename = "xavier")]
    LeCun,
    /// `√(2/(n + m))` for n inputs and m outputs: keeps it on the way forward and back.
    /// Source: Glorot & Bengio, "Understanding the difficulty of training deep feedforward networks", 2010,
    /// equation 12.
    #[serde(rename = "glorot")]
    Xavier,
    /// The same for every layer, whatever its size.
    Fixed(f64),
}

impl Init {
    fn deviation(self, inputs: usize, outputs: usize) -> f64 {
        let (inputs, outputs) = (inputs as f64, outputs as f64);
        match self {
            Self::He => (2.0 / inputs).sqrt(),
            Self::LeCun => (1.0 / inputs).sqrt(),
            Self::Xavier => (2.0 / (inputs + outputs)).sqrt(),
            Self::Fixed(deviation) => deviation,
        }
    }

    /// Draws the weights of a layer with that many inputs and outputs, one after the other.
    pub(super) fn fill(self, weights: &mut [f32], inputs: usize, outputs: usize, rng: &mut impl Rng) {
        let deviation = self.deviation(inputs, outputs);
        for weight in weights {
            *weight = (deviation * standard_normal(rng)) as f32;
        }
    }
}

impl std::fmt::Display for Init {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::He => f.write_str("he"),
            Self::LeCun => f.write_str("lecun"),
            Self::Xavier => f.write_str("xavier"),
            Self::Fixed(deviation) => write!(f, "{deviation}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_has_the_deviation_of_its_source() {
        let close = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(close(Init::He.deviation(784, 100), (2.0_f64 / 784.0).sqrt()));
        assert!(close(Init::LeCun.deviation(784, 100), (1.0_f64 / 784.0).sqrt()));
        assert!(close(Init::Xavier.deviation(784, 100), (2.0_f64 / 884.0).sqrt()));
        assert!(close(Init::Fixed(0.01).deviation(784, 100), 0.01));
    }

    #[test]
    fn older_recordings_keep_the_start_that_they_call_xavier() {
        for (init, recorded) in
            [(Init::He, r#""he""#), (Init::LeCun, r#""xavier""#), (Init::Xavier, r#""glorot""#)]
        {
            assert_eq!(serde_json::to_string(&init).unwrap(), recorded);
            assert_eq!(serde_json::from_str::<Init>(recorded).unwrap(), init);
        }
    }
}
