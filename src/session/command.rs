//! The commands that a session takes, and why one may be refused.

use serde::{Deserialize, Serialize};

use super::KnobKey;

use crate::{
    config::{Config, LaneConfig},
    memory::Shortage,
    optim::Schedule,
    race::{ImageFilter, LaneId, LaneState},
};

/// A request to a session; it takes effect between two iterations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Stop after the present iteration.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Take that many iterations, then pause.
    Step(u64),
    /// Go to that iteration. Forward, the race runs there and pauses; back, it is rewound to how it stood there before
    /// any command, and stays running or paused.
    GoTo(u64),
    /// Start over from iteration 0 with the settings as they now stand.
    Reset(Seed),
    /// Start another race on the same data, paused.
    Begin(Box<Config>),
    /// Set a hyperparameter; lanes without it stay as they are.
    Set {
        /// The lanes to change.
        target: Target,
        /// The hyperparameter to change.
        setting: KnobKey,
        /// The value that it gets; refused if it is out of range.
        value: f64,
    },
    /// Give a lane another learning rate schedule.
    SetSchedule {
        /// The lane to change.
        lane: LaneId,
        /// The schedule that it gets.
        schedule: Schedule,
    },
    /// Use batches of that many images.
    SetBatchSize(usize),
    /// Switch a lane on or off.
    Switch {
        /// The lane to switch.
        lane: LaneId,
        /// Whether it takes steps from now on.
        on: bool,
    },
    /// Add a lane with the starting weights.
    AddLane(Box<LaneConfig>),
    /// Add a copy of a lane, with its weights and moments.
    Fork(LaneId),
    /// Take a lane out of the race.
    RemoveLane(LaneId),
    /// Move the end of the race by that many iterations.
    Extend(u64),
    /// Take at most that many iterations a second; `None` is full speed.
    Pace(Option<f64>),
    /// Write what the training is to go on from, as its trainer does that.
    Checkpoint,
    /// End the training at the next place where that is safe.
    Stop,
    /// Send something besides losses from now on, instead of what was watched before. It changes nothing in the race and
    /// is not recorded.
    Watch(Watch),
}

/// What a session can send besides losses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watch {
    /// Losses only.
    #[default]
    Nothing,
    /// How lanes classify test images.
    Digits {
        /// Which images are listed.
        which: ImageFilter,
        /// The index in that list at which the page begins.
        from: usize,
    },
    /// How lanes classify this image, which must have as many pixels as those of the data.
    Drawn(Vec<u8>),
    /// The step that a lane is about to take.
    Inside {
        /// The lane to look into.
        lane: LaneId,
        /// The layer of weights, counted from 0.
        layer: usize,
    },
}

/// The seed that a race starts over with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seed {
    /// The same: the same batches and starting weights again.
    Same,
    /// The present one plus 1: other batches and starting weights.
    Next,
}

/// Which lanes a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Only this lane.
    Lane(LaneId),
    /// Every lane that has the setting.
    All,
}

/// Why a command was refused; nothing has changed. The words for it stand where it is shown, in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// All iterations are done.
    Finished,
    /// No lane is running.
    NothingRuns,
    /// The race keeps no past to be rewound to.
    NoPast,
    /// The past is kept only from this iteration on.
    PastFrom(u64),
    /// The pace is out of range.
    Pace,
    /// A setting is out of range.
    Setting {
        /// The setting that stays as it is.
        setting: KnobKey,
        /// The value that it can't have, as a decimal number.
        value: String,
    },
    /// The batch size is out of range.
    BatchSize,
    /// A lane has ended and can't be switched on.
    Ended {
        /// The lane by its name.
        lane: String,
        /// How it has ended.
        state: LaneState,
    },
    /// A lane that has ended can't be forked.
    NothingToFork,
    /// The race has as many lanes as it may have.
    MostLanes,
    /// There is too little memory.
    Memory(Shortage),
    /// The race has no such lane, layer or image to show.
    NothingToSee,
    /// A recording can't be changed.
    Recording,
    /// Recorded races that are compared can't be changed.
    Compared,
    /// A recording has been played to its end.
    RecordingOver,
    /// Its trainer can't do that.
    CantDo,
    /// Its trainer has refused, for this reason.
    Trainer(String),
    /// The session takes no more commands.
    Gone,
}
