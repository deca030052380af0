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
    idea: [
        "It steps straight down the slope: rate times slope, the same rate for every weight, nothing remembered.",
        "기울기에 학습률을 곱한 만큼 곧장 내려갑니다. 학습률은 모든 가중치에 같고, 지난 걸음은 기억하지 않습니다.",
    ],
    picture: [
        "A walker in fog feels the ground under the feet and steps downhill; every step is forgotten.",
        "안개 속에서 발밑만 더듬어 내려가는 사람입니다. 걸음마다 지난 일을 잊습니다.",
    ],
    step: [
        "One rate for all weights: the step's hill is the gradient's hill, moved.",
        "모든 가중치에 한 학습률: 걸음의 언덕은 기울기의 언덕을 옮긴 것입니다.",
    ],
    experiment: [
        "→ raises its rate, up to 0.1, say: does it still trail the others?",
        "→로 학습률을 이를테면 0.1까지 높여 보십시오. 그래도 남들에게 뒤집니까?",
    ],
    formula: "p ← p − η·g",
    symbols: &[],
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
