//! One trial: begun, or gone on with from its checkpoint, and trained to its next rung or its end.

use std::path::Path;

use crossbeam_channel::select;

use super::{
    data::{StopSignal, TrialData},
    error::TrialsError,
    folder::SweepFolder,
    result::{TrialEnd, TrialResult},
};
use crate::{
    history::History,
    race::LaneState,
    record::{RecordError, Recorder, Recording, Resumed, RunFolder, RunWriter, usable_checkpoint},
    session::{Command, Origin, Session, SessionOptions, StartPace, State, Update},
    sweep::Pruner,
};

/// What a trial does where it stands.
enum NextMove {
    /// It takes so many more iterations.
    Step(u64),
    /// It stands still.
    End(TrialEnd),
}

/// Runs a trial up to the end of a stage, and writes its result. One that somebody else runs is left alone: `None`.
///
/// # Errors
/// If nothing can be written about it; any other failure is a result.
pub(super) fn run(
    sweep: &SweepFolder,
    trial: u32,
    stage: usize,
    data: &TrialData,
    threads: usize,
    stop: &StopSignal,
) -> Result<Option<TrialResult>, TrialsError> {
    let path = sweep.trial(trial);
    let mut history = History::default();
    let result = match train(sweep, trial, stage, data, threads, stop, &mut history) {
        Ok(end) => TrialResult::new(trial, end, &history),
        Err(TrialsError::Record(RecordError::InUse { .. })) => return Ok(None),
        Err(error) => TrialResult::failed(trial, &history, &error.to_string()),
    };
    result.write(&path)?;
    let over = matches!(result.state, TrialEnd::Finished | TrialEnd::Diverged | TrialEnd::Pruned);
    if over && !sweep.file.keep_checkpoints {
        // Its log trains it again; a checkpoint is as large as a thousand results.
        RunFolder::of_trial(&path)?.remove_checkpoints()?;
    }
    Ok(Some(result))
}

fn train(
    sweep: &SweepFolder,
    trial: u32,
    stage: usize,
    data: &TrialData,
    threads: usize,
    stop: &StopSignal,
    history: &mut History,
) -> Result<TrialEnd, TrialsError> {
    let path = sweep.trial(trial);
    let config = sweep.race(trial)?;
    let folder = RunFolder::of_trial(&path)?;
    let (origin, writer) = begin(folder, &path, config.into())?;
    *history = writer.history().clone();
    // Each stretch is asked for.
    let options =
        SessionOptions { paused: true, pace: StartPace::Unlimited, threads, ..SessionOptions::default() };
    let every = sweep.file.save_every();
    let started = Session::start_recorded::<1>(origin, options, data.source(), every);
    let (session, [updates], channels) =
        started.map_err(|error| TrialsError::refused(&path, error.to_string()))?;
    let recorder =
        Recorder::spawn(writer, channels).map_err(|error| TrialsError::refused(&path, error.to_string()))?;
    let mut stopping = false;
    let end = loop {
        let update = select! {
            recv(updates) -> update => update,
            // It closes when trials are to stop.
            recv(stop.receiver(stopping)) -> _ => {
                stopping = true;
                if !session.send(Command::Pause) {
                    break Ok(TrialEnd::Interrupted);
                }
                continue;
            }
        };
        let Ok(update) = update else { break Err("the race has ended without a word".to_owned()) };
        history.apply(&update);
        match update {
            Update::Failed { message } => break Err(message),
            Update::State { state: State::Paused | State::Finished, iteration } => {
                match next(sweep, trial, stage, stopping, history, iteration)? {
                    NextMove::End(end) => break Ok(end),
                    NextMove::Step(iterations) if session.send(Command::Step(iterations)) => {}
                    NextMove::Step(_) => break Err("the race takes no commands".to_owned()),
                }
            }
            _ => {}
        }
    };
    drop(session);
    recorder.finish().result?;
    end.map_err(|reason| TrialsError::refused(&path, reason))
}

/// A race from its checkpoint, if it has one that can be read, else from its start.
fn begin(folder: RunFolder, path: &Path, new: Origin) -> Result<(Origin, RunWriter), TrialsError> {
    let Some(which) = usable_checkpoint(path) else {
        folder.remove_checkpoints()?;
        return Ok((new, RunWriter::of(folder, Recording::LogOnly)));
    };
    match Resumed::of(folder, which, Recording::LogOnly) {
        Ok(resumed) => Ok((resumed.checkpoint.into(), resumed.writer)),
        // A log that is damaged: the trial is short, and its settings are in the plan.
        Err(RecordError::Damaged { .. }) => {
            let folder = RunFolder::of_trial(path)?;
            folder.remove_checkpoints()?;
            Ok((new, RunWriter::of(folder, Recording::LogOnly)))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a trial does that stands at an iteration.
fn next(
    sweep: &SweepFolder,
    trial: u32,
    stage: usize,
    stopping: bool,
    history: &History,
    iteration: u64,
) -> Result<NextMove, TrialsError> {
    let rungs = &sweep.plan.rungs;
    let lane = history.lanes().first();
    let state = lane.map_or(LaneState::Running, |lane| lane.info.state);
    let rung = rungs.iterations.iter().position(|goal| iteration < *goal);
    match state {
        LaneState::Diverged { .. } => {
            // It counts in every rung that it did not reach, so that nobody waits for it.
            if rungs.pruner != Pruner::None
                && let Some(rung) = rung
            {
                sweep.reach(rung, trial, None)?;
            }
            return Ok(NextMove::End(TrialEnd::Diverged));
        }
        LaneState::Faulted { iteration } => {
            let what = format!("a fault in the program at iteration {iteration}");
            return Err(TrialsError::refused(&sweep.trial(trial), what));
        }
        LaneState::Running | LaneState::Off => {}
    }
    let goal = rung.map(|rung| rungs.iterations[rung]);
    // The last rung that it has reached.
    let reached = rung.unwrap_or(rungs.iterations.len()).checked_sub(1);
    let at_rung = reached.filter(|rung| rungs.iterations[*rung] == iteration);
    if rungs.pruner != Pruner::None
        && let Some(rung) = at_rung
    {
        let loss = TrialResult::new(trial, TrialEnd::Paused, history).loss;
        sweep.reach(rung, trial, loss)?;
    }
    let Some(goal) = goal else { return Ok(NextMove::End(TrialEnd::Finished)) };
    match (rungs.pruner, at_rung) {
        (Pruner::Halving, Some(rung)) if rung >= stage => return Ok(NextMove::End(TrialEnd::Paused)),
        (Pruner::Asha, Some(rung)) => {
            let best = rungs.go_on(rung, &sweep.reached(rung)?, sweep.trials.len());
            if !best.contains(&trial) {
                return Ok(NextMove::End(TrialEnd::Pruned));
            }
        }
        _ => {}
    }
    if stopping { Ok(NextMove::End(TrialEnd::Interrupted)) } else { Ok(NextMove::Step(goal - iteration)) }
}
