//! Where the trials of a sweep lie in its folder.

use std::path::{Path, PathBuf};

/// Trials in one folder: file systems, and people who list them, have trouble with more.
pub(crate) const SHARD: u32 = 1_000;

/// The folder of that trial and of its neighbours, in the folder of a sweep.
pub(crate) fn shard_folder(sweep: &Path, trial: u32) -> PathBuf {
    sweep.join("trials").join(format!("{:03}", trial / SHARD))
}

/// The run folder of a trial: `trials/000/000017`.
pub(crate) fn run_folder(sweep: &Path, trial: u32) -> PathBuf {
    shard_folder(sweep, trial).join(format!("{trial:06}"))
}
