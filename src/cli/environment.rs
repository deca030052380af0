//! What the program was started in: terminal or pipe, local or over SSH, with colours or without, on how many cores; for
//! a trial with a fault.

use std::{
    env,
    io::{IsTerminal, stdout},
};

use anyhow::Context as _;

use crate::{race::LaneId, session::PlantedFault, system::granted_cores};

/// What of its environment decides what a command line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    /// Standard output is a terminal that can show more than plain lines.
    pub(super) screen: bool,
    /// That terminal is connected over SSH.
    pub(super) ssh: bool,
    /// Help may have colours.
    pub(super) color: bool,
}

impl Environment {
    /// Inspects standard output and the environment's variables.
    #[must_use]
    pub fn detect() -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = cfg!(unix) && (!is_set("TERM") || env::var_os("TERM").is_some_and(|term| term == "dumb"));
        let screen = stdout().is_terminal() && !dumb;
        Self {
            screen,
            ssh: is_set("SSH_CONNECTION") || is_set("SSH_TTY"),
            color: screen && !is_set("NO_COLOR") && env::var_os("CLICOLOR").is_none_or(|value| value != "0"),
        }
    }
}

/// So many threads; for 0 one for each core that this process may use.
pub(super) fn threads(asked: usize) -> usize {
    if asked == 0 { granted_cores() } else { asked }
}

/// Does work that shares itself between threads, one for each core that this process may use.
pub(super) fn on_all_cores<T: Send>(work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(granted_cores()).build();
    Ok(pool.context("no threads to compute with")?.install(work))
}

/// The iteration at which the front end is to fail.
pub(super) fn planted_in_screen() -> Option<u64> {
    requested()?.strip_prefix("screen@")?.parse().ok()
}

/// A fault planted from outside, for trials of what becomes of the rest: `lane1@50`, `race@50` or `screen@50`. A release
/// build ignores it.
fn requested() -> Option<String> {
    env::var("DOWNHILL_FAULT").ok().filter(|_| cfg!(debug_assertions))
}

/// The fault to plant in the race.
pub(super) fn planted() -> Option<PlantedFault> {
    let requested = requested()?;
    let (place, iteration) = requested.split_once('@')?;
    let iteration = iteration.parse().ok()?;
    match place.strip_prefix("lane") {
        Some(lane) => Some(PlantedFault::Lane(LaneId(lane.parse().ok()?), iteration)),
        None => (place == "race").then_some(PlantedFault::Race(iteration)),
    }
}
