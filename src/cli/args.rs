//! What may be typed: the one description from which parsing, help and completions are made.
//!
//! The comment of a field, and of a subcommand's arguments, is what `--help` prints.

use clap::Parser;

use super::{
    attach::AttachArgs, bench::BenchArgs, certify::CertifyArgs, completions::CompletionsArgs, help,
    import::ImportArgs, lesson::LessonArgs, manual::ManualArgs, race::RaceArgs, replay::ReplayArgs,
    resume::ResumeArgs, stop::StopArgs,
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
    pub(super) subcommand: Option<Subcommand>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommand {
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
    Resume(Box<ResumeArgs>),
    Attach(Box<AttachArgs>),
    /// List the races that run in the background
    List,
    Stop(StopArgs),
    Replay(Box<ReplayArgs>),
    Lesson(Box<LessonArgs>),
    Import(ImportArgs),
    Certify(CertifyArgs),
    Bench(BenchArgs),
    Manual(ManualArgs),
    /// Print the licences of the program, its data, its font and every crate in it
    Licenses,
    Completions(CompletionsArgs),
}
