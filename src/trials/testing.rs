//! A small sweep for tests.

use super::plan_file::PlanFile;
use crate::sweep::{Objective, PointSampler, Pruner};

/// Six trials of some iterations.
pub(super) fn small() -> PlanFile {
    PlanFile {
        format: PlanFile::FORMAT,
        downhill: env!("CARGO_PKG_VERSION").into(),
        optimizers: "sgd,momentum".into(),
        space: vec!["lr=loguniform(1e-3,1) momentum=choice(0.8,0.9)".into()],
        sampler: PointSampler::Sobol,
        trials: Some(6),
        repeats: 1,
        pruner: Pruner::None,
        reduction: 4,
        min_iterations: 1,
        objective: Objective::Loss,
        seed: 7,
        iterations: 8,
        batch_size: 8,
        hidden: vec![8],
        activation: "relu".into(),
        init: "he".into(),
        weight_decay: 0.0,
        eval_every: 0,
        save_every: 10.0,
        keep_checkpoints: false,
        planned: 0,
        data: None,
    }
}
