//! What a trainer and its host say to each other: a JSON text a line.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    input::{MAX_COUNT, from_foreign_json},
    session::{Allowed, Capability, Knob, MAX_KNOBS, MAX_NAME, State},
    text::sanitized,
};

/// The version of the protocol, raised whenever an older client would misunderstand its host.
pub(crate) const PROTOCOL: u32 = 1;

/// The most characters of a text that a trainer gives: the reason for something.
const MAX_TEXT: usize = 1_000;

/// A line of the trainer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TrainerMessage {
    /// What it is: the first line.
    Attach(Box<Attach>),
    /// What it has measured at a step.
    Step {
        step: u64,
        time: Option<f64>,
        values: Vec<(String, f64)>,
    },
    State {
        state: State,
        step: u64,
    },
    /// What has come of a command.
    Answer {
        id: u64,
        step: u64,
        outcome: CommandOutcome,
    },
    /// Settings that are new, or have another value by themselves.
    Knobs(Vec<Knob>),
    Text(String),
    /// The last line.
    End {
        end: End,
        message: String,
        step: u64,
    },
}

/// What has come of a command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CommandOutcome {
    /// The settings that it has changed: each by its key, with the value before and the value from now on.
    Done(Vec<(String, f64, f64)>),
    /// Why it can't be done.
    Refused(String),
}

/// How a training has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Finished,
    /// Somebody asked for it.
    Stopped,
    Failed,
}

/// What a trainer says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attach {
    pub(crate) name: String,
    /// The program that trains.
    pub(crate) program: String,
    /// The machine that it runs on.
    pub(crate) host: String,
    pub(crate) pid: u32,
    /// Its last step, if that is known.
    pub(crate) total: Option<u64>,
    pub(crate) capabilities: Vec<Capability>,
    pub(crate) knobs: Vec<Knob>,
    /// What else is to be known: a label and a value each.
    pub(crate) facts: Vec<(String, String)>,
}

/// The first line of the host.
#[derive(Debug, Serialize)]
pub(crate) struct HostGreeting<'a> {
    pub(crate) protocol: u32,
    /// The version of the program.
    pub(crate) downhill: &'a str,
    /// The run folder.
    pub(crate) folder: &'a str,
}

/// Any other line of the host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct HostCommand<'a> {
    pub(super) id: u64,
    #[serde(flatten)]
    pub(super) action: HostAction<'a>,
}

