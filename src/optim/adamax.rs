//! Adamax: Adam that divides by the largest recent slope instead of the mean one.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! u ← max(β₂·u, |g| + ε)
//! p ← p − η·m / ((1 − β₁ᵗ)·u)
//! ```
//! m: first moment, u: fading maximum of the slopes (both start at 0), t: steps taken, η: learning rate,
//! ε: epsilon, added to the slope as in PyTorch (the paper needs none as long as no slope is 0).
//! Source: Kingma & Ba, "Adam", arXiv:1412.6980, section 7.1, with its rate 0.002.

use super::{Memory, Optimizer, Rule, Setting, Settings, parameter_count, setting::to_f32};

pub(super) const RULE: Rule = Rule {
    name: "Adamax",
    key: "adamax",
    idea: "Adam with each stride set by the steepest recent slope, so that no step is longer than the rate.",
    formula: "m as Adam's;  u ← max(β₂·u, |g| + ε);  p ← p − η·m̂/u",
    source: "Kingma & Ba 2014",
    defaults: &[
        (Setting::LearningRate, 0.002),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    build: |shapes| {
        let count = parameter_count(shapes);
        Box::new(Adamax { first: vec![0.0; count], largest: vec![0.0; count], beta1_power: 1.0 })
    },
};

struct Adamax {
    first: Vec<f32>,
    largest: Vec<f32>,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    beta1_power: f64,
}

impl Optimizer for Adamax {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        self.beta1_power *= settings.get(Setting::Beta1);
        let stride = to_f32(settings.get(Setting::LearningRate) / (1.0 - self.beta1_power));
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let beta2 = settings.f32(Setting::Beta2);
        let epsilon = settings.f32(Setting::Epsilon);
        let moments = self.first.iter_mut().zip(&mut self.largest);
        for ((p, g), (m, u)) in parameters.iter_mut().zip(gradients).zip(moments) {
            *m += take1 * (g - *m);
            let (faded, slope) = (beta2 * *u, g.abs() + epsilon);
            *u = if faded > slope { faded } else { slope };
            *p -= stride * *m / *u;
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.first, &mut self.largest], [&mut self.beta1_power])
    }
}
