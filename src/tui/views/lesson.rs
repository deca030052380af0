//! A lesson beside the race, and the list of lessons.

pub(crate) mod draw;
pub(crate) mod list;
pub(crate) mod state;
