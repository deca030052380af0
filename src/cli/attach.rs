//! The subcommand `attach`: a race that runs in the background, on this terminal.

use std::{io::Write, path::PathBuf, slice};

use anyhow::bail;
use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{Environment, Usage, background::or_holder, list::background_races, output, screen::ScreenArgs};
use crate::{remote, session::State, text::shown, tui::Place};

const HELP: &str = "\
d or q leaves, and so does closing the terminal: the race goes on. downhill stop DIR ends it. Several terminals
may show one race at once. Without a screen it prints lines until the race is finished or paused.";

/// Show a race that runs in the background, with all keys; d leaves it running
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct AttachArgs {
    /// Its folder [default: the one that runs]
    folder: Option<PathBuf>,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl AttachArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        Ok(Box::new(|out| attach(self.folder, front_end, out)))
    }
}

/// Shows the race of a folder; without one the only race that runs.
fn attach(folder: Option<PathBuf>, front_end: FrontEnd, out: &mut output::Out) -> anyhow::Result<u8> {
    let folder = folder.map_or_else(running_race, Ok)?;
    let signals = watch_signals()?;
    let remote::Attached { session, updates, history } = remote::attach(&folder).map_err(or_holder)?;
    let feed = Feed { history, ..Feed::new(session, updates, &signals, Place::Background) };
    let code = front_end.watch(feed, slice::from_ref(&folder), out)?;
    let state = remote::status(&folder).map(|status| status.state);
    if matches!(state, Ok(State::Loading | State::Running | State::Paused)) {
        let folder = shown(&folder);
        // If the terminal has gone, nobody reads that.
        let _ = writeln!(out, "the race goes on in the background: {folder}")
            .and_then(|()| {
                writeln!(out, "downhill attach {folder} shows it again, downhill stop {folder} ends it")
            })
            .and_then(|()| out.flush());
    }
    Ok(code)
}

/// The folder of the only race that runs in the background.
fn running_race() -> anyhow::Result<PathBuf> {
    let (running, silent): (Vec<_>, Vec<_>) =
        background_races()?.races.into_iter().partition(|race| race.status.is_ok());
    match (&running[..], &silent[..]) {
        ([], []) => bail!("no race runs in the background; downhill --detach starts one"),
        ([], silent) => {
            let errors = silent.iter().filter_map(|race| race.status.as_ref().err());
            bail!("{}", errors.map(ToString::to_string).collect::<Vec<_>>().join("; "))
        }
        ([race], _) => Ok(race.folder.clone()),
        (several, _) => {
            let folders: Vec<String> = several.iter().map(|race| shown(&race.folder)).collect();
            bail!("several races run in the background; name one of {}", folders.join(", "))
        }
    }
}
