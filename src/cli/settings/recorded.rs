//! The `config.toml` of a recorded race as settings: every one that decides its numbers, so that it is repeated.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, de::IgnoredAny};
use toml::de::DeTable;

use super::given::GivenValue;
use crate::{
    config::Start,
    text::{plain_fault, shown},
};

/// What only a recorded race has: the hash of its starting weights.
const MARK: &str = "fingerprint";

/// The file of a run folder without which nothing is recorded there.
const LOG: &str = "run.jsonl";

/// As `export` writes it.
#[derive(Deserialize)]
struct RecordedRace {
    seed: RecordedNumber,
    start: Start,
    iterations: RecordedNumber,
    batch_size: u64,
    hidden: Vec<u64>,
    activation: String,
    init: String,
    eval_every: u64,
    #[serde(default = "auto")]
    simd: String,
    #[serde(default = "objective")]
    loss: String,
    data: RecordedData,
    lanes: Vec<RecordedLane>,
    /// The iteration at which it was changed in a way that no settings can repeat.
    changed_at: Option<u64>,
    #[serde(default)]
    changes: Vec<IgnoredAny>,
}

/// A whole number, or one that is too large for TOML, as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum RecordedNumber {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct RecordedData {
    folder: Option<String>,
    #[serde(default)]
    transpose: bool,
    #[serde(default)]
    all_labels: bool,
}

#[derive(Deserialize)]
struct RecordedLane {
    kind: String,
    name: String,
    on: bool,
    schedule: String,
    warmup: u64,
    settings: BTreeMap<String, f64>,
}

fn objective() -> String {
    "objective".into()
}

fn auto() -> String {
    "auto".into()
}

impl RecordedNumber {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Whether a file is that of a recorded race.
pub(super) fn is_recorded(table: &DeTable<'_>) -> bool {
    table.iter().any(|(key, _)| key.get_ref() == MARK)
}

/// Every setting of the race that is recorded in a folder.
///
/// # Errors
/// If it is not as this version writes it, or was changed on the way, which no settings can repeat.
pub(super) fn settings(text: &str, folder: &Path) -> Result<Vec<(String, GivenValue)>, String> {
    let race: RecordedRace = toml::from_str(text).map_err(|error| {
        format!("not a recorded race as downhill writes it: {}", plain_fault(error.message()))
    })?;
    if race.changed_at.is_some() || !race.changes.is_empty() || race.lanes.iter().any(|lane| !lane.on) {
        let why = "this race was changed on the way, which no settings can repeat";
        let is_recorded = folder.join(LOG).exists();
        let folder = shown(folder);
        let again = || format!("; downhill replay {folder} --rerun trains it again");
        return Err(format!("{why}{}", if is_recorded { again() } else { String::new() }));
    }
    let widths: Vec<String> = race.hidden.iter().map(u64::to_string).collect();
    let lanes: Vec<String> = race.lanes.into_iter().map(RecordedLane::text).collect();
    let mut settings = vec![
        ("seed", race.seed.text()),
        ("optimizers", lanes.join(",")),
        ("iterations", race.iterations.text()),
        ("batch-size", race.batch_size.to_string()),
        ("hidden", widths.join(",")),
        ("activation", race.activation),
        ("init", race.init),
        ("eval-every", race.eval_every.to_string()),
        ("simd", race.simd),
        ("loss", race.loss),
    ];
    settings.extend(race.data.folder.map(|folder| ("data", folder)));
    let switches = [
        ("own-weights", race.start == Start::Own),
        ("transpose", race.data.transpose),
        ("all-labels", race.data.all_labels),
    ];
    let texts = settings.into_iter().map(|(key, text)| (key.to_owned(), GivenValue::Text(text.into())));
    Ok(texts.chain(switches.map(|(key, on)| (key.to_owned(), GivenValue::Switch(on)))).collect())
}

impl RecordedLane {
    /// The lane as `--optimizers` takes it. A name with a colon or comma can't be said there and is left out.
    fn text(self) -> String {
        let mut text = self.kind;
        for (setting, value) in self.settings {
            text.extend([":", &setting, "=", &value.to_string()]);
        }
        text.extend([":sched=", &self.schedule, ":warmup=", &self.warmup.to_string()]);
        if !self.name.contains([':', ',']) {
            text.extend([":name=", &self.name]);
        }
        text
    }
}
