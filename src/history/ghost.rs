//! What stays on the chart of an attempt that was given up.

use serde::{Deserialize, Serialize};

use super::curve::LossCurve;
use crate::race::LaneId;

/// Attempts whose ghosts are kept; more would be a thicket.
pub(super) const MAX_ATTEMPTS: u64 = 2;

/// A lane's curve of an earlier attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ghost {
    /// The number of the attempt, from 0.
    pub(crate) attempt: u64,
    /// The lane whose curve it is.
    pub(crate) lane: LaneId,
    /// Up to that iteration it is the same as the current curve.
    pub(crate) after: u64,
    /// The whole curve, as finely as a chart can show it.
    pub curve: LossCurve,
}
