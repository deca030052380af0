//! The plan of a sweep: every trial's settings, known before anything runs, and the race that each trial is.

use super::{
    error::SweepError,
    objective::Objective,
    parameter::Parameter,
    rungs::Rungs,
    sampler::PointSampler,
    space::{Dimension, Space},
};
use crate::{
    config::{Bounds, Config, LossKind},
    optim::Setting,
    text::thousands,
};

/// The most trials of a sweep: folders and the list of trials are made for so many.
pub(crate) const MAX_TRIALS: u64 = 1_000_000;

/// The values of a grid between two bounds, if nobody says how many trials there may be.
const GRID_POINTS: usize = 10;

/// A sweep, as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SweepPlan {
    /// What all trials have in common. Its lanes are the optimizers that are tried.
    pub(crate) base: Config,
    pub(crate) space: Space,
    pub(crate) sampler: PointSampler,
    /// Points of the space to try; a grid has at most so many.
    pub(crate) points: Option<u64>,
    /// How often each is tried, with seeds from that of the base on.
    pub(crate) repeats: u64,
    pub(crate) rungs: Rungs,
    pub(crate) objective: Objective,
}

/// Which lane of the base, and a value for each dimension of the space that its optimizer has.
type SpacePoint = (usize, Vec<Option<String>>);

/// One trial: what differs from the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trial {
    /// Which lane of the base it is.
    pub(crate) optimizer: usize,
    /// A value for each dimension of the space that its optimizer has.
    pub(crate) values: Vec<Option<String>>,
    pub(crate) seed: u64,
}

impl SweepPlan {
    /// The points that are drawn if nobody says how many.
    pub(crate) const DRAWN: u64 = 64;

    /// The race that takes the most memory: that with the largest of every size.
    ///
    /// # Errors
    /// If a size is none that a race can have.
    pub(crate) fn largest(&self) -> Result<Config, SweepError> {
        let mut race = self.base.clone();
        let size = |race: &Config| race.hidden.iter().sum::<usize>() * race.hidden.len() + race.batch_size;
        for Dimension { parameter, domain } in &self.space.0 {
            let sizes = [Parameter::BatchSize, Parameter::Hidden, Parameter::Width, Parameter::Depth];
            if !sizes.contains(parameter) {
                continue;
            }
            let with = |value: &String| {
                let mut with = race.clone();
                parameter.set(&mut with, value).map(|()| with)
            };
            let all: Vec<Config> = domain.ends().iter().map(with).collect::<Result<_, _>>()?;
            race = all.into_iter().max_by_key(size).unwrap_or(race);
        }
        race.lanes.truncate(1);
        Ok(race)
    }

    /// Whether settings are tried from several seeds.
    pub(crate) fn is_repeated(&self) -> bool {
        self.repeats > 1 || self.space.0.iter().any(|dimension| dimension.parameter == Parameter::Seed)
    }

    /// How many different trials there can be, seeds left out; `None` if there is no end of them.
    pub(crate) fn combinations_in_all(&self) -> Option<u64> {
        let count = |optimizer: usize| {
            let own = self.space.0.iter().filter(|dimension| self.suits(dimension, optimizer));
            let mut counts = own.map(|dimension| Some(dimension.domain.all()?.len() as u64));
            counts.try_fold(1_u64, |all, count| Some(all.saturating_mul(count?)))
        };
        (0..self.base.lanes.len()).map(count).try_fold(0_u64, |all, count| Some(all.saturating_add(count?)))
    }

    /// Iterations of a trial that goes all the way.
    pub(crate) fn iterations(&self) -> u64 {
        self.base.iterations.unwrap_or(0)
    }

    /// Every trial, by its number.
    ///
    /// # Errors
    /// If there are too many, or a grid doesn't fit into its trials.
    pub(crate) fn trials(&self) -> Result<Vec<Trial>, SweepError> {
        let most = MAX_TRIALS / self.repeats.max(1);
        let points = match self.sampler {
            PointSampler::Grid => self.grid(most)?,
            PointSampler::Random | PointSampler::Sobol => {
                let count = self.points.unwrap_or(Self::DRAWN);
                if count > most {
                    return Err(too_many());
                }
                (0..count).map(|point| self.drawn(point)).collect()
            }
        };
        let seeds = |(optimizer, values): SpacePoint| {
            (0..self.repeats).map(move |repeat| {
                let seed = self.own_seed(&values).unwrap_or(self.base.seed).wrapping_add(repeat);
                Trial { optimizer, values: values.clone(), seed }
            })
        };
        Ok(points.into_iter().flat_map(seeds).collect())
    }

