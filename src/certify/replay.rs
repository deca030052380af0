//! Trains what somebody else has trained, and compares the losses.

use rayon::prelude::*;

use super::golden::{Golden, GoldenRun};
use crate::{data::Images, nn, optim};

/// How far a loss may be from the golden one, relative to it: thirty times what f32 was measured to lose
/// against f64 in 200 iterations of the book's race.
pub(super) const ALLOWED: f64 = 1e-4;

/// The error of smaller losses is relative to this: f32 resolves a probability near 1 to 6e-8, of which the logarithm
/// is made.
const MIN_LOSS: f64 = 0.01;

/// What the replay of a file found.
#[derive(Debug)]
pub struct Certificate {
    /// One for each optimizer of the file, in the order in which they are offered.
    pub(super) checks: Vec<LossCheck>,
    /// Optimizers of the file that are not known here and were left out.
    pub(super) unknown: Vec<String>,
    pub(super) iterations: u64,
    pub(super) activation: nn::Activation,
}

/// What the replay found for one optimizer.
#[derive(Debug)]
pub(super) struct LossCheck {
    /// As the file has it.
    pub(super) name: String,
    /// The losses that were computed, one an iteration.
    pub(super) losses: Vec<f32>,
    /// How many iterations decide, from the first one.
    pub(super) span: u64,
    pub(super) basis: Basis,
    /// The largest relative error within the span; infinite where only one of the two losses is finite.
    pub(super) largest_error: f64,
    /// The first iteration of the whole file whose error exceeds [`ALLOWED`], counted from 1.
    pub(super) exceeded_at: Option<u64>,
}

/// Why so many iterations of a file decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// As many as any float32 was measured to follow with that rule.
    FirstSteps,
    /// As many as the maker's own float32, which is in the file, follows its float64.
    OwnSingle,
}

impl LossCheck {
    /// Whether it failed after it had been right at first.
    pub(super) fn has_diverged(&self) -> bool {
        !self.passed() && self.exceeded_at.is_some_and(|at| at > 1)
    }

    /// Whether all iterations that decide are close enough. Where none does, nothing is proved.
    pub(super) fn passed(&self) -> bool {
        self.span > 0 && self.largest_error <= ALLOWED
    }
}

impl Certificate {
    /// Whether every optimizer that is known here has passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.checks.iter().all(LossCheck::passed)
    }
}

/// How many iterations f32 follows f64, from the first one, where the file doesn't say.
///
/// Measured on the book's race with the same classes in both: RMSprop at its rate of 0.01 is chaotic from the
/// start and agrees for three iterations, Nesterov for fifty, all others for all of its 200 iterations. Lion
/// takes the sign of sums near 0: with tanh PyTorch's own float32 parted from its float64 at iterations 100, 120 and
/// 141 of three races, while SGD, AdaGrad and AdamW kept within 1e-5 for all of 400.
///
/// That is no promise for other files. A network with ReLU leaves the path of f64 for good once one of its
/// sums is so near 0 that it rounds to the other side. In four other races with ReLU (784-100×4-10, batch 128,
/// 200 iterations; SGD at 0.1, AdaGrad, Adam) NumPy's own float32 parted by more than 1e-4 from its float64 in
/// nine of twelve lanes, and this program in eight; with sigmoid and tanh none did. A file that is to certify a
/// long race should hold its own maker's float32.
const fn first_steps(kind: optim::OptimizerKind) -> u64 {
    match kind {
        optim::OptimizerKind::RmsProp => 3,
        optim::OptimizerKind::Nesterov | optim::OptimizerKind::Lion => 50,
        _ => 200,
    }
}

/// How many iterations decide, and why.
fn span(run: &GoldenRun) -> (u64, Basis) {
    let Some(single) = &run.single else {
        return (first_steps(run.kind).min(run.losses.len() as u64), Basis::FirstSteps);
    };
    // A tenth of what is allowed: from there on rounding makes the rest.
    let strays = |(single, double): (&f32, &f64)| error(f64::from(*single), *double) > ALLOWED / 10.0;
    let follows = single.iter().zip(&run.losses).position(strays).unwrap_or(single.len());
    (follows as u64, Basis::OwnSingle)
}

pub(super) fn replay(golden: &Golden, images: &Images) -> Certificate {
    let checks = golden.runs.par_iter().map(|run| compare(run, train(golden, run, images))).collect();
    let iterations = (golden.batches.len() / golden.batch_size) as u64;
    Certificate { checks, unknown: golden.unknown.clone(), iterations, activation: golden.activation }
}

/// The losses after each update.
fn train(golden: &Golden, run: &GoldenRun, images: &Images) -> Vec<f32> {
    let mut net = nn::Mlp::zeros(&golden.sizes, golden.activation);
    net.parameters_mut().copy_from_slice(&golden.start);
    let mut optimizer = run.kind.build(&net.shapes());
    let settings = run.kind.default_settings().with(optim::Setting::LearningRate, run.rate);
    let mut work = net.workspace(golden.batch_size);
    let mut pixels = vec![0.0; golden.batch_size * images.inputs()];
    let mut labels = vec![0; golden.batch_size];
    let weight_decay = golden.weight_decay as f32;
    let batches = golden.batches.chunks_exact(golden.batch_size);
    batches
        .map(|indices| {
            let rows = pixels.chunks_exact_mut(images.inputs()).zip(&mut labels);
            for ((row, label), &index) in rows.zip(indices) {
                images.write(index as usize, row);
                *label = images.labels()[index as usize];
            }
            let batch = nn::Batch::new(&pixels, &labels);
            net.gradient(batch, weight_decay, &mut work);
            optimizer.step(&settings, net.parameters_mut(), work.gradients(), 1);
            net.loss(batch, weight_decay, &mut work)
        })
        .collect()
}

fn compare(run: &GoldenRun, losses: Vec<f32>) -> LossCheck {
    let errors: Vec<f64> =
        losses.iter().zip(&run.losses).map(|(ours, theirs)| error(f64::from(*ours), *theirs)).collect();
    let (span, basis) = span(run);
    let largest_error = (0..span).zip(&errors).fold(0.0, |largest: f64, (_, error)| largest.max(*error));
    let exceeded_at = (1..).zip(&errors).find(|(_, error)| **error > ALLOWED).map(|(at, _)| at);
    LossCheck { name: run.name.clone(), losses, span, basis, largest_error, exceeded_at }
}

/// The relative error of a loss; two losses that are both not finite agree.
fn error(ours: f64, theirs: f64) -> f64 {
    match (ours.is_finite(), theirs.is_finite()) {
        (true, true) => (ours - theirs).abs() / theirs.abs().max(MIN_LOSS),
        (false, false) => 0.0,
        _ => f64::INFINITY,
    }
}
