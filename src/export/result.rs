//! What a race came to, as one JSON document that scripts read, and this program itself.
//!
//! It is a promise: fields are only added, and [`FORMAT`] grows if one changes its meaning.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    history::{Curve, History, LaneHistory, Smoother, Smoothing},
    input::{Check, Checked, at_most, require},
    optim::Setting,
    race::LaneState,
    session::{LaneInfo, MAX_LANES, MetricKind, State},
    text::sanitized,
};

/// The version of the document.
const FORMAT: u32 = 1;

/// A race and what it came to; the order of the fields is their order in the document. A reader skips those that it does
/// not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RaceResult {
    pub(crate) format: u32,
    /// The program's name and version.
    pub(crate) program: String,
    pub(crate) state: ResultState,
    /// Why the race failed, if it did.
    pub(crate) failure: Option<String>,
    /// Iterations done.
    pub(crate) iterations: u64,
    /// Where the race was to end; `None` if it had no end.
    pub(crate) of: Option<u64>,
    /// How long it has run, pauses left out.
    pub(crate) seconds: f64,
    pub(crate) seed: u64,
    pub(crate) batch_size: usize,
    /// The folder that it was recorded into.
    pub(crate) folder: Option<String>,
    pub(crate) data: DataResult,
    pub(crate) network: NetworkResult,
    pub(crate) lanes: Vec<LaneResult>,
}

/// What has become of a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ResultState {
    Running,
    Paused,
    Finished,
    /// It ended before its end: at a signal, or because no lane was left.
    Stopped,
    Failed,
}

/// The data that a race was trained and tested on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DataResult {
    pub(crate) name: String,
    /// Training images.
    pub(crate) train: usize,
    /// Test images.
    pub(crate) test: usize,
}

/// The network that each lane trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NetworkResult {
    /// The sizes of the layers, from inputs to classes.
    pub(crate) sizes: Vec<usize>,
    pub(crate) activation: String,
    /// How weights started, as it is typed.
    pub(crate) init: String,
    pub(crate) parameters: usize,
    /// The first 8 hex digits of the SHA-256 of the starting weights.
    pub(crate) fingerprint: String,
}

/// A lane as it stood at the end, with the settings that were in force then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LaneResult {
    pub(crate) name: String,
    /// The optimizer, as it is typed.
    pub(crate) optimizer: String,
    /// Its settings by their keys, as they are typed.
    pub(crate) settings: BTreeMap<String, f64>,
    /// What the learning rate does after the warm-up, as it is typed.
    pub(crate) schedule: String,
    /// Iterations of warm-up.
    pub(crate) warmup: u64,
    pub(crate) state: LaneResultState,
    /// The iteration at which it diverged, or that a fault kept it from completing.
    pub(crate) ended_at: Option<u64>,
    /// Iterations that it has taken.
    pub(crate) iterations: u64,
    /// The last loss; `None` if that was not finite.
    pub(crate) loss: Option<f32>,
    pub(crate) smoothed: Option<f32>,
    /// The smallest loss.
    pub(crate) best: Option<f32>,
    /// From 0 to 1.
    pub(crate) test_accuracy: Option<f32>,
    /// How many images that was measured on; `None` if that is not known any more.
    pub(crate) test_images: Option<usize>,
}

/// Whether a lane took steps to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LaneResultState {
    Running,
    Off,
    Diverged,
    Fault,
}

impl RaceResult {
    /// That of a race of ours; `None` before it has begun, for the training of another program, and for several races in
    /// one history.
    pub(crate) fn of(history: &History, smoothing: Smoothing) -> Option<Self> {
        let own = history.own()?;
        if history.comparison().is_some() || history.repeated().is_some() {
            return None;
        }
        let smoother = Smoother::new(smoothing);
        let lanes = history.lanes().iter().filter_map(|lane| LaneResult::of(lane, history, &smoother));
        Some(Self {
            format: FORMAT,
            program: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
            state: ResultState::of(history),
            failure: history.failure().map(sanitized),
            iterations: history.iteration(),
            of: history.end,
            seconds: history.elapsed.as_secs_f64(),
            seed: own.config.seed,
            batch_size: history.batch_size,
            folder: None,
            data: DataResult { name: sanitized(&own.data.name), train: own.data.train, test: own.data.test },
            network: NetworkResult {
                sizes: own.sizes.clone(),
                activation: own.config.activation.name().to_owned(),
                init: own.config.init.to_string(),
                parameters: own.parameters,
                fingerprint: own.fingerprint.clone(),
            },
            lanes: lanes.collect(),
        })
    }

