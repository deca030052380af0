//! GNU parallel: a stage of a sweep is one run of it, which this process waits for.

use std::{
    collections::HashSet,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

use super::{
    data::TrialData,
    error::TrialsError,
    folder::{SweepFolder, write},
    local::SweepRun,
    tasks::{Engine, TaskList, command, worthwhile},
};
use crate::{signals::Signals, text::reason};

/// How often it is looked whether it has ended.
const CHECK_EVERY: Duration = Duration::from_millis(100);

/// Up to there its exit code is a number of jobs that have failed, and their results say why.
const MAX_FAILED_JOBS: i32 = 101;

/// Finds out whether it is there, before anybody waits for it.
///
/// # Errors
/// If it is not, or the sweep's path is none that it would leave alone.
pub(crate) fn check_parallel(sweep: &SweepFolder) -> Result<(), TrialsError> {
    if sweep.path.to_string_lossy().contains('{') {
        let what = "GNU parallel takes braces in a path for its own; name a folder without them";
        return Err(TrialsError::refused(&sweep.path, what));
    }
    let mut version = Command::new("parallel");
    version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().map(drop).map_err(|error| missing(&error))
}

fn missing(error: &std::io::Error) -> TrialsError {
    TrialsError::Scheduler(format!("parallel can't be run: {}; is GNU parallel here?", reason(error)))
}

/// Runs all that is left of a sweep, a stage after the other.
///
/// # Errors
/// If GNU parallel can't be run or has refused, or something can't be written.
pub(crate) fn run_by_parallel(
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
        let tasks = sweep.tasks(stage, true, bundle, &HashSet::new())?;
        if tasks.is_empty() {
            continue;
        }
        let list = TaskList::create(sweep, &tasks)?;
        // A command line would be too short for all of them.
        let numbers: Vec<String> = (0..tasks.len()).map(|task| task.to_string()).collect();
        write(&list.path.join("numbers.txt"), numbers.join("\n").as_bytes())?;
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
            .arg("--arg-file")
            .arg(list.path.join("numbers.txt"))
            .arg(line)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        let (status, signal) = wait(sweep, child.map_err(|error| missing(&error))?, signals)?;
        let stopped = sweep.is_stopped();
        if signal.is_some() || stopped {
            return Ok(SweepRun { signal, stopped, ..SweepRun::default() });
        }
        if status.code().is_none_or(|code| code > MAX_FAILED_JOBS) {
            return Err(TrialsError::Scheduler(format!(
                "parallel has ended with {status}, and said why above"
            )));
        }
    }
    Ok(SweepRun::default())
}

/// Waits until it has ended. A signal stops the sweep: trials on other machines get none, but they see that.
fn wait(
    sweep: &SweepFolder,
    mut child: Child,
    signals: &Signals,
) -> Result<(ExitStatus, Option<i32>), TrialsError> {
    let mut signal = None;
    let mut told = false;
    let mut trouble = None;
    loop {
        let ended = child.try_wait();
        // One that reached both of us counts although it has ended first.
        if signal.is_none() {
            signal = signals.pending();
            if signal.is_some() {
                trouble = sweep.stop().err();
            }
        }
        match ended {
            Ok(Some(status)) => return trouble.map_or(Ok((status, signal)), Err),
            Ok(None) => {}
            Err(error) => {
                return Err(TrialsError::Scheduler(format!("parallel is lost: {}", reason(&error))));
            }
        }
        if !told && (signal.is_some() || sweep.is_stopped()) {
            // It starts no more jobs, and waits for those that run.
            let _ = i32::try_from(child.id())
                .ok()
                .and_then(Pid::from_raw)
                .map(|id| kill_process(id, Signal::HUP));
            told = true;
        }
        thread::sleep(CHECK_EVERY);
    }
}
