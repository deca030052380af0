//! A stretch of a recording on its way to the screen: losses of every iteration or, of a training that another program
//! did, values at the steps at which it gave them.

use std::time::Duration;

use crate::session::{Losses, Measured, Update};

/// A stretch of a recording.
pub(super) enum RecordedPiece {
    Losses(Losses),
    /// Measurements that say themselves how long the training had run.
    Measured(Measured),
}

impl RecordedPiece {
    /// Splits off what comes up to so many iterations after `now`, at least something; `before` is how long the race had
    /// run then.
    pub(super) fn take(&mut self, iterations: u64, now: u64, before: Duration) -> Self {
        match self {
            Self::Losses(losses) => Self::Losses(losses.take(iterations, before)),
            Self::Measured(measured) => {
                let end = now.saturating_add(iterations);
                let count = measured.iterations.partition_point(|iteration| *iteration <= end).max(1);
                let share = count as f64 / measured.iterations.len().max(1) as f64;
                let mut taken = measured.take(count);
                taken.elapsed =
                    taken.elapsed.map(|after| before + after.saturating_sub(before).mul_f64(share.min(1.0)));
                Self::Measured(taken)
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Losses(losses) => losses.iterations == 0,
            Self::Measured(measured) => measured.iterations.is_empty(),
        }
    }

    /// The first iteration.
    pub(super) fn first(&self) -> u64 {
        match self {
            Self::Losses(losses) => losses.first,
            Self::Measured(measured) => measured.first(),
        }
    }

    /// The last iteration, and how long the race had run then.
    pub(super) fn end(&self) -> (u64, Duration) {
        match self {
            Self::Losses(losses) => (losses.last(), losses.elapsed),
            Self::Measured(measured) => (measured.last(), measured.elapsed.unwrap_or_default()),
        }
    }

    pub(super) fn update(self) -> Update {
        match self {
            Self::Losses(losses) => Update::Progressed(losses),
            Self::Measured(measured) => Update::Measured(measured),
        }
    }
}
