//! Opens the files of a source, and bounds what is read of them.

use std::{fs::File, path::Path};

use super::error::{FaultPosition, ImportError};
use crate::{input, text::thousands};

/// The maximum number of bytes of a source, both unpacked and as numbers in memory.
pub(super) const MAX_BYTES: u64 = 2 << 30;

pub(super) fn open(path: &Path) -> Result<File, ImportError> {
    input::open(path, MAX_BYTES).map(|input| input.file).map_err(|error| ImportError::of(path, error))
}

/// Fails if there are more numbers than may be in memory.
pub(super) fn check_room(path: &Path, at: FaultPosition, numbers: u64) -> Result<(), ImportError> {
    if numbers.saturating_mul(size_of::<f32>() as u64) <= MAX_BYTES {
        return Ok(());
    }
    Err(ImportError::new(path, at, format!("more than {} numbers", thousands(MAX_BYTES / 4))))
}
