//! `sweep.toml`: what a sweep was made from, in the words of its flags.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    config::{Bounds, Config, parse_activation, parse_hidden, parse_init, parse_lanes},
    data::{Folder, Outputs},
    sweep::{Objective, Parameter, PointSampler, Pruner, Rungs, Space, SweepError, SweepPlan},
};

/// The version of a sweep's files, raised whenever an older program would misread them.
pub(super) const FORMAT: u32 = 1;

/// A plan as a file; the order of the fields is their order in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PlanFile {
    pub(crate) format: u32,
    /// The version of the program that made it.
    pub(crate) downhill: String,
    pub(crate) optimizers: String,
    pub(crate) space: Vec<String>,
    pub(crate) sampler: PointSampler,
    /// Points of the space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) trials: Option<u64>,
    pub(crate) repeats: u64,
    pub(crate) pruner: Pruner,
    pub(crate) reduction: u64,
    pub(crate) min_iterations: u64,
    pub(crate) objective: Objective,
    #[serde(serialize_with = "whole", deserialize_with = "any_whole")]
    pub(crate) seed: u64,
    pub(crate) iterations: u64,
    pub(crate) batch_size: usize,
    pub(crate) hidden: Vec<usize>,
    pub(crate) activation: String,
    pub(crate) init: String,
    pub(crate) weight_decay: f64,
    pub(crate) eval_every: u64,
    /// Seconds.
    pub(crate) save_every: f64,
    pub(crate) keep_checkpoints: bool,
    /// How many trials the list has.
    pub(crate) planned: usize,
    /// The data, unless they are those in the binary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PlanData>,
}

/// Data of one's own, and how they are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlanData {
    folder: String,
    transpose: bool,
    outputs: Outputs,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<String>,
}

impl PlanData {
    /// `None` if the folder's path is no text, which a file of settings could not hold.
    pub(crate) fn new(data: &Folder) -> Option<Self> {
        let path = std::path::absolute(&data.path).ok()?;
        Some(Self {
            folder: path.to_str()?.to_owned(),
            transpose: data.transpose,
            outputs: data.outputs,
            classes: data.classes.clone(),
        })
    }

    fn folder(&self) -> Folder {
        Folder {
            transpose: self.transpose,
            outputs: self.outputs,
            classes: self.classes.clone(),
            ..Folder::new(&self.folder)
        }
    }
}

impl PlanFile {
    /// The version of the file.
    pub(crate) const FORMAT: u32 = FORMAT;

    /// The plan, checked.
    ///
    /// # Errors
    /// If anything in it is wrong; the message names it.
    pub(crate) fn plan(&self) -> Result<SweepPlan, SweepError> {
        let wrong = |key: &str, error: &dyn std::fmt::Display| SweepError::new(format!("{key}: {error}"));
        let hidden: Vec<String> = self.hidden.iter().map(usize::to_string).collect();
        let iterations = Bounds::ITERATIONS.parse(&self.iterations.to_string());
        let iterations = iterations.map_err(|error| wrong("iterations", &error))?;
        if iterations == 0 {
            return Err(SweepError::new("iterations: a trial needs an end".into()));
        }
        let batch = Bounds::BATCH_SIZE.parse_size(&self.batch_size.to_string());
        let base = Config {
            lanes: parse_lanes(&self.optimizers, self.weight_decay)
                .map_err(|error| wrong("optimizers", &error))?,
            hidden: parse_hidden(&hidden.join(",")).map_err(|error| wrong("hidden", &error))?,
            activation: parse_activation(&self.activation).map_err(|error| wrong("activation", &error))?,
            init: parse_init(&self.init).map_err(|error| wrong("init", &error))?,
            batch_size: batch.map_err(|error| wrong("batch-size", &error))?,
            seed: self.seed,
            iterations: Some(iterations),
            eval_every: self.eval_every,
            ..Config::default()
        };
        let repeats = Bounds::REPEATS.parse(&self.repeats.to_string());
        let plan = SweepPlan {
            space: Space::parse(&self.space).map_err(|error| SweepError::new(format!("space {error}")))?,
            sampler: self.sampler,
            points: self.trials,
            repeats: repeats.map_err(|error| wrong("repeats", &error))?,
            rungs: Rungs::new(self.pruner, self.min_iterations, self.reduction, iterations),
            objective: self.objective,
            base,
        };
        if plan.repeats > 1 && plan.space.0.iter().any(|dimension| dimension.parameter == Parameter::Seed) {
            return Err(SweepError::new("repeats: the space has seeds of its own; give one of both".into()));
        }
        plan.space.check(&plan.base).map_err(|error| SweepError::new(format!("space {error}")))?;
        Ok(plan)
    }

    /// Where the data are; `None` for those in the binary.
    pub(crate) fn data(&self) -> Option<Folder> {
        self.data.as_ref().map(PlanData::folder)
    }

    /// The time from one checkpoint of a trial to the next.
    pub(crate) fn save_every(&self) -> Duration {
        Duration::try_from_secs_f64(self.save_every.clamp(0.05, 86_400.0)).unwrap_or(Duration::from_secs(10))
    }
}

/// Whole numbers of TOML go up to 2^63 − 1 only; a larger one is written as text.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn whole<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    match i64::try_from(*number) {
        Ok(number) => serializer.serialize_i64(number),
        Err(_) => serializer.serialize_str(&number.to_string()),
    }
}

fn any_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Whole {
        Number(u64),
        Text(String),
    }
    match Whole::deserialize(deserializer)? {
        Whole::Number(number) => Ok(number),
        Whole::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::small, *};

    #[test]
    fn a_plan_reads_back_as_it_was_written_with_any_seed() {
        for seed in [0, 7, u64::MAX] {
            let file = PlanFile { seed, ..small() };
            let text = toml::to_string(&file).unwrap();
            assert_eq!(toml::from_str::<PlanFile>(&text).unwrap(), file, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_in_it_is_named() {
        let message = |file: PlanFile| file.plan().unwrap_err().to_string();
        assert!(message(PlanFile { iterations: 0, ..small() }).starts_with("iterations"));
        assert!(message(PlanFile { hidden: vec![], ..small() }).starts_with("hidden"));
        assert!(message(PlanFile { repeats: 0, ..small() }).starts_with("repeats"));
        assert!(message(PlanFile { space: vec!["lr=5e9".into()], ..small() }).starts_with("space lr=5e9"));
    }
}
