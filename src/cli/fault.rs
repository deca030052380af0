//! A fault planted from outside, for trials of what becomes of the rest: `DOWNHILL_FAULT=lane1@50`,
//! `race@50` or `screen@50`. A release build ignores it.

use crate::{race::LaneId, session::PlantedFault};

/// The fault to plant in the race.
pub(super) fn planted() -> Option<PlantedFault> {
    parse(&requested()?)
}

/// The iteration at which the front end is to fail.
pub(super) fn planted_in_screen() -> Option<u64> {
    requested()?.strip_prefix("screen@")?.parse().ok()
}

fn requested() -> Option<String> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var("DOWNHILL_FAULT").ok()
}

fn parse(text: &str) -> Option<PlantedFault> {
    let (place, iteration) = text.split_once('@')?;
    let iteration = iteration.parse().ok()?;
    match place.strip_prefix("lane") {
        Some(lane) => Some(PlantedFault::Lane(LaneId(lane.parse().ok()?), iteration)),
        None => (place == "race").then_some(PlantedFault::Race(iteration)),
    }
}