    /// The seed among these values, if the space has one.
    fn own_seed(&self, values: &[Option<String>]) -> Option<u64> {
        let at = self.space.0.iter().position(|dimension| dimension.parameter == Parameter::Seed)?;
        Bounds::SEED.parse(values.get(at)?.as_ref()?).ok()
    }

    /// One point of the space; the optimizers take turns.
    fn drawn(&self, point: u64) -> SpacePoint {
        let optimizers = self.base.lanes.len().max(1) as u64;
        let optimizer = (point % optimizers) as usize;
        // Each optimizer has a sequence of its own, which fills the space as evenly as if it were alone.
        let (seed, point) = match self.sampler {
            PointSampler::Sobol => (self.base.seed.wrapping_add(optimizer as u64), point / optimizers),
            PointSampler::Random | PointSampler::Grid => (self.base.seed, point),
        };
        let place = self.sampler.place(seed, point, self.space.0.len());
        let value = |(dimension, place): (&Dimension, f64)| {
            self.suits(dimension, optimizer).then(|| dimension.domain.at(place))
        };
        (optimizer, self.space.0.iter().zip(place).map(value).collect())
    }

    fn suits(&self, dimension: &Dimension, optimizer: usize) -> bool {
        self.base.lanes.get(optimizer).is_some_and(|lane| dimension.parameter.suits(lane.kind))
    }

    /// All combinations, with as many values between bounds as there is room for.
    fn grid(&self, most: u64) -> Result<Vec<SpacePoint>, SweepError> {
        let allowed = self.points.unwrap_or(most).min(most);
        let size = |points: usize| -> u64 {
            let of = |optimizer: usize| {
                let own = self.space.0.iter().filter(|dimension| self.suits(dimension, optimizer));
                own.fold(1_u64, |all, dimension| {
                    all.saturating_mul(dimension.domain.points(points).len() as u64)
                })
            };
            (0..self.base.lanes.len()).map(of).fold(0, u64::saturating_add)
        };
        let is_open = self.space.0.iter().any(|dimension| dimension.domain.all().is_none());
        let points = match self.points {
            Some(_) if is_open => (2..=1_000).take_while(|points| size(*points) <= allowed).last(),
            _ => Some(GRID_POINTS),
        };
        let fits = points.filter(|points| size(*points) <= allowed);
        let Some(points) = fits else {
            let least = size(2);
            return Err(if least > most {
                too_many()
            } else {
                SweepError(format!(
                    "this grid has at least {} points; give it --trials {least} or more",
                    thousands(least)
                ))
            });
        };
        let values: Vec<Vec<String>> =
            self.space.0.iter().map(|dimension| dimension.domain.points(points)).collect();
        Ok((0..self.base.lanes.len()).flat_map(|optimizer| self.combinations(optimizer, &values)).collect())
    }

