//! In Korean: presenter mode.

use crate::text::thousands;

pub(crate) fn state_of(state: &str, iterations: u64) -> String {
    format!("{state} / {}", thousands(iterations))
}

pub(crate) const HOW_TO_LEAVE: &str = "z: 발표 모드 끝";
