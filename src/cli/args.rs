//! What may be typed: the one description from which parsing, help and completions are made.
//!
//! A field's comment is what `--help` prints.

mod data;
mod recorded;
mod screen;

pub(super) use data::DataArgs;
pub(super) use recorded::{OnHangup, ReplayArgs, ResumeArgs, SavingArgs};
pub(super) use screen::ScreenArgs;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand, builder::PossibleValuesParser};
use clap_complete::Shell;

use super::{help, import::ImportArgs};
use crate::{
    config::{Bounds, ConfigError, parse_hidden, parse_init, parse_pace},
    nn::{Activation, Init},
    optim::Setting,
};

#[derive(Debug, Parser)]
#[command(
    name = "downhill",
    bin_name = "downhill",
    version,
    about = help::ABOUT,
    long_about = help::LONG_ABOUT,
    override_usage = help::USAGE,
    after_help = help::SHORT,
    after_long_help = help::LONG,
    args_conflicts_with_subcommands = true,
    args_override_self = true,
    max_term_width = 100
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) race: RaceArgs,
    #[command(subcommand)]
    pub(super) command: Option<Verb>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Race optimizers; this is what happens without a command, too
    #[command(
        version,
        display_name = "downhill",
        override_usage = help::USAGE,
        after_help = help::SHORT,
        after_long_help = help::LONG,
        args_override_self = true
    )]
    Race(Box<RaceArgs>),
    /// Go on with a recorded race where it stopped, as if it had never stopped
    #[command(after_help = help::RESUME)]
    Resume(Box<ResumeArgs>),
    /// Show a race that runs in the background, with all keys; d leaves it running
    #[command(after_help = help::ATTACH)]
    Attach {
        /// Its folder [default: the one that runs]
        folder: Option<PathBuf>,

        #[command(flatten)]
        screen: ScreenArgs,
    },
    /// List the races that run in the background
    List,
    /// End a race that runs in the background, saved
    Stop {
        /// Its folder
        folder: PathBuf,
    },
    /// Play a recorded race on the screen, or train it again to see that every loss comes out the same
    #[command(after_help = help::REPLAY)]
    Replay(Box<ReplayArgs>),
    /// List the lessons, or run one: a race in steps with texts, questions to a room and what came of them
    #[command(after_help = help::LESSON)]
    Lesson {
        /// A lesson's name or file [default: list them]
        #[arg(value_name = "NAME|FILE")]
        lesson: Option<OsString>,

        #[command(flatten)]
        screen: ScreenArgs,
    },
    /// Make a data set for --data of a CSV or NPZ file or a folder of PNG images
    #[command(after_help = help::IMPORT)]
    Import(ImportArgs),
    /// Check the update rules against other people's numbers; exit code 1 if one is wrong
    #[command(after_help = help::CERTIFY)]
    Certify {
        /// Weights, batches and losses of another program to replay [default: those built in]
        file: Option<PathBuf>,
        /// Write the losses that were computed, a column per optimizer
        #[arg(long, value_name = "FILE", requires = "file")]
        csv: Option<PathBuf>,
        /// Replace the file that --csv names
        #[arg(long, requires = "csv")]
        overwrite: bool,
    },
    /// Measure how fast this machine is: races of many shapes beside its peak of matrix products
    #[command(after_help = help::BENCH)]
    Bench {
        /// Fewer shapes and shorter rounds: some seconds instead of a minute
        #[arg(long)]
        quick: bool,
        /// Print JSON, at the end
        #[arg(long)]
        json: bool,
        /// The most threads, 0 for one per core
        #[arg(long, value_name = "N", default_value = "0")]
        #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
        threads: usize,
    },
    /// Print the licences of the program, its data, its font and every crate in it
    Licenses,
    /// Print what a shell needs to complete commands and flags
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is typed or not")]
pub(super) struct RaceArgs {
    /// Lanes, with commas between: sgd, momentum, nesterov, adagrad, rmsprop, adam, adadelta, adamw, amsgrad,
    /// adamax, nadam, radam, lion, muon, or all
    ///
    /// Each may carry settings and a name (sgd:lr=0.1:name=bold) and may be named more than once.
    /// Settings are lr, momentum, beta1, beta2, decay, epsilon, weight-decay and others; each optimizer has
    /// its own, and a wrong one is answered with those it has. A learning rate can change by itself:
    /// sched=cosine, onecycle, step@500x0.5 (halved every 500 iterations), exponential@500x0.5, the first two
    /// also with a length such as cosine@2000, and warmup=100 before any of them.
    #[arg(long, value_name = "LIST", default_value = "sgd,momentum,adagrad,adam", help_heading = "Race")]
    pub(super) optimizers: String,

