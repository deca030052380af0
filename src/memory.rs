//! Refuses what the machine has no memory for, instead of letting the system kill the program halfway: one estimate of
//! what a race takes, and one of what is free.

mod limits;

pub use limits::share_one_heap;

use serde::{Deserialize, Serialize};

use crate::{config::Config, optim::OptimizerKind};

/// Pixels and classes of MNIST, assumed where the data are not read yet.
const MNIST: (usize, usize) = (784, 10);

/// Bytes that MNIST takes once it is read.
pub(crate) const DATA: f64 = 60e6;

/// Numbers kept for each parameter of a lane whatever its rule: its value and its gradient.
const PER_PARAMETER: f64 = 2.0;

/// Networks beside those of the lanes: the starting weights, and a copy on its way into a lane.
const OTHER_NETWORKS: f64 = 2.0;

/// Snapshots that are kept however large they are, and a checkpoint on its way to the disk.
const SNAPSHOTS: f64 = 3.0;

/// The most batches that a race draws ahead.
pub(crate) const MAX_BATCHES: usize = 8;

/// What must be left for threads, curves and the screen.
const SPARE: f64 = 48e6;

/// Too little memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("this needs about {} of memory and {} are free", figure(*.needed), figure(*.free))]
pub struct Shortage {
    /// About what it takes.
    pub needed: u64,
    /// What there is.
    pub free: u64,
}

impl Shortage {
    /// What is needed and what is free, for people.
    pub(crate) fn figures(self) -> (String, String) {
        (figure(self.needed), figure(self.free))
    }
}

/// A race that there is too little memory for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}: take fewer lanes, narrower or fewer --hidden layers, or a smaller --batch-size")]
pub(crate) struct TooLarge(Shortage);

fn figure(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("{:.1} GB", bytes as f64 / 1e9)
    }
}

/// Checks a race whose data are still to be read.
pub(crate) fn check(config: &Config, keeps_past: bool) -> Result<(), TooLarge> {
    room_for(DATA + race(config, MNIST, keeps_past)).map_err(TooLarge)
}

/// Checks that so many bytes are free; where the system doesn't say, nothing is refused.
pub(crate) fn room_for(bytes: f64) -> Result<(), Shortage> {
    let Some(free) = limits::free() else { return Ok(()) };
    let short = bytes > 0.0 && bytes + SPARE > free as f64;
    if short { Err(Shortage { needed: (bytes + SPARE) as u64, free }) } else { Ok(()) }
}

/// About what a race takes on data of so many inputs and classes, in bytes: its networks with their rules' memory,
/// snapshots of its past if they are kept, and its batches.
pub(crate) fn race(config: &Config, data: (usize, usize), keeps_past: bool) -> f64 {
    race_of(config, config.lanes.iter().map(|lane| lane.kind), data, keeps_past)
}

/// As [`race`], with lanes of these rules instead of those in the configuration.
pub(crate) fn race_of(
    config: &Config,
    rules: impl IntoIterator<Item = OptimizerKind>,
    (inputs, classes): (usize, usize),
    keeps_past: bool,
) -> f64 {
    let widths = config.hidden.iter().copied().chain([classes]);
    let ends = std::iter::once(inputs).chain(config.hidden.iter().copied());
    let layers = ends.zip(widths.clone()).map(|(from, to)| (from as f64 + 1.0) * to as f64);
    let (parameters, largest_layer) = (layers.clone().sum::<f64>(), layers.fold(0.0, f64::max));
    let widest = widths.clone().max().unwrap_or(classes);
    // Every layer's outputs, and the way back through the widest.
    let per_image = (widths.sum::<usize>() + widest) as f64;
    let batch = config.batch_size as f64;
    let lane = |rule: OptimizerKind| {
        let memory = rule.memory().len() as f64;
        let saved = if keeps_past { SNAPSHOTS * (1.0 + memory) } else { 0.0 };
        parameters * (PER_PARAMETER + memory + saved)
            + largest_layer * rule.scratch() as f64
            + batch * per_image
    };
    let lanes: f64 = rules.into_iter().map(lane).sum();
    let numbers = lanes + OTHER_NETWORKS * parameters + (MAX_BATCHES * inputs) as f64 * batch;
    numbers * size_of::<f32>() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(config: &Config) -> f64 {
        race(config, MNIST, true)
    }

    #[test]
    fn the_default_race_takes_some_megabytes_and_the_widest_more_than_any_machine_has() {
        assert!((1e6..5e7).contains(&bytes(&Config::default())), "{}", bytes(&Config::default()));
        let widest = Config { hidden: vec![16_384; 100], batch_size: 65_536, ..Config::default() };
        assert!(bytes(&widest) > 1e12);
        assert!(room_for(1e18).is_err() && room_for(1.0).is_ok() && room_for(-1e18).is_ok());
    }

    #[test]
    fn a_race_without_lanes_still_makes_a_network() {
        let empty = Config { hidden: vec![16_384; 100], lanes: Vec::new(), ..Config::default() };
        assert!(bytes(&empty) > 1e11);
    }

    #[test]
    fn a_lane_takes_what_its_rule_remembers() {
        let of = |kind| race_of(&Config::default(), [kind], MNIST, false);
        let per_moment = of(OptimizerKind::Momentum) - of(OptimizerKind::Sgd);
        let moments = (of(OptimizerKind::AmsGrad) - of(OptimizerKind::Sgd)) / per_moment;
        assert!((moments - 3.0).abs() < 1e-9, "{moments}");
        assert!(of(OptimizerKind::Muon) > of(OptimizerKind::AmsGrad));
    }

    #[test]
    fn figures_are_for_people() {
        let short = Shortage { needed: 1_230_000_000, free: 400_000_000 };
        assert_eq!(short.figures(), ("1.2 GB".into(), "400 MB".into()));
    }
}
