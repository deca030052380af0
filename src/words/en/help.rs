//! In English: the help.

use super::{frame, race, surface};

pub(crate) fn lines_of(first: usize, last: usize, all: usize) -> String {
    format!(" {first} to {last} of {all} ")
}

pub(crate) const LOCKED: &str = "locked";
pub(crate) const PARTLY_LOCKED: &str = "partly locked";
pub(crate) const NUMBERS: &str = "numbers";

/// What stands in tables of losses.
pub(crate) const LOSSES: &[(&str, &str)] = &[
    (race::LOSS, "mean cross-entropy of a batch, after the step on that batch"),
    (race::SMOOTHED, "the loss smoothed as in the chart"),
    (race::BEST, "the smallest loss so far"),
    (race::PER_100, "change of the smoothed loss over 100 iterations"),
    (race::TEST_ACCURACY, "share of test images classified correctly; at the end, of all"),
    (frame::START, "hash of the starting weights: equal hashes, equal starts"),
];

/// What stands in the table of the surface.
pub(crate) const PLACES: &[(&str, &str)] = &[
    ("x, y", "where the lane is now"),
    (surface::VALUE, "the function there"),
    (surface::SLOPE, "length of the slope that the next step follows"),
    ("within", "since which step it has been within 0.1 of a minimum"),
];
