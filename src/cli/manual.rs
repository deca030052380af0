//! The subcommand `manual`: a page on the terminal, through a pager where there is one, or printed.

use std::{
    env,
    io::{self, ErrorKind, Write},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::Context as _;
use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser},
};

use super::{Environment, output};
use crate::{manual, signals, terminal::Device};

/// Columns where there is no terminal.
const WIDTH: usize = 80;

/// Longer lines are hard to read, however wide the window is.
const MAX_WIDTH: usize = 100;

/// Exit codes by which a shell says that it can't run or find a program.
const NOT_RUN: [i32; 2] = [126, 127];

/// Show the manual: a page for each topic, without a topic the list of them
#[derive(Debug, Args)]
pub(super) struct ManualArgs {
    /// The topic [default: list them]
    #[arg(value_parser = PossibleValuesParser::new(topics()))]
    topic: Option<String>,
}

/// Every topic, its aliases hidden: for help, completions and "did you mean …?".
fn topics() -> impl Iterator<Item = PossibleValue> {
    manual::PAGES.iter().map(|page| PossibleValue::new(page.topic).help(page.summary).aliases(page.aliases))
}

impl ManualArgs {
    pub(super) fn prepare(self, environment: Environment) -> output::Work {
        // Without a topic they are listed.
        let page = self.topic.as_deref().and_then(manual::find);
        Box::new(move |out| show(page, environment, out))
    }
}

/// A text that fits the window is printed; so is one that no pager takes.
fn show(page: Option<&manual::Page>, environment: Environment, out: &mut output::Out) -> anyhow::Result<u8> {
    let size = environment.screen.then(Device::open).transpose()?.map(|device| device.size());
    let (columns, rows) = size.map_or((WIDTH, usize::MAX), |(columns, rows)| (columns.into(), rows.into()));
    let color = environment.color;
    let layout = manual::PageLayout { width: columns.min(MAX_WIDTH), color, ascii: out.is_ascii() };
    let text = page.map_or_else(|| manual::contents(layout), |page| page.render(layout));
    if text.lines().count() >= rows && page_through(&text)? {
        return Ok(0);
    }
    output::success(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Hands the text to `$PAGER`, or to `less -R`; false if there is none.
fn page_through(text: &str) -> anyhow::Result<bool> {
    let (program, arguments) = match env::var_os("PAGER") {
        Some(pager) if pager.is_empty() => return Ok(false),
        Some(pager) => ("sh", vec!["-c".into(), pager]),
        None => ("less", vec!["-R".into()]),
    };
    let mut pager = Command::new(program);
    pager.args(arguments);
    if env::var_os("LESS").is_none() {
        // If $PAGER is less: without -R it shows escape sequences instead of colours.
        pager.env("LESS", "R");
    }
    signals::leave_interrupts_to_child().context("can't watch for signals")?;
    match feed(pager, text) {
        Ok(status) => Ok(status.code().is_none_or(|code| !NOT_RUN.contains(&code))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("can't start the pager"),
    }
}

/// Runs a pager until it is left.
fn feed(mut pager: Command, text: &str) -> io::Result<ExitStatus> {
    let mut pager = pager.stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = pager.stdin.take() {
        // A pager that is left early reads no further; that is no failure.
        let _ = stdin.write_all(text.as_bytes());
    }
    pager.wait()
}
