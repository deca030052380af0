//! Gradient descent with a velocity.
//!
//! ```text
//! v ← α·v − η·g
//! p ← p + v
//! ```
//! v: velocity (starts at 0), α: momentum, η: learning rate, g: gradient.
//! Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

use crate::optim::{
    memory::Memory,
    pass::{normal, pass},
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings},
};

pub(super) const RULE: Rule = Rule {
    name: "Momentum",
    key: "momentum",
    idea: [
        "It keeps most of its last step and adds the new one: steps the same way grow long, those to and fro cancel. It may roll past the bottom.",
        "지난 걸음의 대부분을 간직하고 새 걸음을 더합니다. 같은 쪽 걸음은 길어지고 오가는 걸음은 지워지지만, 바닥을 지나치기도 합니다.",
    ],
    picture: [
        "A heavy ball rolls: it gathers speed down a long slope and does not turn at every pebble.",
        "굴러가는 무거운 공입니다. 긴 비탈에서 빨라지고 자갈마다 방향을 바꾸지 않습니다.",
    ],
    step: [
        "Steps the same way added up: most are longer than the rate times the slope.",
        "같은 쪽 걸음이 쌓여 대개 학습률 × 기울기보다 깁니다.",
    ],
    experiment: [
        "e, then momentum 0: it steps as SGD does. How much was the ball worth?",
        "e를 누르고 모멘텀을 0으로 하면 SGD처럼 걷습니다. 공은 얼마나 도움이 되었습니까?",
    ],
    formula: "v ← α·v − η·g;  p ← p + v",
    symbols: &[("v", ["its last step", "지난 걸음"])],
    source: "Polyak 1964",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Momentum, 0.9)],
    footprint: Footprint::lists(&["v"]),
    build: |shapes| Box::new(Momentum { velocity: zeros(shapes) }),
};

struct Momentum {
    velocity: Vec<f32>,
}

impl Optimizer for Momentum {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let momentum = settings.f32(Setting::Momentum);
        pass(parameters, gradients, threads, self.velocity.as_mut_slice(), move |p, g, v| {
            *v = normal(momentum * *v - rate * g);
            *p += *v;
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.velocity], [])
    }
}
