//! How the trials of a sweep stand, read from their folders as often as somebody looks.
//!
//! A trial that is over is read once. Of the others, folders are listed and files are asked for their times, so that
//! ten thousand trials cost some milliseconds.

use std::{
    collections::HashSet,
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use super::{
    error::TrialsError,
    folder::SweepFolder,
    result::{RESULT, TrialEnd, TrialResult},
};
use crate::{
    data::Outputs,
    export::LOG,
    sweep::{Pruner, SweepData, SweepStanding, TrialStanding, TrialState},
};

/// How long a trial that is under way may write nothing. It writes every second.
const SILENT_AFTER: Duration = Duration::from_mins(1);

/// The most results by which the time that is left is told: the last ones.
const RECENT: usize = 256;

/// What is known of one trial's files.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// When its result was written, and how many bytes it has.
    result: Option<(SystemTime, u64)>,
    /// The result is damaged, or of something else.
    fault: Option<String>,
    /// Iterations at which it waits for the others of its rung.
    paused: Option<u64>,
}

/// Reads a sweep's folder again and again.
#[derive(Debug)]
pub(crate) struct Scanner {
    pub(crate) sweep: SweepFolder,
    title: String,
    data: SweepData,
    seen: Vec<Seen>,
    standings: Vec<TrialStanding>,
}

impl Scanner {
    /// `title` is what the sweep is called on screen.
    pub(crate) fn new(sweep: SweepFolder, title: String) -> Self {
        let count = sweep.trials.len();
        let data = sweep.file.data().map_or_else(SweepData::default, |folder| SweepData {
            folder: folder.path.to_str().map(str::to_owned),
            transpose: folder.transpose,
            all_labels: folder.outputs == Outputs::UpToLargest,
            tested: None,
        });
        Self {
            sweep,
            title,
            data,
            seen: vec![Seen::default(); count],
            standings: vec![TrialStanding::WAITING; count],
        }
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// How all trials stand now.
    ///
    /// # Errors
    /// If the folder can't be read. A trial whose files can't be is told as failed.
    pub(crate) fn scan(&mut self) -> Result<SweepStanding, TrialsError> {
        let now = SystemTime::now();
        let shards: Vec<_> = self.sweep.shards().collect();
        for shard in shards {
            // One that is not there yet has no trials.
            let Ok(entries) = fs::read_dir(&shard) else { continue };
            for entry in entries.flatten() {
                let number = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
                if let Some(number) = number.filter(|number| self.sweep.trial(*number) == entry.path()) {
                    self.look(number as usize, &entry.path(), now);
                }
            }
        }
        if self.sweep.plan.rungs.pruner == Pruner::Halving {
            self.halve()?;
        }
        Ok(SweepStanding {
            title: self.title.clone(),
            data: self.data.clone(),
            folder: self.sweep.path.clone(),
            plan: self.sweep.plan.clone(),
            trials: self.sweep.trials.clone(),
            standings: self.standings.clone(),
            seconds_left: self.seconds_left(),
        })
    }

    fn look(&mut self, trial: usize, folder: &Path, now: SystemTime) {
        let (Some(seen), Some(standing)) = (self.seen.get_mut(trial), self.standings.get_mut(trial)) else {
            return;
        };
        if standing.state.is_over() && seen.paused.is_none() {
            return;
        }
        let stamp = |name: &str| {
            let file = fs::metadata(folder.join(name)).ok()?;
            Some((file.modified().ok()?, file.len()))
        };
        let result = stamp(RESULT);
        if result.is_some() && result != seen.result {
            seen.paused = None;
            match TrialResult::read(folder, trial as u32) {
                Ok(Some(read)) => {
                    seen.fault = None;
                    self.data.tested = self.data.tested.max(read.tested());
                    seen.paused = (read.state == TrialEnd::Paused).then_some(read.iterations);
                    *standing = read.standing();
                }
                Ok(None) => {}
                Err(fault) => seen.fault = Some(fault),
            }
            seen.result = result;
            if standing.state.is_over() {
                return;
            }
        }
        if let Some(fault) = &seen.fault {
            *standing = TrialStanding {
                state: TrialState::Failed,
                reason: Some(fault.clone()),
                ..TrialStanding::WAITING
            };
        }
        // It is written after its result only if it goes on.
        let Some((logged, _)) = stamp(LOG) else { return };
        if result.is_none_or(|(written, _)| logged > written) {
            let age = now.duration_since(logged).unwrap_or_default();
            standing.state = if age < SILENT_AFTER { TrialState::Running } else { TrialState::Silent };
        }
    }

    /// Tells those that wait for their rung from those that were not among the best of it.
    fn halve(&mut self) -> Result<(), TrialsError> {
        let rungs = &self.sweep.plan.rungs;
        let trials = self.sweep.trials.len();
        for (rung, goal) in rungs.iterations.iter().enumerate() {
            let reached = self.sweep.reached(rung)?;
            // One that has failed or diverged keeps nobody waiting.
            let is_known = |trial: u32| {
                let state = self.standings[trial as usize].state;
                let gone = matches!(state, TrialState::Failed | TrialState::Diverged);
                gone || reached.binary_search_by_key(&trial, |(reached, _)| *reached).is_ok()
            };
            let is_decided = self.sweep.participants(rung)?.into_iter().all(is_known);
            let on = if is_decided { rungs.go_on(rung, &reached, trials) } else { Vec::new() };
            let on: HashSet<u32> = on.into_iter().collect();
            for (trial, _) in self.seen.iter().enumerate().filter(|(_, seen)| seen.paused == Some(*goal)) {
                let standing = &mut self.standings[trial];
                let goes_on = !is_decided || on.contains(&(trial as u32));
                standing.state = match standing.state {
                    TrialState::Waiting | TrialState::Pruned if goes_on => TrialState::Waiting,
                    // One that was killed on its way is not run again if others have turned out better.
                    TrialState::Waiting | TrialState::Pruned | TrialState::Silent if !goes_on => {
                        TrialState::Pruned
                    }
                    state => state,
                };
            }
        }
        Ok(())
    }

    /// The time until all are over, if they go on as the last ones did.
    fn seconds_left(&self) -> Option<f64> {
        let failed = |state| state == TrialState::Failed;
        let left =
            self.standings.iter().filter(|standing| !standing.state.is_over() && !failed(standing.state));
        let left = left.count();
        let is_running = self.standings.iter().any(|standing| standing.state == TrialState::Running);
        let mut times: Vec<SystemTime> =
            self.seen.iter().filter_map(|seen| seen.result.map(|(written, _)| written)).collect();
        times.sort_unstable();
        let recent = &times[times.len().saturating_sub(RECENT)..];
        let (first, last) = (recent.first()?, recent.last()?);
        let took = last.duration_since(*first).ok()?.as_secs_f64();
        (is_running && left > 0 && took > 0.0).then(|| took / (recent.len() - 1) as f64 * left as f64)
    }
}
