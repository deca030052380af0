//! In English: presenter mode.

use crate::text::thousands;

pub(crate) fn state_of(state: &str, iterations: u64) -> String {
    format!("{state} of {}", thousands(iterations))
}

pub(crate) const HOW_TO_LEAVE: &str = "z leaves presenter mode";
