//! RMSprop: AdaGrad that forgets.
//!
//! ```text
//! h ← ρ·h + (1 − ρ)·g²
//! p ← p − η·g / (√h + ε)
//! ```
//! h: moving mean of squared gradients (starts at 0), ρ: decay, η: learning rate, ε: epsilon.
//! Source: Tieleman & Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012.

use crate::optim::{
    memory::Memory,
    pass::{normal, pass},
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "RMSprop",
    key: "rmsprop",
    idea: [
        "AdaGrad with a short memory: a weight's step length follows its recent slopes only, and so never dies away.",
        "기억이 짧은 AdaGrad입니다. 보폭이 최근 기울기만 따르므로 끝없이 짧아지지 않습니다.",
    ],
    picture: [
        "A hiker who recalls only the last stretch: after steep ground short strides, on flat ground long ones.",
        "방금 지나온 길만 기억하는 등산객입니다. 가파르면 짧게, 평평하면 길게 걷습니다.",
    ],
    step: [
        "Each weight has its own rate, from recent slopes: step/slope lies far apart.",
        "가중치마다 최근 기울기로 정한 학습률: 걸음/기울기가 서로 크게 다릅니다.",
    ],
    experiment: [
        "← lowers its rate to 0.001, then r starts over: is the leap at the start gone?",
        "←로 학습률을 0.001로 낮추고 r로 다시 시작하십시오. 첫머리의 도약이 사라집니까?",
    ],
    formula: "h ← ρ·h + (1−ρ)·g²;  p ← p − η·g/(√h + ε)",
    symbols: &[("h", ["recent mean of g²", "최근 g²의 평균"])],
    source: "Tieleman & Hinton 2012",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Decay, 0.99), (Setting::Epsilon, 1e-7)],
    footprint: Footprint::lists(&["h"]),
    build: |shapes| Box::new(RmsProp { squares: zeros(shapes) }),
};

struct RmsProp {
    squares: Vec<f32>,
}

impl Optimizer for RmsProp {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let decay = settings.f32(Setting::Decay);
        // Taken from 1 before rounding: in f32 the small difference would lose its last digits.
        let take = to_f32(1.0 - settings.get(Setting::Decay));
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.squares.as_mut_slice(), move |p, g, h| {
            *h = normal(decay * *h + take * g * g);
            *p -= rate * g / (h.sqrt() + epsilon);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.squares], [])
    }
}
