//! The subcommand `list`: the races that run in the background.

use std::{io::Write, path::Path};

use anyhow::Context as _;

use super::output::success;
use crate::{record::RunFolder, remote, session::State, text};

/// The races in the background, as far as they can be known from here.
pub(super) fn background_races() -> anyhow::Result<remote::Listing> {
    let is_free = |folder: &Path| RunFolder::reopen(folder).is_ok();
    remote::list_races(is_free).context("can't list the races in the background")
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
