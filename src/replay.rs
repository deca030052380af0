//! Recorded races: played from the log, or trained again to see whether every loss comes out the same.

mod player;
mod rerun;

pub(crate) use player::{PlaybackPace, play};
pub(crate) use rerun::{Difference, RerunReport, rerun};

#[cfg(test)]
mod tests;
