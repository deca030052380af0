//! Where a race is recorded.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::record::RunFolder;

/// Where a race is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    Nowhere,
    /// A new or an empty folder.
    Folder(PathBuf),
    /// A folder whose run is replaced.
    Replaced(PathBuf),
    /// A new folder named by date and seed.
    Dated,
}

impl Destination {
    /// Makes the folder, or takes it; `None` if nothing is recorded. A dated one is named by the seed.
    pub(super) fn open(&self, seed: u64) -> anyhow::Result<Option<RunFolder>> {
        let folder = match self {
            Self::Nowhere => return Ok(None),
            Self::Folder(folder) => RunFolder::create(folder, false).context("--out"),
            Self::Replaced(folder) => RunFolder::create(folder, true).context("--out"),
            Self::Dated => RunFolder::dated(".".as_ref(), &format!("seed-{seed}")).context("--keep"),
        };
        folder.map(Some)
    }
}
