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
    picture: [
        "A heavy ball rolls: it gathers speed down a long slope and does not turn at every pebble.",
        "굴러가는 무거운 공입니다. 긴 비탈에서 빨라지고 자갈마다 방향을 바꾸지 않습니다.",
    ],
    idea: [
        "Roll like a ball: keep going the way you went, so that zigzags cancel out.",
        "공처럼 가던 쪽으로 계속 굴러, 지그재그가 서로 지워집니다.",
    ],
    formula: "v ← α·v − η·g;  p ← p + v",
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
