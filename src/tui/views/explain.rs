//! The selected lane's rule in plain words.

pub(crate) mod draw;
pub(crate) mod pictures;
