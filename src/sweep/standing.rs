//! How a sweep stands: the state and the result of every trial.

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    objective::Objective,
    plan::{SweepPlan, Trial},
};

/// How far a trial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TrialState {
    /// Nothing of it is there.
    Waiting,
    /// It was written a moment ago.
    Running,
    /// It has begun and was not written for a while, and nobody has said that it ended: killed, or its machine was lost.
    Silent,
    /// It was stopped on purpose, saved, and can go on.
    Interrupted,
    /// It was not among those that go on.
    Pruned,
    /// It has ended as planned.
    Finished,
    /// Its loss was no longer finite.
    Diverged,
    /// It could not be run.
    Failed,
}

impl TrialState {
    /// In the order in which people ask for them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Finished,
        Self::Pruned,
        Self::Diverged,
        Self::Running,
        Self::Waiting,
        Self::Interrupted,
        Self::Silent,
        Self::Failed,
    ];

    /// The word for people and files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Silent => "silent",
            Self::Interrupted => "interrupted",
            Self::Pruned => "pruned",
            Self::Finished => "finished",
            Self::Diverged => "diverged",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more will come of it.
    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Pruned | Self::Finished | Self::Diverged)
    }

    /// Whether it would be run again.
    pub(crate) const fn is_owed(self) -> bool {
        matches!(self, Self::Waiting | Self::Silent | Self::Interrupted | Self::Failed)
    }
}

/// How one trial stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrialStanding {
    pub(crate) state: TrialState,
    /// Iterations done.
    pub(crate) iterations: u64,
    /// Its smoothed loss; `None` if it has none, or none that is finite.
    pub(crate) loss: Option<f32>,
    /// The share of test images that it classifies right.
    pub(crate) accuracy: Option<f32>,
    /// How long it has trained.
    pub(crate) seconds: f64,
    /// Why it failed, or what is wrong with its files.
    pub(crate) reason: Option<String>,
}

impl TrialStanding {
    /// One of which nothing is there.
    pub(crate) const WAITING: Self = Self {
        state: TrialState::Waiting,
        iterations: 0,
        loss: None,
        accuracy: None,
        seconds: 0.0,
        reason: None,
    };

    /// What it is ranked by, the smaller the better.
    pub(crate) fn score(&self, objective: Objective) -> Option<f32> {
        match objective {
            _ if self.state == TrialState::Diverged => None,
            Objective::Loss => self.loss,
            Objective::Accuracy => self.accuracy.map(|accuracy| 1.0 - accuracy),
        }
    }
}

/// What is known of the data of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SweepData {
    /// The absolute path of their folder; `None` for those in the binary.
    pub(crate) folder: Option<String>,
    /// Whether every image is transposed.
    pub(crate) transpose: bool,
    /// Whether every number up to the largest label is a class.
    pub(crate) all_labels: bool,
    /// On how many images trials were tested at their end, once one was.
    pub(crate) tested: Option<usize>,
}

/// A sweep as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepStanding {
    /// Its folder, as it was named.
    pub(crate) title: String,
    pub(crate) data: SweepData,
    /// Its folder.
    pub(crate) folder: PathBuf,
    pub(crate) plan: Arc<SweepPlan>,
    pub(crate) trials: Arc<Vec<Trial>>,
    /// How each trial stands.
    pub(crate) standings: Vec<TrialStanding>,
    /// Seconds until all are over, if that can be told.
    pub(crate) seconds_left: Option<f64>,
}

impl SweepStanding {
    /// How many trials are in that state.
    pub(crate) fn count(&self, state: TrialState) -> usize {
        self.standings.iter().filter(|standing| standing.state == state).count()
    }

    /// How many trials nobody has to wait for: those that are over, and those that have failed.
    pub(crate) fn over(&self) -> usize {
        let over = |state: TrialState| state.is_over() || state == TrialState::Failed;
        self.standings.iter().filter(|standing| over(standing.state)).count()
    }

    /// Whether no trial runs or will.
    pub(crate) fn is_over(&self) -> bool {
        self.over() == self.standings.len()
    }
}
