//! Every lane's rule on a function of two variables.

pub(crate) mod action;
pub(crate) mod draw;
mod field;
mod ground;
pub(crate) mod keys;
mod plane;
pub(crate) mod state;
mod table;
