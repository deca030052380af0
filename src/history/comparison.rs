//! What recorded races share, and in what they differ.

use crate::{
    config::{LossKind, SimdChoice, Start},
    optim::Setting,
    session::{LaneInfo, RaceInfo},
    text::{network, thousands},
};

/// What recorded races share, and in what they differ.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comparison {
    /// The name of each race, and how many iterations it has done.
    pub(crate) runs: Vec<(String, u64)>,
    /// What is the same for all races.
    pub(crate) shared: Vec<(Fact, String)>,
    /// What is not, or not for all lanes of one optimizer.
    pub(crate) differing: Vec<DifferingFact>,
}

/// Something in which lanes differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DifferingFact {
    pub(crate) fact: Fact,
    /// The value of each lane, in the order of the history's lanes; `None` for one whose optimizer has no such setting.
    pub(crate) values: Vec<Option<String>>,
}

/// What can be said of a race and, from [`Self::Setting`] on, of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    Seed,
    Starts,
    Data,
    Network,
    Activation,
    Weights,
    BatchSize,
    Loss,
    Arithmetic,
    Changed,
    Setting(Setting),
    Schedule,
}

impl Fact {
    /// What is said of whole races.
    pub(super) const OF_RACES: [Self; 10] = [
        Self::Seed,
        Self::Starts,
        Self::Data,
        Self::Network,
        Self::Activation,
        Self::Weights,
        Self::BatchSize,
        Self::Loss,
        Self::Arithmetic,
        Self::Changed,
    ];

    /// What it is called in files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Starts => "starts",
            Self::Data => "data",
            Self::Network => "network",
            Self::Activation => "activation",
            Self::Weights => "starting weights",
            Self::BatchSize => "batch",
            Self::Loss => "loss",
            Self::Arithmetic => "arithmetic",
            Self::Changed => "changed",
            Self::Setting(setting) => setting.name(),
            Self::Schedule => "schedule",
        }
    }

    pub(super) fn of(self, info: &RaceInfo, changed_at: Option<u64>, lane: &LaneInfo) -> Option<String> {
        if let Self::Setting(_) | Self::Schedule = self {
            return self.of_lane(lane);
        }
        let race = info.own()?;
        let config = &race.config;
        Some(match self {
            Self::Seed => config.seed.to_string(),
            Self::Starts => match config.start {
                Start::Fair => "shared".to_owned(),
                Start::Own => "own".to_owned(),
            },
            Self::Data => match &race.data.hash {
                // Folders of one name may hold other images.
                Some(hash) => format!("{} {}", race.data.name, hash.get(..8).unwrap_or(hash)),
                None => race.data.name.clone(),
            },
            Self::Network => network(&race.sizes),
            Self::Activation => config.activation.name().to_owned(),
            Self::Weights => config.init.to_string(),
            Self::BatchSize => config.batch_size.to_string(),
            Self::Loss => match config.loss {
                LossKind::Objective => "objective".to_owned(),
                LossKind::CrossEntropy => "cross-entropy".to_owned(),
            },
            Self::Arithmetic => if config.simd == SimdChoice::Plain { "plain" } else { "fused" }.to_owned(),
            Self::Changed => {
                changed_at.map_or_else(|| "never".to_owned(), |at| format!("at {}", thousands(at)))
            }
            Self::Setting(_) | Self::Schedule => return None,
        })
    }

    /// What a lane's optimizer has of it.
    fn of_lane(self, lane: &LaneInfo) -> Option<String> {
        let rule = lane.rule()?;
        match self {
            Self::Setting(setting) => {
                let has = rule.kind.settings().any(|own| own == setting);
                has.then(|| rule.settings.get(setting).to_string())
            }
            Self::Schedule => Some(rule.schedule.to_string()),
            _ => None,
        }
    }
}

impl Comparison {
    /// The values of a lane in what lanes differ in.
    pub(crate) fn of_lane(&self, lane: usize) -> impl Iterator<Item = (Fact, &str)> {
        self.differing.iter().filter_map(move |difference| {
            let value = difference.values.get(lane)?.as_deref()?;
            Some((difference.fact, value))
        })
    }
}
