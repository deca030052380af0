//! Muon: momentum whose matrices are turned into nearly orthogonal ones before each step.
//!
//! ```text
//! v ← v + (1 − α)·(g − v)
//! u = g + α·(v − g)
//! X₀ = u / ‖u‖        Xₖ₊₁ = a·Xₖ + (b·A + c·A²)·Xₖ,  A = Xₖ·Xₖᵀ        n times
//! W ← W − η·λ·W
//! W ← W − η·√max(1, outputs/inputs)·Xₙ
//! ```
//! v: momentum of the weight matrix (starts at 0), α: momentum, u: its look ahead, ‖u‖: root of the sum of
//! squares, n: Newton–Schulz steps with a = 3.4445, b = −4.7750, c = 2.0315, which bring all singular values
//! near 1; η: learning rate, λ: decoupled decay. Biases, which are no matrices, go by AdamW with the bias
//! rate as η, and β₁, β₂, ε and λ.
//! Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; scaling, order and
//! the decay of 0.1 as in PyTorch's `torch.optim.Muon`, whose weights are stored outputs × inputs. Jordan's rate
//! of 0.02 is meant to fall to 0 by a schedule; at a constant rate a quarter of it serves a race like this one
//! better. The biases keep the rate that Adam has here.

mod newton_schulz;

use newton_schulz::{Orthogonalizer, Precision};
use rayon::prelude::*;

use super::adam_w::AdamW;
use crate::kernel::SimdChoice;
use crate::optim::{
    memory::Memory,
    pass::pass,
    rule::{Footprint, Optimizer, Rule, Shape, zeros},
    setting::{Setting, Settings, to_f32},
};

/// Floats for each parameter: u, the orthogonalizer's next matrix, and four squares of the short side.
const SCRATCH: usize = 6;

pub(super) const RULE: Rule = Rule {
    name: "Muon",
    key: "muon",
    idea: [
        "It moves whole weight matrices: equally far in each of a matrix's directions.",
        "가중치 하나씩이 아니라 행렬 전체를 모든 방향으로 고르게 옮깁니다.",
    ],
    picture: [
        "A team that turns as one: a whole matrix moves equally far in each of its directions.",
        "한 몸으로 도는 팀입니다. 행렬 전체가 모든 방향으로 고르게 움직입니다.",
    ],
    step: [
        "The layer moves as one matrix, equally far in each of its directions.",
        "한 층이 행렬 하나로서 모든 방향으로 고르게 움직입니다.",
    ],
    experiment: [
        "3, then h and l: is the step as large beside the weights in every layer?",
        "3에서 h와 l로 층을 바꾸십시오. 걸음과 가중치의 비가 층마다 비슷합니까?",
    ],
    formula: "v ← α·v + (1−α)·g;  W ← W − η·λ·W − η·√max(1, out/in)·orthogonal((1−α)·g + α·v)",
    symbols: &[("v", ["recent mean of g", "최근 g의 평균"])],
    source: "Jordan et al. 2024",
    defaults: &[
        (Setting::LearningRate, 0.005),
        (Setting::Momentum, 0.95),
        (Setting::NewtonSchulzSteps, 5.0),
        (Setting::DecoupledDecay, 0.1),
        (Setting::BiasRate, 0.001),
        (Setting::Beta1, 0.9),
        (Setting::Beta2, 0.999),
        (Setting::Epsilon, 1e-8),
    ],
    footprint: Footprint::lists(&["v"]).with_scratch(SCRATCH),
    build: |shapes| Box::new(Muon::new(shapes, Precision::Single)),
};

/// With the matrices made orthogonal in bfloat16 as PyTorch does, to be compared with it step by step. In the
/// f32 of a race a step differs from PyTorch's by up to a twentieth of its length.
pub(super) fn in_bfloat16(shapes: &[Shape]) -> Box<dyn Optimizer> {
    Box::new(Muon::new(shapes, Precision::BFloat16))
}

struct Muon {
    matrices: Vec<Matrix>,
    /// Biases, each with a rule of its own.
    vectors: Vec<(AdamW, Shape)>,
}

/// A weight matrix with its momentum, and its u, which becomes orthogonal.
struct Matrix {
    velocity: Vec<f32>,
    shape: Shape,
    ahead: Orthogonalizer,
}

impl Muon {
    fn new(shapes: &[Shape], precision: Precision) -> Self {
        let (matrices, vectors): (Vec<_>, Vec<_>) = shapes.iter().cloned().partition(is_matrix);
        let matrix = |shape: Shape| Matrix {
            velocity: zeros(std::slice::from_ref(&shape)),
            ahead: Orthogonalizer::new(&shape, precision),
            shape,
        };
        Self {
            matrices: matrices.into_iter().map(matrix).collect(),
            vectors: vectors
                .into_iter()
                .map(|shape| (AdamW::new(std::slice::from_ref(&shape)), shape))
                .collect(),
        }
    }
}

/// Whether a shape is a weight matrix; the single row of a layer with one input goes with the biases.
const fn is_matrix(shape: &Shape) -> bool {
    shape.rows > 1
}

impl Optimizer for Muon {
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize) {
        let rate = settings.get(Setting::LearningRate);
        let momentum = settings.f32(Setting::Momentum);
        let take = to_f32(1.0 - settings.get(Setting::Momentum));
        let keep = to_f32(1.0 - rate * settings.get(Setting::DecoupledDecay));
        let steps = settings.get(Setting::NewtonSchulzSteps) as u32;
        self.matrices.par_iter_mut().with_max_len(1).for_each(|Matrix { velocity, shape, ahead }| {
            let gradients = &gradients[shape.range.clone()];
            pass(velocity, gradients, threads, ahead.cells.as_mut_slice(), move |v, g, u| {
                *v += take * (g - *v);
                *u = g + momentum * (*v - g);
            });
            ahead.run(steps);
        });
        for Matrix { shape, ahead, .. } in &self.matrices {
            let scale = (shape.columns as f64 / shape.rows as f64).max(1.0).sqrt();
            let stride = to_f32(rate * scale);
            pass(&mut parameters[shape.range.clone()], &ahead.cells, threads, (), move |p, x, ()| {
                *p = keep * *p - stride * x;
            });
        }
        let rest = settings.with(Setting::LearningRate, settings.get(Setting::BiasRate));
        for (rule, Shape { range, .. }) in &mut self.vectors {
            rule.step(&rest, &mut parameters[range.clone()], &gradients[range.clone()], threads);
        }
    }

    fn compute_with(&mut self, simd: SimdChoice) {
        for Matrix { ahead, .. } in &mut self.matrices {
            ahead.set = simd.instruction_set();
        }
    }

    fn memory(&mut self) -> Memory<'_> {
        let mut memory = Memory::new([], []);
        for Matrix { velocity, shape, .. } in &mut self.matrices {
            memory.add(shape.range.clone(), velocity);
        }
        for (rule, _) in &mut self.vectors {
            memory.append(rule.memory());
        }
        memory
    }
}
