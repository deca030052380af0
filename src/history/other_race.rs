//! What a lane of another race brings along.

use super::clock::Clock;
use crate::session::{Change, OwnRace};

/// A lane of another race keeps what that race had for all of its lanes: it went at its own speed.
#[derive(Debug, Clone)]
pub(crate) struct OtherRace {
    pub(super) clock: Clock,
    /// The last iteration of its race; `None` if that ran until stopped.
    pub(super) end: Option<u64>,
    /// `None` if its trainer has not said.
    pub(crate) images: Option<ImagesSeen>,
}

/// How many images a race had trained on at each iteration.
#[derive(Debug, Clone)]
pub(crate) struct ImagesSeen {
    /// Images of the training data.
    all: usize,
    /// Iterations done, and how large batches were from there on; the first from 0.
    batches: Vec<(u64, usize)>,
}

impl ImagesSeen {
    /// Those of a race whose batches are as large as at its start but for what was changed since.
    pub(super) fn new<'a>(race: &OwnRace, changes: impl Iterator<Item = (u64, &'a Change)>) -> Self {
        let changed = changes.filter_map(|(iteration, change)| match change {
            Change::BatchSize { to, .. } => Some((iteration, *to)),
            _ => None,
        });
        let batches = std::iter::once((0, race.config.batch_size)).chain(changed).collect();
        Self { all: race.data.train, batches }
    }

    /// How often the race had seen the training data after an iteration.
    pub(crate) fn epochs(&self, iteration: u64) -> f64 {
        let ends = self.batches.iter().skip(1).map(|(start, _)| *start).chain([u64::MAX]);
        let seen = self
            .batches
            .iter()
            .zip(ends)
            .map(|((start, size), end)| iteration.min(end).saturating_sub(*start) as f64 * *size as f64);
        seen.sum::<f64>() / self.all.max(1) as f64
    }
}
