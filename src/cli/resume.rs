//! The subcommand `resume`: from a run folder to the race that was recorded into it.

use std::{ffi::OsString, io::Write as _, iter, path::PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::launch::{Launch, RunOptions, SavingArgs, TrainingArgs};
use super::{
    Environment, Usage, background,
    data::loader,
    front_end::FrontEnd,
    outcome::ResultFormat,
    output::{self, printed},
    screen::ScreenArgs,
    sweep, tensorboard,
};
use crate::{
    config::{Bounds, Config},
    memory, record,
    session::{StartPace, State},
    text::{shown, thousands},
};

const HELP: &str = "\
It goes on in the same folder, with all settings as they stood, bit for bit. What was recorded after the last \
checkpoint is computed and recorded again. A checkpoint that is damaged or of another version is refused.";

/// Go on with a recorded race where it stopped, as if it had never stopped
#[derive(Debug, Args)]
#[command(
    after_help = HELP,
    mut_arg("pace", |arg| arg.help("Iterations a second at most, fractions allowed, or max [default: as the race had it]")),
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

    /// Iterations of the whole race, more than it had: a finished race goes on to there
    #[arg(long, value_name = "N", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::ITERATIONS.parse(text), allow_hyphen_values = true)]
    iterations: Option<u64>,

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
        let Self { folder, previous, data, iterations, training, screen, saving } = self;
        let options =
            RunOptions::new(&training, StartPace::AsItWas, data.as_deref(), &saving, &screen, environment)?;
        if options.detach {
            return Ok(background::work(typed));
        }
        let which =
            if previous { record::CheckpointChoice::Previous } else { record::CheckpointChoice::Newest };
        Ok(Box::new(move |out| resume(folder, which, data, iterations, options, out)))
    }
}

/// Runs the rest of a race, to another end if one is named, and returns the exit code; without `data` on those where
/// they were.
fn resume(
    folder: PathBuf,
    which: record::CheckpointChoice,
    data: Option<PathBuf>,
    iterations: Option<u64>,
    mut options: RunOptions,
    out: &mut output::Out,
) -> anyhow::Result<u8> {
    sweep::refuse(&folder, "retry")?;
    let record::Resumed { mut checkpoint, header, writer } = record::Resumed::read(&folder, which)?;
    let saved = &checkpoint.race;
    let lanes = saved.lanes.iter().map(|lane| lane.config.clone()).collect();
    memory::check(&Config { lanes, ..saved.config.clone() }, options.opening.rewinds)?;
    options.opening.longer = iterations.map(|to| longer(to, saved.config.iterations)).transpose()?;
    if checkpoint.state == State::Finished && iterations.is_none() {
        let at = thousands(saved.iteration);
        let hint = "--iterations N, with more than that, goes on";
        let finished = format!("{}: this race is finished, at iteration {at}; {hint}", shown(&folder));
        match options.front_end {
            // It says so itself, and `c` goes on.
            FrontEnd::Screen(..) => {}
            // It would wait for whoever attaches, and nobody has a reason to.
            FrontEnd::Server => bail!("{finished}"),
            FrontEnd::Plain if options.format == ResultFormat::Json => {}
            FrontEnd::Plain => drop(printed(writeln!(out, "{finished}"))?),
        }
    }
    // Without a screen nobody could end a pause.
    if options.front_end == FrontEnd::Plain && checkpoint.state == State::Paused {
        checkpoint.state = State::Running;
    }
    let data = header.data.as_ref().and_then(|known| known.folder(data));
    let inputs = iter::once(folder).chain(data.as_ref().map(|data| data.path.clone())).collect();
    let launch = Launch {
        events: options.tensorboard.as_deref().map(tensorboard::open).transpose()?,
        origin: checkpoint.into(),
        loader: loader(data).context("the race's data")?,
        inputs,
        history: writer.history().clone(),
        options,
        writer: Some(writer),
    };
    launch.run(out)
}

/// By how many iterations a race is made longer that is to end there.
fn longer(to: u64, end: Option<u64>) -> anyhow::Result<u64> {
    let Some(end) = end else {
        bail!("--iterations {to}: this race has no end; it goes on until it is stopped")
    };
    let more = to.checked_sub(end).filter(|more| *more > 0);
    more.with_context(|| {
        format!("--iterations {to}: must be more than {}, where the race ends", thousands(end))
    })
}
