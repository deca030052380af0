//! AdaGrad: a rate per weight that shrinks with all the gradients it has seen.
//!
//! ```text
//! h ← h + g²
//! p ← p − η·g / (√h + ε)
//! ```
//! h: sum of squared gradients (starts at 0), η: learning rate, ε: epsilon, outside the root.
//! Source: Duchi, Hazan & Singer, "Adaptive Subgradient Methods", JMLR 12, 2011.

use pulp::Arch;

use super::{Memory, Optimizer, Rule, Setting, Settings, parameter_count};

pub(super) const RULE: Rule = Rule {
    name: "AdaGrad",
    key: "adagrad",
    idea: "Give each weight its own stride, shorter the more it has moved already.",
    formula: "h ← h + g²;  p ← p − η·g/(√h + ε)",
    source: "Duchi, Hazan & Singer 2011",
    defaults: &[(Setting::LearningRate, 0.01), (Setting::Epsilon, 1e-7)],
    build: |shapes| Box::new(AdaGrad { squares: vec![0.0; parameter_count(shapes)] }),
};

struct AdaGrad {
    squares: Vec<f32>,
}

impl Optimizer for AdaGrad {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32]) {
        let rate = settings.f32(Setting::LearningRate);
        let epsilon = settings.f32(Setting::Epsilon);
        Arch::new().dispatch(|| {
            for ((p, g), h) in parameters.iter_mut().zip(gradients).zip(&mut self.squares) {
                *h += g * g;
                *p -= rate * (g / (h.sqrt() + epsilon));
            }
        });
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.squares], [])
    }
}
