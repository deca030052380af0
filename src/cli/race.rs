//! The subcommand `race`, which is also what happens without one: from its flags to a race.

use std::{ffi::OsString, io::Write, path::PathBuf};

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser as _},
};

use super::destination::Destination;
use super::launch::{Launch, OnHangup, RunOptions, SavingArgs, TrainingArgs};
use super::{
    Environment, Usage, background, data, experiment::ExperimentArgs, front_end::FrontEnd, output::Work,
    repeat::Starts, screen::ScreenArgs, tensorboard,
};
use crate::{
    config::{Bounds, Config, LossKind, SimdChoice, Start, parse_lanes},
    data::Folder,
    history::History,
    memory,
    record::{MAX_HYPOTHESIS, RunWriter},
    session::StartPace,
    text::{sanitized, thousands},
    tui::{Rebinding, YAxis},
};

#[derive(Debug, Args)]
pub(super) struct RaceArgs {
    #[command(flatten)]
    experiment: ExperimentArgs,

    /// Iterations from one measurement of test accuracy to the next; 0 measures it at the end only
    #[arg(long, value_name = "N", default_value = "100", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::EVAL_EVERY.parse(text), allow_hyphen_values = true)]
    eval_every: u64,

    #[command(flatten)]
    training: TrainingArgs,

    /// The race of the book: at full speed, each lane with starting weights of its own, losses from 0 to 1
    #[arg(long, value_name = "NAME", help_heading = "Race", value_enum)]
    preset: Option<Preset>,

    /// Give each lane starting weights of its own; else all start alike
    #[arg(long, help_heading = "Network")]
    own_weights: bool,

    /// What is reported as loss: the objective, with the L2 penalty in it, or cross-entropy alone; it changes no weight
    #[arg(
        long,
        value_name = "NAME",
        default_value = "objective",
        help_heading = "Race",
        hide_short_help = true
    )]
    #[arg(value_parser = PossibleValuesParser::new(LossKind::ALL.map(LossKind::name))
        .try_map(|name| name.parse::<LossKind>()))]
    loss: LossKind,

    /// Instruction set of matrix products: auto, avx512, avx2, neon or plain, of those that the processor has
    ///
    /// All but plain give the same losses to the last bit. Plain code has no fused multiply-add: its last digits differ.
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Race", hide_short_help = true)]
    simd: SimdChoice,

    #[command(flatten)]
    screen: ScreenArgs,

    /// What you expect of the race, in a line; it stands in the report
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    hypothesis: Option<String>,

    /// Record the race into this folder: settings, log, losses, checkpoints, figure, report
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,

    /// Record it into a folder here that is named by date and seed
    #[arg(long, help_heading = "Output", conflicts_with = "out")]
    keep: bool,

    /// Replace the run that --out's folder holds; its other files stay
    #[arg(long, help_heading = "Output")]
    force: bool,

    /// Run the race from so many starts, with seeds from --seed on, and print means with their spread; without a screen
    ///
    /// With --out or --keep each start is recorded into a folder of its own, and beside them stand a figure with bands, a
    /// report and starts.csv.
    #[arg(long, value_name = "N", help_heading = "Race", conflicts_with_all = ["paused", "detach", "background", "force", "screenshot", "cast"])]
    #[arg(value_parser = |text: &str| Bounds::STARTS.parse(text), allow_hyphen_values = true)]
    repeat: Option<u64>,

    #[command(flatten)]
    saving: SavingArgs,
}

/// Several flags at once; each that is given by itself has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Preset {
    Book,
}

/// A pace at which the table can be read while curves fall.
const WATCHED: StartPace = StartPace::Limited(60.0);

impl RaceArgs {
    /// The keys of actions.
    pub(super) fn keys(&self) -> Rebinding {
        self.screen.keys.clone().unwrap_or_default()
    }

