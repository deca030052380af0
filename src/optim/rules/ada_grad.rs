//! AdaGrad: a rate per weight that shrinks with all the gradients it has seen.
//!
//! ```text
//! h ← h + g²
//! p ← p − η·g / (√h + ε)
//! ```
//! h: sum of squared gradients (starts at 0), η: learning rate, ε: epsilon, outside the root.
//! Source: Duchi, Hazan & Singer, "Adaptive Subgradient Methods", JMLR 12, 2011.

use crate::optim::{
    memory::Memory,
    pass::pass,
    rule::{Footprint, Optimizer, Rule, zeros},
    setting::{Setting, Settings},
};

pub(super) const RULE: Rule = Rule {
    name: "AdaGrad",
    key: "adagrad",
    idea: [
        "Every weight has a step length of its own, which each slope it meets makes shorter: rarely moved ones keep long steps, but all get slower.",
        "가중치마다 보폭이 따로 있고, 기울기를 만날 때마다 짧아집니다. 드물게 움직인 것은 보폭이 길게 남지만, 모두 갈수록 느려집니다.",
    ],
    picture: [
        "A hiker whose shoes wear down: every steep metre walked makes the next stride there shorter.",
        "신발이 닳는 등산객입니다. 가파른 길을 걸을수록 그쪽 보폭이 짧아집니다.",
    ],
    step: [
        "Each weight has its own rate, which only shrinks: the step's hill is narrower.",
        "가중치마다 학습률이 따로 있고 줄기만 합니다. 걸음의 언덕이 더 좁습니다.",
    ],
    experiment: [
        "3 shows moment h, its sum of squares: look again 500 iterations later, it only grows.",
        "3에서 제곱의 합 h를 보고 500회 뒤에 다시 보십시오. 늘기만 합니다.",
    ],
    formula: "h ← h + g²;  p ← p − η·g/(√h + ε)",
    symbols: &[("h", ["sum of all g²", "모든 g²의 합"])],
    source: "Duchi, Hazan & Singer 2011",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Epsilon, 1e-7)],
    footprint: Footprint::lists(&["h"]),
    build: |shapes| Box::new(AdaGrad { squares: zeros(shapes) }),
};

struct AdaGrad {
    squares: Vec<f32>,
}

impl Optimizer for AdaGrad {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.f32(Setting::LearningRate);
        let epsilon = settings.f32(Setting::Epsilon);
        pass(parameters, gradients, threads, self.squares.as_mut_slice(), move |p, g, h| {
            *h += g * g;
            *p -= rate * (g / (h.sqrt() + epsilon));
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.squares], [])
    }
}
