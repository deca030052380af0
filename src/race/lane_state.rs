//! Which lane, and whether it takes steps.

use serde::{Deserialize, Serialize};

use crate::text::thousands;

/// A lane's number: given once, never again to another lane of the same race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LaneId(pub u32);

/// Whether a lane takes steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LaneState {
    /// It takes every step.
    Running,
    /// It was switched off and keeps its weights and memory.
    Off,
    /// It takes no further step, because its loss was no longer finite.
    Diverged {
        /// The iteration of the first loss that was not finite.
        iteration: u64,
    },
    /// It takes no further step, because a fault in the program stopped it.
    Faulted {
        /// The iteration that it did not complete.
        iteration: u64,
    },
}

impl LaneState {
    /// Where and how it has ended: the iteration, and a word for people.
    pub(crate) const fn end(self) -> Option<(u64, &'static str)> {
        match self {
            Self::Running | Self::Off => None,
            Self::Diverged { iteration } => Some((iteration, "diverged")),
            Self::Faulted { iteration } => Some((iteration, "fault")),
        }
    }

    /// How and where it has ended, or that it is off, for people; `None` while it takes steps.
    pub(crate) fn ending(self) -> Option<String> {
        match self.end() {
            Some((iteration, how)) => Some(format!("{how} at {}", thousands(iteration))),
            None => (self == Self::Off).then(|| "off".to_owned()),
        }
    }

    /// Whether its network can still be used.
    pub(crate) const fn is_sound(self) -> bool {
        self.end().is_none()
    }
}
