//! What is wrong with a search space or a plan.

/// The message says what is wrong and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SweepError(pub(super) String);

impl SweepError {
    pub(crate) const fn new(message: String) -> Self {
        Self(message)
    }
}
