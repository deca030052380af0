//! The settings of a race as TOML: everything that repeats it, and the command line that does.

use std::{borrow::Cow, path::Path};

use serde::{Serialize, Serializer};

use super::{repeat::Repeat, run_file::ExportError};
use crate::{
    config::{LossKind, SimdChoice, Start},
    history::History,
    optim::Setting,
    race::LaneState,
    session,
    text::sanitized,
};

/// A race as a file; the order of the fields is their order in it.
#[derive(Serialize)]
struct RaceFile {
    version: &'static str,
    seed: TomlInteger,
    start: Start,
    fingerprint: String,
    /// 0 runs until stopped.
    iterations: TomlInteger,
    batch_size: usize,
    hidden: Vec<usize>,
    activation: &'static str,
    init: String,
    eval_every: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    simd: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<&'static str>,
    /// The iteration from which on it is not the race of these settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<u64>,
    data: DataTable,
    lanes: Vec<LaneTable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeTable>,
}

/// A whole number. Those of TOML go up to 2^63 − 1 only; a larger one is written as text.
#[derive(Serialize)]
#[serde(untagged)]
enum TomlInteger {
    Number(i64),
    Text(String),
}

#[derive(Serialize)]
struct DataTable {
    name: String,
    /// Where they were read from; without it they are those in the binary.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    transpose: bool,
    #[serde(skip_serializing_if = "is_false")]
    all_labels: bool,
    train: usize,
    test: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(is_set: &bool) -> bool {
    !*is_set
}

#[derive(Serialize)]
struct LaneTable {
    kind: &'static str,
    name: String,
    /// Whether it took steps at iteration 0.
    on: bool,
    /// The learning rate schedule, as it is typed.
    schedule: String,
    warmup: u64,
    #[serde(serialize_with = "in_order")]
    settings: Vec<(&'static str, f64)>,
}

/// A setting that was changed, or a lane that joined: with the starting weights, or as the fork of another.
#[derive(Serialize)]
pub(super) struct ChangeTable {
    pub(super) iteration: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<String>,
    pub(super) what: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<ChangeValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<ChangeValue>,
}

/// A number, or text such as a schedule as it is typed.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ChangeValue {
    Number(f64),
    Text(String),
}

/// The settings at iteration 0, what was changed on the way, and above them the command that repeats the race;
/// `recording` is the folder that it is recorded into.
pub(super) fn config_toml(history: &History, recording: Option<&Path>) -> Result<String, ExportError> {
    let (info, own) = history.info().zip(history.own()).ok_or(ExportError::NoRace)?;
    let config = &own.config;
    let file = RaceFile {
        version: env!("CARGO_PKG_VERSION"),
        seed: whole(config.seed),
        start: config.start,
        fingerprint: own.fingerprint.clone(),
        iterations: whole(history.end.unwrap_or(0)),
        batch_size: config.batch_size,
        hidden: config.hidden.clone(),
        activation: config.activation.name(),
        init: config.init.to_string(),
        eval_every: config.eval_every,
        simd: (config.simd != SimdChoice::Auto).then(|| config.simd.name()),
        loss: (config.loss != LossKind::default()).then(|| config.loss.name()),
        changed_at: history.changed_at,
        data: data_table(&own.data),
        lanes: lanes(history, info).filter_map(lane_table).collect(),
        changes: changes(history),
    };
    let start = "# It was changed on the way, which no one line can say. It began as";
    let head = match Repeat::new(history, recording)? {
        Repeat::Line(line) => format!("# {line}\n"),
        Repeat::Rerun { rerun, line } => format!("# {rerun}\n{start}\n# {line}\n"),
        Repeat::ByHand { line } => format!("{start}\n# {line}\n"),
    };
    Ok(format!("{head}\n{}", toml::to_string(&file)?))
}

fn whole(number: u64) -> TomlInteger {
    i64::try_from(number).map_or_else(|_| TomlInteger::Text(number.to_string()), TomlInteger::Number)
}

/// The lanes at iteration 0. Of a race that was only made longer the schedules are those of now, which keep the length
/// that they had.
fn lanes<'a>(
    history: &'a History,
    info: &'a session::RaceInfo,
) -> Box<dyn Iterator<Item = &'a session::LaneInfo> + 'a> {
    match history.changed_at {
        None => Box::new(history.lanes().iter().map(|lane| &lane.info)),
        Some(_) => Box::new(info.lanes.iter()),
    }
}

fn data_table(data: &session::DataInfo) -> DataTable {
    let has = |flag: &str| data.folder.is_some() && data.flags().any(|own| own == flag);
    DataTable {
        name: sanitized(&data.name),
        // One whose name would act on a terminal is left out: whoever repeats the race names it.
        folder: data.folder.clone().filter(|folder| sanitized(folder) == *folder),
        transpose: has("--transpose"),
        all_labels: has("--all-labels"),
        train: data.train,
        test: data.test,
    }
}

fn lane_table(lane: &session::LaneInfo) -> Option<LaneTable> {
    let rule = lane.rule()?;
    let value = |setting: Setting| (setting.key(), rule.settings.get(setting));
    Some(LaneTable {
        kind: rule.kind.key(),
        name: sanitized(&lane.name),
        on: lane.state != LaneState::Off,
        schedule: rule.schedule.curve.to_string(),
        warmup: rule.schedule.warm_up,
        settings: rule.kind.settings().map(value).collect(),
    })
}

/// Settings as a table in the order of the rule, the rate first.
fn in_order<S: Serializer>(settings: &[(&str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(settings.iter().copied())
}

/// The changes that a history still knows, by iteration. Lanes that have left are not among them.
pub(super) fn changes(history: &History) -> Vec<ChangeTable> {
    let started = |lane: &session::LaneInfo| {
        history.info().is_some_and(|info| info.lanes.iter().any(|earlier| earlier.id == lane.id))
    };
    let name = |id| history.lane(id).map(|lane| sanitized(&lane.info.name));
    let joined = history.lanes().iter().filter(|lane| !started(&lane.info)).filter_map(|lane| {
        Some(ChangeTable {
            // Another trainer may count from 0.
            iteration: lane.curve.first.saturating_sub(1),
            lane: Some(sanitized(&lane.info.name)),
            what: lane.info.rule()?.kind.key().into(),
            from: lane.info.forked_from.as_deref().map(|origin| ChangeValue::Text(sanitized(origin))),
            to: None,
        })
    });
    let marks = history.marks.iter().filter_map(|mark| {
        let iteration = mark.iteration;
        let (lane, what, values) = match &mark.change {
            session::Change::Setting { lane, setting, from, to } => {
                let info = &history.lane(*lane)?.info;
                (
                    name(*lane),
                    Cow::from(sanitized(info.knob_name(*setting)?)),
                    [*from, *to].map(ChangeValue::Number),
                )
            }
            session::Change::Schedule { lane, from, to } => (
                name(*lane),
                "schedule".into(),
                [from, to].map(|schedule| ChangeValue::Text(schedule.to_string())),
            ),
            session::Change::BatchSize { from, to } => {
                (None, "batch_size".into(), [*from, *to].map(|size| ChangeValue::Number(size as f64)))
            }
            _ => return None,
        };
        let [from, to] = values.map(Some);
        Some(ChangeTable { iteration, lane, what, from, to })
    });
    let mut changes: Vec<ChangeTable> = joined.chain(marks).collect();
    changes.sort_by_key(|change| change.iteration);
    changes
}