/// What a host asks of its trainer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum HostAction<'a> {
    Pause,
    Resume,
    Step { count: u64 },
    Set { knob: &'a str, value: f64 },
    Checkpoint,
    Stop,
}

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
    pub(super) fn parse(line: &[u8]) -> Result<Self, String> {
        let line: Line = from_foreign_json(line).map_err(|error| error.to_string())?;
        let step = line.step.unwrap_or(0);
        if step > MAX_COUNT {
            return Err(format!("step {step}, where at most {MAX_COUNT} can be"));
        }
        Ok(match line {
            Line { attach: Some(attach), .. } => Self::Attach(Box::new(attach.check()?)),
            Line { answer: Some(id), refused: Some(why), .. } => {
                Self::Answer { id, step, outcome: CommandOutcome::Refused(short(&why, MAX_TEXT)) }
            }
            Line { answer: Some(id), changed, .. } => {
                Self::Answer { id, step, outcome: CommandOutcome::Done(changed.unwrap_or_default()) }
            }
            Line { state: Some(StateForm::Running), .. } => Self::State { state: State::Running, step },
            Line { state: Some(StateForm::Paused), .. } => Self::State { state: State::Paused, step },
            Line { end: Some(end), message, .. } => {
                Self::End { end, message: short(&message, MAX_TEXT), step }
            }
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
        let named = |name: &String| match name.as_str() {
            "pause" => Some(Capability::Pause),
            "step" => Some(Capability::Step),
            "stop" => Some(Capability::Stop),
            "checkpoint" => Some(Capability::Checkpoint),
            _ => None,
        };
        let mut capabilities: Vec<Capability> = self.can.iter().filter_map(named).collect();
        // Knobs may be declared later.
        capabilities.push(Capability::Set);
        let fact = |(label, value): &(String, String)| (short(label, MAX_NAME), short(value, MAX_NAME));
        Ok(Attach {
            name: short(&self.name, MAX_NAME),
            program: short(self.program.rsplit('/').next().unwrap_or_default(), MAX_NAME),
            host: short(&self.host, MAX_NAME),
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
        let wrong = |what: &dyn fmt::Display| format!("the knob {}: {what}", sanitized(&self.key));
        let (min, max) = (self.min.unwrap_or(0.0), self.max.unwrap_or(1e6));
        let allowed = match (&self.choices, &self.turn) {
            (Some(choices), _) if !choices.is_empty() && choices.len() <= 64 => {
                Allowed::Choice(choices.clone())
            }
            (Some(_), _) => return Err(wrong(&"1 to 64 choices are needed")),
            (None, Some(Turn::Ratio)) => Allowed::Ratio(min, max),
            (None, Some(Turn::Whole)) => Allowed::Whole(min, max),
            (None, Some(Turn::Linear) | None) => Allowed::Linear(min, max),
        };
        let is_range = min.is_finite() && max.is_finite() && min <= max && self.value.is_finite();
        if !is_range {
            return Err(wrong(&"its value and its range must be numbers, the smaller first"));
        }
        Ok(Knob { name: short(&self.key, MAX_NAME), value: self.value, allowed })
    }
}

/// A text as it may be shown, of at most so many characters.
fn short(text: &str, most: usize) -> String {
    sanitized(text).chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_line_is_a_message_or_told(text in ".*", number in any::<f64>(), step in any::<u64>()) {
            let _ = TrainerMessage::parse(text.as_bytes());
            let quoted = serde_json::to_string(&text).unwrap();
            for line in [
                format!(r#"{{"step":{step},"values":{{{quoted}:{number:?}}}}}"#),
                format!(r#"{{"attach":{{"protocol":1,"name":{quoted},"program":{quoted},"facts":[[{quoted},{quoted}]]}}}}"#),
                format!(r#"{{"knobs":[{{"key":{quoted},"value":{number:?},"min":{number:?},"max":1}}]}}"#),
                format!(r#"{{"end":"failed","message":{quoted},"step":{step}}}"#),
            ] {
                match TrainerMessage::parse(line.as_bytes()) {
                    Ok(TrainerMessage::Attach(attach)) => {
                        let texts = attach.facts.iter().flat_map(|(label, value)| [label, value]);
                        for text in texts.chain([&attach.name, &attach.program]) {
                            prop_assert_eq!(&sanitized(text), text);
                        }
                    }
                    Ok(TrainerMessage::End { message, .. }) => prop_assert_eq!(sanitized(&message), message),
                    _ => {}
                }
            }
        }
    }

    fn parsed(line: &str) -> Result<TrainerMessage, String> {
        TrainerMessage::parse(line.as_bytes())
    }

    #[test]
    fn every_kind_of_line_is_read() {
        let attach = r#"{"attach":{"protocol":1,"name":"resnet","program":"train.py","host":"box","pid":7,"total":null,
            "can":["pause","step","stop","fly"],"knobs":[{"key":"lr","value":0.1,"min":0,"max":1e6,"turn":"ratio",
            "scheduled":true},{"key":"batch","value":16,"choices":[16,32]}],"facts":[["optimizer","SGD"]]}}"#;
        let Ok(TrainerMessage::Attach(attach)) = parsed(attach) else { panic!() };
        assert_eq!(
            attach.capabilities,
            [Capability::Pause, Capability::Step, Capability::Stop, Capability::Set]
        );
        assert_eq!(attach.knobs[1].allowed, Allowed::Choice(vec![16.0, 32.0]));
        let step = parsed(r#"{"step":12,"time":1.5,"values":{"loss":"NaN","acc":1,"z":"-inf"}}"#).unwrap();
        let TrainerMessage::Step { step: 12, time: Some(_), values } = step else { panic!("{step:?}") };
        assert!(values[0].1 > 0.9 && values[1].1.is_nan() && values[2].1 < f64::MIN, "{values:?}");
        assert_eq!(
            parsed(r#"{"answer":3,"step":12,"changed":[["lr",0.1,0.05]]}"#),
            Ok(TrainerMessage::Answer {
                id: 3,
                step: 12,
                outcome: CommandOutcome::Done(vec![("lr".into(), 0.1, 0.05)])
            })
        );
        assert_eq!(
            parsed(r#"{"answer":4,"step":12,"refused":"no\nway"}"#),
            Ok(TrainerMessage::Answer {
                id: 4,
                step: 12,
                outcome: CommandOutcome::Refused("no\u{fffd}way".into())
            })
        );
        let end = TrainerMessage::End { end: End::Failed, message: "ValueError: x".into(), step: 9 };
        assert_eq!(parsed(r#"{"end":"failed","message":"ValueError: x","step":9}"#), Ok(end));
        assert_eq!(
            parsed(r#"{"state":"paused","step":9}"#),
            Ok(TrainerMessage::State { state: State::Paused, step: 9 })
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, wrong) in [
            (r#"{"attach":{"protocol":2,"name":"a"}}"#, "protocol 2, and this program has 1"),
            (r#"{"step":1}"#, "none of attach"),
            (r#"{"knobs":[{"key":"lr","value":1,"min":2,"max":1}]}"#, "the smaller first"),
            ("[1]", "must be"),
        ] {
            let told = parsed(line).unwrap_err();
            assert!(told.contains(wrong), "{line}: {told}");
        }
    }

    #[test]
    fn commands_are_lines_that_the_client_knows() {
        let text = |action| serde_json::to_string(&HostCommand { id: 5, action }).unwrap();
        assert_eq!(text(HostAction::Pause), r#"{"id":5,"do":"pause"}"#);
        assert_eq!(text(HostAction::Step { count: 10 }), r#"{"id":5,"do":"step","count":10}"#);
        assert_eq!(
            text(HostAction::Set { knob: "lr", value: 0.05 }),
            r#"{"id":5,"do":"set","knob":"lr","value":0.05}"#
        );
    }
}
