//! The subcommand `resume`: from a run folder to the race that was recorded into it.

use std::{io::Write, iter, path::PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::{
    environment::Environment,
    front_end::FrontEnd,
    launch::{Launch, RecordTarget},
    loader::loader,
    options::{SavingArgs, ScreenArgs},
    run_options::RunOptions,
    usage::Usage,
};
use crate::{
    config::{Bounds, Config, parse_pace},
    memory,
    record::{CheckpointChoice, Resumed},
    session::{SessionOptions, State},
};

const HELP: &str = "\
It goes on in the same folder, with all settings as they stood, bit for bit. What was recorded after the last
checkpoint is taken anew. A checkpoint that is damaged or of another version is refused.";

/// Go on with a recorded race where it stopped, as if it had never stopped
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ResumeArgs {
    /// The folder that it was recorded into
    folder: PathBuf,

    /// Go on from the checkpoint before the newest
    #[arg(long)]
    previous: bool,

    /// Folder with the data of the race [default: where they were]
    #[arg(long, value_name = "DIR", help_heading = "Race")]
    data: Option<PathBuf>,

    /// Iterations a second at the most, fractions allowed [default: as the race had it]
    #[arg(long, value_name = "N", help_heading = "Race")]
    #[arg(value_parser = parse_pace, allow_hyphen_values = true)]
    pace: Option<f64>,

    /// Wait for a key
    #[arg(long, help_heading = "Race")]
    paused: bool,

    /// Threads for the lanes, 0 for one per core; they never change a result
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    threads: usize,

    #[command(flatten)]
    screen: ScreenArgs,

    #[command(flatten)]
    saving: SavingArgs,
}

/// A recorded race and how it is continued.
pub(super) struct ResumeTask {
    folder: PathBuf,
    /// The checkpoint to continue from.
    which: CheckpointChoice,
    /// Where the data are; `None` means where they were.
    data: Option<PathBuf>,
    pub(super) options: RunOptions,
}

impl ResumeTask {
    pub(super) fn new(args: ResumeArgs, environment: Environment) -> Result<Self, Usage> {
        let opening = SessionOptions {
            paused: args.paused,
            pace: args.pace,
            threads: args.threads,
            ..SessionOptions::default()
        };
        let (saving, data) = (&args.saving, args.data.as_deref());
        let options = RunOptions::new(opening, data, saving, &args.screen, environment)?;
        let which = if args.previous { CheckpointChoice::Previous } else { CheckpointChoice::Newest };
        Ok(Self { folder: args.folder, which, data: args.data, options })
    }

    /// Runs the rest of the race and returns the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let resumed = Resumed::read(&self.folder, self.which)?;
        let mut checkpoint = resumed.checkpoint.clone();
        let saved = &checkpoint.race;
        let lanes = saved.lanes.iter().map(|lane| lane.config.clone()).collect();
        memory::check(&Config { lanes, ..saved.config.clone() }, self.options.opening.rewinds)?;
        // Without a screen nobody could end a pause.
        if self.options.front_end == FrontEnd::Plain && checkpoint.state == State::Paused {
            checkpoint.state = State::Running;
        }
        let data = resumed.header.data.folder(self.data);
        let inputs = iter::once(self.folder).chain(data.as_ref().map(|data| data.path.clone())).collect();
        let launch = Launch {
            origin: checkpoint.into(),
            loader: loader(data).context("the race's data")?,
            inputs,
            history: resumed.history().clone(),
            options: self.options,
            target: Some(RecordTarget::Resumed(Box::new(resumed))),
        };
        launch.run(out)
    }
}
