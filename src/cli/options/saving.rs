//! Flags of a race that is recorded: how often it is saved, and how it runs without a terminal.

use std::time::Duration;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct SavingArgs {
    /// Seconds from one checkpoint of a recorded race to the next; one is also made at a pause and at the end
    #[arg(long, value_name = "S", default_value = "10", help_heading = "Output")]
    #[arg(value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) save_every: Duration,

    /// Run in the background, recorded; `downhill attach` shows it
    #[arg(long, help_heading = "Output", conflicts_with_all = ["screenshot", "cast"])]
    pub(crate) detach: bool,

    /// What a closed terminal does to a recorded race: end it, saved, or let it go on in the background
    #[arg(long, value_name = "WHAT", default_value = "save-and-quit", help_heading = "Output", value_enum)]
    pub(crate) on_hangup: OnHangup,

    /// This process is the one in the background
    #[arg(long, hide = true)]
    pub(crate) background: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnHangup {
    SaveAndQuit,
    Detach,
}

/// Parses a time in seconds; a shorter one would only wear the disk, a longer one save nothing.
fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.trim().parse().ok().filter(|seconds| (0.05..=86_400.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or("must be a number of seconds from 0.05 to 86,400")
}
