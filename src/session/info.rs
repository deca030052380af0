//! What an update says of a race and its lanes: of one of our own, or of a training that another program does.

mod data;
mod wire;

use super::foreign::{ForeignTraining, Knob, KnobKey};
use crate::{
    config::{Config, LaneConfig},
    optim::{OptimizerKind, Schedule, Setting, Settings},
    race::{Lane, LaneId, LaneState, Race},
};

pub use data::DataInfo;

/// A race as it stands at its beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct RaceInfo {
    /// Every lane, in the order of the race.
    pub lanes: Vec<LaneInfo>,
    /// The pace limit, in iterations a second.
    pub pace: Option<f64>,
    /// Who trains the lanes, on what.
    pub trainer: Trainer,
}

/// Who trains the lanes of a race.
#[derive(Debug, Clone, PartialEq)]
pub enum Trainer {
    /// This program.
    Own(Box<OwnRace>),
    /// Another one.
    Foreign(Box<ForeignTraining>),
}

/// A race that this program trains.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnRace {
    /// What the race is made from; its `lanes` are the present ones.
    pub config: Config,
    /// What the race trains and is tested on.
    pub data: DataInfo,
    /// The sizes of the layers, from inputs to classes.
    pub sizes: Vec<usize>,
    /// The number of parameters of one network.
    pub parameters: usize,
    /// The first 8 hex digits of the SHA-256 of the starting weights.
    pub fingerprint: String,
}

/// One lane of a [`RaceInfo`].
#[derive(Debug, Clone, PartialEq)]
pub struct LaneInfo {
    /// Its number, never given to another lane of the race.
    pub id: LaneId,
    /// Its name, unique in the race.
    pub name: String,
    /// What it steps by.
    pub optimizer: LaneOptimizer,
    /// Whether it takes steps, or how it ended.
    pub state: LaneState,
    /// The name that the lane it was forked from had then.
    pub forked_from: Option<String>,
}

/// What a lane steps by.
#[derive(Debug, Clone, PartialEq)]
pub enum LaneOptimizer {
    /// One of our rules.
    Rule(RuleInfo),
    /// Whatever its trainer uses, with the settings that it has declared.
    Declared(Vec<Knob>),
}

/// One of our update rules, with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleInfo {
    /// Which rule.
    pub kind: OptimizerKind,
    /// The hyperparameters of the rule.
    pub settings: Settings,
    /// How the learning rate changes over the race.
    pub schedule: Schedule,
}

impl RaceInfo {
    pub(super) fn new(race: &Race, pace: Option<f64>, hash: Option<String>) -> Self {
        let lanes: Vec<LaneInfo> = race.lanes().iter().map(LaneInfo::new).collect();
        let configs = lanes.iter().filter_map(LaneInfo::config).collect();
        let own = OwnRace {
            data: DataInfo::new(race.data(), hash),
            config: Config { lanes: configs, ..race.config().clone() },
            sizes: race.sizes(),
            parameters: race.parameters(),
            fingerprint: race.fingerprint(),
        };
        Self { lanes, pace, trainer: Trainer::Own(Box::new(own)) }
    }

    /// The race, if this program trains it.
    #[must_use]
    pub fn own(&self) -> Option<&OwnRace> {
        match &self.trainer {
            Trainer::Own(own) => Some(own),
            Trainer::Foreign(_) => None,
        }
    }

    /// The training, if another program does it.
    #[must_use]
    pub fn foreign(&self) -> Option<&ForeignTraining> {
        match &self.trainer {
            Trainer::Own(_) => None,
            Trainer::Foreign(foreign) => Some(foreign),
        }
    }

    /// The last iteration, as far as is known; `None` if it runs until stopped.
    pub(crate) fn end(&self) -> Option<u64> {
        match &self.trainer {
            Trainer::Own(own) => own.config.iterations,
            Trainer::Foreign(foreign) => foreign.total,
        }
    }
}

impl LaneInfo {
    pub(super) fn new(lane: &Lane) -> Self {
        let (kind, settings, schedule) = (lane.kind(), *lane.settings(), lane.schedule());
        let config = LaneConfig { name: lane.name().to_owned(), kind, settings, schedule };
        Self { state: lane.state(), ..Self::of_rule(lane.id(), config) }
    }

