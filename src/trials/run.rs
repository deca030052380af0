//! One trial: begun, or gone on with from its checkpoint, and trained to its next rung or its end.

use std::path::Path;

use crossbeam_channel::{Receiver, select};

use super::{
    data::{StopSignal, TrialData},
    error::TrialsError,
    folder::SweepFolder,
    result::{TrialEnd, TrialResult},
};
use crate::{
    config::Config,
    history::History,
    race::{LaneState, Snapshot},
    record::{RecordError, Recorder, Recording, Resumed, RunFolder, RunWriter, usable_checkpoint},
    session::{Command, Origin, Session, SessionOptions, StartPace, State, Update},
    sweep::Pruner,
};

/// A trial, where it is to go, and on what.
pub(super) struct TrialJob<'a> {
    pub(super) sweep: &'a SweepFolder,
    pub(super) trial: u32,
    /// The stage that it is to reach.
    pub(super) stage: usize,
    pub(super) data: &'a TrialData,
    pub(super) threads: usize,
    pub(super) stop: &'a StopSignal,
}

/// What has come of running a trial.
pub(crate) enum TrialRun {
    /// It stands still, and its result is written.
    Ended(Box<TrialResult>),
    /// It was done already.
    Done(u32),
    /// Another process runs it.
    Elsewhere(u32),
}

/// What a trial does where it stands.
enum NextMove {
    /// It takes so many more iterations.
    Step(u64),
    /// It stands still.
    End(TrialEnd),
}

