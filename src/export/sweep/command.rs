//! The command that trains one trial of a sweep again, as a race of its own.

use crate::{
    config::Config,
    export::repeat::{OwnData, command_line},
    sweep::SweepStanding,
};

/// The command that repeats a trial to the same bits; `None` if there is no such trial, or its settings are none that a
/// race can have.
pub(crate) fn best_command(sweep: &SweepStanding, trial: usize) -> Option<String> {
    let config = race(sweep, trial)?;
    let data = sweep.data.folder.as_deref().map(|folder| {
        let flags = [(sweep.data.transpose, "--transpose"), (sweep.data.all_labels, "--all-labels")];
        OwnData {
            folder,
            flags: flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).collect(),
        }
    });
    Some(command_line(&config, data))
}

/// The race that a trial is.
pub(super) fn race(sweep: &SweepStanding, trial: usize) -> Option<Config> {
    sweep.plan.race(sweep.trials.get(trial)?).ok()
}
