//! The activation functions, with their derivatives.

use std::str::FromStr;

use pulp::Arch;
use serde::{Deserialize, Serialize};

use super::elementary;

/// The function f after every layer but the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// `max(x, 0)`; passes the gradient where `x > 0`.
    Relu,
    /// `1 / (1 + e⁻ˣ)`.
    Sigmoid,
    /// `tanh x`.
    Tanh,
}

impl Activation {
    /// Every activation, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Relu, Self::Sigmoid, Self::Tanh];

    /// The name on screen and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relu => "relu",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
        }
    }

    /// Which names can be parsed, for people.
    pub(crate) const ALLOWED: &str = "relu, sigmoid or tanh";

    /// Replaces each x by f(x).
    pub(super) fn apply(self, values: &mut [f32]) {
        match self {
            // Not `max`: a NaN has to come through, or a diverged network would look alive.
            Self::Relu => values.iter_mut().for_each(|x| *x = if *x <= 0.0 { 0.0 } else { *x }),
            Self::Sigmoid => elementary::sigmoid(values),
            Self::Tanh => elementary::tanh(values),
        }
    }

    /// Multiplies each slope with respect to an output y = f(x) by f′, which follows from y.
    pub(super) fn backward(self, outputs: &[f32], slopes: &mut [f32]) {
        Arch::new().dispatch(|| {
            let pairs = slopes.iter_mut().zip(outputs);
            match self {
                Self::Relu => pairs.for_each(|(slope, y)| *slope = if *y > 0.0 { *slope } else { 0.0 }),
                Self::Sigmoid => pairs.for_each(|(slope, y)| *slope = *slope * *y * (1.0 - *y)),
                Self::Tanh => pairs.for_each(|(slope, y)| *slope *= 1.0 - *y * *y),
            }
        });
    }
}

impl FromStr for Activation {
    /// Which names there are.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|activation| activation.name() == text).ok_or(Self::ALLOWED)
    }
}
