//! The loss over the learning rate, from many short trials.

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
