//! The loss over the learning rate, from many short trials.

mod chart;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod state;
mod table;
