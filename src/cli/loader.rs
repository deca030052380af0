//! Where the data of a race come from.

use anyhow::{Context as _, anyhow};
use crossbeam_channel::Receiver;

use crate::{
    config::Config,
    data::{self, Folder},
    memory,
    session::{Loader, Session, SessionOptions, Update},
};

/// Reads the data of a folder, or the built-in ones.
///
/// # Errors
/// If there is no such folder: a mistyped one is found before anything starts.
pub(super) fn loader(folder: Option<Folder>) -> anyhow::Result<Loader> {
    let Some(folder) = folder else { return Ok(Box::new(|progress| data::load_embedded(progress))) };
    data::check_folder(&folder.path).map_err(|error| anyhow!("--data {error}"))?;
    Ok(Box::new(move |progress| data::load_folder(&folder, progress)))
}

/// Starts a session of many short races beside the one that is shown; it waits for a step.
pub(super) fn start_trials(
    config: Config,
    data: Option<Folder>,
) -> anyhow::Result<(Session, Receiver<Update>)> {
    memory::check(&config, false)?;
    let opening = SessionOptions { paused: true, ..SessionOptions::default() };
    let (session, [updates]) =
        Session::start::<1>(config, opening, loader(data)?).context("no thread for trials")?;
    Ok((session, updates))
}
