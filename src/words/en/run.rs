//! In English: what is saved of a race, and where it goes on.

use crate::text::thousands;

pub(crate) const WRITING: &str = "writing …";

pub(crate) fn saved(folder: &str, files: &str) -> String {
    format!("saved to {folder}/ ({files})")
}

/// Of a race whose early losses have left memory.
pub(crate) fn saved_from(folder: &str, files: &str, losses: &str, first: u64) -> String {
    format!("saved to {folder}/ ({files}); {losses} begins at iteration {}", thousands(first))
}

pub(crate) fn screen_saved(name: &str) -> String {
    format!("the screen is in {name}.svg and {name}.png")
}

pub(crate) fn not_written(error: &str) -> String {
    format!("not written: {error}")
}

pub(crate) const SAVING_GOES_ON: &str = "saving goes on";

pub(crate) const NOTHING_RUNS_YET: &str = "nothing runs yet";
pub(crate) const NOTHING_RUNS_ANY_MORE: &str = "nothing runs any more; q quits";
pub(crate) const NOT_RECORDED: &str =
    "not recorded, so it ends with this screen; start it with --keep or --out DIR";
pub(crate) const ONLY_A_RECORDING: &str = "a recording is played here; q quits";
