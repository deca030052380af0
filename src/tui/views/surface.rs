//! Every lane's rule on a function of two variables.

pub(crate) mod action;
pub(crate) mod axes;
pub(crate) mod draw;
pub(crate) mod field;
pub(crate) mod keys;
pub(crate) mod state;
pub(crate) mod table;
