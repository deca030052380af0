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

use super::adam::SYMBOLS;
use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::pass,
    rule::{Footprint, Optimizer, Rule},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "Adamax",
    key: "adamax",
    idea: [
        "Adam that divides by the steepest recent slope, so that no weight moves farther than the rate.",
        "최근의 가장 가파른 기울기로 나누는 Adam이라, 어느 가중치도 학습률보다 멀리 가지 않습니다.",
    ],
    picture: [
        "Adam that asks only for the steepest ground of late, and never steps farther than the rate.",
        "요즘 가장 가팔랐던 곳만 묻는 Adam입니다. 학습률보다 멀리 걷지 않습니다.",
    ],
    step: [
        "As Adam's; no weight moves farther than the rate: the hill ends there.",
        "Adam과 같되 어느 가중치도 학습률보다 멀리 가지 않아 언덕이 거기서 끝납니다.",
    ],
    experiment: [
        "+ adds an Adam at the same rate: whose curve is smoother?",
        "+로 같은 학습률의 Adam을 추가하십시오. 누구의 곡선이 더 매끄럽습니까?",
    ],
    formula: "m as Adam's;  u ← max(β₂·u, |g| + ε);  p ← p − η·m̂/u",
    symbols: &[SYMBOLS[0], ("u", ["recent largest |g|", "최근 가장 큰 |g|"])],
    source: "Kingma & Ba 2014",
    defaults: &[
        (Setting::LearningRate, 0.002),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    footprint: Footprint::lists(&["m", "u"]).with_numbers(&[POWERS[0]]),
    build: |shapes| Box::new(Adamax { moments: Moments::new(shapes) }),
};

struct Adamax {
    /// The second one is u, and β₂ᵗ of no use.
    moments: Moments,
}

impl Optimizer for Adamax {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let step = self.moments.begin(settings);
        let stride = to_f32(settings.get(Setting::LearningRate) / step.corrections[0]);
        let beta2 = settings.f32(Setting::Beta2);
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, u)| {
            step.update_first(g, m);
            let (faded, slope) = (beta2 * *u, g.abs() + epsilon);
            *u = if faded > slope { faded } else { slope };
            *p -= stride * *m / *u;
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        let Moments { first, second, beta1_power, .. } = &mut self.moments;
        Memory::new([first, second], [beta1_power])
    }
}
