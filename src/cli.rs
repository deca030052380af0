//! The command line: from what was typed to what is done. The only room that knows clap.
//!
//! A subcommand is a file here, a line in `args`, and an arm in [`run`] and in the match before it. Wrong usage is
//! refused by [`parse`]; after that every value is valid.

mod args;
mod attach;
mod background;
mod bench;
mod certify;
mod completions;
mod environment;
mod fault;
mod front_end;
mod handover;
mod help;
mod import;
mod launch;
mod lesson;
mod licenses;
mod list;
mod loader;
mod manual;
mod options;
mod outcome;
mod output;
mod race;
mod replay;
mod resume;
mod run_options;
mod stop;
mod usage;

pub use environment::Environment;
pub use usage::Usage;

use std::{
    ffi::OsString,
    io::{Write, stdout},
};

use clap::Parser;

use args::{Cli, Subcommand};
use attach::AttachTask;
use bench::BenchArgs;
use certify::CertifyArgs;
use import::ImportArgs;
use lesson::LessonTask;
use manual::ManualTask;
use output::success;
use race::RaceTask;
use replay::ReplayTask;
use resume::ResumeTask;
use stop::StopArgs;

use crate::{headless::PlainWriter, terminal};

/// A valid command line.
pub struct Invocation(Task);

enum Task {
    /// Restore the terminal once the program that uses it has been killed.
    Guard(String),
    /// Help, the version, notices, completions: text that needs no work.
    Print(String),
    /// Start this program again in the background, with these arguments.
    Detach(Vec<OsString>),
    Attach(AttachTask),
    Bench(BenchArgs),
    Certify(CertifyArgs),
    Import(ImportArgs),
    Lesson(LessonTask),
    List,
    Manual(ManualTask),
    Race(Box<RaceTask>),
    Replay(ReplayTask),
    Resume(Box<ResumeTask>),
    Stop(StopArgs),
}

/// Reads a command line, the program's name first.
///
/// # Errors
/// If it is wrong usage; the message is one line and says what would be right.
pub fn parse(
    typed: impl IntoIterator<Item = OsString>,
    environment: Environment,
) -> Result<Invocation, Usage> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    // Not an argument of clap's: nobody types it, and it is in no help.
    if let [_, flag, attributes] = typed.as_slice()
        && flag == terminal::WATCHDOG_FLAG
    {
        return Ok(Invocation(Task::Guard(attributes.to_string_lossy().into_owned())));
    }
    match Cli::try_parse_from(&typed) {
        Ok(cli) => task(cli, typed, environment).map(Invocation),
        Err(error) if !error.use_stderr() => {
            let text = error.render();
            let text = if environment.color { text.ansi().to_string() } else { text.to_string() };
            Ok(Invocation(Task::Print(text)))
        }
        Err(error) => Err(Usage::from_clap(&error, &typed)),
    }
}

fn task(cli: Cli, typed: Vec<OsString>, environment: Environment) -> Result<Task, Usage> {
    let or_detach =
        |task, detach| if detach { Task::Detach(typed.into_iter().skip(1).collect()) } else { task };
    Ok(match cli.subcommand.unwrap_or(Subcommand::Race(Box::new(cli.race))) {
        Subcommand::Race(args) => {
            let task = Box::new(RaceTask::new(*args, environment)?);
            let detach = task.options.detach;
            or_detach(Task::Race(task), detach)
        }
        Subcommand::Resume(args) => {
            let task = Box::new(ResumeTask::new(*args, environment)?);
            let detach = task.options.detach;
            or_detach(Task::Resume(task), detach)
        }
        Subcommand::Attach(args) => Task::Attach(AttachTask::new(*args, environment)?),
        Subcommand::List => Task::List,
        Subcommand::Stop(args) => Task::Stop(args),
        Subcommand::Replay(args) => Task::Replay(ReplayTask::new(*args, environment)?),
        Subcommand::Lesson(args) => Task::Lesson(LessonTask::new(*args, environment)?),
        Subcommand::Import(args) => Task::Import(args),
        Subcommand::Certify(args) => Task::Certify(args),
        Subcommand::Bench(args) => Task::Bench(args),
        Subcommand::Manual(args) => Task::Manual(ManualTask::new(&args, environment)),
        Subcommand::Licenses => Task::Print(licenses::text()),
        Subcommand::Completions(args) => Task::Print(completions::text::<Cli>(&args)),
    })
}

/// Does what was typed and returns the exit code.
///
/// # Errors
/// If it fails; a reader of standard output that has left is no failure.
pub fn run(invocation: Invocation) -> anyhow::Result<u8> {
    // Not locked: a screen is written from a thread of its own.
    let mut out = PlainWriter::new(stdout());
    match invocation.0 {
        // Its standard error is the terminal: nothing may be printed there, however it ends.
        Task::Guard(attributes) => Ok(u8::from(terminal::run_watchdog(&attributes).is_err())),
        Task::Print(text) => success(out.write_all(text.as_bytes()).and_then(|()| out.flush())),
        Task::Detach(arguments) => success(background::start(arguments)?.write(&mut out)),
        Task::Attach(task) => task.run(&mut out),
        Task::Bench(args) => args.run(&mut out),
        Task::Certify(args) => args.run(&mut out),
        Task::Import(args) => args.run(&mut out),
        Task::Lesson(task) => task.run(&mut out),
        Task::List => list::run(&mut out),
        Task::Manual(task) => task.run(&mut out),
        Task::Race(task) => task.run(&mut out),
        Task::Replay(task) => task.run(&mut out),
        Task::Resume(task) => task.run(&mut out),
        Task::Stop(args) => args.run(&mut out),
    }
}

#[cfg(test)]
mod tests;
