//! A race between two iterations, to be kept and gone on with: the same bits as if it had never stopped.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, LaneConfig},
    optim::SavedMemory,
    race::{LaneId, LaneState},
};

/// Everything that the next iteration depends on, but for the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What the race was made from, with the seed, batch size and end of now, and without lanes.
    pub config: Config,
    /// Iterations done.
    pub iteration: u64,
    /// How far the batches' generator is.
    pub sampler: u128,
    /// The number of the next lane that is added.
    pub next_lane: u32,
    /// The lanes as they now stand.
    pub lanes: Vec<LaneSnapshot>,
}

/// One lane of a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneSnapshot {
    /// Its number.
    pub id: LaneId,
    /// Its name, rule, settings and schedule as they now stand.
    pub config: LaneConfig,
    /// Whether it takes steps.
    pub state: LaneState,
    /// What it has learned; `None` for a lane that has ended, whose numbers are of no use.
    #[serde(skip)]
    pub numbers: Option<LaneNumbers>,
}

/// What a lane has learned.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneNumbers {
    /// All parameters of its network.
    pub weights: Vec<f32>,
    /// What its rule remembers.
    pub memory: SavedMemory,
}
