//! GNU parallel: a stage of a sweep is one run of it, which this process waits for.

use std::{
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::{
    data::TrialData,
    error::TrialsError,
    folder::SweepFolder,
    local::SweepRun,
    tasks::{Engine, TaskList, command, worthwhile},
};
use crate::{signals::Signals, text::reason};

/// How often it is looked whether it has ended.
const CHECK_EVERY: Duration = Duration::from_millis(100);

/// Runs all that is left of a sweep, a stage after the other.
///
/// # Errors
/// If GNU parallel can't be run, or something can't be written.
pub(crate) fn run(
    sweep: &SweepFolder,
    engine: &Engine,
    data: &TrialData,
    signals: &Signals,
) -> Result<SweepRun, TrialsError> {
    for stage in 0..sweep.stages() {
        let bundle = match engine.bundle {
            Some(bundle) => bundle,
            None => worthwhile(sweep, data, stage, 1)?,
        };
        let tasks = sweep.tasks(stage, bundle, &[]);
        if tasks.is_empty() {
            continue;
        }
        let list = TaskList::create(sweep, &tasks)?;
        // A slot of it is one core.
        let line = format!("{} --threads 1 {{}}", command(engine, &sweep.path, &list, stage));
        let child = Command::new("parallel")
            // Long enough for a trial to save, if parallel itself is told to end.
            .args(["--termseq", "TERM,10000,KILL"])
            .args(&engine.arguments)
            .arg("--joblog")
            .arg(list.path.join("joblog"))
            .arg("--results")
            .arg(list.path.join("logs"))
            .arg(line)
            .arg(":::")
            .args((0..tasks.len()).map(|task| task.to_string()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        let child = child.map_err(|error| {
            TrialsError::Scheduler(format!(
                "parallel can't be run: {}; is GNU parallel here?",
                reason(&error)
            ))
        })?;
        let signal = wait(sweep, child, signals)?;
        if signal.is_some() || sweep.is_stopped() {
            return Ok(SweepRun { signal, stopped: sweep.is_stopped(), failed: 0 });
        }
    }
    Ok(SweepRun::default())
}

/// Waits until it has ended. A signal stops the sweep: trials on other machines get none, but they see that.
fn wait(sweep: &SweepFolder, mut child: Child, signals: &Signals) -> Result<Option<i32>, TrialsError> {
    let mut signal = None;
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(signal),
            Ok(None) => {}
            Err(error) => {
                return Err(TrialsError::Scheduler(format!("parallel is lost: {}", reason(&error))));
            }
        }
        if signal.is_none() {
            signal = signals.receiver().try_recv().ok();
            if signal.is_some() {
                sweep.stop()?;
            }
        }
        thread::sleep(CHECK_EVERY);
    }
}
