//! RAdam: Adam that waits with its strides per weight until it has seen enough slopes.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! ρ∞ = 2/(1 − β₂) − 1        ρₜ = ρ∞ − 2·t·β₂ᵗ/(1 − β₂ᵗ)
//! r = √((ρₜ − 4)·(ρₜ − 2)·ρ∞ / ((ρ∞ − 4)·(ρ∞ − 2)·ρₜ))
//! p ← p − η·r·m̂·√(1 − β₂ᵗ) / (√s + ε)     where ρₜ > 5
//! p ← p − η·m̂                             before        m̂ = m / (1 − β₁ᵗ)
//! ```
//! m, s: first and second moment (start at 0), t: steps taken, ρₜ: how many slopes s stands for,
//! η: learning rate, ε: epsilon, beside the root of the uncorrected moment.
//! Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", arXiv:1908.03265,
//! algorithm 2; that it starts at ρₜ > 5 instead of 4 is the authors' code and PyTorch.

use super::{Memory, Optimizer, Rule, Setting, Settings, parameter_count, setting::to_f32};

/// How many slopes the second moment must stand for before it is used.
const ENOUGH: f64 = 5.0;

pub(super) const RULE: Rule = Rule {
    name: "RAdam",
    key: "radam",
    idea: "Adam that begins as plain momentum and trusts its strides only as they become reliable.",
    formula: "m, s as Adam's;  p ← p − η·r·m̂/(√ŝ + ε), or p − η·m̂ in the first steps",
    source: "Liu et al. 2019",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    build: |shapes| {
        let count = parameter_count(shapes);
        Box::new(RAdam {
            first: vec![0.0; count],
            second: vec![0.0; count],
            steps: 0.0,
            beta1_power: 1.0,
            beta2_power: 1.0,
        })
    },
};

struct RAdam {
    first: Vec<f32>,
    second: Vec<f32>,
    /// t.
    steps: f64,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    beta1_power: f64,
    /// β₂ᵗ, likewise.
    beta2_power: f64,
}

impl RAdam {
    /// r·√(1 − β₂ᵗ), or `None` as long as the second moment stands for too few slopes.
    fn rectification(&self, beta2: f64) -> Option<f64> {
        let most = 2.0 / (1.0 - beta2) - 1.0;
        let seen = most - 2.0 * self.steps * self.beta2_power / (1.0 - self.beta2_power);
        if seen <= ENOUGH {
            return None;
        }
        let variance = (seen - 4.0) * (seen - 2.0) * most / ((most - 4.0) * (most - 2.0) * seen);
        Some((variance * (1.0 - self.beta2_power)).sqrt())
    }
}

impl Optimizer for RAdam {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let beta2 = settings.get(Setting::Beta2);
        self.steps += 1.0;
        self.beta1_power *= settings.get(Setting::Beta1);
        self.beta2_power *= beta2;
        let stride = settings.get(Setting::LearningRate) / (1.0 - self.beta1_power);
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let take2 = to_f32(1.0 - beta2);
        let epsilon = settings.f32(Setting::Epsilon);
        let rectification = self.rectification(beta2);
        let moments = self.first.iter_mut().zip(&mut self.second);
        let cells = parameters.iter_mut().zip(gradients).zip(moments);
        if let Some(rectification) = rectification {
            let stride = to_f32(stride * rectification);
            for ((p, g), (m, s)) in cells {
                *m += take1 * (g - *m);
                *s += take2 * (g * g - *s);
                *p -= stride * *m / (s.sqrt() + epsilon);
            }
        } else {
            let stride = to_f32(stride);
            for ((p, g), (m, s)) in cells {
                *m += take1 * (g - *m);
                *s += take2 * (g * g - *s);
                *p -= stride * *m;
            }
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new(
            [&mut self.first, &mut self.second],
            [&mut self.steps, &mut self.beta1_power, &mut self.beta2_power],
        )
    }
}