    /// Iterations to take; 0 goes on until stopped
    #[arg(long, value_name = "N", default_value = "2000", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::ITERATIONS.parse(text), allow_hyphen_values = true)]
    pub(super) iterations: u64,

    /// Images a batch; all lanes get the same ones
    #[arg(long, value_name = "N", default_value = "128", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::BATCH_SIZE.parse_size(text), allow_hyphen_values = true)]
    pub(super) batch_size: usize,

    /// Where all random numbers come from: same seed, same race
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::SEED.parse(text), allow_hyphen_values = true)]
    pub(super) seed: u64,

    #[command(flatten)]
    pub(super) data: DataArgs,

    /// Iterations from one measurement of test accuracy to the next
    #[arg(long, value_name = "N", default_value = "100", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::EVAL_EVERY.parse(text), allow_hyphen_values = true)]
    pub(super) eval_every: u64,

    /// Iterations a second at the most, fractions allowed [default: as fast as it goes]
    #[arg(long, value_name = "N", help_heading = "Race")]
    #[arg(value_parser = parse_pace, allow_hyphen_values = true)]
    pub(super) pace: Option<f64>,

    /// Wait at iteration 0 for a key
    #[arg(long, help_heading = "Race")]
    pub(super) paused: bool,

    /// Threads for the lanes, 0 for one per core; they never change a result
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    pub(super) threads: usize,

    /// Widths of the hidden layers
    #[arg(long, value_name = "W,W,...", default_value = "100,100,100,100", help_heading = "Network")]
    #[arg(value_parser = hidden, allow_hyphen_values = true)]
    pub(super) hidden: Widths,

    /// Function after every hidden layer
    #[arg(long, value_name = "NAME", default_value = "relu", help_heading = "Network")]
    #[arg(value_parser = PossibleValuesParser::new(Activation::ALL.map(Activation::name)))]
    pub(super) activation: String,

    /// How weights start: he, lecun (the book's Xavier), xavier (Glorot's), or a deviation such as 0.01
    #[arg(long, value_name = "HOW", default_value = "he", help_heading = "Network")]
    #[arg(value_parser = parse_init, allow_hyphen_values = true)]
    pub(super) init: Init,

    /// Strength of the L2 penalty of every lane that sets none itself
    #[arg(long, value_name = "L", default_value = "0", help_heading = "Network")]
    #[arg(value_parser = weight_decay, allow_hyphen_values = true)]
    pub(super) weight_decay: f64,

    /// Give each lane starting weights of its own; else all start alike
    #[arg(long, help_heading = "Network")]
    pub(super) own_weights: bool,

    #[command(flatten)]
    pub(super) screen: ScreenArgs,

    /// What you expect of the race, in a line; it stands in the report
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub(super) hypothesis: Option<String>,

    /// Record the race into that folder: settings, log, losses, checkpoints, figure, report
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(super) out: Option<PathBuf>,

    /// Record it into a folder here that is named by date and seed
    #[arg(long, help_heading = "Output", conflicts_with = "out")]
    pub(super) keep: bool,

    /// Replace the run that --out's folder holds; its other files stay
    #[arg(long, help_heading = "Output")]
    pub(super) force: bool,

    #[command(flatten)]
    pub(super) saving: SavingArgs,
}

/// Widths of the hidden layers; a type of its own, since clap takes a plain `Vec` for a flag that repeats.
#[derive(Debug, Clone)]
pub(super) struct Widths(pub(super) Vec<usize>);

fn hidden(text: &str) -> Result<Widths, ConfigError> {
    parse_hidden(text).map(Widths)
}

fn weight_decay(text: &str) -> Result<f64, String> {
    let setting = Setting::WeightDecay;
    setting.parse(text).map_err(|_| format!("must be {}", setting.allowed()))
}
