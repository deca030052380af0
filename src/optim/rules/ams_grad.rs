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

use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::pass,
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "AMSGrad",
    key: "amsgrad",
    picture: [
        "Adam that never forgets a cliff: where it was steep once, it walks with short strides for good.",
        "절벽을 잊지 않는 Adam입니다. 한 번 가팔랐던 곳에서는 늘 짧게 걷습니다.",
    ],
    idea: [
        "Adam that never forgets its steepest slopes, so that no stride grows long again.",
        "가장 가팔랐던 기울기를 잊지 않아 보폭이 다시 길어지지 않습니다.",
    ],
    formula: "m, s as Adam's;  x ← max(x, s);  p ← p − η·m̂/(√x̂ + ε)",
    source: "Reddi, Kale & Kumar 2018",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    footprint: Footprint::lists(&["m", "s", "x"]).with_numbers(&POWERS),
    build: |shapes| Box::new(AmsGrad { moments: Moments::new(shapes), largest: zeros(shapes) }),
};

struct AmsGrad {
    moments: Moments,
    /// The largest second moment so far.
    largest: Vec<f32>,
}

impl Optimizer for AmsGrad {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let step = self.moments.begin(settings);
        let stride = to_f32(settings.get(Setting::LearningRate) / step.corrections[0]);
        let root_scale = to_f32(1.0 / step.corrections[1].sqrt());
        let epsilon = settings.f32(Setting::Epsilon);
        let memory = (self.moments.pairs(), self.largest.as_mut_slice());
        pass(parameters, gradients, threads, memory, move |p, g, ((m, s), x)| {
            step.update(g, m, s);
            *x = if *s > *x { *s } else { *x };
            *p -= stride * *m / (x.sqrt() * root_scale + epsilon);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        let mut memory = self.moments.memory();
        memory.add(0..self.largest.len(), &mut self.largest);
        memory
    }
}
