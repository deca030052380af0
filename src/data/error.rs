//! What can be wrong with a data set.

/// stub
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct DataError;
