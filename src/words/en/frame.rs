//! In English: the header: what the race does, how far it is, and what is raced.

pub(crate) const ATTACHED: &str = "attached";
pub(crate) const REPLAY: &str = "replay";
pub(crate) const VIEW_FROZEN: &str = "view frozen";

pub(crate) const DISK_NEARLY_FULL: &str = "! disk nearly full";
pub(crate) const RACE_ENDED: &str = "✕ ended";
pub(crate) const HUNG_UP: &str = "✕ hung up";
pub(crate) const NOT_SAVED: &str = "✕ not saved";

pub(crate) const LOADING: &str = "▸ loading";
pub(crate) const RUNNING: &str = "▶ running";
pub(crate) const PAUSING: &str = "▮ pausing";
pub(crate) const PAUSED: &str = "▮ paused";
pub(crate) const RESUMING: &str = "▶ resuming";
pub(crate) const FINISHED: &str = "✓ finished";
pub(crate) const FAILED: &str = "✕ failed";

pub(crate) fn iterations(done: &str) -> String {
    format!("{done} iterations")
}

pub(crate) fn speed(iterations: &str) -> String {
    format!("{iterations} it/s")
}

pub(crate) fn pace(iterations: &str) -> String {
    format!("pace {iterations}")
}

pub(crate) fn took(time: &str) -> String {
    format!("in {time}")
}

pub(crate) fn left(time: &str) -> String {
    format!("{time} left")
}

pub(crate) fn elapsed(time: &str) -> String {
    format!("at {time}")
}

pub(crate) const SEED: &str = "seed";
pub(crate) const START: &str = "start";
pub(crate) const OWN_STARTS: &str = "own starts";
pub(crate) const DATA: &str = "data";
pub(crate) const NETWORK: &str = "network";
pub(crate) const BATCH: &str = "batch";
pub(crate) const ACTIVATION: &str = "activation";
pub(crate) const INIT: &str = "init";
pub(crate) const PARAMETERS: &str = "parameters";

pub(crate) const READING_THE_IMAGES: &str = "reading the images";
