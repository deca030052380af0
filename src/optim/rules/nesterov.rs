//! Nesterov's accelerated gradient, in the form that needs the gradient only where the parameters are.
//!
//! ```text
//! p ← p + α²·v − (1 + α)·η·g
//! v ← α·v − η·g
//! ```
//! v: velocity (starts at 0), α: momentum, η: learning rate, g: gradient.
//! Source: Nesterov 1983; this form: Bengio et al., "Advances in Optimizing Recurrent Networks",
//! arXiv:1212.0901, equation 7.

use crate::optim::{
    memory::Memory,
    pass::{normal, pass},
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings},
};

pub(super) const RULE: Rule = Rule {
    name: "Nesterov",
    key: "nesterov",
    idea: [
        "Momentum that takes the slope where it is about to be, a step ahead, and so brakes earlier.",
        "곧 있게 될 자리의 기울기를 한 걸음 앞서 보는 모멘텀이라 더 일찍 멈춥니다.",
    ],
    picture: [
        "A ball with eyes: it looks at the ground where it will be in a moment, and brakes before the rise.",
        "눈이 달린 공입니다. 곧 닿을 땅을 미리 보고 오르막 앞에서 멈춥니다.",
    ],
    step: [
        "As Momentum's, steps the same way added up; the newest slope counts for more.",
        "모멘텀처럼 같은 쪽 걸음이 쌓이고, 가장 새로운 기울기가 더 크게 작용합니다.",
    ],
    experiment: [
        "+ adds a Momentum beside it, 2 shows both on a surface: which one overshoots less?",
        "+로 Momentum을 추가하고 2로 곡면에서 견주어 보십시오. 누가 덜 지나칩니까?",
    ],
    formula: "p ← p + α²·v − (1+α)·η·g;  v ← α·v − η·g",
    symbols: &[("v", ["Momentum's step", "모멘텀의 걸음"])],
    source: "Nesterov 1983",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Momentum, 0.9)],
    footprint: Footprint::lists(&["v"]),
    build: |shapes| Box::new(Nesterov { velocity: zeros(shapes) }),
};

struct Nesterov {
    velocity: Vec<f32>,
}

impl Optimizer for Nesterov {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let momentum = settings.f32(Setting::Momentum);
        pass(parameters, gradients, threads, self.velocity.as_mut_slice(), move |p, g, v| {
            *p += momentum * momentum * *v - (1.0 + momentum) * rate * g;
            *v = normal(momentum * *v - rate * g);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.velocity], [])
    }
}
