//! In English: the race: its chart, its table, and what its keys answer.

use crate::{history::Smoothing, optim::Schedule, race::LaneState, text::thousands};

pub(crate) const NO_LANES: &str = "no lanes: + adds one";

pub(crate) fn loss_by(smoothing: Smoothing) -> String {
    format!("loss, {smoothing}")
}

pub(crate) const FITTED_AXIS: &str = "fitted axis";
pub(crate) const LOG_AXIS: &str = "log axis";

pub(crate) fn last_iterations(count: u64) -> String {
    format!("last {}", thousands(count))
}

pub(crate) fn iterations_between(first: u64, last: u64) -> String {
    format!("{} to {}", thousands(first), thousands(last))
}

pub(crate) fn marker_every(iterations: u64) -> String {
    format!("marker every {}", thousands(iterations))
}

pub(crate) fn schedule(schedule: Schedule) -> String {
    match schedule.warm_up {
        0 => schedule.curve.to_string(),
        warm_up => format!("{} after {warm_up}", schedule.curve),
    }
}

pub(crate) fn batch_size_changed(from: usize, to: usize) -> String {
    format!("batch {from}→{to}")
}

pub(crate) const THE_SELECTED_LANE: &str = "the selected lane";
pub(crate) const THE_FIRST_LANE: &str = "the first lane";
pub(crate) const THE_LAST_LANE: &str = "the last lane";

pub(crate) fn on_top(curve: &str) -> String {
    format!("on top: {curve}")
}

pub(crate) const LANE: &str = "lane";
pub(crate) const RATE: &str = "rate";
pub(crate) const ALL_RATES: &str = "all rates";
pub(crate) const LOSS: &str = "loss";
pub(crate) const SMOOTHED: &str = "smoothed";
pub(crate) const BEST: &str = "best";
pub(crate) const PER_100: &str = "per 100";
pub(crate) const TEST_ACCURACY: &str = "test";
pub(crate) const ALL_LOSSES: &str = "all losses";

pub(crate) fn at(iteration: u64) -> String {
    format!("at {}", thousands(iteration))
}

pub(crate) fn rows_of(first: usize, last: usize, all: usize) -> String {
    format!("{first}-{last} of {all}")
}

pub(crate) const OFF: &str = "off";

/// Where and how a lane has ended; `None` for one that has not.
pub(crate) fn ended(state: LaneState) -> Option<String> {
    let (iteration, how) = state.end()?;
    Some(format!("{how} at {}", thousands(iteration)))
}

pub(crate) const ARROWS_CHANGE_EVERY_RATE: &str = "←→ change the learning rate of every lane";
pub(crate) const ARROWS_CHANGE_ONE_RATE: &str = "←→ change the learning rate of the selected lane";

pub(crate) fn has_not_diverged(lane: &str) -> String {
    format!("{lane} has not diverged")
}

pub(crate) const LANE_WAITS: &str = "the race has finished; c starts the new lane";

/// Of a race that goes on past the end of a schedule.
pub(crate) fn schedules_have_ended(iteration: u64) -> String {
    format!("schedules have ended; e sets new ones: cosine, warm-up {iteration} starts here")
}

pub(crate) const A_LANE: &str = "a lane";

pub(crate) fn stopped_by_a_fault(lane: &str, iteration: u64, message: &str) -> String {
    let at = thousands(iteration);
    format!("{lane} stopped at iteration {at} by a fault in the program: {message}")
}
