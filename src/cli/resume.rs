//! The subcommand `resume`: from a run folder to the race that was recorded into it.

use std::{ffi::OsString, iter, path::PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::launch::{Launch, RunOptions, SavingArgs, TrainingArgs};
use super::{Environment, Usage, background, data::loader, front_end::FrontEnd, output, screen::ScreenArgs};
use crate::{
    config::Config,
    memory, record,
    session::{StartPace, State},
};

const HELP: &str = "\
It goes on in the same folder, with all settings as they stood, bit for bit. What was recorded after the last
checkpoint is taken anew. A checkpoint that is damaged or of another version is refused.";

/// Go on with a recorded race where it stopped, as if it had never stopped
#[derive(Debug, Args)]
#[command(
    after_help = HELP,
    mut_arg("pace", |arg| arg.help("Iterations a second at the most, fractions allowed, or max [default: as the race had it]")),
    mut_arg("paused", |arg| arg.help("Wait for a key"))
)]
pub(super) struct ResumeArgs {
    /// The folder that it was recorded into
    folder: PathBuf,

    /// Go on from the checkpoint before the newest
    #[arg(long)]
    previous: bool,

    /// Folder with the data of the race [default: where they were]
    #[arg(long, value_name = "DIR", help_heading = "Race")]
    data: Option<PathBuf>,

    #[command(flatten)]
    training: TrainingArgs,

    #[command(flatten)]
    screen: ScreenArgs,

    #[command(flatten)]
    saving: SavingArgs,
}

impl ResumeArgs {
    pub(super) fn prepare(
        self,
        typed: Vec<OsString>,
        environment: Environment,
    ) -> Result<output::Work, Usage> {
        let Self { folder, previous, data, training, screen, saving } = self;
        let options =
            RunOptions::new(&training, StartPace::AsItWas, data.as_deref(), &saving, &screen, environment)?;
        if options.detach {
            return Ok(background::work(typed));
        }
        let which =
            if previous { record::CheckpointChoice::Previous } else { record::CheckpointChoice::Newest };
        Ok(Box::new(move |out| resume(folder, which, data, options, out)))
    }
}

/// Runs the rest of a race and returns the exit code; without `data` on those where they were.
fn resume(
    folder: PathBuf,
    which: record::CheckpointChoice,
    data: Option<PathBuf>,
    options: RunOptions,
    out: &mut output::Out,
) -> anyhow::Result<u8> {
    let record::Resumed { mut checkpoint, header, writer } = record::Resumed::read(&folder, which)?;
    let saved = &checkpoint.race;
    let lanes = saved.lanes.iter().map(|lane| lane.config.clone()).collect();
    memory::check(&Config { lanes, ..saved.config.clone() }, options.opening.rewinds)?;
    // Without a screen nobody could end a pause.
    if options.front_end == FrontEnd::Plain && checkpoint.state == State::Paused {
        checkpoint.state = State::Running;
    }
    let data = header.data.folder(data);
    let inputs = iter::once(folder).chain(data.as_ref().map(|data| data.path.clone())).collect();
    let launch = Launch {
        origin: checkpoint.into(),
        loader: loader(data).context("the race's data")?,
        inputs,
        history: writer.history().clone(),
        options,
        writer: Some(writer),
    };
    launch.run(out)
}
