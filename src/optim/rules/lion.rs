//! Lion: only the sign of a momentum, so that every weight moves equally far.
//!
//! ```text
//! p ← p − η·λ·p
//! p ← p − η·sign(β₁·m + (1 − β₁)·g)
//! m ← β₂·m + (1 − β₂)·g
//! ```
//! m: momentum (starts at 0), η: learning rate, λ: decoupled decay, sign(0) = 0.
//! Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", arXiv:2302.06675, algorithm 2.
//! Its section 5 asks for a rate 3 to 10 times smaller than AdamW's and a decay as much larger: here 0.0003
//! and 0.03 beside AdamW's 0.001 and 0.01.

use super::adam::SYMBOLS;
use crate::optim::{
    memory::Memory,
    pass::pass,
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "Lion",
    key: "lion",
    idea: [
        "Only the direction of its momentum counts, up or down: every weight moves equally far, by the rate.",
        "모멘텀의 방향, 위나 아래만 셉니다. 모든 가중치가 학습률만큼 똑같이 움직입니다.",
    ],
    picture: [
        "A march in step: each weight goes one stride, up or down, whatever the size of its slope.",
        "발맞춘 행진입니다. 기울기가 크든 작든 모두 위나 아래로 한 걸음씩 갑니다.",
    ],
    step: [
        "Only up or down counts: all weights move equally far, a column at the rate.",
        "위아래만 셉니다. 모든 가중치가 똑같이 움직여 학습률에 기둥 하나가 섭니다.",
    ],
    experiment: [
        "3 shows its step: what is a hill with other rules is one column here.",
        "3에서 걸음을 보십시오. 다른 규칙에서는 언덕이고 여기서는 기둥 하나입니다.",
    ],
    formula: "p ← p − η·λ·p − η·sign(β₁·m + (1−β₁)·g);  m ← β₂·m + (1−β₂)·g",
    symbols: &[SYMBOLS[0], ("sign", ["up or down: 1 or −1", "위 또는 아래: 1 또는 −1"])],
    source: "Chen et al. 2023",
    defaults: &[
        (Setting::LearningRate, 0.0003),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.99),
        (Setting::DecoupledDecay, 0.03),
    ],
    footprint: Footprint::lists(&["m"]),
    build: |shapes| Box::new(Lion { momentum: zeros(shapes) }),
};

struct Lion {
    momentum: Vec<f32>,
}

impl Optimizer for Lion {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let decay = settings.get(Setting::LearningRate) * settings.get(Setting::DecoupledDecay);
        let keep = to_f32(1.0 - decay);
        let beta1 = settings.f32(Setting::Beta1);
        let beta2 = settings.f32(Setting::Beta2);
        let take1 = to_f32(1.0 - settings.get(Setting::Beta1));
        let take2 = to_f32(1.0 - settings.get(Setting::Beta2));
        pass(parameters, gradients, threads, self.momentum.as_mut_slice(), move |p, g, m| {
            *p = keep * *p - rate * sign(beta1 * *m + take1 * g);
            *m = beta2 * *m + take2 * g;
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.momentum], [])
    }
}

/// −1, 0 or 1, and NaN for NaN: `f32::signum` is 1 for 0, which would move weights that have no slope, and a
/// NaN must come through, or a diverged network would look alive.
fn sign(x: f32) -> f32 {
    if x == 0.0 || x.is_nan() { x } else { 1_f32.copysign(x) }
}
