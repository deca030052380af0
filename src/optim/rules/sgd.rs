//! Stochastic gradient descent.
//!
//! ```text
//! p ← p − η·g
//! ```
//! p: parameters, g: gradient of the batch's loss, η: learning rate.
//! Source: Robbins & Monro, "A Stochastic Approximation Method", 1951.

use crate::optim::{
    memory::Memory,
    pass::pass,
    rule::{Footprint, Optimizer, Rule},
    setting::{Setting, Settings},
};

pub(super) const RULE: Rule = Rule {
    name: "SGD",
    key: "sgd",
    picture: [
        "A walker in fog feels the ground under the feet and steps downhill; every step is forgotten.",
        "안개 속에서 발밑만 더듬어 내려가는 사람입니다. 걸음마다 지난 일을 잊습니다.",
    ],
    idea: [
        "Walk straight down the slope, the same stride everywhere.",
        "기울기를 따라 곧장 내려가며, 어디서나 같은 보폭으로 걷습니다.",
    ],
    formula: "p ← p − η·g",
    source: "Robbins & Monro 1951",
    defaults: &[(Setting::LearningRate, 0.01)],
    footprint: Footprint::lists(&[]),
    build: |_| Box::new(Sgd),
};

struct Sgd;

impl Optimizer for Sgd {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        pass(parameters, gradients, threads, (), move |p, g, ()| *p -= rate * g);
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([], [])
    }
}
