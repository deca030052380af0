//! Trials in this process: so many at once as there are cores, each with its share of them.

use std::{thread, time::Duration};

use crossbeam_channel::{Receiver, Sender, bounded, never, unbounded};

use super::{
    data::{StopSignal, TrialData},
    error::TrialsError,
    folder::SweepFolder,
    result::{TrialEnd, TrialResult},
    run,
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
    mut report: impl FnMut(&TrialResult),
) -> Result<SweepRun, TrialsError> {
    let mut outcome = SweepRun::default();
    for stage in 0..sweep.stages() {
        let trials = sweep.participants(stage)?;
        let more = run_trials(sweep, &trials, stage, data, cores, signals, &mut report)?;
        outcome.failed += more.failed;
        (outcome.signal, outcome.stopped) = (more.signal, more.stopped);
        if outcome.signal.is_some() || outcome.stopped {
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
    report: &mut impl FnMut(&TrialResult),
) -> Result<SweepRun, TrialsError> {
    let owed: Vec<u32> = trials.iter().copied().filter(|trial| sweep.owes(*trial, stage)).collect();
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
            let work = move || work(sweep, stage, data, threads, &left, &stop, &results);
            let spawned = thread::Builder::new().name(format!("trial-{worker}")).spawn_scoped(scope, work);
            spawned.map_err(|error| TrialsError::Scheduler(format!("no thread for trials: {error}")))?;
        }
        drop(results);
        watch(sweep, signals, alive, &received, report)
    })
}

/// Takes trials from the queue until it is empty, or trials are to stop.
fn work(
    sweep: &SweepFolder,
    stage: usize,
    data: &TrialData,
    threads: usize,
    left: &Receiver<u32>,
    stop: &StopSignal,
    results: &Sender<Result<Option<TrialResult>, TrialsError>>,
) {
    for trial in left {
        if stop.is_set() || results.send(run::run(sweep, trial, stage, data, threads, stop)).is_err() {
            return;
        }
    }
}

/// Takes what workers report until they have ended; drops `alive` when a signal comes or the sweep is stopped.
fn watch(
    sweep: &SweepFolder,
    signals: &Signals,
    alive: Sender<()>,
    results: &Receiver<Result<Option<TrialResult>, TrialsError>>,
    report: &mut impl FnMut(&TrialResult),
) -> Result<SweepRun, TrialsError> {
    let mut alive = Some(alive);
    let mut outcome = SweepRun::default();
    let mut trouble = None;
    let ticks = crossbeam_channel::tick(CHECK_EVERY);
    loop {
        let signalled = if alive.is_some() { signals.receiver().clone() } else { never() };
        crossbeam_channel::select! {
            recv(results) -> result => match result {
                Ok(Ok(Some(result))) => {
                    outcome.failed += usize::from(result.state == TrialEnd::Failed);
                    report(&result);
                }
                Ok(Ok(None)) => {}
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
    trouble.map_or(Ok(outcome), Err)
}
