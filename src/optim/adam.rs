//! Adam: a velocity and a rate per weight, both corrected for having started at zero.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! η̂ = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
//! p ← p − η̂·m / (√s + ε)
//! ```
//! m, s: first and second moment (start at 0), t: steps taken, η: learning rate, ε: epsilon.
//! Source: Kingma & Ba, "Adam", arXiv:1412.6980; the correction is folded into the rate as at the end
//! of its section 2, so ε stands beside `√s`.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings, normal, parameter_count, setting::to_f32};

pub(super) const RULE: Rule = Rule {
    name: "Adam",
    key: "adam",
    idea: "Momentum and a stride per weight together, both corrected for their cold start.",
    formula: "m ← β₁·m + (1−β₁)·g;  s ← β₂·s + (1−β₂)·g²;  p ← p − η̂·m/(√s + ε)",
    source: "Kingma & Ba 2014",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-7),
    ],
    build: |shapes| {
        let count = parameter_count(shapes);
        Box::new(Adam {
            first: vec![0.0; count],
            second: vec![0.0; count],
            beta1_power: 1.0,
            beta2_power: 1.0,
        })
    },
};

struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    beta1_power: f64,
    /// β₂ᵗ, likewise.
    beta2_power: f64,
}

impl Optimizer for Adam {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        self.beta1_power *= settings.get(Setting::Beta1);
        self.beta2_power *= settings.get(Setting::Beta2);
        let correction = (1.0 - self.beta2_power).sqrt() / (1.0 - self.beta1_power);
        let rate = to_f32(settings.get(Setting::LearningRate) * correction);
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let take2 = to_f32(1.0 - settings.get(Setting::Beta2));
        let epsilon = settings.f32(Setting::Epsilon);
        let moments = self.first.iter_mut().zip(&mut self.second);
        Arch::new().dispatch(|| {
            for ((p, g), (m, s)) in parameters.iter_mut().zip(gradients).zip(moments) {
                *m = normal(*m + take1 * (g - *m));
                *s = normal(*s + take2 * (g * g - *s));
                *p -= rate * *m / (s.sqrt() + epsilon);
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.first, &mut self.second], [&mut self.beta1_power, &mut self.beta2_power])
    }
}
