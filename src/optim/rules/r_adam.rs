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

use super::adam::SYMBOLS;
use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::pass,
    rule::{Footprint, Optimizer, Rule},
    setting::{Setting, Settings, to_f32},
};

/// How many slopes the second moment must stand for before it is used.
const ENOUGH: f64 = 5.0;

pub(super) const RULE: Rule = Rule {
    name: "RAdam",
    key: "radam",
    idea: [
        "Adam that begins as plain momentum and gives weights step lengths of their own only once those can be trusted.",
        "처음에는 모멘텀처럼 걷다가, 가중치별 보폭을 믿을 만해지면 Adam이 됩니다.",
    ],
    picture: [
        "Adam on a cold morning: it rolls gently until its gauges have warmed up.",
        "추운 아침의 Adam입니다. 계기가 데워질 때까지 살살 구릅니다.",
    ],
    step: [
        "Momentum in its first steps, then as Adam's: narrow, up to the rate.",
        "처음 몇 걸음은 모멘텀, 그 뒤는 Adam처럼 좁고 학습률 근처에서 끝납니다.",
    ],
    experiment: [
        "r starts over, [ slows it down: does it begin more gently than an Adam?",
        "r로 다시 시작하고 [로 늦추어 보십시오. Adam보다 부드럽게 출발합니까?",
    ],
    formula: "m, s as Adam's;  p ← p − η·r·m̂/(√ŝ + ε), or p − η·m̂ in the first steps",
    symbols: &[SYMBOLS[0], SYMBOLS[1], ("r", ["trust in s, from 0 to 1", "s를 믿는 정도, 0에서 1"])],
    source: "Liu et al. 2019",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    footprint: Footprint::lists(&["m", "s"]).with_numbers(&["t", POWERS[0], POWERS[1]]),
    build: |shapes| Box::new(RAdam { moments: Moments::new(shapes), steps: 0.0 }),
};

struct RAdam {
    moments: Moments,
    /// t.
    steps: f64,
}

impl RAdam {
    /// r·√(1 − β₂ᵗ), or `None` as long as the second moment stands for too few slopes.
    fn rectification(&self, beta2: f64) -> Option<f64> {
        let (beta2_power, most) = (self.moments.beta2_power, 2.0 / (1.0 - beta2) - 1.0);
        let seen = most - 2.0 * self.steps * beta2_power / (1.0 - beta2_power);
        if seen <= ENOUGH {
            return None;
        }
        let variance = (seen - 4.0) * (seen - 2.0) * most / ((most - 4.0) * (most - 2.0) * seen);
        Some((variance * (1.0 - beta2_power)).sqrt())
    }
}

impl Optimizer for RAdam {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        self.steps += 1.0;
        let step = self.moments.begin(settings);
        let stride = settings.get(Setting::LearningRate) / step.corrections[0];
        let epsilon = settings.f32(Setting::Epsilon);
        if let Some(rectification) = self.rectification(settings.get(Setting::Beta2)) {
            let stride = to_f32(stride * rectification);
            pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, s)| {
                step.update(g, m, s);
                *p -= stride * *m / (s.sqrt() + epsilon);
            });
        } else {
            let stride = to_f32(stride);
            pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, s)| {
                step.update(g, m, s);
                *p -= stride * *m;
            });
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        let mut memory = self.moments.memory();
        memory.numbers.insert(0, &mut self.steps);
        memory
    }
}
