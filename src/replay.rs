//! Recorded races: played from the log, with the networks of their checkpoint, trained again to see whether every loss
//! comes out the same, or standing still to be compared.

mod networks;
mod player;
mod rerun;
mod still;

pub(crate) use networks::NetworkSource;
pub(crate) use player::{PlaybackPace, play};
pub(crate) use rerun::{Difference, RerunReport, rerun};
pub(crate) use still::stand_still;

#[cfg(test)]
mod tests;
