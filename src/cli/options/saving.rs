//! Flags of recorded races: how they are saved, and the commands that go on with them or play them.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use super::ScreenArgs;
use crate::config::{Bounds, parse_pace};

/// How a race is saved while it runs.
#[derive(Debug, Args)]
pub(in crate::cli) struct SavingArgs {
    /// Seconds from one checkpoint of a recorded race to the next; one is also made at a pause and at the end
    #[arg(long, value_name = "S", default_value = "10", help_heading = "Output")]
    #[arg(value_parser = seconds, allow_hyphen_values = true)]
    pub(in crate::cli) save_every: Duration,

    /// Run in the background, recorded; `downhill attach` shows it
    #[arg(long, help_heading = "Output", conflicts_with_all = ["screenshot", "cast"])]
    pub(in crate::cli) detach: bool,

    /// What a closed terminal does to a recorded race: end it, saved, or let it go on in the background
    #[arg(long, value_name = "WHAT", default_value = "save-and-quit", help_heading = "Output", value_enum)]
    pub(in crate::cli) on_hangup: OnHangup,

    /// This process is the one in the background
    #[arg(long, hide = true)]
    pub(in crate::cli) background: bool,
}

/// What becomes of a race when its terminal is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OnHangup {
    SaveAndQuit,
    Detach,
}

/// Which race goes on, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct ResumeArgs {
    /// The folder that it was recorded into
    pub(in crate::cli) folder: PathBuf,

    /// Go on from the checkpoint before the newest
    #[arg(long)]
    pub(in crate::cli) previous: bool,

    /// Folder with the data of the race [default: where they were]
    #[arg(long, value_name = "DIR", help_heading = "Race")]
    pub(in crate::cli) data: Option<PathBuf>,

    /// Iterations a second at the most, fractions allowed [default: as the race had it]
    #[arg(long, value_name = "N", help_heading = "Race")]
    #[arg(value_parser = parse_pace, allow_hyphen_values = true)]
    pub(in crate::cli) pace: Option<f64>,

    /// Wait for a key
    #[arg(long, help_heading = "Race")]
    pub(in crate::cli) paused: bool,

    /// Threads for the lanes, 0 for one per core; they never change a result
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    pub(in crate::cli) threads: usize,

    #[command(flatten)]
    pub(in crate::cli) screen: ScreenArgs,

    #[command(flatten)]
    pub(in crate::cli) saving: SavingArgs,
}

/// Which recording is played, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReplayArgs {
    /// The folder that the race was recorded into
    pub(in crate::cli) folder: PathBuf,

    /// Train it again, with its commands at their iterations, and compare every loss; exit code 1 if one differs
    #[arg(long, conflicts_with_all = ["pace", "paused"])]
    pub(in crate::cli) rerun: bool,

    /// Folder with the data of the race [default: where they were]
    #[arg(long, value_name = "DIR", requires = "rerun")]
    pub(in crate::cli) data: Option<PathBuf>,

    /// Iterations a second, fractions allowed [default: as the race was run]
    #[arg(long, value_name = "N")]
    #[arg(value_parser = parse_pace, allow_hyphen_values = true)]
    pub(in crate::cli) pace: Option<f64>,

    /// Wait at iteration 0 for a key
    #[arg(long)]
    pub(in crate::cli) paused: bool,

    #[command(flatten)]
    pub(in crate::cli) screen: ScreenArgs,
}

/// Reads a time in seconds; shorter ones would only wear the disk, longer ones save nothing.
fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.trim().parse().ok().filter(|seconds| (0.05..=86_400.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or("must be a number of seconds from 0.05 to 86,400")
}
