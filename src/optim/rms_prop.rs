//! RMSprop: AdaGrad that forgets.
//!
//! ```text
//! h ← ρ·h + (1 − ρ)·g²
//! p ← p − η·g / (√h + ε)
//! ```
//! h: moving mean of squared gradients (starts at 0), ρ: decay, η: learning rate, ε: epsilon.
//! Source: Tieleman & Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings, normal, parameter_count, setting::to_f32};

pub(super) const RULE: Rule = Rule {
    name: "RMSprop",
    key: "rmsprop",
    idea: "AdaGrad with a short memory: the stride per weight follows its recent slopes only.",
    formula: "h ← ρ·h + (1−ρ)·g²;  p ← p − η·g/(√h + ε)",
    source: "Tieleman & Hinton 2012",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Decay, 0.99), (Setting::Epsilon, 1e-7)],
    build: |shapes| Box::new(RmsProp { squares: vec![0.0; parameter_count(shapes)] }),
};

struct RmsProp {
    squares: Vec<f32>,
}

impl Optimizer for RmsProp {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let rate = settings.f32(Setting::LearningRate);
        let decay = settings.f32(Setting::Decay);
        // Taken from 1 before rounding: in f32 the small difference would lose its last digits.
        let take = to_f32(1.0 - settings.get(Setting::Decay));
        let epsilon = settings.f32(Setting::Epsilon);
        Arch::new().dispatch(|| {
            for ((p, g), h) in parameters.iter_mut().zip(gradients).zip(&mut self.squares) {
                *h = normal(decay * *h + take * g * g);
                *p -= rate * g / (h.sqrt() + epsilon);
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.squares], [])
    }
}