    /// Every combination of one optimizer, the last dimension turning fastest.
    fn combinations(&self, optimizer: usize, values: &[Vec<String>]) -> Vec<SpacePoint> {
        let mut rows: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for (dimension, values) in self.space.0.iter().zip(values) {
            let own: Vec<Option<String>> = if self.suits(dimension, optimizer) {
                values.iter().cloned().map(Some).collect()
            } else {
                vec![None]
            };
            let with = |row: &Vec<Option<String>>| {
                own.iter()
                    .map(|value| row.iter().cloned().chain([value.clone()]).collect())
                    .collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(with).collect();
        }
        rows.into_iter().map(|row| (optimizer, row)).collect()
    }

    /// The race that a trial is.
    ///
    /// # Errors
    /// If a value is none that its parameter can have: a list of trials may have been changed by hand.
    pub(crate) fn race(&self, trial: &Trial) -> Result<Config, SweepError> {
        let lane = self.base.lanes.get(trial.optimizer).cloned();
        let lane = lane.ok_or_else(|| SweepError("no such optimizer in this sweep".into()))?;
        let mut config = Config { lanes: vec![lane], ..self.base.clone() };
        for (dimension, value) in self.space.0.iter().zip(&trial.values) {
            if let Some(value) = value {
                dimension.parameter.set(&mut config, value)?;
            }
        }
        config.seed = trial.seed;
        if self.decays() {
            // With the penalty in it a trial would be behind for its weight decay alone.
            config.loss = LossKind::CrossEntropy;
        }
        Ok(config)
    }

    /// Whether any trial has a weight decay that its loss would count.
    fn decays(&self) -> bool {
        let decay = Parameter::Setting(Setting::WeightDecay);
        self.space.0.iter().any(|dimension| dimension.parameter == decay)
            || self.base.lanes.iter().any(|lane| lane.settings.get(Setting::WeightDecay) > 0.0)
    }
}

fn too_many() -> SweepError {
    SweepError(format!(
        "at most {} trials; give it fewer --trials, values or --repeats",
        thousands(MAX_TRIALS)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::parse_lanes, sweep::Pruner};

    fn plan(space: &str, sampler: PointSampler, points: Option<u64>) -> SweepPlan {
        SweepPlan {
            base: Config { lanes: parse_lanes("sgd,momentum", 0.0).unwrap(), seed: 7, ..Config::default() },
            space: Space::parse(&[space.to_owned()]).unwrap(),
            sampler,
            points,
            repeats: 1,
            rungs: Rungs::new(Pruner::None, 1, 2, 2_000),
            objective: Objective::Loss,
        }
    }

    const SPACE: &str = "lr=loguniform(1e-4,1) momentum=choice(0.8,0.9)";

    #[test]
    fn the_same_seed_gives_the_same_plan_and_more_trials_begin_like_fewer() {
        for sampler in [PointSampler::Random, PointSampler::Sobol] {
            let few = plan(SPACE, sampler, Some(16)).trials().unwrap();
            let many = plan(SPACE, sampler, Some(64)).trials().unwrap();
            assert_eq!(few[..], many[..16]);
            assert_eq!(few, plan(SPACE, sampler, Some(16)).trials().unwrap());
        }
    }

    #[test]
    fn a_trial_has_values_only_for_what_its_optimizer_has() {
        for trial in plan(SPACE, PointSampler::Random, Some(20)).trials().unwrap() {
            assert!(trial.values[0].is_some());
            assert_eq!(trial.values[1].is_some(), trial.optimizer == 1);
        }
    }

    #[test]
    fn a_grid_has_every_combination_once_and_fits_into_its_trials() {
        let trials = plan(SPACE, PointSampler::Grid, Some(30)).trials().unwrap();
        // Ten rates for SGD, and for each of two momenta.
        assert_eq!(trials.len(), 30);
        let mut rows: Vec<_> = trials.iter().map(|trial| (trial.optimizer, &trial.values)).collect();
        rows.sort();
        rows.dedup();
        assert_eq!(rows.len(), 30);
        let error = plan(SPACE, PointSampler::Grid, Some(5)).trials().unwrap_err().to_string();
        assert!(error.contains("--trials 6"), "{error}");
        let huge = plan("width=range(1,10000) depth=int(1,100) lr=range(1,2000)", PointSampler::Grid, None);
        assert!(huge.trials().unwrap_err().to_string().contains("1,000,000"));
    }

    #[test]
    fn repeats_differ_in_their_seed_alone() {
        let plan = SweepPlan { repeats: 3, ..plan(SPACE, PointSampler::Sobol, Some(4)) };
        let trials = plan.trials().unwrap();
        assert_eq!(trials.len(), 12);
        assert_eq!(trials[..3].iter().map(|trial| trial.seed).collect::<Vec<_>>(), [7, 8, 9]);
        assert!(trials[..3].iter().all(|trial| trial.values == trials[0].values));
    }

    #[test]
    fn a_trial_is_a_race_of_one_lane_with_its_values() {
        let plan = plan(
            "lr=0.5 width=32 depth=2 batch-size=16 activation=tanh sched=cosine",
            PointSampler::Grid,
            None,
        );
        let trials = plan.trials().unwrap();
        assert_eq!(trials.len(), 2);
        let race = plan.race(&trials[1]).unwrap();
        assert_eq!((race.lanes.len(), &race.hidden[..], race.batch_size), (1, &[32, 32][..], 16));
        assert!((race.lanes[0].settings.get(Setting::LearningRate) - 0.5).abs() < 1e-12);
        assert_eq!(race.lanes[0].schedule.to_string(), "sched=cosine");
        assert_eq!(race.loss, LossKind::Objective);
    }
}
