//! Reads IDX files.
use super::*;
/// stub
pub fn load_folder(_: &std::path::Path, _: &mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> {
    Err(DataError)
}
