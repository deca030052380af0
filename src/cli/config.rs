//! The subcommand `config`: every setting in force, as a settings file.

use clap::Args;

use super::{
    Environment, Usage,
    race::{RaceArgs, RaceTask},
    settings::Completed,
};
use crate::tui::Rebinding;

const HELP: &str = "\
downhill config > ~/.config/downhill/config.toml
                                     makes a file to start from
downhill config --theme light        shows what a flag changes

A line that begins with # is the default. The comment at the end of a line says where its value came from: default, \
the file and its line, a variable, or a flag.";

/// Print every setting with its value and where that came from, in the form of a settings file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    race: RaceArgs,
}

impl ConfigArgs {
    /// The text, if a race would take the settings.
    pub(super) fn listing(self, completed: &Completed, environment: Environment) -> Result<String, Usage> {
        let keys: Rebinding = self.race.keys();
        // As on a terminal: what is printed here is not the race.
        RaceTask::new(self.race, Environment { screen: true, ..environment })?;
        Ok(completed.listing(&keys.actions()))
    }
}
