//! Many short trials at once, to see what a learning rate does: which there are, and which of them continue.
//!
//! They are the lanes of one race; all get the same batches, so that only their settings differ.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    config::{LaneConfig, MAX_LANES, unique_name},
    optim::{OptimizerKind, Setting},
};

/// The range of a grid's learning rates.
const MIN_RATE: f64 = 1e-5;
const MAX_RATE: f64 = 10.0;

/// The most rates of a grid for one optimizer: three a decade can be told apart, more can't.
const MAX_RATES: usize = 19;

/// Trials of a search.
const DRAWN: usize = 32;

/// The ranges from which a search draws, as powers of ten.
const RATE_POWERS: std::ops::Range<f64> = -4.5..0.5;
const DECAY_POWERS: std::ops::Range<f64> = -6.0..-2.0;

/// How trials are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Learning rates a fixed factor apart.
    Grid,
    /// Random search: rate and weight decay are drawn (Bergstra & Bengio 2012).
    Random,
    /// Successive halving: random search whose worse half is stopped after an eighth, a quarter and a half of the
    /// iterations (Jamieson & Talwalkar 2016).
    Halving,
}

/// The trials that the view of rates makes beside a race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RatesPlan {
    pub(crate) method: Method,
    pub(crate) optimizers: Vec<OptimizerKind>,
    /// Of each trial.
    pub(crate) iterations: u64,
    /// Of a search.
    pub(crate) seed: u64,
}

impl RatesPlan {
    /// A lane for every trial.
    pub(crate) fn lanes(&self) -> Vec<LaneConfig> {
        let trials = match self.method {
            Method::Grid => self.grid(),
            Method::Random | Method::Halving => self.drawn(),
        };
        let mut lanes: Vec<LaneConfig> = Vec::new();
        for (kind, rate, decay) in trials {
            let mut lane = LaneConfig::new(kind);
            let decay_set = decay.map_or(Ok(0.0), |decay| lane.settings.set(Setting::WeightDecay, decay));
            // All ranges are within what is allowed.
            if lane.settings.set(Setting::LearningRate, rate).and(decay_set).is_ok() {
                let taken: Vec<&str> = lanes.iter().map(|lane| lane.name.as_str()).collect();
                lane.name = unique_name(&format!("{} {rate}", kind.name()), &taken);
                lanes.push(lane);
            }
        }
        lanes
    }

    fn grid(&self) -> Vec<(OptimizerKind, f64, Option<f64>)> {
        let each = (MAX_LANES / self.optimizers.len().max(1)).min(MAX_RATES);
        let step = libm::log10(MAX_RATE / MIN_RATE) / (each.max(2) - 1) as f64;
        let rate = |index: usize| rounded(libm::pow(10.0, libm::log10(MIN_RATE) + index as f64 * step));
        let of = |kind: OptimizerKind| (0..each).map(move |index| (kind, rate(index), None));
        self.optimizers.iter().copied().flat_map(of).collect()
    }

    fn drawn(&self) -> Vec<(OptimizerKind, f64, Option<f64>)> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let mut draw = |range: std::ops::Range<f64>| rounded(libm::pow(10.0, rng.random_range(range)));
        let kinds = self.optimizers.iter().copied().cycle().take(DRAWN);
        kinds.map(|kind| (kind, draw(RATE_POWERS), Some(draw(DECAY_POWERS)))).collect()
    }

    /// The iteration at which the trials stop next, to be compared or because they are finished.
    pub(crate) fn next_stop(&self, iteration: u64) -> u64 {
        let parts: &[u64] = if self.method == Method::Halving { &[8, 4, 2] } else { &[] };
        let stops = parts.iter().map(|part| self.iterations / part).chain([self.iterations]);
        stops.filter(|stop| *stop > iteration).min().unwrap_or(self.iterations)
    }

    /// Which of the running trials are stopped for good after an iteration of [`RatesPlan::next_stop`]: the worse half,
    /// and those without a loss.
    pub(crate) fn given_up<T: Copy>(&self, running: &[(T, Option<f32>)]) -> Vec<T> {
        if self.method != Method::Halving {
            return Vec::new();
        }
        let mut ranked: Vec<(T, f32)> =
            running.iter().map(|&(trial, loss)| (trial, loss.unwrap_or(f32::INFINITY))).collect();
        ranked.sort_by(|one, other| one.1.total_cmp(&other.1));
        ranked.split_off(running.len().div_ceil(2)).into_iter().map(|(trial, _)| trial).collect()
    }
}

/// A number with two significant digits: more can't be told apart on the axis.
fn rounded(value: f64) -> f64 {
    let power = libm::pow(10.0, libm::log10(value).floor() - 1.0);
    let text = format!("{:.1e}", (value / power).round() * power);
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(method: Method) -> RatesPlan {
        let optimizers =
            vec![OptimizerKind::Sgd, OptimizerKind::Momentum, OptimizerKind::AdaGrad, OptimizerKind::Adam];
        RatesPlan { method, optimizers, iterations: 200, seed: 0 }
    }

    #[test]
    fn a_grid_has_the_same_round_rates_for_every_optimizer_and_fits_into_a_race() {
        let lanes = plan(Method::Grid).lanes();
        assert_eq!(lanes.len(), 64);
        let rates = |kind| -> Vec<f64> {
            let own = lanes.iter().filter(|lane| lane.kind == kind);
            own.map(|lane| lane.settings.get(Setting::LearningRate)).collect()
        };
        assert_eq!(rates(OptimizerKind::Sgd), rates(OptimizerKind::Adam));
        assert_eq!(rates(OptimizerKind::Sgd)[..3], [1e-5, 2.5e-5, 6.3e-5]);
        let all: Vec<OptimizerKind> = OptimizerKind::ALL.to_vec();
        let each = MAX_LANES / all.len();
        assert_eq!(
            RatesPlan { optimizers: all, ..plan(Method::Grid) }.lanes().len(),
            each * OptimizerKind::ALL.len()
        );
        let alone = RatesPlan { optimizers: vec![OptimizerKind::Adam], ..plan(Method::Grid) };
        assert_eq!(alone.lanes().len(), MAX_RATES);
    }

    #[test]
    fn a_search_draws_rate_and_weight_decay_and_the_same_seed_draws_the_same() {
        let lanes = plan(Method::Random).lanes();
        assert_eq!(lanes.len(), DRAWN);
        assert_eq!(lanes, plan(Method::Halving).lanes());
        assert_ne!(lanes, RatesPlan { seed: 1, ..plan(Method::Random) }.lanes());
        for lane in &lanes {
            assert!((2e-5..=4.0).contains(&lane.settings.get(Setting::LearningRate)), "{}", lane.name);
            assert!((1e-6..=1e-2).contains(&lane.settings.get(Setting::WeightDecay)), "{}", lane.name);
        }
    }

    #[test]
    fn halving_stops_three_times_and_keeps_the_better_half() {
        let plan = plan(Method::Halving);
        let mut stops = vec![plan.next_stop(0)];
        while stops[stops.len() - 1] < plan.iterations {
            stops.push(plan.next_stop(stops[stops.len() - 1]));
        }
        assert_eq!(stops, [25, 50, 100, 200]);
        let given_up = plan.given_up(&[
            ('a', Some(0.5)),
            ('b', None),
            ('c', Some(0.1)),
            ('d', Some(f32::NAN)),
            ('e', Some(0.2)),
        ]);
        assert_eq!(given_up.len(), 2);
        assert!(given_up.contains(&'b') && given_up.contains(&'d'));
        assert_eq!(RatesPlan { method: Method::Grid, ..plan }.next_stop(0), 200);
    }
}
