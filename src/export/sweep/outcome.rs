//! What the trials of the same settings came to together, and how that is written.

use crate::{
    sweep::{Objective, Parameter, SweepStanding, TrialRanking, TrialStanding, TrialState},
    text::thousands,
};

/// The same settings from one seed or several.
pub(super) struct SettingsOutcome {
    /// Numbers of its trials, the best first, no two of the same seed: those would be the same race twice.
    pub(super) trials: Vec<usize>,
    /// How many of them came to the end.
    pub(super) finished: usize,
    pub(super) diverged: usize,
    /// Over those that came to the end; if none did, over those that have a loss at all.
    pub(super) loss: Option<MeanSpread>,
    /// The same of the share of test images that were classified right.
    pub(super) accuracy: Option<MeanSpread>,
}

/// A mean, and how far single values lie from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeanSpread {
    pub(super) mean: f64,
    /// The standard deviation of a single value; `None` with fewer than two.
    pub(super) deviation: Option<f64>,
    count: usize,
}

impl MeanSpread {
    fn of(values: impl Iterator<Item = f32>) -> Option<Self> {
        let values: Vec<f64> = values.map(f64::from).filter(|value| value.is_finite()).collect();
        let count = values.len();
        let mean = (count > 0).then(|| values.iter().sum::<f64>() / count as f64)?;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = (count > 1).then(|| (squares / (count - 1) as f64).sqrt());
        Some(Self { mean, deviation, count })
    }

    fn squared_error(self) -> Option<f64> {
        self.deviation.map(|deviation| deviation * deviation / self.count as f64)
    }

    /// `0.0843 ± 0.0021`, as a loss.
    pub(super) fn loss(self) -> String {
        let spread = self.deviation.map_or_else(String::new, |deviation| format!(" ± {}", loss(deviation)));
        loss(self.mean) + &spread
    }

    /// `97.53 ± 0.12`, as a share in percent.
    pub(super) fn percent(self) -> String {
        let spread = self.deviation.map(|deviation| format!(" ± {:.2}", deviation * 100.0));
        format!("{:.2}{}", self.mean * 100.0, spread.unwrap_or_default())
    }
}

impl SettingsOutcome {
    /// What it is ranked by.
    pub(super) fn ranked_by(&self, objective: Objective) -> Option<MeanSpread> {
        match objective {
            Objective::Loss => self.loss,
            Objective::Accuracy => self.accuracy,
        }
    }

    /// Its best trial; a group has one.
    pub(super) fn best(&self) -> usize {
        self.trials.first().copied().unwrap_or_default()
    }

    pub(super) fn optimizer(&self, sweep: &SweepStanding) -> usize {
        sweep.trials[self.best()].optimizer
    }
}

/// All settings of a sweep, the best first.
pub(super) fn outcomes(sweep: &SweepStanding) -> Vec<SettingsOutcome> {
    let outcome = |trials: Vec<usize>| {
        let count = |state| trials.iter().filter(|trial| sweep.standings[**trial].state == state).count();
        let (finished, diverged) = (count(TrialState::Finished), count(TrialState::Diverged));
        let counts = |standing: &&TrialStanding| match standing.state {
            TrialState::Finished => true,
            TrialState::Diverged => false,
            _ => finished == 0,
        };
        let standings = || trials.iter().map(|trial| &sweep.standings[*trial]).filter(counts);
        let loss = MeanSpread::of(standings().filter_map(|standing| standing.loss));
        let accuracy = MeanSpread::of(standings().filter_map(|standing| standing.accuracy));
        SettingsOutcome { trials, finished, diverged, loss, accuracy }
    };
    TrialRanking::new(sweep).repeated().into_iter().map(|group| outcome(group.trials)).collect()
}

/// Those that came to the end, the best first.
pub(super) fn ended<'a>(sweep: &SweepStanding, outcomes: &'a [SettingsOutcome]) -> Vec<&'a SettingsOutcome> {
    let objective = sweep.plan.objective;
    outcomes.iter().filter(|one| one.finished > 0 && one.ranked_by(objective).is_some()).collect()
}

/// The best of each optimizer that has one, the best first.
pub(super) fn best_of_each<'a>(
    sweep: &SweepStanding,
    ended: &[&'a SettingsOutcome],
) -> Vec<&'a SettingsOutcome> {
    let mut best: Vec<&SettingsOutcome> = Vec::new();
    for &outcome in ended {
        if best.iter().all(|other| other.optimizer(sweep) != outcome.optimizer(sweep)) {
            best.push(outcome);
        }
    }
    best
}

/// How many settings are level with the best, which is one of them: their means lie less than two standard errors of the
/// difference behind it. `None` if settings or repeats are too few to say so.
pub(super) fn level(objective: Objective, ended: &[&SettingsOutcome]) -> Option<usize> {
    const ERRORS: f64 = 2.0;
    if ended.len() < 2
        || ended.iter().any(|one| one.ranked_by(objective).and_then(MeanSpread::squared_error).is_none())
    {
        return None;
    }
    let best = ended.first()?.ranked_by(objective)?;
    let own = best.squared_error()?;
    let is_level = |one: &&&SettingsOutcome| {
        let Some(other) = one.ranked_by(objective) else { return false };
        let error = other.squared_error().map(|squared| (own + squared).sqrt());
        error.is_some_and(|error| (other.mean - best.mean).abs() <= ERRORS * error)
    };
    Some(1 + ended[1..].iter().filter(is_level).count())
}

/// Whether settings were tried from several seeds.
pub(super) fn is_repeated(outcomes: &[SettingsOutcome]) -> bool {
    outcomes.iter().any(|outcome| outcome.trials.len() > 1)
}

/// The dimensions of the space that tell settings apart: their places, the seed left out.
pub(super) fn varied(sweep: &SweepStanding) -> Vec<usize> {
    let dimensions = sweep.plan.space.0.iter().enumerate();
    dimensions.filter(|(_, dimension)| dimension.parameter != Parameter::Seed).map(|(at, _)| at).collect()
}

/// A loss with four decimals, or with an exponent where those say nothing.
pub(super) fn loss(value: f64) -> String {
    match value.abs() {
        0.0 | 0.001..1_000.0 => format!("{value:.4}"),
        _ => format!("{value:.2e}"),
    }
}

/// `1 trial`, `2 trials`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(count as u64), if count == 1 { "" } else { "s" })
}
