//! Where the settings of trials stand along the frame of a sweep's figure.

use super::{axis::ValueAxis, outcome::SettingsOutcome};
use crate::{
    optim::Setting,
    sweep::{Parameter, SweepStanding},
    text::sanitized,
};

/// The dimension along the frame: the learning rate, else the first of numbers, one that all optimizers have before one
/// that some have; else the first. `None` if nothing but the seed differs.
pub(super) fn dimension(sweep: &SweepStanding) -> Option<usize> {
    let dimensions = &sweep.plan.space.0;
    let is_numeric = |at: usize| {
        let mut values = sweep.trials.iter().filter_map(|trial| trial.values.get(at)?.as_deref()).peekable();
        values.peek().is_some() && values.all(|value| value.parse().is_ok_and(f64::is_finite))
    };
    let suits_all = |at: usize| {
        let mut lanes = sweep.plan.base.lanes.iter();
        lanes.all(|lane| dimensions[at].parameter.suits(lane.kind))
    };
    let rank = |at: &usize| match dimensions[*at].parameter {
        Parameter::Setting(Setting::LearningRate) if is_numeric(*at) => 0,
        _ => 1 + u32::from(!is_numeric(*at)) * 2 + u32::from(!suits_all(*at)),
    };
    let own = (0..dimensions.len()).filter(|at| dimensions[*at].parameter != Parameter::Seed);
    own.min_by_key(rank)
}

/// Where settings stand along the frame.
pub(super) struct Places {
    /// `None` where the optimizers stand side by side.
    dimension: Option<usize>,
    pub(super) axis: ValueAxis,
}

impl Places {
    pub(super) fn new(sweep: &SweepStanding, dimension: Option<usize>) -> Self {
        let Some(at) = dimension else {
            let names = sweep.plan.base.lanes.iter().map(|lane| sanitized(&lane.name));
            return Self { dimension, axis: ValueAxis::Slots(names.collect()) };
        };
        let values = || sweep.trials.iter().filter_map(|trial| trial.values.get(at)?.as_deref());
        let numbers: Option<Vec<f64>> =
            values().map(|value| value.parse().ok().filter(|value: &f64| value.is_finite())).collect();
        let domain = &sweep.plan.space.0[at].domain;
        // The whole space, wherever the trials in it happen to lie.
        let ends: Vec<f64> = domain.ends().iter().filter_map(|end| end.parse().ok()).collect();
        let numbers = numbers.map(|numbers| [numbers, ends].concat());
        let axis = match numbers {
            Some(numbers) if domain.is_log() && numbers.iter().all(|value| *value > 0.0) => {
                ValueAxis::log(numbers.into_iter())
            }
            Some(numbers) => ValueAxis::even(numbers.into_iter()),
            None => {
                let mut names = domain.all().unwrap_or_default();
                for value in values() {
                    if !names.iter().any(|name| name == value) {
                        names.push(value.to_owned());
                    }
                }
                ValueAxis::Slots(names)
            }
        };
        Self { dimension, axis }
    }

    pub(super) fn of(&self, sweep: &SweepStanding, outcome: &SettingsOutcome) -> Option<f64> {
        let lane = outcome.optimizer(sweep);
        let Some(at) = self.dimension else { return Some(lane as f64) };
        let value = sweep.trials[outcome.best()].values.get(at)?.as_deref()?;
        let ValueAxis::Slots(names) = &self.axis else { return value.parse().ok() };
        let slot = names.iter().position(|name| name == value)?;
        // Optimizers stand side by side in a slot.
        let lanes = sweep.plan.base.lanes.len() as f64;
        Some(slot as f64 + (lane as f64 - (lanes - 1.0) / 2.0) * (0.7 / lanes).min(0.15))
    }
}
