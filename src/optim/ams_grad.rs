//! AMSGrad: Adam whose strides never grow back.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! x ← max(x, s)
//! p ← p − η·m̂ / (√x̂ + ε)        m̂ = m / (1 − β₁ᵗ)        x̂ = x / (1 − β₂ᵗ)
//! ```
//! m, s: first and second moment, x: largest second moment so far (all start at 0), t: steps taken,
//! η: learning rate, ε: epsilon, beside the root.
//! Source: Reddi, Kale & Kumar, "On the Convergence of Adam and Beyond", arXiv:1904.09237; the paper leaves
//! Adam's corrections out, here they stay in, as in PyTorch.

use super::{Memory, Optimizer, Rule, Setting, Settings, parameter_count, setting::to_f32};

pub(super) const RULE: Rule = Rule {
    name: "AMSGrad",
    key: "amsgrad",
    idea: "Adam that never forgets its steepest slopes, so that no stride grows long again.",
    formula: "m, s as Adam's;  x ← max(x, s);  p ← p − η·m̂/(√x̂ + ε)",
    source: "Reddi, Kale & Kumar 2018",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    build: |shapes| {
        let count = parameter_count(shapes);
        Box::new(AmsGrad {
            first: vec![0.0; count],
            second: vec![0.0; count],
            largest: vec![0.0; count],
            beta1_power: 1.0,
            beta2_power: 1.0,
        })
    },
};

struct AmsGrad {
    first: Vec<f32>,
    second: Vec<f32>,
    largest: Vec<f32>,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    beta1_power: f64,
    /// β₂ᵗ, likewise.
    beta2_power: f64,
}

impl Optimizer for AmsGrad {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        self.beta1_power *= settings.get(Setting::Beta1);
        self.beta2_power *= settings.get(Setting::Beta2);
        let stride = to_f32(settings.get(Setting::LearningRate) / (1.0 - self.beta1_power));
        let root_scale = to_f32(1.0 / (1.0 - self.beta2_power).sqrt());
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let take2 = to_f32(1.0 - settings.get(Setting::Beta2));
        let epsilon = settings.f32(Setting::Epsilon);
        let moments = self.first.iter_mut().zip(&mut self.second).zip(&mut self.largest);
        for ((p, g), ((m, s), x)) in parameters.iter_mut().zip(gradients).zip(moments) {
            *m += take1 * (g - *m);
            *s += take2 * (g * g - *s);
            *x = if *s > *x { *s } else { *x };
            *p -= stride * *m / (x.sqrt() * root_scale + epsilon);
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new(
            [&mut self.first, &mut self.second, &mut self.largest],
            [&mut self.beta1_power, &mut self.beta2_power],
        )
    }
}
