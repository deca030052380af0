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

use super::adam::SYMBOLS;
use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::pass,
    rule::{Footprint, Optimizer, Rule, Shape},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "AdamW",
    key: "adamw",
    idea: [
        "Adam that also pulls every weight a little toward 0, whatever its slope.",
        "기울기와 상관없이 모든 가중치를 조금씩 0으로도 당기는 Adam입니다.",
    ],
    picture: [
        "Adam with a rubber band from every weight to zero, pulled the same whatever the slope.",
        "모든 가중치를 0에 고무줄로 묶은 Adam입니다. 기울기와 상관없이 당깁니다.",
    ],
    step: [
        "As Adam's: narrow, up to the rate; each weight shrinks a little besides.",
        "Adam처럼 좁고 학습률 근처에서 끝납니다. 가중치마다 조금씩 줄어듭니다.",
    ],
    experiment: [
        "e raises its decoupled decay to 1, 3 shows the length of its weights: does it fall?",
        "e에서 분리 감쇠를 1로 높이고 3에서 가중치의 길이를 보십시오. 줄어듭니까?",
    ],
    formula: "p ← p − η·λ·p;  m, s as Adam's;  p ← p − η·m̂/(√ŝ + ε)",
    symbols: &SYMBOLS,
    source: "Loshchilov & Hutter 2017",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
        (Setting::DecoupledDecay, 0.01),
    ],
    footprint: Footprint::lists(&["m", "s"]).with_numbers(&POWERS),
    build: |shapes| Box::new(AdamW::new(shapes)),
};

pub(super) struct AdamW {
    moments: Moments,
}

impl AdamW {
    pub(super) fn new(shapes: &[Shape]) -> Self {
        Self { moments: Moments::new(shapes) }
    }
}

impl Optimizer for AdamW {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let step = self.moments.begin(settings);
        let rate = settings.get(Setting::LearningRate);
        let keep = to_f32(1.0 - rate * settings.get(Setting::DecoupledDecay));
        let stride = to_f32(rate / step.corrections[0]);
        let root_scale = to_f32(1.0 / step.corrections[1].sqrt());
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, s)| {
            step.update(g, m, s);
            *p = keep * *p - stride * *m / (s.sqrt() * root_scale + epsilon);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        self.moments.memory()
    }
}
