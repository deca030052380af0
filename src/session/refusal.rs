//! Why a command was not followed. What is said of it stands where it is shown, in every language.

use serde::{Deserialize, Serialize};

use crate::{memory::Shortage, optim::Setting, race::LaneState};

/// A reason; nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// All iterations are done.
    Finished,
    /// No lane runs.
    NothingRuns,
    /// The race keeps no past to go back to.
    NoPast,
    /// The past is kept from an iteration on.
    PastFrom(u64),
    /// No race can have such a pace.
    Pace,
    /// No lane can have such a setting.
    Setting {
        /// Which.
        setting: Setting,
        /// What it was to be.
        value: String,
    },
    /// No race can have batches of that size.
    BatchSize,
    /// A lane has ended for good.
    Ended {
        /// Its name.
        lane: String,
        /// How.
        state: LaneState,
    },
    /// A lane that has ended has nothing that a twin could go on from.
    NothingToFork,
    /// There are as many lanes as there may be.
    MostLanes,
    /// There is too little memory for it.
    Memory(Shortage),
    /// Nothing like that is to be seen in this race.
    NothingToSee,
    /// A recording can't be changed.
    Recording,
    /// A recording is played to its end.
    RecordingOver,
    /// The session takes no more commands.
    Gone,
}
