//! What must hold of a curve from a socket: each level is four times as wide as the one before, and none is too long.

use super::{
    EXACT, LossCurve,
    level::{BUCKETS, FACTOR, Level},
};
use crate::input::{Check, Checked, all, at_most, require};

/// The maximum number of levels: as many as there are powers of four among counts.
const MAX_LEVELS: usize = 28;

impl Check for LossCurve {
    fn check(&self) -> Checked {
        require(self.first > 0, "iterations count from 1")?;
        at_most(EXACT, self.exact.len(), "single losses")?;
        require(self.exact.len() as u64 <= self.length, "more losses than iterations")?;
        at_most(MAX_LEVELS, self.levels.len(), "levels of a curve")?;
        let mut widths = std::iter::successors(Some(FACTOR), |width| width.checked_mul(FACTOR));
        let fits = self.levels.iter().all(|level| widths.next() == Some(level.width));
        require(fits, "every level of a curve is four times as wide as the one before")?;
        all(&self.levels)
    }
}

impl Check for Level {
    fn check(&self) -> Checked {
        at_most(BUCKETS, self.full.len(), "buckets of a level")?;
        require(self.seen < FACTOR, "a bucket takes four of the level below")?;
        require((0.0..=FACTOR as f32).contains(&self.weight), "a bucket takes four of the level below")
    }
}
