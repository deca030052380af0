//! What can be asked of a session.

use serde::{Deserialize, Serialize};

use crate::{
    config::LaneConfig,
    optim::{Schedule, Setting},
    race::LaneId,
};

/// A request to a session; it takes effect between two iterations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Stop after the iteration at hand.
    Pause,
    /// Go on.
    Resume,
    /// Take that many iterations, then pause.
    Step(u64),
    /// Go to that iteration: forward a race runs there, then pauses; back it stands as it stood there before anything
    /// was changed, and goes on as before.
    GoTo(u64),
    /// Start over from iteration 0 with the settings as they now stand.
    Reset(Seed),
    /// Give a setting of some lanes a value; lanes without that setting stay as they are.
    Set {
        /// Which lanes.
        target: Target,
        /// Which setting.
        setting: Setting,
        /// Its new value.
        value: f64,
    },
    /// Let a lane's learning rate change by itself in another way.
    SetSchedule {
        /// Which lane.
        lane: LaneId,
        /// How.
        schedule: Schedule,
    },
    /// Make batches that large.
    SetBatchSize(usize),
    /// Let a lane take steps, or not.
    Switch {
        /// Which lane.
        lane: LaneId,
        /// Whether it takes steps from now on.
        on: bool,
    },
    /// Add a lane that starts from the starting weights.
    AddLane(Box<LaneConfig>),
    /// Add a lane that goes on from where this one stands, with its weights and memory.
    Fork(LaneId),
    /// Take a lane out of the race.
    RemoveLane(LaneId),
    /// Let the race go on for that many iterations more.
    Extend(u64),
    /// Take at most that many iterations a second.
    Pace(Option<f64>),
}

/// Which seed a race starts over with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seed {
    /// The same: the same batches and starting weights again.
    Same,
    /// The next one.
    Next,
}

/// Which lanes a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// One lane.
    Lane(LaneId),
    /// Every lane.
    All,
}
