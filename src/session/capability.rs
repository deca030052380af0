//! What can be asked of a race, whoever trains it.

use serde::{Deserialize, Serialize};

/// What can be asked of a race: keys and views that need what it can't do are not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Pause it and go on.
    Pause,
    /// Take so many iterations, then pause.
    Step,
    /// Change its pace, go to an iteration, start over.
    Play,
    /// Turn the settings of its lanes.
    Set,
    /// Change its lanes and its batches, and go on past its end.
    Change,
    /// Write what it is to go on from.
    Checkpoint,
    /// End it.
    Stop,
    /// Look into its networks, by the data it is tested on.
    Networks,
    /// Say why its rules step as they do.
    Rules,
    /// Try rates and starts beside it, on its data.
    Trials,
    /// Show the trials of a sweep.
    Sweep,
    /// Give its place to a lesson: nothing of it is recorded.
    Teach,
}
