//! What can be asked of a session.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, LaneConfig},
    optim::{Schedule, Setting},
    race::{LaneId, Which},
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
    /// Start another race on the same data; it waits until it is told to go on.
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
    /// Add a lane that goes on from where this one stands, with its weights and memory.
    Fork(LaneId),
    /// Take a lane out of the race.
    RemoveLane(LaneId),
    /// Let the race go on for that many iterations more.
    Extend(u64),
    /// Take at most that many iterations a second.
    Pace(Option<f64>),
    /// Tell of something beside losses from now on, instead of what was asked for before. Of no race: it changes
    /// nothing and is not recorded.
    Watch(Watch),
}

/// What a view can be told of beside losses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watch {
    /// Nothing.
    #[default]
    Nothing,
    /// What lanes take test images for.
    Digits {
        /// Which are listed.
        which: Which,
        /// From which place of the list on they are told.
        from: usize,
    },
    /// What lanes take an image for that has as many pixels as those of the data.
    Drawn(Vec<u8>),
    /// The step that a lane is about to take.
    Inside {
        /// Which lane.
        lane: LaneId,
        /// In the weights of which layer, from 0 on.
        layer: usize,
    },
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
