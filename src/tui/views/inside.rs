//! The step that the selected lane is about to take.

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod spreads;
pub(crate) mod state;
