//! What is left on the chart of an attempt that was given up.

use serde::{Deserialize, Serialize};

use super::Curve;
use crate::race::LaneId;

/// Attempts that are remembered; more would be a thicket.
pub(super) const MOST_ATTEMPTS: u64 = 2;

/// A lane's curve of an earlier attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ghost {
    /// Which attempt, counted from 0.
    pub attempt: u64,
    /// Whose.
    pub lane: LaneId,
    /// Up to that iteration it is the curve of now.
    pub after: u64,
    /// All of it, as finely as a chart can show it.
    pub curve: Curve,
}
