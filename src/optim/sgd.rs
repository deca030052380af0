//! Stochastic gradient descent.
//!
//! ```text
//! p ← p − η·g
//! ```
//! p: parameters, g: gradient of the batch's loss, η: learning rate.
//! Source: Robbins & Monro, "A Stochastic Approximation Method", 1951.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings};

pub(super) const RULE: Rule = Rule {
    name: "SGD",
    key: "sgd",
    idea: "Walk straight down the slope, the same stride everywhere.",
    formula: "p ← p − η·g",
    source: "Robbins & Monro 1951",
    defaults: &[(Setting::LearningRate, 0.01)],
    build: |_| Box::new(Sgd),
};

struct Sgd;

impl Optimizer for Sgd {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let rate = settings.f32(Setting::LearningRate);
        Arch::new().dispatch(|| {
            for (p, g) in parameters.iter_mut().zip(gradients) {
                *p -= rate * g;
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([], [])
    }
}