    /// The same with the folder that the race was recorded into.
    pub(crate) fn recorded_in(self, folder: &Path) -> Self {
        Self { folder: Some(sanitized(&folder.to_string_lossy())), ..self }
    }

    /// The same of a race that nobody will go on with, whatever it was doing.
    pub(crate) fn stopped(self) -> Self {
        let state = match self.state {
            ResultState::Running | ResultState::Paused => ResultState::Stopped,
            ended => ended,
        };
        Self { state, ..self }
    }

    /// The document, ending in a newline.
    ///
    /// # Errors
    /// Never: every part of it can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        document(self)
    }

    /// One document of several races: an array.
    ///
    /// # Errors
    /// As for one.
    pub(crate) fn all_to_json(results: &[Self]) -> serde_json::Result<String> {
        document(&results)
    }
}

/// Pretty JSON in ASCII, so that no locale can break it. Only in texts is there anything else, and there an escape means
/// the same.
fn document(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    let mut ascii = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c.is_ascii() {
            ascii.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string can't fail.
            let _ = write!(ascii, "\\u{unit:04x}");
        }
    }
    ascii.push('\n');
    Ok(ascii)
}

impl ResultState {
    fn of(history: &History) -> Self {
        let runs = |lane: &LaneHistory| lane.info.state == LaneState::Running;
        match history.state() {
            State::Loading | State::Running => Self::Running,
            State::Paused if history.lanes().iter().any(runs) => Self::Paused,
            State::Paused => Self::Stopped,
            State::Finished => Self::Finished,
            State::Failed => Self::Failed,
        }
    }
}

impl LaneResult {
    fn of(lane: &LaneHistory, history: &History, smoother: &Smoother) -> Option<Self> {
        let LaneInfo { name, state, .. } = &lane.info;
        let rule = lane.info.rule()?;
        let finite = |value: Option<f32>| value.filter(|value| value.is_finite());
        let value = |setting: Setting| (setting.key().to_owned(), rule.settings.get(setting));
        // One that has ended was left out of the last measurement.
        let measured = lane.metric(MetricKind::TestAccuracy).and_then(Curve::last);
        let tested = history.tested.filter(|tested| measured == Some(tested.iteration));
        Some(Self {
            name: sanitized(name),
            optimizer: rule.kind.key().to_owned(),
            settings: rule.kind.settings().map(value).collect(),
            schedule: rule.schedule.curve.to_string(),
            warmup: rule.schedule.warm_up,
            state: LaneResultState::of(*state),
            ended_at: state.end().map(|(iteration, _)| iteration),
            iterations: lane.steps(),
            loss: finite(lane.loss()),
            smoothed: finite(lane.smoothed(smoother)),
            best: finite(lane.best),
            test_accuracy: finite(lane.accuracy),
            test_images: tested.map(|tested| tested.images),
        })
    }
}

impl LaneResultState {
    const fn of(state: LaneState) -> Self {
        match state {
            LaneState::Running => Self::Running,
            LaneState::Off => Self::Off,
            LaneState::Diverged { .. } => Self::Diverged,
            LaneState::Faulted { .. } => Self::Fault,
        }
    }
}

impl Check for RaceResult {
    fn check(&self) -> Checked {
        require(self.format == FORMAT, "a result must be of format 1")?;
        require(self.seconds >= 0.0, "a race can't have run for less than no time")?;
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        let share = |accuracy| (0.0..=1.0).contains(&accuracy);
        let shares = self.lanes.iter().all(|lane| lane.test_accuracy.is_none_or(share));
        require(shares, "an accuracy must be from 0 to 1")?;
        let losses = self.lanes.iter().flat_map(|lane| [lane.loss, lane.smoothed, lane.best]);
        // A number of JSON may be too large for a loss.
        require(losses.flatten().all(f32::is_finite), "a loss must be a finite number or null")
    }
}

#[cfg(test)]
mod tests;