impl TrialJob<'_> {
    /// Runs the trial up to the end of its stage, and writes its result.
    ///
    /// # Errors
    /// If nothing can be written about it; any other failure is a result.
    pub(super) fn run(&self) -> Result<TrialRun, TrialsError> {
        let path = self.sweep.trial(self.trial);
        let folder = match RunFolder::of_trial(&path) {
            Err(RecordError::InUse { .. }) => return Ok(TrialRun::Elsewhere(self.trial)),
            folder => folder?,
        };
        // Somebody else may have run it since it was listed.
        if !self.sweep.owes(self.trial, self.stage) {
            return Ok(TrialRun::Done(self.trial));
        }
        let mut history = History::default();
        // The folder is held until the result is there, so that nobody begins the trial again meanwhile.
        let (end, folder) = self.train(folder, &path, &mut history);
        let result = match end {
            Ok(end) => TrialResult::new(self.trial, end, &history),
            Err(error) => TrialResult::failed(self.trial, &history, &error.to_string()),
        };
        result.write(&path)?;
        let over = matches!(result.state, TrialEnd::Finished | TrialEnd::Diverged | TrialEnd::Pruned);
        // A lane that a fault has stopped would stand there for ever.
        let faulted = matches!(lane_state(&history), LaneState::Faulted { .. });
        if let Some(folder) = folder.filter(|_| faulted || over && !self.sweep.file.keep_checkpoints) {
            // Its log trains it again; a checkpoint is as large as a thousand results.
            folder.remove_checkpoints()?;
        }
        Ok(TrialRun::Ended(Box::new(result)))
    }

    /// Trains it; the folder comes back once everything is in it.
    fn train(
        &self,
        folder: RunFolder,
        path: &Path,
        history: &mut History,
    ) -> (Result<TrialEnd, TrialsError>, Option<RunFolder>) {
        let begun = self.sweep.race(self.trial).map_err(TrialsError::from).and_then(|config| {
            let (origin, writer) = begin(folder, path, config)?;
            *history = writer.history().clone();
            // Each stretch is asked for.
            let options = SessionOptions {
                paused: true,
                pace: StartPace::Unlimited,
                threads: self.threads,
                ..SessionOptions::default()
            };
            let every = self.sweep.file.save_every();
            let no_thread = |error: std::io::Error| TrialsError::refused(path, error.to_string());
            let (session, [updates], channels) =
                Session::start_recorded::<1>(origin, options, self.data.source(), every)
                    .map_err(no_thread)?;
            Ok((session, updates, Recorder::spawn(writer, channels).map_err(no_thread)?))
        });
        let (session, updates, recorder) = match begun {
            Ok(begun) => begun,
            Err(error) => return (Err(error), None),
        };
        let end = self.follow(&session, &updates, path, history);
        drop(session);
        let recorded = recorder.finish();
        // Why a race could not begin says more than that nothing of it was recorded.
        let end = end.and_then(|end| recorded.result.map(|_| end).map_err(TrialsError::from));
        (end, recorded.folder)
    }

    /// Lets the race take its stretches until it stands still.
    fn follow(
        &self,
        session: &Session,
        updates: &Receiver<Update>,
        path: &Path,
        history: &mut History,
    ) -> Result<TrialEnd, TrialsError> {
        let lost = |what: &str| TrialsError::refused(path, what);
        let mut stopping = false;
        loop {
            let update = select! {
                recv(updates) -> update => update.map_err(|_| lost("the race has ended without a word"))?,
                // It closes when trials are to stop.
                recv(self.stop.receiver(stopping)) -> _ => {
                    stopping = true;
                    if !session.send(Command::Pause) {
                        return Ok(TrialEnd::Interrupted);
                    }
                    continue;
                }
            };
            history.apply(&update);
            match update {
                Update::Failed { message } => return Err(lost(&message)),
                Update::State { state: State::Paused | State::Finished, iteration } => {
                    match self.next(stopping, history, iteration)? {
                        NextMove::End(end) => return Ok(end),
                        NextMove::Step(iterations) if session.send(Command::Step(iterations)) => {}
                        NextMove::Step(_) => return Err(lost("the race takes no commands")),
                    }
                }
                _ => {}
            }
        }
    }

    /// What the trial does that stands at an iteration.
    fn next(&self, stopping: bool, history: &History, iteration: u64) -> Result<NextMove, TrialsError> {
        let (sweep, trial) = (self.sweep, self.trial);
        let rungs = &sweep.plan.rungs;
        match lane_state(history) {
            // The race has gone on to the end of a stretch, however long that was.
            LaneState::Diverged { iteration } => {
                // It counts in the rung that it did not reach, so that nobody waits for it.
                let rung = rungs.iterations.iter().position(|goal| iteration <= *goal);
                if let Some(rung) = rung.filter(|_| rungs.pruner != Pruner::None) {
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
        let next = rungs.iterations.iter().position(|goal| iteration < *goal);
        // The rung on which it stands.
        let reached = next.unwrap_or(rungs.iterations.len()).checked_sub(1);
        let at_rung = reached.filter(|rung| rungs.iterations[*rung] == iteration);
        if let Some(rung) = at_rung.filter(|_| rungs.pruner != Pruner::None) {
            let loss = TrialResult::new(trial, TrialEnd::Paused, history).loss;
            sweep.reach(rung, trial, loss)?;
        }
        let Some(next) = next else { return Ok(NextMove::End(TrialEnd::Finished)) };
        match (rungs.pruner, at_rung) {
            (Pruner::Halving, Some(rung)) if rung >= self.stage => {
                return Ok(NextMove::End(TrialEnd::Paused));
            }
            (Pruner::Asha, Some(rung)) if !sweep.goes_on(rung, trial)? => {
                return Ok(NextMove::End(TrialEnd::Pruned));
            }
            _ => {}
        }
        if stopping {
            return Ok(NextMove::End(TrialEnd::Interrupted));
        }
        Ok(NextMove::Step(rungs.iterations[next] - iteration))
    }
}

/// The state of the trial's only lane.
fn lane_state(history: &History) -> LaneState {
    history.lanes().first().map_or(LaneState::Running, |lane| lane.info.state)
}

/// A race from its checkpoint, if it has one that can be read, else from its start.
fn begin(folder: RunFolder, path: &Path, config: Config) -> Result<(Origin, RunWriter), TrialsError> {
    let Some(which) = usable_checkpoint(path)? else { return anew(folder, config) };
    match Resumed::of(folder, which, Recording::LogOnly) {
        Ok(resumed) if is_of(&resumed.checkpoint.race, &config) => {
            Ok((resumed.checkpoint.into(), resumed.writer))
        }
        // A log that is damaged, or of another race: the trial's settings are in the plan.
        Ok(_) | Err(RecordError::Damaged { .. }) => anew(RunFolder::of_trial(path)?, config),
        Err(error) => Err(error.into()),
    }
}

fn anew(folder: RunFolder, config: Config) -> Result<(Origin, RunWriter), TrialsError> {
    folder.remove_checkpoints()?;
    Ok((config.into(), RunWriter::of(folder, Recording::LogOnly)))
}

/// Whether what was saved is a race of these settings.
fn is_of(saved: &Snapshot, config: &Config) -> bool {
    let own = &saved.config;
    let lanes = saved.lanes.iter().map(|lane| (lane.config.kind, lane.config.settings));
    lanes.eq(config.lanes.iter().map(|lane| (lane.kind, lane.settings)))
        && (own.seed, own.batch_size, own.iterations) == (config.seed, config.batch_size, config.iterations)
        && (&own.hidden, own.activation, own.init) == (&config.hidden, config.activation, config.init)
}
