//! The subcommand `list`: the races that run in the background.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use super::output::success;
use crate::{record::RunFolder, remote, session::State, text};

/// The races in the background, as far as they can be known from here.
pub(super) fn background_races() -> anyhow::Result<remote::Listing> {
    let is_free = |folder: &Path| RunFolder::reopen(folder).is_ok();
    remote::list_races(is_free).context("can't list the races in the background")
}

/// The folder of the race in the background that is meant: that folder, or else the one whose name begins so; without
/// a word the only one that runs.
pub(super) fn meant(wanted: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(wanted) = wanted else { return only_one() };
    let name = wanted.to_str().filter(|name| !name.is_empty() && !name.contains('/'));
    let Some(name) = name.filter(|_| !wanted.exists()) else { return Ok(wanted.to_owned()) };
    let races = background_races()?.races;
    let names = races.iter().filter_map(|race| Some((race.folder.file_name()?.to_str()?, &race.folder)));
    let begin: Vec<_> = names.filter(|(own, _)| own.starts_with(name)).collect();
    let whole: Vec<_> = begin.iter().filter(|(own, _)| *own == name).collect();
    let shown = |folder: &Path| text::shown(folder);
    match (&begin[..], &whole[..]) {
        (_, [(_, folder)]) | ([(_, folder)], _) => Ok((*folder).clone()),
        ([], _) => {
            bail!(
                "{}: no such folder, and no race in the background has a name that begins so",
                shown(wanted)
            )
        }
        (several, _) => {
            let folders: Vec<String> = several.iter().map(|(_, folder)| shown(folder)).collect();
            bail!("{}: several races in the background begin so: {}", shown(wanted), folders.join(", "))
        }
    }
}

/// The folder of the only race that runs in the background.
fn only_one() -> anyhow::Result<PathBuf> {
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
            let folders: Vec<String> = several.iter().map(|race| text::shown(&race.folder)).collect();
            bail!("several races run in the background; name one of {}", folders.join(", "))
        }
    }
}

/// How a race is named to `attach` and `stop`, with a blank before it: not at all while it is the only one.
pub(super) fn short_name(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let is = |wanted: Option<&Path>| {
        meant(wanted).and_then(|found| Ok(found.canonicalize()?)).is_ok_and(|found| found == folder)
    };
    if is(None) {
        return String::new();
    }
    let name = folder.file_name().map(Path::new).filter(|name| is(Some(name)));
    format!(" {}", text::shown(name.unwrap_or(&folder)))
}

pub(super) fn run(out: &mut impl Write) -> anyhow::Result<u8> {
    let remote::Listing { races, note } = background_races()?;
    let mut print = || {
        if races.is_empty() {
            writeln!(out, "no race runs in the background; downhill --detach starts one")?;
        }
        for race in &races {
            let status = match &race.status {
                Ok(status) => status,
                Err(error) => {
                    writeln!(out, "{error}")?;
                    continue;
                }
            };
            let end = status.end.map_or_else(|| "until stopped".into(), text::thousands);
            let (folder, lanes) = (text::shown(&race.folder), text::excerpt(&status.lanes.join(", ")));
            let (state, done) = (word(status.state), text::thousands(status.iteration));
            writeln!(out, "{folder}  {state}  {done} / {end}  {lanes}")?;
            if let Some(trouble) = &status.saving.trouble {
                writeln!(out, "  {}", text::sanitized(&trouble.to_string()))?;
            }
        }
        if let Some(note) = &note {
            writeln!(out, "races may be missing here: {note}")?;
        }
        out.flush()
    };
    success(print())
}

const fn word(state: State) -> &'static str {
    match state {
        State::Loading => "loading",
        State::Running => "running",
        State::Paused => "paused",
        State::Finished => "finished",
        State::Failed => "failed",
    }
}
