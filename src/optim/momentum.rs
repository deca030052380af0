//! Gradient descent with a velocity.
//!
//! ```text
//! v ← α·v − η·g
//! p ← p + v
//! ```
//! v: velocity (starts at 0), α: momentum, η: learning rate, g: gradient.
//! Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings, normal, parameter_count};

pub(super) const RULE: Rule = Rule {
    name: "Momentum",
    key: "momentum",
    idea: "Roll like a ball: keep going the way you went, so that zigzags cancel out.",
    formula: "v ← α·v − η·g;  p ← p + v",
    source: "Polyak 1964",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Momentum, 0.9)],
    build: |shapes| Box::new(Momentum { velocity: vec![0.0; parameter_count(shapes)] }),
};

struct Momentum {
    velocity: Vec<f32>,
}

impl Optimizer for Momentum {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let rate = settings.f32(Setting::LearningRate);
        let momentum = settings.f32(Setting::Momentum);
        Arch::new().dispatch(|| {
            for ((p, g), v) in parameters.iter_mut().zip(gradients).zip(&mut self.velocity) {
                *v = normal(momentum * *v - rate * g);
                *p += *v;
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.velocity], [])
    }
}
