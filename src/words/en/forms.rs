//! In English: popups with typed values.

use super::settings::whole_number;
use crate::config::Bounds;

pub(crate) fn settings_of(lane: &str) -> String {
    format!("settings of {lane}")
}

pub(crate) const ADD_A_LANE: &str = "add a lane";
pub(crate) const GO_TO_AN_ITERATION: &str = "go to an iteration";

pub(crate) const OPTIMIZER: &str = "optimizer";
pub(crate) const SCHEDULE: &str = "schedule";
pub(crate) const WARM_UP: &str = "warm-up";
pub(crate) const BATCH_SIZE: &str = "batch size";
pub(crate) const ITERATION: &str = "iteration";
pub(crate) const CHANGED: &str = "changed";

pub(crate) const SCHEDULE_HINT: &str =
    "constant, step@500x0.5, exponential@500x0.5, cosine, onecycle, or cosine@2000 for a length";
pub(crate) const WARM_UP_HINT: &str = "iterations over which the rate rises from near 0";

pub(crate) fn batch_size_hint(bounds: Bounds) -> String {
    format!("images per batch, for all lanes: {}", whole_number(bounds))
}

pub(crate) const ITERATION_HINT: &str = "a later iteration; in a replay also an earlier one";

/// `problem` says what would be right, too.
pub(crate) fn wrong_value(problem: &str, _hint: &str) -> String {
    problem.to_owned()
}
