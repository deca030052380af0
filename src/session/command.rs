//! What can be asked of a session.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, LaneConfig},
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
    /// Go to that iteration. A race runs there, then pauses; a recording also goes back, and plays on.
    GoTo(u64),
    /// Start over from iteration 0 with the settings as they now stand.
    Reset(Seed),
    /// Start another race on the same data.
    Begin(Box<Config>),
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