    /// One of a race's lanes, running.
    pub(crate) fn of_rule(id: LaneId, lane: LaneConfig) -> Self {
        let LaneConfig { name, kind, settings, schedule } = lane;
        let optimizer = LaneOptimizer::Rule(RuleInfo { kind, settings, schedule });
        Self { id, name, optimizer, state: LaneState::Running, forked_from: None }
    }

    /// The rule of ours that it steps by, if it is one.
    #[must_use]
    pub const fn rule(&self) -> Option<&RuleInfo> {
        match &self.optimizer {
            LaneOptimizer::Rule(rule) => Some(rule),
            LaneOptimizer::Declared(_) => None,
        }
    }

    pub(crate) const fn rule_mut(&mut self) -> Option<&mut RuleInfo> {
        match &mut self.optimizer {
            LaneOptimizer::Rule(rule) => Some(rule),
            LaneOptimizer::Declared(_) => None,
        }
    }

    /// The settings that its trainer has declared; those of our rules are known by themselves.
    pub(crate) fn declared(&self) -> &[Knob] {
        match &self.optimizer {
            LaneOptimizer::Rule(_) => &[],
            LaneOptimizer::Declared(knobs) => knobs,
        }
    }

    /// Whether it has settings that are known, and so can be turned.
    pub(crate) fn has_settings(&self) -> bool {
        self.rule().is_some() || !self.declared().is_empty()
    }

    /// Whether one of them is its learning rate, or what that is multiplied by.
    pub(crate) fn has_rate(&self) -> bool {
        self.rule().is_some() || self.declared().iter().any(Knob::is_rate)
    }

    /// What one of its settings is called in files; `None` if it has no such setting.
    pub(crate) fn knob_name(&self, key: KnobKey) -> Option<&str> {
        match key {
            KnobKey::Setting(setting) => Some(setting.key()),
            KnobKey::Declared(number) => Some(&self.declared().get(usize::from(number))?.name),
        }
    }

    /// The learning rate as it is set, if that is known.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        match &self.optimizer {
            LaneOptimizer::Rule(rule) => Some(rule.rate()),
            LaneOptimizer::Declared(knobs) => {
                knobs.iter().find(|knob| knob.is_rate() && !knob.is_factor()).map(|knob| knob.value)
            }
        }
    }

    /// The settings of a lane like this one, if it steps by one of our rules.
    pub(crate) fn config(&self) -> Option<LaneConfig> {
        let &RuleInfo { kind, settings, schedule } = self.rule()?;
        Some(LaneConfig { name: self.name.clone(), kind, settings, schedule })
    }
}

impl RuleInfo {
    /// The learning rate, without its schedule.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.settings.get(Setting::LearningRate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::TrainingSource;

    impl RaceInfo {
        /// The training of another program, with these lanes.
        pub(crate) fn of_others(lanes: &[&str]) -> Self {
            let lane = |(id, name): (u32, &&str)| LaneInfo {
                id: LaneId(id),
                name: (*name).to_owned(),
                optimizer: LaneOptimizer::Declared(Vec::new()),
                state: LaneState::Running,
                forked_from: None,
            };
            let training = ForeignTraining {
                title: "training".into(),
                source: TrainingSource::Loop,
                total: None,
                facts: Vec::new(),
                capabilities: Vec::new(),
                metrics: Vec::new(),
            };
            let trainer = Trainer::Foreign(Box::new(training));
            Self { lanes: (0..).zip(lanes).map(lane).collect(), pace: None, trainer }
        }

        /// A race of that config at iteration 0.
        pub(crate) fn at_start(config: &Config) -> Self {
            let lanes =
                (0..).zip(&config.lanes).map(|(id, lane)| LaneInfo::of_rule(LaneId(id), lane.clone()));
            let own = OwnRace {
                config: config.clone(),
                data: DataInfo::built_in(),
                sizes: vec![784, 100, 100, 100, 100, 10],
                parameters: 109_810,
                fingerprint: "39ebd081".into(),
            };
            Self { lanes: lanes.collect(), pace: None, trainer: Trainer::Own(Box::new(own)) }
        }

        pub(crate) fn own_mut(&mut self) -> &mut OwnRace {
            match &mut self.trainer {
                Trainer::Own(own) => own,
                Trainer::Foreign(_) => panic!("another program trains it"),
            }
        }
    }
}
