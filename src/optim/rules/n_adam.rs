//! NAdam: Adam that looks ahead as Nesterov's momentum does.
//!
//! ```text
//! μₜ = β₁·(1 − ½·0.96^{t·ψ})        Πₜ = μ₁·μ₂·…·μₜ
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! p ← p − η·(μₜ₊₁·m / (1 − Πₜ₊₁) + (1 − μₜ)·g / (1 − Πₜ)) / (√ŝ + ε)        ŝ = s / (1 − β₂ᵗ)
//! ```
//! m, s: first and second moment (start at 0), t: steps taken, η: learning rate, ψ: momentum decay, which
//! lets the look ahead grow with the steps; ε: epsilon, beside the root.
//! Source: Dozat, "Incorporating Nesterov Momentum into Adam", ICLR 2016 workshop, with its rate 0.002 and
//! its warm-up of the momentum, ψ = 0.004.

use super::adam::SYMBOLS;
use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::pass,
    rule::{Footprint, Optimizer, Rule},
    setting::{Setting, Settings, to_f32},
};

/// The base of the momentum's warm-up in Dozat's paper.
const WARM_UP: f64 = 0.96;

pub(super) const RULE: Rule = Rule {
    name: "NAdam",
    key: "nadam",
    idea: [
        "Adam that steps from where its momentum is about to take it, as Nesterov does.",
        "Nesterov처럼 모멘텀이 데려갈 자리에서 걸음을 내딛는 Adam입니다.",
    ],
    picture: [
        "Adam with eyes: it looks ahead along its own way before it steps.",
        "눈이 달린 Adam입니다. 제가 갈 길을 앞서 보고 걷습니다.",
    ],
    step: [
        "As Adam's: narrow, up to the rate; the newest slope counts for more.",
        "Adam처럼 좁습니다. 가장 새로운 기울기가 더 크게 작용합니다.",
    ],
    experiment: [
        "+ adds an Adam at the same rate, r starts over: who is faster in the first hundred?",
        "+로 같은 학습률의 Adam을 추가하고 r로 다시 시작하십시오. 처음 100회에 누가 빠릅니까?",
    ],
    formula: "m, s as Adam's;  p ← p − η·(μₜ₊₁·m̂ + (1−μₜ)·ĝ)/(√ŝ + ε)",
    symbols: &[SYMBOLS[0], SYMBOLS[1], ("μ", ["momentum, rising to β₁", "β₁로 커지는 모멘텀"])],
    source: "Dozat 2016",
    defaults: &[
        (Setting::LearningRate, 0.002),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::MomentumDecay, 0.004),
        (Setting::Epsilon, 1e-8),
    ],
    footprint: Footprint::lists(&["m", "s"]).with_numbers(&[POWERS[1], "0.96^{t·ψ}", "Πₜ"]),
    build: |shapes| {
        Box::new(NAdam { moments: Moments::new(shapes), warm_up_power: 1.0, momentum_product: 1.0 })
    },
};

struct NAdam {
    /// β₁ᵗ is of no use: Πₜ stands in its place.
    moments: Moments,
    /// 0.96^{t·ψ} as a running product, so that it stays right when ψ is changed on the way.
    warm_up_power: f64,
    /// Πₜ.
    momentum_product: f64,
}

impl Optimizer for NAdam {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let step = self.moments.begin(settings);
        let beta1 = settings.get(Setting::Beta1);
        let warm_up = libm::pow(WARM_UP, settings.get(Setting::MomentumDecay));
        self.warm_up_power *= warm_up;
        let now = beta1 * (1.0 - 0.5 * self.warm_up_power);
        let next = beta1 * (1.0 - 0.5 * self.warm_up_power * warm_up);
        self.momentum_product *= now;
        let rate = settings.get(Setting::LearningRate);
        let ahead = to_f32(rate * next / (1.0 - self.momentum_product * next));
        let here = to_f32(rate * (1.0 - now) / (1.0 - self.momentum_product));
        let root_scale = to_f32(1.0 / step.corrections[1].sqrt());
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, s)| {
            step.update(g, m, s);
            *p -= (ahead * *m + here * g) / (s.sqrt() * root_scale + epsilon);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        let Moments { first, second, beta2_power, .. } = &mut self.moments;
        Memory::new([first, second], [beta2_power, &mut self.warm_up_power, &mut self.momentum_product])
    }
}
