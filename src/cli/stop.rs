//! The subcommand `stop`: the end of a race that runs in the background.

use std::{io::Write, path::PathBuf};

use anyhow::bail;
use clap::Args;

use super::{background::or_holder, list, output::success, sweep};
use crate::{remote, text};

/// End a race that is running in the background, saved
#[derive(Debug, Args)]
pub(super) struct StopArgs {
    /// Its folder, or the beginning of the folder's name [default: the only one]
    #[arg(value_name = "DIR|NAME")]
    folder: Option<PathBuf>,
}

impl StopArgs {
    /// Ends the race, and waits until it is saved.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let folder = list::meant(self.folder.as_deref())?;
        sweep::refuse(&folder, "stop")?;
        let remote::Stopped { reached, saved, problem, elsewhere } =
            remote::stop(&folder).map_err(or_holder)?;
        let folder = text::shown(&folder);
        let at = text::thousands(reached);
        let why =
            problem.as_ref().map_or_else(String::new, |problem| format!(": {}", text::sanitized(problem)));
        if elsewhere && problem.is_none() {
            let print = writeln!(out, "the training has ended at step {at}; {folder} has its record");
            return success(print.and_then(|()| out.flush()));
        }
        let Some(saved) = saved else {
            if elsewhere {
                bail!("{folder}: at step {at}{why}");
            }
            bail!("{folder}: stopped at iteration {at}, with nothing saved to go on from{why}")
        };
        let is_whole = saved >= reached && problem.is_none();
        let saved = text::thousands(saved);
        if !is_whole {
            bail!("{folder}: stopped at iteration {at}, saved up to iteration {saved}{why}")
        }
        let print =
            writeln!(out, "stopped and saved up to iteration {saved}; downhill resume {folder} goes on");
        success(print.and_then(|()| out.flush()))
    }
}
