//! Recorded races: played as they were told, or trained again to see whether every loss comes out the same.

mod player;
mod rerun;

pub use player::{Pace, play};
pub use rerun::{Difference, Report, RerunError, rerun};
