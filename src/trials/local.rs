//! Trials in this process: so many at once as there are cores, each with its share of them.

use std::{collections::HashSet, thread, time::Duration};

use crossbeam_channel::{Receiver, Sender, bounded, never, unbounded};

use super::{
    data::{StopSignal, TrialData},
    error::TrialsError,
    folder::SweepFolder,
    result::TrialEnd,
    run::{TrialJob, TrialRun},
};
use crate::signals::Signals;

/// How soon it is seen that a sweep is to stop.
const CHECK_EVERY: Duration = Duration::from_millis(200);

/// What has become of trials that were run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SweepRun {
    /// Trials that have failed.
    pub(crate) failed: usize,
    /// The signal that has ended it.
    pub(crate) signal: Option<i32>,
    /// Whether the sweep was stopped.
    pub(crate) stopped: bool,
    /// Trials that another process runs.
    pub(crate) elsewhere: usize,
}

/// Runs all that is left of a sweep, one stage after the other.
///
/// # Errors
/// If something can't be written.
pub(crate) fn run_stages(
    sweep: &SweepFolder,
    data: &TrialData,
    cores: usize,
    signals: &Signals,
    report: &mut dyn FnMut(&TrialRun),
) -> Result<SweepRun, TrialsError> {
    let mut outcome = SweepRun::default();
    for stage in 0..sweep.stages() {
        sweep.release(stage)?;
        let trials = sweep.participants(stage)?;
        let more = run_trials(sweep, &trials, stage, data, cores, signals, report)?;
        outcome = SweepRun { failed: outcome.failed + more.failed, ..more };
        // Without the losses of those that others run nobody knows who goes on.
        if outcome.signal.is_some() || outcome.stopped || outcome.elsewhere > 0 {
            break;
        }
    }
    Ok(outcome)
}

/// Runs those of some trials that still have to be, up to a stage. One that fails ends no other.
///
/// # Errors
/// If something can't be written.
pub(crate) fn run_trials(
    sweep: &SweepFolder,
    trials: &[u32],
    stage: usize,
    data: &TrialData,
    cores: usize,
    signals: &Signals,
    report: &mut dyn FnMut(&TrialRun),
) -> Result<SweepRun, TrialsError> {
    // Named twice it is still one trial.
    let mut seen = HashSet::new();
    let named = trials.iter().copied().filter(|trial| seen.insert(*trial));
    let (owed, done): (Vec<u32>, Vec<u32>) = named.partition(|trial| sweep.owes(*trial, stage));
    for trial in done {
        report(&TrialRun::Done(trial));
    }
    let workers = cores.clamp(1, owed.len().max(1));
    // Who is left over shares its work: the number of threads never changes a result.
    let threads = (cores / workers).max(1);
    let (queue, left) = unbounded();
    for trial in owed {
        let _ = queue.send(trial);
    }
    drop(queue);
    let (alive, stop) = bounded(0);
    let (results, received) = bounded(workers);
    thread::scope(|scope| {
        for worker in 0..workers {
            let (left, results, stop) = (left.clone(), results.clone(), StopSignal(stop.clone()));
            let work = move || {
                for trial in &left {
                    let job = TrialJob { sweep, trial, stage, data, threads, stop: &stop };
                    if stop.is_set() || results.send(job.run()).is_err() {
                        return;
                    }
                }
            };
            let spawned = thread::Builder::new().name(format!("trial-{worker}")).spawn_scoped(scope, work);
            spawned.map_err(|error| TrialsError::Scheduler(format!("no thread for trials: {error}")))?;
        }
        drop(results);
        watch(sweep, signals, alive, received, report)
    })
}

/// Takes what workers report until they have ended; drops `alive` when a signal comes or the sweep is stopped. The
/// receiver goes with it, so that no worker waits for anybody who has left.
#[expect(clippy::needless_pass_by_value, reason = "dropped at the end")]
fn watch(
    sweep: &SweepFolder,
    signals: &Signals,
    alive: Sender<()>,
    results: Receiver<Result<TrialRun, TrialsError>>,
    report: &mut dyn FnMut(&TrialRun),
) -> Result<SweepRun, TrialsError> {
    let mut alive = Some(alive);
    let mut outcome = SweepRun::default();
    let mut trouble = None;
    let ticks = crossbeam_channel::tick(CHECK_EVERY);
    loop {
        let signalled = if alive.is_some() { signals.receiver().clone() } else { never() };
        crossbeam_channel::select! {
            recv(results) -> result => match result {
                Ok(Ok(run)) => {
                    match &run {
                        TrialRun::Ended(result) if result.state == TrialEnd::Failed => outcome.failed += 1,
                        TrialRun::Elsewhere(_) => outcome.elsewhere += 1,
                        TrialRun::Ended(_) | TrialRun::Done(_) => {}
                    }
                    report(&run);
                }
                Ok(Err(error)) => trouble = trouble.or(Some(error)),
                Err(_) => break,
            },
            recv(signalled) -> signal => {
                outcome.signal = signal.ok();
                alive = None;
            }
            recv(ticks) -> _ => if alive.is_some() && sweep.is_stopped() {
                outcome.stopped = true;
                alive = None;
            },
        }
    }
    match trouble {
        // Whoever has sent it wants to see it in the exit code.
        Some(error) if outcome.signal.is_none() => Err(error),
        _ => Ok(outcome),
    }
}
