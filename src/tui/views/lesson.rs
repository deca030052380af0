//! A lesson beside the race, its votes, and the list of lessons.

pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod state;
pub(crate) mod vote;
