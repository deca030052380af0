//! Presenter mode.

use crate::text::thousands;

texts! {
    state_of(state: &str, iterations: u64 as thousands) = "{state} of {iterations}"
        / "{state} / {iterations}";
    HOW_TO_LEAVE = "z leaves presenter mode" / "z: 발표 모드 끝";
}
