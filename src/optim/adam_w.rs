//! AdamW: Adam with a weight decay that stays out of the moments.
//!
//! ```text
//! p ← p − η·λ·p
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! p ← p − η·m̂ / (√ŝ + ε)        m̂ = m / (1 − β₁ᵗ)        ŝ = s / (1 − β₂ᵗ)
//! ```
//! m, s: first and second moment (start at 0), t: steps taken, η: learning rate, λ: decoupled decay,
//! ε: epsilon, beside the root of the corrected moment.
//! Source: Loshchilov & Hutter, "Decoupled Weight Decay Regularization", arXiv:1711.05101, algorithm 2;
//! the decay is multiplied by η, and its default 0.01, as in PyTorch.

use super::{Memory, Optimizer, Rule, Setting, Settings, parameter_count, setting::to_f32};

pub(super) const RULE: Rule = Rule {
    name: "AdamW",
    key: "adamw",
    idea: "Adam that shrinks every weight a little by itself, instead of through the gradient.",
    formula: "p ← p − η·λ·p;  m, s as Adam's;  p ← p − η·m̂/(√ŝ + ε)",
    source: "Loshchilov & Hutter 2017",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
        (Setting::DecoupledDecay, 0.01),
    ],
    build: |shapes| Box::new(AdamW::new(parameter_count(shapes))),
};

pub(super) struct AdamW {
    first: Vec<f32>,
    second: Vec<f32>,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    beta1_power: f64,
    /// β₂ᵗ, likewise.
    beta2_power: f64,
}

impl AdamW {
    /// With empty memory for `count` parameters.
    pub(super) fn new(count: usize) -> Self {
        Self { first: vec![0.0; count], second: vec![0.0; count], beta1_power: 1.0, beta2_power: 1.0 }
    }
}

impl Optimizer for AdamW {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        self.beta1_power *= settings.get(Setting::Beta1);
        self.beta2_power *= settings.get(Setting::Beta2);
        let rate = settings.get(Setting::LearningRate);
        let keep = to_f32(1.0 - rate * settings.get(Setting::DecoupledDecay));
        let stride = to_f32(rate / (1.0 - self.beta1_power));
        let root_scale = to_f32(1.0 / (1.0 - self.beta2_power).sqrt());
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let take2 = to_f32(1.0 - settings.get(Setting::Beta2));
        let epsilon = settings.f32(Setting::Epsilon);
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((p, g), (m, s)) in parameters.iter_mut().zip(gradients).zip(moments) {
            *m += take1 * (g - *m);
            *s += take2 * (g * g - *s);
            *p = keep * *p - stride * *m / (s.sqrt() * root_scale + epsilon);
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.first, &mut self.second], [&mut self.beta1_power, &mut self.beta2_power])
    }
}
