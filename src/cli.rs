//! What was typed, turned into what is done; the only room that knows clap.

mod args;
mod background;
mod bench;
mod certify;
mod fault;
mod front;
mod help;
mod import;
mod lecture;
mod lesson;
mod licenses;
mod race;
mod replay;
mod resume;
mod run;
mod surroundings;
mod usage;

pub use bench::BenchOrder;
pub use certify::CertifyOrder;
pub use front::Front;
pub use lesson::LessonOrder;
pub use race::{Out, RaceOrder};
pub use replay::{Replay, ReplayOrder};
pub use resume::ResumeOrder;
pub use run::Handover;
pub use surroundings::Surroundings;
pub use usage::Usage;

use std::{
    ffi::OsString,
    io::{ErrorKind, Write, stdout},
    path::PathBuf,
};

use anyhow::Context;
use clap::{CommandFactory, Parser};

use args::{Cli, Verb};

use crate::{bench::Options, headless::Plain, import::Request, terminal};

/// What to do.
pub enum Order {
    /// Put the terminal back when the program that uses it has been killed.
    Guard(String),
    /// Print a text: help, version, completions.
    Print(String),
    /// Measure the machine.
    Bench(BenchOrder),
    /// Make a data set of somebody's files.
    Import(Request),
    /// Check the update rules.
    Certify(CertifyOrder),
    /// Run a race.
    Race(Box<RaceOrder>),
    /// Go on with one.
    Resume(Box<ResumeOrder>),
    /// Play one, or train it again.
    Replay(ReplayOrder),
    /// List lessons or run one.
    Lesson(LessonOrder),
    /// Start again with these words, in the background.
    Detach(Vec<OsString>),
    /// Show one that runs in the background.
    Attach(Option<PathBuf>, Front),
    /// List those.
    List,
    /// End one of those.
    Stop(PathBuf),
}

/// Reads a command line, the program's name first.
///
/// # Errors
/// If it can't be meant; the message is one line.
pub fn parse(typed: impl IntoIterator<Item = OsString>, around: Surroundings) -> Result<Order, Usage> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    // Not clap's: no person types it.
    if let [_, flag, attributes] = typed.as_slice()
        && flag == terminal::WATCHDOG_FLAG
    {
        return Ok(Order::Guard(attributes.to_string_lossy().into_owned()));
    }
    let cli = match Cli::try_parse_from(&typed) {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            let text = error.render();
            let text = if around.color { text.ansi().to_string() } else { text.to_string() };
            return Ok(Order::Print(text));
        }
        Err(error) => return Err(Usage::from_clap(&error, &typed)),
    };
    match cli.command {
        None => RaceOrder::new(cli.race, around).map(|race| race.or_detached(typed)),
        Some(Verb::Race(race)) => RaceOrder::new(*race, around).map(|race| race.or_detached(typed)),
        Some(Verb::Resume(resume)) => {
            ResumeOrder::new(*resume, around).map(|resume| resume.or_detached(typed))
        }
        Some(Verb::Attach { folder, screen }) => {
            Ok(Order::Attach(folder, Front::new(&screen, false, around)?))
        }
        Some(Verb::List) => Ok(Order::List),
        Some(Verb::Stop { folder }) => Ok(Order::Stop(folder)),
        Some(Verb::Replay(replay)) => ReplayOrder::new(*replay, around).map(Order::Replay),
        Some(Verb::Lesson { lesson, screen }) => LessonOrder::new(lesson, &screen, around).map(Order::Lesson),
        Some(Verb::Bench { quick, json, threads }) => {
            Ok(Order::Bench(BenchOrder { options: Options { quick, threads }, json }))
        }
        Some(Verb::Import(import)) => Ok(Order::Import(import.request())),
        Some(Verb::Certify { file, csv, overwrite }) => {
            Ok(Order::Certify(CertifyOrder::new(file, csv, overwrite)))
        }
        Some(Verb::Licenses) => Ok(Order::Print(licenses::text())),
        Some(Verb::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "downhill", &mut text);
            Ok(Order::Print(String::from_utf8_lossy(&text).into_owned()))
        }
    }
}

/// Does it and tells the exit code.
///
/// # Errors
/// If it fails; a reader of standard output that has gone is no failure.
pub fn run(order: Order) -> anyhow::Result<u8> {
    match order {
        // Its standard error is the terminal: nothing is said there, however it ends.
        Order::Guard(attributes) => Ok(u8::from(terminal::run_watchdog(&attributes).is_err())),
        Order::Print(text) => {
            let mut out = Plain::new(stdout());
            printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
            Ok(0)
        }
        Order::Bench(bench) => bench.run(&mut Plain::new(stdout())),
        Order::Import(request) => import::run(&request, &mut Plain::new(stdout())),
        Order::Certify(certify) => certify.run(&mut Plain::new(stdout())),
        // Not locked: a screen is written from a thread of its own.
        Order::Race(race) => race.run(&mut Plain::new(stdout())),
        Order::Detach(words) => {
            let started = background::start(words)?;
            printed(background::tell_started(&started, &mut Plain::new(stdout()))).map(|_| 0)
        }
        Order::Attach(folder, front) => background::attach(folder, front, &mut Plain::new(stdout())),
        Order::List => background::list(&mut Plain::new(stdout())),
        Order::Stop(folder) => background::stop(&folder, &mut Plain::new(stdout())),
        Order::Replay(replay) => replay.run(&mut Plain::new(stdout())),
        Order::Lesson(lesson) => lesson.run(&mut Plain::new(stdout())),
        Order::Resume(resume) => resume.run(&mut Plain::new(stdout())),
    }
}

/// What came of printing: whether there is still a reader.
fn printed(result: std::io::Result<()>) -> anyhow::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("can't write to standard output"),
    }
}

#[cfg(test)]
mod tests;