    pub(super) fn prepare(self, typed: Vec<OsString>, environment: Environment) -> Result<Work, Usage> {
        let repeat = self.repeat;
        let environment = Environment { screen: environment.screen && repeat.is_none(), ..environment };
        let task = RaceTask::new(self, environment)?;
        if let Some(starts) = repeat {
            if task.config.iterations.is_none() {
                return Err(Usage::new(
                    "--repeat: a race without an end has no second start; give it --iterations",
                ));
            }
            return Ok(Box::new(move |out| {
                let RaceTask { config, data, destination, hypothesis, options } = task;
                Starts { count: starts, config, data, destination, hypothesis, options }.run(out)
            }));
        }
        Ok(if task.options.detach { background::work(typed) } else { Box::new(|out| task.run(out)) })
    }
}

/// A race and how to run it.
#[derive(Debug)]
pub(super) struct RaceTask {
    pub(super) config: Config,
    /// `None` means the built-in data.
    pub(super) data: Option<Folder>,
    pub(super) destination: Destination,
    /// What is expected of the race.
    pub(super) hypothesis: Option<String>,
    pub(super) options: RunOptions,
}

impl RaceTask {
    pub(super) fn new(args: RaceArgs, environment: Environment) -> Result<Self, Usage> {
        let experiment = args.experiment;
        let lanes = parse_lanes(&experiment.optimizers, experiment.weight_decay)
            .map_err(|error| Usage::value("--optimizers", &experiment.optimizers, &error.to_string()))?;
        let hypothesis = args.hypothesis.map(|text| sanitized(&text));
        if let Some(text) = hypothesis.as_ref().filter(|text| text.chars().count() > MAX_HYPOTHESIS) {
            let most = format!("must be at most {} characters", thousands(MAX_HYPOTHESIS as u64));
            return Err(Usage::value("--hypothesis", text, &most));
        }
        let (saving, data) = (&args.saving, experiment.data.data.as_deref());
        let is_book = args.preset == Some(Preset::Book);
        let on_screen = if is_book { StartPace::Unlimited } else { WATCHED };
        let mut options =
            RunOptions::new(&args.training, on_screen, data, saving, &args.screen, environment)?;
        if let FrontEnd::Screen(screen, _) = &mut options.front_end {
            screen.axis = screen.axis.or(is_book.then_some(YAxis::Unit));
            screen.hypothesis.clone_from(&hypothesis);
        }
        let recorded = args.out.is_some() || args.keep || saving.detach || saving.background;
        if saving.on_hangup == OnHangup::Detach && !recorded {
            return Err(Usage::new(
                "--on-hangup detach: only a recorded race can go on; add --out DIR or --keep",
            ));
        }
        let destination = match (args.out, args.force) {
            (None, true) => {
                return Err(Usage::new("--force: needs --out DIR, the folder whose run may be replaced"));
            }
            (None, false) if recorded => Destination::Dated,
            (None, false) => Destination::Nowhere,
            (Some(folder), false) => Destination::Folder(folder),
            (Some(folder), true) => Destination::Replaced(folder),
        };
        let config = Config {
            lanes,
            hidden: experiment.hidden.into_vec(),
            activation: experiment.activation,
            init: experiment.init,
            start: if args.own_weights || is_book { Start::Own } else { Start::Fair },
            batch_size: experiment.batch_size,
            seed: experiment.seed,
            iterations: (experiment.iterations > 0).then_some(experiment.iterations),
            eval_every: args.eval_every,
            loss: args.loss,
            simd: args.simd,
        };
        Ok(Self { config, data: experiment.data.folder(), destination, hypothesis, options })
    }

    /// Runs the race and returns the exit code; whatever can be refused is refused before anything starts.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::check(&self.config, self.options.opening.rewinds)?;
        let inputs = self.data.iter().map(|data| data.path.clone()).collect();
        let loader = data::loader(self.data)?;
        let events = self.options.tensorboard.as_deref().map(tensorboard::open).transpose()?;
        let folder = self.destination.open(self.config.seed)?;
        let launch = Launch {
            events,
            origin: self.config.into(),
            loader,
            inputs,
            writer: folder.map(|folder| RunWriter::new(folder.with_hypothesis(self.hypothesis))),
            history: History::default(),
            options: self.options,
        };
        launch.run(out)
    }
}
