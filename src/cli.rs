//! The command line: from what was typed to what is done. The only room that knows clap.
//!
//! A subcommand is a file here, and a line in `Subcommand` and in `prepare`. Wrong usage is refused by [`parse`];
//! after that every value is valid. The comment of a field, and of a subcommand's arguments, is what `--help` prints.

mod attach;
mod background;
mod bench;
mod certify;
mod compare;
mod completions;
mod config;
mod data;
mod destination;
mod environment;
mod experiment;
mod export;
mod front_end;
mod help;
mod host;
mod import;
mod launch;
mod lesson;
mod licenses;
mod list;
mod manual;
mod notify;
mod outcome;
mod output;
mod race;
mod repeat;
mod replay;
mod resume;
mod screen;
mod settings;
mod stop;
mod sweep;
mod tensorboard;
mod trial;
mod usage;
mod watch;

pub use environment::Environment;
pub use settings::SettingSources;
pub use usage::Usage;

use std::{
    ffi::OsString,
    io::{Write, stdout},
};

use clap::{CommandFactory as _, Parser, error::ErrorKind};

use crate::{headless::PlainWriter, terminal};
use output::{Work, success};
use settings::Completed;

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
struct Cli {
    #[command(flatten)]
    race: race::RaceArgs,
    #[command(subcommand)]
    subcommand: Option<Subcommand>,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Race optimizers; this also happens without a command
    #[command(
        version,
        display_name = "downhill",
        override_usage = help::USAGE,
        after_help = help::SHORT,
        after_long_help = help::LONG,
        args_override_self = true
    )]
    Race(Box<race::RaceArgs>),
    Resume(Box<resume::ResumeArgs>),
    Attach(Box<attach::AttachArgs>),
    /// List the races that are running in the background
    List,
    Stop(stop::StopArgs),
    Replay(Box<replay::ReplayArgs>),
    Compare(Box<compare::CompareArgs>),
    Export(export::ExportArgs),
    Watch(Box<watch::WatchArgs>),
    Host(host::HostArgs),
    /// Print the client with which a training loop in Python is shown and steered: one file, downhill.py
    Python,
    Sweep(Box<sweep::SweepArgs>),
    Trial(trial::TrialArgs),
    Lesson(Box<lesson::LessonArgs>),
    Import(import::ImportArgs),
    Certify(certify::CertifyArgs),
    Bench(bench::BenchArgs),
    Config(Box<config::ConfigArgs>),
    Manual(manual::ManualArgs),
    /// Print the licences of the program, its data, its font and every crate in it
    Licenses,
    Completions(completions::CompletionsArgs),
}

impl Cli {
    fn subcommand(self) -> Subcommand {
        self.subcommand.unwrap_or_else(|| Subcommand::Race(Box::new(self.race)))
    }
}

/// A valid command line.
pub struct Invocation(Work);

/// Reads a command line, the program's name first.
///
/// # Errors
/// If it is wrong usage; the message is one line and says what would be right.
pub fn parse(
    typed: impl IntoIterator<Item = OsString>,
    environment: Environment,
    sources: &SettingSources,
) -> Result<Invocation, Usage> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    // Not an argument of clap's: nobody types it, and it is in no help.
    if let [_, flag, attributes] = typed.as_slice()
        && flag == terminal::WATCHDOG_FLAG
    {
        let attributes = attributes.to_string_lossy().into_owned();
        // Its standard error is the terminal: nothing may be printed there, however it ends.
        return Ok(Invocation(Box::new(move |_| Ok(terminal::run_watchdog(&attributes).is_err().into()))));
    }
    let command = Cli::command();
    let typed = settings::command_first(&command, typed);
    match Cli::try_parse_from(&typed) {
        Err(error) if !error.use_stderr() => {
            let text = error.render();
            let text = if environment.color { text.ansi().to_string() } else { text.to_string() };
            return Ok(Invocation(print(text)));
        }
        // What is missing may be among the settings.
        Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => {
            return Err(Usage::from_clap(&error, &typed));
        }
        _ => {}
    }
    let completed = Completed::new(&command, &typed, sources, environment)?;
    let cli = Cli::try_parse_from(&completed.line).map_err(|error| Usage::from_clap(&error, &completed.line));
    let prepared = cli.and_then(|cli| prepare(cli.subcommand(), typed, environment, &completed));
    prepared.map(Invocation).map_err(|usage| completed.explained(usage))
}

/// What a subcommand does.
fn prepare(
    subcommand: Subcommand,
    typed: Vec<OsString>,
    environment: Environment,
    completed: &Completed,
) -> Result<Work, Usage> {
    match subcommand {
        Subcommand::Config(args) => args.listing(completed, environment).map(print),
        Subcommand::Race(args) => args.prepare(typed, environment),
        Subcommand::Resume(args) => args.prepare(typed, environment),
        Subcommand::Attach(args) => args.prepare(environment),
        Subcommand::List => Ok(Box::new(list::run)),
        Subcommand::Stop(args) => Ok(Box::new(|out| args.run(out))),
        Subcommand::Replay(args) => args.prepare(environment),
        Subcommand::Compare(args) => args.prepare(environment),
        Subcommand::Export(args) => args.prepare(),
        Subcommand::Watch(args) => args.prepare(environment),
        Subcommand::Host(args) => Ok(args.prepare()),
        Subcommand::Python => Ok(print(host::python_client().to_owned())),
        Subcommand::Sweep(args) => args.prepare(&typed, environment),
        Subcommand::Trial(args) => args.prepare(),
        Subcommand::Lesson(args) => args.prepare(environment),
        Subcommand::Import(args) => Ok(Box::new(|out| args.run(out))),
        Subcommand::Certify(args) => Ok(Box::new(|out| args.run(out))),
        Subcommand::Bench(args) => Ok(Box::new(|out| args.run(out))),
        Subcommand::Manual(args) => Ok(args.prepare(environment)),
        Subcommand::Licenses => Ok(print(licenses::text())),
        Subcommand::Completions(args) => Ok(print(completions::text::<Cli>(&args))),
    }
}

/// Prints help, the version, notices, completions: text that needs no work.
fn print(text: String) -> Work {
    Box::new(move |out| success(out.write_all(text.as_bytes()).and_then(|()| out.flush())))
}

/// Does what was typed and returns the exit code.
///
/// # Errors
/// If it fails; a reader of standard output that has left is no failure.
pub fn run(invocation: Invocation) -> anyhow::Result<u8> {
    // Not locked: a screen is written from a thread of its own.
    (invocation.0)(&mut PlainWriter::new(stdout()))
}

#[cfg(test)]
mod tests;
