//! The lines of a trainer as they come: every field that one may have, and what of it may be shown.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Attach, CommandOutcome, End, PROTOCOL, TrainerMessage};
use crate::{
    input::{Check as _, MAX_COUNT, from_foreign_json},
    session::{Allowed, Capability, Knob, MAX_KNOBS, MAX_NAME, State},
    text::{self, shortened},
};

/// Every field that a line of the trainer may have; what is made of them is checked, and may be shown.
#[derive(Deserialize)]
struct Line {
    attach: Option<AttachForm>,
    step: Option<u64>,
    time: Option<f64>,
    values: Option<BTreeMap<String, Number>>,
    state: Option<StateForm>,
    answer: Option<u64>,
    changed: Option<Vec<(String, f64, f64)>>,
    refused: Option<String>,
    knobs: Option<Vec<KnobForm>>,
    text: Option<String>,
    end: Option<End>,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct AttachForm {
    protocol: u32,
    name: String,
    #[serde(default)]
    program: String,
    #[serde(default)]
    host: String,
    #[serde(default)]
    pid: u32,
    total: Option<u64>,
    #[serde(default)]
    can: Vec<String>,
    #[serde(default)]
    knobs: Vec<KnobForm>,
    #[serde(default)]
    facts: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct KnobForm {
    key: String,
    value: f64,
    min: Option<f64>,
    max: Option<f64>,
    turn: Option<Turn>,
    choices: Option<Vec<f64>>,
    #[serde(default)]
    scheduled: bool,
}

/// How arrows turn a setting.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    Ratio,
    Linear,
    Whole,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateForm {
    Running,
    Paused,
}

/// A number, as text where JSON has none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Finite(f64),
    Other(NotFinite),
}

#[derive(Deserialize)]
enum NotFinite {
    #[serde(rename = "NaN", alias = "nan")]
    NotANumber,
    #[serde(rename = "inf")]
    Infinity,
    #[serde(rename = "-inf")]
    NegativeInfinity,
}

impl Number {
    const fn value(&self) -> f64 {
        match self {
            Self::Finite(value) => *value,
            Self::Other(NotFinite::NotANumber) => f64::NAN,
            Self::Other(NotFinite::Infinity) => f64::INFINITY,
            Self::Other(NotFinite::NegativeInfinity) => f64::NEG_INFINITY,
        }
    }
}

impl TrainerMessage {
    /// Reads a line.
    ///
    /// # Errors
    /// Why it is none, in some words.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, String> {
        let line: Line = from_foreign_json(line).map_err(|error| error.to_string())?;
        let step = line.step.unwrap_or(0);
        if step > MAX_COUNT {
            return Err(format!("step {step}, where at most {MAX_COUNT} can be"));
        }
        Ok(match line {
            Line { attach: Some(attach), .. } => Self::Attach(Box::new(attach.check()?)),
            Line { answer: Some(id), refused: Some(why), .. } => {
                Self::Answer { id, step, outcome: CommandOutcome::Refused(text::message(&why)) }
            }
            Line { answer: Some(id), changed, .. } => {
                Self::Answer { id, step, outcome: CommandOutcome::Done(changed.unwrap_or_default()) }
            }
            Line { state: Some(StateForm::Running), .. } => Self::State { state: State::Running, step },
            Line { state: Some(StateForm::Paused), .. } => Self::State { state: State::Paused, step },
            Line { end: Some(end), message, .. } => Self::End { end, message: text::message(&message), step },
            Line { knobs: Some(knobs), .. } => Self::Knobs(knobs_of(knobs)?),
            Line { text: Some(text), .. } => Self::Text(text),
            Line { step: Some(step), values: Some(values), time, .. } => {
                let values = values.into_iter().map(|(name, value)| (name, value.value())).collect();
                Self::Step { step, time: time.filter(|time| time.is_finite()), values }
            }
            _ => return Err("none of attach, step with values, state, answer, knobs, text, end".into()),
        })
    }
}

impl AttachForm {
    fn check(self) -> Result<Attach, String> {
        if self.protocol != PROTOCOL {
            return Err(format!("protocol {}, and this program has {PROTOCOL}", self.protocol));
        }
        let knobs = knobs_of(self.knobs)?;
        let named = [
            ("pause", Capability::Pause),
            ("step", Capability::Step),
            ("stop", Capability::Stop),
            ("checkpoint", Capability::Checkpoint),
        ];
        let can = named.into_iter().filter(|(name, _)| self.can.iter().any(|can| can == name));
        // Knobs may be declared later.
        let capabilities = can.map(|(_, capability)| capability).chain([Capability::Set]).collect();
        let fact =
            |(label, value): &(String, String)| (shortened(label, MAX_NAME), shortened(value, MAX_NAME));
        Ok(Attach {
            name: shortened(&self.name, MAX_NAME),
            program: shortened(self.program.rsplit('/').next().unwrap_or_default(), MAX_NAME),
            host: shortened(&self.host, MAX_NAME),
            pid: self.pid,
            total: self.total.filter(|total| *total <= MAX_COUNT),
            capabilities,
            knobs,
            facts: self.facts.iter().take(32).map(fact).collect(),
        })
    }
}

/// Checks settings that a trainer declares.
fn knobs_of(forms: Vec<KnobForm>) -> Result<Vec<Knob>, String> {
    if forms.len() > MAX_KNOBS {
        return Err(format!("more than {MAX_KNOBS} knobs"));
    }
    forms.into_iter().map(KnobForm::check).collect()
}

impl KnobForm {
    fn check(self) -> Result<Knob, String> {
        let wrong = |what: &str| format!("the knob {}: {what}", text::excerpt(&self.key));
        // The trainer knows it by this name: it can't be another one that may be shown.
        if shortened(&self.key, MAX_NAME) != self.key {
            return Err(wrong(&format!("its key must be at most {MAX_NAME} visible characters")));
        }
        let (min, max) = (self.min.unwrap_or(0.0), self.max.unwrap_or(1e6));
        let allowed = match (&self.choices, &self.turn) {
            (Some(choices), _) if choices.is_empty() => return Err(wrong("choices are needed")),
            (Some(choices), _) => Allowed::Choice(choices.clone()),
            (None, Some(Turn::Ratio)) => Allowed::Ratio(min, max),
            (None, Some(Turn::Whole)) => Allowed::Whole(min, max),
            (None, Some(Turn::Linear) | None) => Allowed::Linear(min, max),
        };
        let knob = Knob { name: self.key.clone(), value: self.value, allowed, scheduled: self.scheduled };
        knob.check().map_err(|error| wrong(&error.to_string()))?;
        Ok(knob)
    }
}
