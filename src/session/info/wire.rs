//! How a race and its lanes are written in JSON: flat, as they have been since there were only our own. A training of
//! another program has other fields in their place.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{DataInfo, ForeignTraining, Knob, LaneInfo, LaneOptimizer, OwnRace, RaceInfo, RuleInfo, Trainer};
use crate::{
    config::Config,
    optim::{OptimizerKind, Schedule, Settings},
    race::{LaneId, LaneState},
};

/// A race as JSON has it.
#[derive(Serialize, Deserialize)]
struct RaceForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    config: Option<Config>,
    lanes: Vec<LaneInfo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<DataInfo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sizes: Option<Vec<usize>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    pace: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    training: Option<Box<ForeignTraining>>,
}

/// A lane as JSON has it.
#[derive(Serialize, Deserialize)]
struct LaneForm {
    id: LaneId,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<OptimizerKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schedule: Option<Schedule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    knobs: Option<Vec<Knob>>,
    state: LaneState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forked_from: Option<String>,
}

/// A field is missing that this race or lane must have.
#[derive(Debug, thiserror::Error)]
#[error("missing field `{0}`")]
struct Missing(&'static str);

impl TryFrom<RaceForm> for RaceInfo {
    type Error = Missing;

    fn try_from(form: RaceForm) -> Result<Self, Missing> {
        let trainer = match form.training {
            Some(training) => Trainer::Foreign(training),
            None => Trainer::Own(Box::new(OwnRace {
                config: form.config.ok_or(Missing("config"))?,
                data: form.data.ok_or(Missing("data"))?,
                sizes: form.sizes.ok_or(Missing("sizes"))?,
                parameters: form.parameters.ok_or(Missing("parameters"))?,
                fingerprint: form.fingerprint.ok_or(Missing("fingerprint"))?,
            })),
        };
        Ok(Self { lanes: form.lanes, pace: form.pace, trainer })
    }
}

impl From<RaceInfo> for RaceForm {
    fn from(info: RaceInfo) -> Self {
        let RaceInfo { lanes, pace, trainer } = info;
        let (own, training) = match trainer {
            Trainer::Own(own) => (Some(*own), None),
            Trainer::Foreign(training) => (None, Some(training)),
        };
        let empty = Self {
            config: None,
            lanes,
            data: None,
            sizes: None,
            parameters: None,
            fingerprint: None,
            pace,
            training,
        };
        let Some(OwnRace { config, data, sizes, parameters, fingerprint }) = own else { return empty };
        Self {
            config: Some(config),
            data: Some(data),
            sizes: Some(sizes),
            parameters: Some(parameters),
            fingerprint: Some(fingerprint),
            ..empty
        }
    }
}

impl TryFrom<LaneForm> for LaneInfo {
    type Error = Missing;

    fn try_from(form: LaneForm) -> Result<Self, Missing> {
        let LaneForm { id, name, state, forked_from, .. } = form;
        let optimizer = match form.knobs {
            Some(knobs) => LaneOptimizer::Declared(knobs),
            None => LaneOptimizer::Rule(RuleInfo {
                kind: form.kind.ok_or(Missing("kind"))?,
                settings: form.settings.ok_or(Missing("settings"))?,
                schedule: form.schedule.ok_or(Missing("schedule"))?,
            }),
        };
        Ok(Self { id, name, optimizer, state, forked_from })
    }
}

impl From<LaneInfo> for LaneForm {
    fn from(info: LaneInfo) -> Self {
        let LaneInfo { id, name, optimizer, state, forked_from } = info;
        let (rule, knobs) = match optimizer {
            LaneOptimizer::Rule(rule) => (Some(rule), None),
            LaneOptimizer::Declared(knobs) => (None, Some(knobs)),
        };
        Self {
            id,
            name,
            kind: rule.map(|rule| rule.kind),
            settings: rule.map(|rule| rule.settings),
            schedule: rule.map(|rule| rule.schedule),
            knobs,
            state,
            forked_from,
        }
    }
}

impl Serialize for RaceInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RaceForm::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RaceInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RaceForm::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}

impl Serialize for LaneInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LaneForm::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LaneInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        LaneForm::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}
