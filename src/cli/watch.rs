//! The subcommand `watch`: trainings of other programs, by what they write.

use std::{io, ops::ControlFlow, path::PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{Environment, Usage, output, screen::ScreenArgs};
use crate::{
    headless,
    history::History,
    tui::Place,
    watch::{self, WatchInputs},
};

const HELP: &str = "\
Examples:
  python train.py | downhill watch -
      lines such as {\"step\": 12, \"loss\": 0.3}, step=12 loss=0.3 or epoch 3/10 loss: 0.31; L shows the others
  downhill watch runs/a runs/b
      TensorBoard's event files, Lightning's or Keras' CSV, trainer_state.json, mlruns, our own runs; a lane each
  downhill watch lightning_logs --once
      a table of what is there, and no screen
  wandb leet inspect --json --follow run | downhill watch -
      what another viewer prints as JSON lines

Keys: m turns the metric, V counts steps from each lane's first or in log, E shows how far lanes are from the selected \
one, L the log; q leaves, and the training goes on. downhill manual watch has the formats.

Exit codes: 0 done; 1 a source isn't there or can't be read; 2 wrong usage";

/// Watch trainings of other programs: lines on standard input, event files, CSV, and what else they write
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct WatchArgs {
    /// Files and folders that are written, or - for standard input
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,

    /// Print a table of what is there now, or at the end of standard input, instead of a screen
    #[arg(long)]
    once: bool,

    /// The same as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl WatchArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        if self.sources.iter().filter(|source| source.as_os_str() == "-").count() > 1 {
            return Err(Usage::new("-: standard input can be watched once"));
        }
        Ok(Box::new(move |out| self.run(front_end, out)))
    }

    fn run(self, front_end: FrontEnd, out: &mut output::Out) -> anyhow::Result<u8> {
        let inputs = WatchInputs::open(&self.sources)?;
        if self.json || self.once || front_end == FrontEnd::Plain {
            let (history, problems) = read(inputs)?;
            let printed = if self.json {
                headless::write_measured_json(&history, &problems, out)
            } else {
                headless::write_measured(&history, &problems, out)
            };
            return output::success(printed);
        }
        let signals = watch_signals()?;
        let files: Vec<PathBuf> =
            self.sources.into_iter().filter(|source| source.as_os_str() != "-").collect();
        let (session, updates) = watch::follow(inputs).context("no thread to watch")?;
        front_end.watch(Feed::new(session, updates, &signals, Place::Log), &files, out)
    }
}

/// Everything that is there now, or comes on standard input until its end, and what is wrong with it.
fn read(mut inputs: WatchInputs) -> anyhow::Result<(History, Vec<String>)> {
    let mut history = History::default();
    let mut apply = |inputs: &mut WatchInputs| {
        inputs.collector().updates().iter().for_each(|update| history.apply(update));
    };
    while inputs.poll() {
        apply(&mut inputs);
    }
    if inputs.has_stream() {
        let mut take = |bytes: &[u8]| {
            inputs.feed(bytes);
            apply(&mut inputs);
            ControlFlow::Continue(())
        };
        watch::pass_on(io::stdin().lock(), &mut take).context("standard input")?;
        inputs.end_stream();
    }
    inputs.finish();
    apply(&mut inputs);
    let problems = inputs.collector().problems().to_vec();
    Ok((history, problems))
}
