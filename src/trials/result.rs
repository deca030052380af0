//! `result.json`: what came of a trial. It appears by rename, once the trial stands still.

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use super::{error::TrialsError, plan_file::FORMAT};
use crate::{
    export::RaceResult,
    history::{History, Smoother, Smoothing},
    input::{self, Check, Checked},
    race::LaneState,
    record::{Existing, OutFile},
    sweep::{TrialStanding, TrialState},
    text::shortened,
};

/// The name of the file.
pub(super) const RESULT: &str = "result.json";

/// The most bytes of a result, a race of one lane.
const MAX_BYTES: u64 = 1 << 20;

/// The longest reason of a failure, in characters.
const MAX_REASON: usize = 400;

/// How a trial stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TrialEnd {
    Finished,
    Diverged,
    /// It has reached a rung, where it is compared with the others.
    Paused,
    /// It was not among those that go on.
    Pruned,
    /// It was stopped on purpose, saved.
    Interrupted,
    Failed,
}

/// What came of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrialResult {
    format: u32,
    pub(crate) trial: u32,
    pub(crate) state: TrialEnd,
    /// Why it failed.
    pub(crate) reason: Option<String>,
    pub(crate) iterations: u64,
    /// The smoothed loss, if it is finite.
    pub(crate) loss: Option<f32>,
    /// The share of test images that were classified right.
    pub(crate) accuracy: Option<f32>,
    /// How long it has trained.
    pub(crate) seconds: f64,
    /// The machine on which it ended.
    pub(crate) host: String,
    /// The whole race, as `downhill --headless --json` prints it; `None` if it never began.
    #[serde(default)]
    pub(crate) race: Option<RaceResult>,
}

impl TrialResult {
    /// What is known of a race of one lane.
    pub(super) fn new(trial: u32, state: TrialEnd, history: &History) -> Self {
        let smoother = Smoother::new(Smoothing::default());
        let lane = history.lanes().first();
        let loss = lane.and_then(|lane| lane.smoothed(&smoother)).filter(|loss| loss.is_finite());
        // The race has gone on to the end of a stretch, whose length is the machine's.
        let iterations = match lane.map(|lane| lane.info.state) {
            Some(LaneState::Diverged { iteration }) => iteration,
            _ => history.iteration(),
        };
        let race =
            RaceResult::of(history, Smoothing::default()).map(|race| RaceResult { iterations, ..race });
        Self {
            format: FORMAT,
            trial,
            state,
            reason: None,
            iterations,
            loss: loss.filter(|_| state != TrialEnd::Diverged),
            accuracy: lane.and_then(|lane| lane.accuracy),
            seconds: history.elapsed_at(history.iteration()).map_or(0.0, |elapsed| elapsed.as_secs_f64()),
            host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            race,
        }
    }

    /// One that could not be run, or not to its end.
    pub(super) fn failed(trial: u32, history: &History, reason: &str) -> Self {
        let reason = Some(shortened(reason, MAX_REASON));
        Self { reason, ..Self::new(trial, TrialEnd::Failed, history) }
    }

    /// Writes it into the folder of its trial.
    pub(super) fn write(&self, folder: &Path) -> Result<(), TrialsError> {
        let path = folder.join(RESULT);
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| TrialsError::refused(&path, error.to_string()))?;
        bytes.push(b'\n');
        Ok(OutFile::new(&path, Existing::Replaced, &[])?.write(&bytes)?)
    }

    /// Reads that of a trial; `None` if there is none.
    ///
    /// # Errors
    /// If it is damaged, or another trial's; the message says what is wrong.
    pub(super) fn read(folder: &Path, trial: u32) -> Result<Option<Self>, String> {
        let bytes = match input::read(&folder.join(RESULT), MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(format!("{RESULT}: {error}")),
        };
        // A seed may be any number of 64 bits; texts are made safe where they are shown.
        let result: Self = input::from_foreign_json(&bytes).map_err(|error| format!("{RESULT}: {error}"))?;
        result.check().map_err(|error| format!("{RESULT}: {error}"))?;
        if result.trial == trial {
            Ok(Some(result))
        } else {
            Err(format!("{RESULT}: of trial {}", result.trial))
        }
    }

    /// On how many images it was tested at its end.
    pub(super) fn tested(&self) -> Option<usize> {
        let race = self.race.as_ref().filter(|_| self.state == TrialEnd::Finished)?;
        race.lanes.first()?.test_images
    }

    /// How the trial stands by it. Whether one that is paused goes on is decided elsewhere.
    pub(super) fn standing(self) -> TrialStanding {
        TrialStanding {
            state: match self.state {
                TrialEnd::Finished => TrialState::Finished,
                TrialEnd::Diverged => TrialState::Diverged,
                TrialEnd::Paused => TrialState::Waiting,
                TrialEnd::Pruned => TrialState::Pruned,
                TrialEnd::Interrupted => TrialState::Interrupted,
                TrialEnd::Failed => TrialState::Failed,
            },
            iterations: self.iterations,
            loss: self.loss.filter(|loss| loss.is_finite()),
            accuracy: self.accuracy,
            seconds: self.seconds,
            reason: self.reason.map(|reason| shortened(&reason, MAX_REASON)),
        }
    }
}

impl Check for TrialResult {
    fn check(&self) -> Checked {
        input::require(self.format == FORMAT, "of another version of downhill")?;
        let share = |share: f32| (0.0..=1.0).contains(&share);
        input::require(self.accuracy.is_none_or(share), "an accuracy outside 0 to 1")?;
        input::require(self.seconds.is_finite() && self.seconds >= 0.0, "a time below 0")
    }
}

/// Whether a file is not there.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
