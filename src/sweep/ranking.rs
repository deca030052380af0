//! Trials in order, the best first, and what repeats of the same settings come to together.

use std::collections::{HashMap, HashSet};

use super::{
    objective::Objective,
    parameter::Parameter,
    plan::Trial,
    standing::{SweepStanding, TrialStanding, TrialState},
};

/// The trials of a sweep in order.
pub(crate) struct TrialRanking<'a> {
    pub(crate) sweep: &'a SweepStanding,
    /// Numbers of trials: first those with a result, the farthest and best first; then the others.
    pub(crate) order: Vec<usize>,
}

/// The same settings from several seeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RepeatedTrials {
    /// Numbers of its trials.
    pub(crate) trials: Vec<usize>,
    /// The mean of what they are ranked by, over those that have a result: a loss, or a share of images.
    pub(crate) mean: Option<f64>,
    /// The standard deviation of a single trial; `None` with fewer than two.
    pub(crate) deviation: Option<f64>,
}

impl<'a> TrialRanking<'a> {
    pub(crate) fn new(sweep: &'a SweepStanding) -> Self {
        let score = |trial: usize| sweep.standings[trial].score(sweep.plan.objective);
        let mut order: Vec<usize> = (0..sweep.standings.len()).collect();
        // One that was stopped early is behind all that went further.
        let rank = |trial: usize| {
            let standing = &sweep.standings[trial];
            let score = score(trial);
            (score.is_none(), std::cmp::Reverse(standing.iterations), score.unwrap_or(f32::INFINITY))
        };
        order.sort_by(|one, other| {
            let (one_rank, other_rank) = (rank(*one), rank(*other));
            (one_rank.0, one_rank.1)
                .cmp(&(other_rank.0, other_rank.1))
                .then(one_rank.2.total_cmp(&other_rank.2))
                .then(one.cmp(other))
        });
        Self { sweep, order }
    }

    /// The best trial that went all the way; where settings are tried from several seeds, the best of the best settings.
    pub(crate) fn best(&self) -> Option<usize> {
        self.ended().first().copied()
    }

    /// The trials that went all the way, the best first; of the same settings the best one, in the order of their means.
    fn ended(&self) -> Vec<usize> {
        if !self.sweep.plan.is_repeated() {
            return self.order.iter().copied().filter(|trial| self.has_ended(*trial)).collect();
        }
        let best = |group: &RepeatedTrials| group.trials.iter().copied().find(|trial| self.has_ended(*trial));
        self.repeated().iter().filter_map(best).collect()
    }

    fn has_ended(&self, trial: usize) -> bool {
        let standing = &self.sweep.standings[trial];
        standing.state == TrialState::Finished && standing.score(self.sweep.plan.objective).is_some()
    }

    /// The best of each optimizer, by its number, those without one left out.
    pub(crate) fn best_of_each(&self) -> Vec<usize> {
        let mut best: Vec<usize> = Vec::new();
        for trial in self.ended() {
            let of = |trial: usize| self.sweep.trials[trial].optimizer;
            if best.iter().all(|other| of(*other) != of(trial)) {
                best.push(trial);
            }
        }
        best
    }

    /// Trials of the same settings together, the best mean first; without repeats each is alone. Of those that were drawn
    /// twice with the same seed, which are the same race, one counts.
    pub(crate) fn repeated(&self) -> Vec<RepeatedTrials> {
        let seed =
            self.sweep.plan.space.0.iter().position(|dimension| dimension.parameter == Parameter::Seed);
        let key = |trial: &Trial| {
            let values = trial.values.iter().enumerate().filter(|(at, _)| Some(*at) != seed);
            (trial.optimizer, values.map(|(_, value)| value.clone()).collect::<Vec<_>>())
        };
        let mut places: HashMap<_, usize> = HashMap::new();
        let mut seen = HashSet::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &trial in &self.order {
            let own = &self.sweep.trials[trial];
            let at = *places.entry(key(own)).or_insert(groups.len());
            if !seen.insert((at, own.seed)) {
                continue;
            }
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(trial);
        }
        let mut repeated: Vec<RepeatedTrials> =
            groups.into_iter().map(|trials| self.together(trials)).collect();
        if repeated.iter().any(|group| group.trials.len() > 1) {
            let objective = self.sweep.plan.objective;
            let rank = |group: &RepeatedTrials| {
                let went = |trial: &usize| self.sweep.standings[*trial].iterations;
                let worst = group.mean.map_or(f64::INFINITY, |mean| match objective {
                    Objective::Loss => mean,
                    Objective::Accuracy => -mean,
                });
                (std::cmp::Reverse(group.trials.iter().map(went).min()), worst)
            };
            repeated.sort_by(|one, other| {
                let (one, other) = (rank(one), rank(other));
                one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
            });
        }
        repeated
    }

    fn together(&self, trials: Vec<usize>) -> RepeatedTrials {
        let objective = self.sweep.plan.objective;
        let value = |standing: &TrialStanding| match objective {
            Objective::Loss => standing.score(objective),
            Objective::Accuracy => standing.score(objective).map(|wrong| 1.0 - wrong),
        };
        let standings = || trials.iter().map(|trial| &self.sweep.standings[*trial]);
        // The loss at a rung is no loss at the end.
        let ended = standings().any(|standing| standing.state == TrialState::Finished);
        let counts = |standing: &&TrialStanding| !ended || standing.state == TrialState::Finished;
        let values: Vec<f64> = standings().filter(counts).filter_map(value).map(f64::from).collect();
        let count = values.len() as f64;
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / count);
        let deviation = mean.filter(|_| values.len() > 1).map(|mean| {
            let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
            (squares / (count - 1.0)).sqrt()
        });
        RepeatedTrials { trials, mean, deviation }
    }
}
