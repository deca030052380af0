//! By what trials are ranked.

use serde::{Deserialize, Serialize};

/// By what trials are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Objective {
    /// The smoothed cross-entropy of the last batches; the lowest is best.
    Loss,
    /// The share of test images that are classified right; the highest is best.
    Accuracy,
}

impl Objective {
    pub(crate) const ALL: [(&'static str, Self); 2] = [("loss", Self::Loss), ("accuracy", Self::Accuracy)];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, objective)| *objective == self).map_or("", |(name, _)| name)
    }
}
