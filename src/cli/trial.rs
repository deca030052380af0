//! The subcommand `trial`: what a task of a scheduler runs.

use std::{collections::HashSet, env, io::Write, path::PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{
    Usage, data, environment,
    front_end::watch_signals,
    output::{Work, printed},
};
use crate::{
    config::Bounds,
    signals::exit_code,
    text::{self, excerpt, shown},
    trials::{self, SweepFolder, SweepRun, TrialData, TrialEnd, TrialResult, TrialRun, parse_numbers},
};

const HELP: &str = "\
Without INDEX, the trial is the one that a scheduler's variable names: SLURM_ARRAY_TASK_ID,
HQ_TASK_ID, JOB_COMPLETION_INDEX or PBS_ARRAY_INDEX, which count from 0 as trials do, or
PARALLEL_SEQ or SGE_TASK_ID, which count from 1.

A trial that has ended is not run again; one that was killed goes on from its checkpoint, to the
same bits. Of a later rung of halving only those trials are run that go on.

Exit codes: 0 done, or it was done already; 1 a trial has failed or runs elsewhere, or the sweep
was stopped; 2 wrong usage; 128+n ended by signal n, saved";

/// The variables by which schedulers number the tasks of an array, and the number of their first one.
const VARIABLES: [(&str, u32); 6] = [
    ("SLURM_ARRAY_TASK_ID", 0),
    ("PARALLEL_SEQ", 1),
    ("HQ_TASK_ID", 0),
    ("JOB_COMPLETION_INDEX", 0),
    ("PBS_ARRAY_INDEX", 0),
    ("SGE_TASK_ID", 1),
];

/// Run one trial of a sweep, or several: this is what Slurm and other schedulers call
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct TrialArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    /// The number of the trial, or of several: 17 or 3,17,40-43
    #[arg(value_name = "INDEX")]
    index: Option<String>,

    /// INDEX is a task of that list in the sweep's folder, not a trial
    #[arg(long, value_name = "LIST")]
    #[arg(value_parser = |text: &str| Bounds::TRIALS.parse_size(text), allow_hyphen_values = true)]
    tasks: Option<usize>,

    /// The rung of halving that is run
    #[arg(long, value_name = "N", default_value = "0")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    stage: usize,

    /// Trials at once, 0 for one per core that was granted; they never change a result
    #[arg(long, value_name = "N", default_value = "0")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    threads: usize,
}

impl TrialArgs {
    pub(super) fn prepare(self) -> Result<Work, Usage> {
        let index = match &self.index {
            Some(index) => index.clone(),
            None => variable(|name| env::var(name).ok())?,
        };
        Ok(Box::new(move |out| self.run(&index, out)))
    }

    fn run(self, index: &str, out: &mut impl Write) -> anyhow::Result<u8> {
        // From here on a signal saves.
        let signals = watch_signals()?;
        let sweep = SweepFolder::open(&self.folder)?;
        if self.stage >= sweep.stages() {
            let last = sweep.stages() - 1;
            let right = if last == 0 { "0".to_owned() } else { format!("from 0 to {last}") };
            bail!("--stage {}: must be {right} for this sweep", self.stage);
        }
        let trials = match self.tasks {
            None => {
                let mut trials = parse_numbers(index, sweep.trials.len())?;
                // Of a later rung only those take part that go on.
                let on: HashSet<u32> = sweep.participants(self.stage)?.into_iter().collect();
                trials.retain(|trial| on.contains(trial));
                trials
            }
            Some(list) => {
                let task = index
                    .parse()
                    .ok()
                    .with_context(|| format!("{}: must be the number of a task", excerpt(index)))?;
                sweep.task(list, task, self.stage)?
            }
        };
        if sweep.is_stopped() {
            let folder = shown(&self.folder);
            bail!("{folder}: this sweep was stopped; downhill sweep retry {folder} goes on");
        }
        let threads = environment::threads(self.threads);
        let data = TrialData::load(data::loader(sweep.file.data())?)?;
        let mut written = Ok(true);
        if self.tasks.is_some() && index == "0" {
            // One task of a stage tidies up for all.
            sweep.release(self.stage)?;
        }
        let mut report = |run: &TrialRun| {
            let line = match run {
                TrialRun::Ended(result) => line(result),
                TrialRun::Elsewhere(trial) => format!("trial {trial}: another process runs it"),
                TrialRun::Done(trial) => format!("trial {trial}: done before"),
            };
            if matches!(written, Ok(true)) {
                written = printed(writeln!(out, "{line}").and_then(|()| out.flush()));
            }
        };
        let outcome = trials::run_trials(&sweep, &trials, self.stage, &data, threads, &signals, &mut report)?;
        written?;
        Ok(match outcome {
            SweepRun { signal: Some(signal), .. } => exit_code(signal),
            SweepRun { failed: 0, elsewhere: 0, stopped: false, .. } => 0,
            _ => 1,
        })
    }
}

