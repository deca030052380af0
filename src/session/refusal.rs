//! Why a command was refused. The words for it stand where it is shown, in every language.

use serde::{Deserialize, Serialize};

use crate::{memory::Shortage, optim::Setting, race::LaneState};

/// Why a command was refused; nothing has changed.
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
        setting: Setting,
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
    /// A recording has been played to its end.
    RecordingOver,
    /// The session takes no more commands.
    Gone,
}
