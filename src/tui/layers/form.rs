//! A popup with typed values.

pub(crate) mod draw;
mod state;

pub(crate) use state::*;
