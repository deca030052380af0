//! The flags that say where settings are taken from.

use std::path::PathBuf;

use clap::Args;

/// Where settings are taken from.
#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    /// Take settings from this file, not from ~/.config/downhill/config.toml; a run's config.toml repeats its race
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,

    /// Take no settings from a file or from DOWNHILL_ variables
    #[arg(long, help_heading = "Settings", conflicts_with = "config")]
    pub(crate) no_config: bool,
}
