//! A race between two iterations, from which it can be continued with the same bits as if it had never stopped.

use serde::{Deserialize, Serialize};

use super::lane_state::{LaneId, LaneState};
use crate::{config, optim::SavedMemory};

/// Everything that the next iteration depends on, except the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// With its current seed, batch size and end, and without lanes.
    pub(crate) config: config::Config,
    /// How many iterations are done.
    pub iteration: u64,
    /// The position of the batches' random generator.
    pub(crate) sampler: u128,
    /// The number of the next lane to be added.
    pub(crate) next_lane: u32,
    /// In the order in which they were added.
    pub lanes: Vec<LaneSnapshot>,
}

/// One lane of a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneSnapshot {
    pub(crate) id: LaneId,
    /// With its current settings and schedule.
    pub config: config::LaneConfig,
    pub(crate) state: LaneState,
    /// `None` for a lane that has ended, whose numbers are of no use.
    #[serde(skip)]
    pub numbers: Option<LaneNumbers>,
}

/// What a lane has learned.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneNumbers {
    /// All parameters of its network.
    pub weights: Vec<f32>,
    pub(crate) memory: SavedMemory,
}
