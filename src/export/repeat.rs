//! The command that repeats a race, to be typed into a shell.

use std::path::{Path, absolute};

use super::ExportError;
use crate::{config, history::History, optim, session, text};

/// How a race is repeated bit for bit.
pub(super) enum Repeat {
    /// By typing this line.
    Line(String),
    /// By training its recording again: something was changed on the way that no line can say.
    Rerun {
        rerun: String,
        /// The line that repeats it without the changes.
        line: String,
    },
    /// By making the changes again: where it is recorded, if it is, isn't known here.
    ByHand {
        /// The line that repeats it without the changes.
        line: String,
    },
}

impl Repeat {
    /// `recording` is the folder that the race is recorded into.
    ///
    /// # Errors
    /// If another program trains it: only that can repeat it.
    pub(super) fn new(history: &History, recording: Option<&Path>) -> Result<Self, ExportError> {
        let (info, own) = history.info().zip(history.own()).ok_or(ExportError::NoRace)?;
        if history.changed_at.is_none() {
            // Present schedules keep the length that they took from an earlier end.
            let lanes = history.lanes().iter().filter_map(|lane| lane.info.config()).collect();
            return Ok(Self::Line(line(own, lanes, history.end)));
        }
        let lanes = info.lanes.iter().filter_map(session::LaneInfo::config).collect();
        let line = line(own, lanes, own.config.iterations);
        Ok(match recording {
            Some(folder) => {
                // It may be typed in any folder.
                let folder = absolute(folder).unwrap_or_else(|_| folder.to_owned());
                let rerun = format!("downhill replay {} --rerun", text::shown(&folder));
                Self::Rerun { rerun, line }
            }
            None => Self::ByHand { line },
        })
    }
}

/// The command that runs that race again, with these lanes and to that end.
fn line(race: &session::OwnRace, lanes: Vec<config::LaneConfig>, end: Option<u64>) -> String {
    let config = config::Config { lanes, iterations: end, ..race.config.clone() };
    let folder = race.data.folder.as_deref();
    command_line(&config, folder.map(|folder| OwnData { folder, flags: race.data.flags().collect() }))
}

/// Data of one's own, as a command names them.
pub(super) struct OwnData<'a> {
    pub(super) folder: &'a str,
    /// The flags that, with the folder, read the same data again.
    pub(super) flags: Vec<&'static str>,
}

/// The command that runs a race of that config on these data, or on those in the binary.
pub(super) fn command_line(config: &config::Config, data: Option<OwnData<'_>>) -> String {
    let lanes: Vec<String> = config.lanes.iter().map(lane_argument).collect();
    let hidden: Vec<String> = config.hidden.iter().map(usize::to_string).collect();
    let mut words = vec![
        // Whoever types it may have settings of their own.
        "downhill --no-config".to_owned(),
        format!("--seed {}", config.seed),
        format!("--optimizers {}", text::shell_word(lanes.join(",").as_ref())),
        format!("--iterations {}", config.iterations.unwrap_or(0)),
        format!("--batch-size {}", config.batch_size),
        format!("--hidden {}", hidden.join(",")),
        format!("--activation {}", config.activation.name()),
        format!("--init {}", config.init),
        format!("--eval-every {}", config.eval_every),
    ];
    if config.loss != config::LossKind::default() {
        words.push(format!("--loss {}", config.loss.name()));
    }
    if config.simd != config::SimdChoice::Auto {
        words.push(format!("--simd {}", config.simd.name()));
    }
    if config.start == config::Start::Own {
        words.push("--own-weights".to_owned());
    }
    if let Some(OwnData { folder, flags }) = data {
        words.push(format!("--data {}", text::shown(folder.as_ref())));
        words.extend(flags.into_iter().map(str::to_owned));
    }
    words.join(" ")
}

/// One lane as `--optimizers` takes it: every setting, so that a later version with other defaults races
/// the same. A name with a colon or comma can't be typed there and is left out.
fn lane_argument(lane: &config::LaneConfig) -> String {
    let mut text = lane.kind.key().to_owned();
    for setting in lane.kind.settings() {
        let value = lane.settings.get(setting);
        if setting != optim::Setting::WeightDecay || value > 0.0 {
            text.extend([":", setting.key(), "=", &value.to_string()]);
        }
    }
    if lane.schedule != optim::Schedule::default() {
        text.extend([":", &lane.schedule.to_string()]);
    }
    if lane.name != lane.kind.name() && !lane.name.contains([':', ',']) {
        text.extend([":name=", &lane.name]);
    }
    text
}
