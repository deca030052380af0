//! What a lecture asks of the screen beside the race.

use std::path::PathBuf;

use super::lock::Locks;

/// Large signs, locked keys, and what is kept of the screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lecture {
    /// Whether it begins in presenter mode.
    pub presenter: bool,
    /// Keys that do nothing.
    pub locks: Locks,
    /// What is expected of the race, for the report.
    pub hypothesis: Option<String>,
    /// Where the last screen goes.
    pub screenshot: Option<PathBuf>,
    /// Where all that is shown goes.
    pub cast: Option<PathBuf>,
    /// Whether those files may replace others.
    pub overwrite: bool,
}
