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
    rule::{Footprint, Optimizer, Rule, Symbol},
    setting::{Setting, Settings, to_f32},
};

/// What the letters of both moments stand for, here and with its relatives.
pub(super) const SYMBOLS: [Symbol; 2] =
    [("m", ["recent mean of g", "최근 g의 평균"]), ("s", ["recent mean of g²", "최근 g²의 평균"])];

pub(super) const RULE: Rule = Rule {
    name: "Adam",
    key: "adam",
    idea: [
        "Momentum's direction, and for every weight a step length of its own: short where its slopes are steep, long where flat.",
        "모멘텀처럼 가던 방향을 지키면서 가중치마다 보폭을 따로 둡니다. 기울기가 가파르면 짧게, 완만하면 길게 걷습니다.",
    ],
    picture: [
        "A rolling ball with a gearbox for each wheel: it keeps its way, and every weight has its own gear.",
        "바퀴마다 변속기가 달린 공입니다. 가던 길을 지키면서 가중치마다 기어가 다릅니다.",
    ],
    step: [
        "Each weight has its own rate: the step's hill is narrower, up to the rate.",
        "가중치마다 학습률이 따로: 걸음의 언덕이 더 좁고 학습률 근처에서 끝납니다.",
    ],
    experiment: [
        "→ raises its rate to 0.01: faster still, or does it begin to swing?",
        "→로 학습률을 0.01까지 높여 보십시오. 더 빨라집니까, 흔들리기 시작합니까?",
    ],
    formula: "m ← β₁·m + (1−β₁)·g;  s ← β₂·s + (1−β₂)·g²;  p ← p − η̂·m/(√s + ε)",
    symbols: &[
        SYMBOLS[0],
        SYMBOLS[1],
        ("η̂", ["rate, corrected for m and s starting at 0", "0에서 출발한 m, s를 보정한 학습률"]),
    ],
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
