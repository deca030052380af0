//! The subcommand `attach`: a race that runs in the background, on this terminal.

use std::{
    io::Write,
    path::{Path, PathBuf},
    slice,
};

use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{Environment, Usage, background::or_holder, list, output, screen::ScreenArgs, sweep};
use crate::{remote, session::State, text::shown, tui::Place};

const HELP: &str = "\
d or q leaves, and so does closing the terminal: the race goes on. downhill stop ends it. Several terminals \
may show one race at once. Without a screen it prints lines until the race is finished or paused.";

/// Show a race that is running in the background, with all keys; d leaves it running
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct AttachArgs {
    /// Its folder, or the beginning of the folder's name [default: the only one]
    #[arg(value_name = "DIR|NAME")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl AttachArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        Ok(Box::new(move |out| attach(self.folder.as_deref(), front_end, out)))
    }
}

/// Shows the race of a folder; without one the only race that runs.
fn attach(folder: Option<&Path>, front_end: FrontEnd, out: &mut output::Out) -> anyhow::Result<u8> {
    let folder = list::meant(folder)?;
    sweep::refuse(&folder, "attach")?;
    let signals = watch_signals()?;
    let remote::Attached { session, updates, history } = remote::attach(&folder).map_err(or_holder)?;
    let feed = Feed { history, ..Feed::new(session, updates, &signals, Place::Background) };
    let code = front_end.watch(feed, slice::from_ref(&folder), out)?;
    let state = remote::status(&folder).map(|status| status.state);
    if matches!(state, Ok(State::Loading | State::Running | State::Paused)) {
        let (name, folder) = (list::short_name(&folder), shown(&folder));
        // If the terminal has gone, nobody reads that.
        let _ = writeln!(out, "the race goes on in the background: {folder}")
            .and_then(|()| writeln!(out, "downhill attach{name} shows it again, downhill stop{name} ends it"))
            .and_then(|()| out.flush());
    }
    Ok(code)
}
