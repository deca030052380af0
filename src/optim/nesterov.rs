//! Nesterov's accelerated gradient, in the form that needs the gradient only where the parameters are.
//!
//! ```text
//! p ← p + α²·v − (1 + α)·η·g
//! v ← α·v − η·g
//! ```
//! v: velocity (starts at 0), α: momentum, η: learning rate, g: gradient.
//! Source: Nesterov 1983; this form: Bengio et al., "Advances in Optimizing Recurrent Networks",
//! arXiv:1212.0901, equation 7.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings, normal, parameter_count};

pub(super) const RULE: Rule = Rule {
    name: "Nesterov",
    key: "nesterov",
    idea: "Momentum that looks at the slope where it is about to be, and so brakes earlier.",
    formula: "p ← p + α²·v − (1+α)·η·g;  v ← α·v − η·g",
    source: "Nesterov 1983",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Momentum, 0.9)],
    build: |shapes| Box::new(Nesterov { velocity: vec![0.0; parameter_count(shapes)] }),
};

struct Nesterov {
    velocity: Vec<f32>,
}

impl Optimizer for Nesterov {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let rate = settings.f32(Setting::LearningRate);
        let momentum = settings.f32(Setting::Momentum);
        Arch::new().dispatch(|| {
            for ((p, g), v) in parameters.iter_mut().zip(gradients).zip(&mut self.velocity) {
                *p += momentum * momentum * *v - (1.0 + momentum) * rate * g;
                *v = normal(momentum * *v - rate * g);
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.velocity], [])
    }
}
