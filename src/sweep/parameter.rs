//! What a search space can vary: a setting of the update rules, or one of the race.

use std::str::FromStr;

use super::error::SweepError;
use crate::{
    config::{Bounds, Config, parse_activation, parse_hidden, parse_init, suggested},
    optim::{OptimizerKind, RateCurve, Schedule, Setting},
    text::excerpt,
};

/// Something that differs from trial to trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Parameter {
    /// A hyperparameter of the update rules that have it.
    Setting(Setting),
    /// How the learning rate changes by itself.
    Schedule,
    /// Iterations until the rate is reached.
    WarmUp,
    /// Images of a batch.
    BatchSize,
    /// Widths of all hidden layers.
    Hidden,
    /// The width of every hidden layer.
    Width,
    /// How many hidden layers there are.
    Depth,
    /// The function after every hidden layer.
    Activation,
    /// How starting weights are drawn.
    Init,
    /// The seed of weights and batches.
    Seed,
}

impl Parameter {
    /// Those that are no setting of an update rule.
    const OTHERS: [Self; 9] = [
        Self::Schedule,
        Self::WarmUp,
        Self::BatchSize,
        Self::Hidden,
        Self::Width,
        Self::Depth,
        Self::Activation,
        Self::Init,
        Self::Seed,
    ];

    /// The name in a search space and in files.
    pub(crate) const fn key(self) -> &'static str {
        self.names().1
    }

    /// The name on screen.
    pub(crate) const fn name(self) -> &'static str {
        self.names().0
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Setting(setting) => (setting.name(), setting.key()),
            Self::Schedule => ("schedule", "sched"),
            Self::WarmUp => ("warm-up", "warmup"),
            Self::BatchSize => ("batch size", "batch-size"),
            Self::Hidden => ("hidden layers", "hidden"),
            Self::Width => ("width", "width"),
            Self::Depth => ("depth", "depth"),
            Self::Activation => ("activation", "activation"),
            Self::Init => ("start", "init"),
            Self::Seed => ("seed", "seed"),
        }
    }

    /// Whether it is how far a step goes.
    pub(crate) const fn is_rate(self) -> bool {
        matches!(self, Self::Setting(Setting::LearningRate))
    }

    /// Whether its values are whole numbers.
    pub(super) fn is_whole(self) -> bool {
        let sizes = [Self::WarmUp, Self::BatchSize, Self::Width, Self::Depth, Self::Seed];
        sizes.contains(&self) || self == Self::Setting(Setting::NewtonSchulzSteps)
    }

    /// Whether lanes of that optimizer have it.
    pub(crate) fn suits(self, kind: OptimizerKind) -> bool {
        match self {
            Self::Setting(setting) => kind.settings().any(|own| own == setting),
            _ => true,
        }
    }

    /// Gives every lane of a race that value.
    ///
    /// # Errors
    /// If the value is none that it can have.
    pub(crate) fn set(self, config: &mut Config, value: &str) -> Result<(), SweepError> {
        let wrong =
            |error: &dyn std::fmt::Display| SweepError(format!("{}={}: {error}", self.key(), excerpt(value)));
        match self {
            Self::Setting(setting) => {
                let value = setting.parse(value).map_err(|error| wrong(&error))?;
                for lane in &mut config.lanes {
                    lane.settings = lane.settings.with(setting, value);
                }
            }
            Self::Schedule => {
                let curve: RateCurve = value.parse().map_err(|error| wrong(&error))?;
                config.lanes.iter_mut().for_each(|lane| lane.schedule.curve = curve);
            }
            Self::WarmUp => {
                let warm_up = Schedule::parse_warm_up(value).map_err(|error| wrong(&error))?;
                config.lanes.iter_mut().for_each(|lane| lane.schedule.warm_up = warm_up);
            }
            Self::BatchSize => {
                config.batch_size = Bounds::BATCH_SIZE.parse_size(value).map_err(|error| wrong(&error))?;
            }
            Self::Hidden => {
                let widths = value.trim().trim_start_matches('[').trim_end_matches(']');
                config.hidden = parse_hidden(widths).map_err(|error| wrong(&error))?;
            }
            Self::Width => {
                let width = Bounds::WIDTH.parse_size(value).map_err(|error| wrong(&error))?;
                config.hidden.fill(width);
            }
            Self::Depth => {
                let depth = Bounds::DEPTH.parse_size(value).map_err(|error| wrong(&error))?;
                let last = config.hidden.last().copied().unwrap_or(1);
                config.hidden.resize(depth, last);
            }
            Self::Activation => {
                config.activation = parse_activation(value).map_err(|error| wrong(&error))?;
            }
            Self::Init => config.init = parse_init(value).map_err(|error| wrong(&error))?,
            Self::Seed => config.seed = Bounds::SEED.parse(value).map_err(|error| wrong(&error))?,
        }
        Ok(())
    }
}

impl FromStr for Parameter {
    type Err = SweepError;

    /// Finds one by its key, with the spellings that flags and other libraries have.
    fn from_str(text: &str) -> Result<Self, SweepError> {
        let plain = text.trim().to_ascii_lowercase().replace('_', "-");
        if let Ok(setting) = plain.parse::<Setting>() {
            return Ok(Self::Setting(setting));
        }
        let wanted = match plain.as_str() {
            "schedule" => "sched",
            "warm-up" => "warmup",
            "batch" => "batch-size",
            "start" | "initialization" => "init",
            "layers" => "depth",
            other => other,
        };
        Self::OTHERS.into_iter().find(|parameter| parameter.key() == wanted).ok_or_else(|| {
            let settings = Setting::ALL.map(Setting::key);
            let keys: Vec<&str> = settings.into_iter().chain(Self::OTHERS.map(Self::key)).collect();
            SweepError(format!("nothing is called “{}”; there are {}", excerpt(text), suggested(text, &keys)))
        })
    }
}