/// A line for a trial that stands still.
fn line(result: &TrialResult) -> String {
    let state = match result.state {
        TrialEnd::Finished => "finished",
        TrialEnd::Diverged => "diverged",
        TrialEnd::Paused => "has reached its rung",
        TrialEnd::Pruned => "pruned",
        TrialEnd::Interrupted => "interrupted, saved",
        TrialEnd::Failed => "failed",
    };
    let loss = result.loss.map_or_else(String::new, |loss| format!(", loss {}", text::loss(loss)));
    let reason =
        result.reason.as_deref().map_or_else(String::new, |reason| format!(": {}", text::sanitized(reason)));
    format!(
        "trial {}: {state} at iteration {}{loss}{reason}",
        result.trial,
        text::thousands(result.iterations)
    )
}

/// The trial that a scheduler's variable names.
fn variable(read: impl Fn(&str) -> Option<String>) -> Result<String, Usage> {
    let found = VARIABLES.iter().filter_map(|(name, first)| Some((*name, *first, read(name)?)));
    // Grid Engine says so of a job that is no array.
    let found: Vec<_> = found.filter(|(_, _, value)| !value.is_empty() && value != "undefined").collect();
    match &found[..] {
        [] => Err(Usage::new(
            "trial: name the trial: downhill trial OUT INDEX; no scheduler has named one (downhill trial --help lists how they do)",
        )),
        [(name, first, value)] => {
            let number = value.parse::<u32>().ok().and_then(|number| number.checked_sub(*first));
            let wrong =
                || Usage::new(format!("{name} {}: must be a whole number from {first}", excerpt(value)));
            Ok(number.ok_or_else(wrong)?.to_string())
        }
        [(one, ..), (other, ..), ..] => Err(Usage::new(format!(
            "trial: {one} and {other} both name a trial; say which: downhill trial OUT INDEX"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(variables: &[(&str, &str)]) -> Result<String, Usage> {
        variable(|name| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn schedulers_count_from_0_or_from_1() {
        for (name, first) in VARIABLES {
            assert_eq!(named(&[(name, "3")]).unwrap(), (3 - first).to_string());
            assert!(named(&[(name, "x")]).unwrap_err().to_string().starts_with(name));
        }
        assert!(named(&[("PARALLEL_SEQ", "0")]).is_err());
        assert!(named(&[]).unwrap_err().to_string().contains("downhill trial OUT INDEX"));
        assert!(named(&[("SGE_TASK_ID", "undefined")]).is_err());
    }

    #[test]
    fn two_that_name_a_trial_are_refused() {
        let both = named(&[("SLURM_ARRAY_TASK_ID", "3"), ("PARALLEL_SEQ", "1")]).unwrap_err().to_string();
        assert!(both.contains("SLURM_ARRAY_TASK_ID and PARALLEL_SEQ"), "{both}");
    }
}
