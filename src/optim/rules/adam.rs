//! Adam: a velocity and a rate per weight, both corrected for having started at zero.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! η̂ = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
//! p ← p − η̂·m / (√s + ε)
//! ```
//! m, s: first and second moment (start at 0), t: steps taken, η: learning rate, ε: epsilon.
//! Source: Kingma & Ba, "Adam", arXiv:1412.6980; the correction is folded into the rate as at the end
//! of its section 2, so ε stands beside `√s`.

use crate::optim::{
    memory::Memory,
    moments::{Moments, POWERS},
    pass::{normal, pass},
    rule::{Footprint, Optimizer, Rule},
    setting::{Setting, Settings, to_f32},
};

pub(super) const RULE: Rule = Rule {
    name: "Adam",
    key: "adam",
    picture: [
        "A rolling ball with a gearbox for each wheel: it keeps its way, and every weight has its own gear.",
        "바퀴마다 변속기가 달린 공입니다. 가던 길을 지키면서 가중치마다 기어가 다릅니다.",
    ],
    idea: [
        "Momentum and a stride per weight together, both corrected for their cold start.",
        "모멘텀과 가중치별 보폭을 합치고, 둘의 차가운 출발을 보정합니다.",
    ],
    formula: "m ← β₁·m + (1−β₁)·g;  s ← β₂·s + (1−β₂)·g²;  p ← p − η̂·m/(√s + ε)",
    source: "Kingma & Ba 2014",
    defaults: &[
        (Setting::LearningRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-7),
    ],
    footprint: Footprint::lists(&["m", "s"]).with_numbers(&POWERS),
    build: |shapes| Box::new(Adam { moments: Moments::new(shapes) }),
};

struct Adam {
    moments: Moments,
}

impl Optimizer for Adam {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let step = self.moments.begin(settings);
        let correction = step.corrections[1].sqrt() / step.corrections[0];
        let rate = to_f32(settings.get(Setting::LearningRate) * correction);
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.moments.pairs(), move |p, g, (m, s)| {
            step.update(g, m, s);
            (*m, *s) = (normal(*m), normal(*s));
            *p -= rate * *m / (s.sqrt() + epsilon);
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        self.moments.memory()
    }
}
