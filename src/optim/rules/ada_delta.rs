//! AdaDelta: RMSprop whose strides are measured by its own earlier steps.
//!
//! ```text
//! h ← ρ·h + (1 − ρ)·g²
//! d = √(u + ε) / √(h + ε) · g
//! u ← ρ·u + (1 − ρ)·d²
//! p ← p − η·d
//! ```
//! h: moving mean of squared gradients, u: moving mean of squared steps (both start at 0), ρ: decay,
//! ε: epsilon, inside the roots, which also makes the very first step; η: learning rate.
//! Source: Zeiler, "ADADELTA", arXiv:1212.5701, algorithm 1. There is no rate in it, which is η = 1, and that
//! is the default; ρ = 0.95 and ε = 1e-6 are those of its section 4.1 on MNIST.

use crate::optim::{
    memory::Memory,
    pass::pass,
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "AdaDelta",
    key: "adadelta",
    idea: [
        "There is no rate to choose: a weight's step is as long as its recent steps were, measured against its recent slopes.",
        "학습률을 고르지 않습니다. 보폭은 그 가중치의 최근 보폭과 최근 기울기로 정해집니다.",
    ],
    picture: [
        "A walker who measures each stride by the last ones, and so needs nobody to say how long it should be.",
        "지난 보폭을 보고 다음 보폭을 정하는 사람입니다. 누가 길이를 정해 줄 필요가 없습니다.",
    ],
    step: [
        "The steps before set the length of this one, for each weight by itself.",
        "지난 걸음들이 가중치마다 이번 보폭을 정합니다.",
    ],
    experiment: [
        "→ raises its rate above 1: can you choose better than it does?",
        "→로 학습률을 1보다 높여 보십시오. 스스로 고른 것보다 낫습니까?",
    ],
    formula: "h ← ρ·h + (1−ρ)·g²;  d = g·√(u + ε)/√(h + ε);  u ← ρ·u + (1−ρ)·d²;  p ← p − η·d",
    symbols: &[
        ("h", ["recent mean of g²", "최근 g²의 평균"]),
        ("d", ["the step for a rate of 1", "학습률 1의 걸음"]),
        ("u", ["recent mean of d²", "최근 d²의 평균"]),
    ],
    source: "Zeiler 2012",
    defaults: &[(Setting::LearningRate, 1.0), (Setting::Decay, 0.95), (Setting::Epsilon, 1e-6)],
    footprint: Footprint::lists(&["h", "u"]),
    build: |shapes| Box::new(AdaDelta { squares: zeros(shapes), steps: zeros(shapes) }),
};

struct AdaDelta {
    squares: Vec<f32>,
    /// Moving mean of the squared steps.
    steps: Vec<f32>,
}

impl Optimizer for AdaDelta {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let decay = settings.f32(Setting::Decay);
        let take = to_f32(1.0 - settings.get(Setting::Decay));
        let epsilon = settings.f32(Setting::Epsilon);
        let means = (self.squares.as_mut_slice(), self.steps.as_mut_slice());
        pass(parameters, gradients, threads, means, move |p, g, (h, u)| {
            *h = decay * *h + take * g * g;
            let step = ((*u + epsilon).sqrt() / (*h + epsilon).sqrt()) * g;
            *u = decay * *u + take * step * step;
            *p -= rate * step;
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.squares, &mut self.steps], [])
    }
}
