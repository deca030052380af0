//! In English: the surface and who rolls on it.

use crate::{surface::Function, text::thousands};

pub(crate) const fn function(function: Function) -> &'static str {
    function.name()
}

pub(crate) fn from(x: &str, y: &str) -> String {
    format!("from ({x}, {y})")
}

pub(crate) fn steps(count: u64) -> String {
    format!("{:>5} steps", thousands(count))
}

pub(crate) fn pace(steps: u32) -> String {
    format!("{steps:>3} a second")
}

// All as wide, so that nothing moves when one takes the place of another.
pub(crate) const ROLLING: &str = "▶ rolling";
pub(crate) const PAUSED: &str = "▮ paused ";
pub(crate) const ENDED: &str = "✓ ended  ";

pub(crate) const NO_LANES: &str = "no lanes: + in the race view adds one";

pub(crate) const VALUE: &str = "value";
pub(crate) const SLOPE: &str = "slope";
pub(crate) const RULE: &str = "rule";

pub(crate) fn within(distance: f64) -> String {
    format!("within {distance}")
}

pub(crate) fn near_since(step: u64) -> String {
    format!("since {}", thousands(step))
}

pub(crate) fn diverged_at(step: u64) -> String {
    format!("diverged at {}", thousands(step))
}
