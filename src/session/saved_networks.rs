//! Which networks a recording has for views that look into them.

use serde::{Deserialize, Serialize};

use crate::race::LaneId;

/// The networks that a recording shows: those that were saved last, wherever it is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedNetworks {
    /// Those of a checkpoint.
    Loaded {
        /// The iterations done when it was made.
        iteration: u64,
        /// The lanes that have a network in it, with their names.
        lanes: Vec<(LaneId, String)>,
        /// Whether the recording has been played to just there, so that losses and networks are of the same moment.
        reached: bool,
    },
    /// There are none to look into. Why, on one line.
    Missing(String),
}
