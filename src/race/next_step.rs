//! A look inside a lane's next step, which a copy takes, so that the lane itself is not changed.

use serde::{Deserialize, Serialize};

use super::{Lane, LaneId, LaneState, Race};
use crate::{nn::Activation, optim};

/// Counts of a [`Spread`]: one for each power of two.
pub(crate) const PARTS: usize = 42;

/// The power of two of the first count, which smaller numbers are counted in as well. About 10⁻¹⁰.
pub(crate) const FIRST_POWER: i32 = -34;

/// How large the numbers of a vector are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spread {
    /// The Euclidean norm; `None` if it is not finite.
    pub(crate) size: Option<f32>,
    /// How many numbers are about as large as 2^[`FIRST_POWER`], as the next power …, whatever their sign.
    pub(crate) counts: Vec<u32>,
    /// The share of zeros, 0 to 1.
    pub(crate) zeros: f32,
}

/// What a rule remembers for every weight under one of its letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MomentChange {
    /// The norm before the step.
    pub(crate) before: Option<f32>,
    pub(crate) after: Spread,
}

/// The step that a lane is about to take, in the weights of one layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    pub(crate) lane: LaneId,
    pub(crate) kind: optim::OptimizerKind,
    /// As the schedule has changed them.
    pub(crate) settings: optim::Settings,
    /// Counted from 0.
    pub(crate) layer: usize,
    pub(crate) layers: usize,
    /// Inputs and outputs of the layer.
    pub(crate) shape: (usize, usize),
    /// The iteration of the step.
    pub(crate) iteration: u64,
    /// The norms of all weights before the step and after it.
    pub(crate) weights: (Option<f32>, Option<f32>),
    pub(crate) gradient: Spread,
    /// What the step changes the weights by.
    pub(crate) step: Spread,
    /// In the order of [`optim::OptimizerKind::memory`].
    pub(crate) memory: Vec<MomentChange>,
    /// The rule's running products and counts after the step.
    pub(crate) numbers: Vec<f64>,
    /// The outputs of the layer for the batch after the step.
    pub(crate) activations: Spread,
    /// The effective learning rates |step/gradient| of the weights: the first decile, the median and the last decile.
    /// Weights without a gradient, or that move by no more than their last digits, are left out.
    pub(crate) rates: Option<[f32; 3]>,
    /// The share of units whose output is 0 for every image of the batch, where the layer has `ReLU`s.
    pub(crate) dead: Option<f32>,
}

impl Inside {
    /// The norm of the step as a share of that of the weights.
    pub(crate) fn step_to_weight(&self) -> Option<f32> {
        Some(self.step.size? / self.weights.0.filter(|size| *size > 0.0)?)
    }

    /// The rule's formula with the numbers of this step.
    pub(crate) fn worked(&self) -> Vec<optim::FormulaLine> {
        let known = |size: Option<f32>| size.map_or(f64::NAN, f64::from);
        let memory: Vec<(f64, f64)> =
            self.memory.iter().map(|moment| (known(moment.before), known(moment.after.size))).collect();
        let norms = optim::Norms {
            gradient: known(self.gradient.size),
            parameters: (known(self.weights.0), known(self.weights.1)),
            memory: &memory,
            numbers: &self.numbers,
        };
        self.kind.worked(&self.settings, &norms)
    }
}

impl Spread {
    fn of(numbers: &[f32]) -> Self {
        let mut counts = vec![0; PARTS];
        let mut zeros = 0_u32;
        for number in numbers {
            if *number == 0.0 {
                zeros += 1;
            } else if number.is_finite() {
                // The exponent as it stands in the number: a logarithm of each would cost more than the step.
                let power = (number.to_bits() >> 23 & 0xff) as i32 - 127;
                counts[(power - FIRST_POWER).clamp(0, PARTS as i32 - 1) as usize] += 1;
            }
        }
        Self { size: norm(numbers), counts, zeros: zeros as f32 / numbers.len().max(1) as f32 }
    }
}

/// The Euclidean norm, if it is finite.
fn norm(numbers: &[f32]) -> Option<f32> {
    let squares: f64 = numbers.iter().map(|number| f64::from(*number) * f64::from(*number)).sum();
    Some(squares.sqrt() as f32).filter(|size| size.is_finite())
}

/// The deciles of [`Inside::rates`].
fn rates(before: &[f32], steps: &[f32], gradient: &[f32]) -> Option<[f32; 3]> {
    /// A step of so many roundings of its weight is known to a few per cent.
    const ROUNDINGS: f32 = 32.0 * f32::EPSILON;
    let is_known = |&((weight, step), slope): &((&f32, &f32), &f32)| {
        *slope != 0.0 && step.abs() > ROUNDINGS * weight.abs()
    };
    let moved = before.iter().zip(steps).zip(gradient).filter(is_known);
    let mut rates: Vec<f32> = moved.map(|((_, step), slope)| (step / slope).abs()).collect();
    rates.retain(|rate| rate.is_finite());
    let last = rates.len().checked_sub(1)?;
    Some([1, 5, 9].map(|tenths| *rates.select_nth_unstable_by(last * tenths / 10, f32::total_cmp).1))
}

/// The share of units (columns) whose outputs are all 0.
fn dead(outputs: &[f32], units: usize) -> f32 {
    let lives = |unit: usize| outputs.iter().skip(unit).step_by(units).any(|output| *output > 0.0);
    (0..units).filter(|unit| !lives(*unit)).count() as f32 / units as f32
}

impl Race {
    /// The step that a lane takes next; `None` if there is no such lane or layer, or the lane has ended.
    pub fn look_inside(&mut self, id: LaneId, layer: usize) -> Option<Inside> {
        let images = self.config.batch_size;
        let lane = self.lanes.iter_mut().find(|lane| lane.id() == id && lane.state().is_sound())?;
        let shapes = lane.net().shapes();
        let shape = shapes.get(layer * 2)?;
        let mut sampler = self.sampler.clone();
        let batch = self.batches.first_mut()?;
        batch.draw(&mut sampler, &self.data.train, images);
        batch.fill(&self.data.train);

        let mut copy = Lane::restore(&lane.snapshot(), lane.net().clone(), images)?;
        copy.switch(LaneState::Running);
        let remembered: Vec<Option<f32>> = copy.memory().of(&shape.range).into_iter().map(norm).collect();
        copy.train(batch.view(), self.iteration + 1, self.config.iterations, self.config.loss);

        let moments = copy.memory();
        let numbers = moments.numbers.iter().map(|number| **number).collect();
        let moments = moments.of(&shape.range).into_iter().map(Spread::of);
        let change = |(before, after)| MomentChange { before, after };
        let memory = remembered.into_iter().zip(moments).map(change).collect();

        let before = &lane.net().parameters()[shape.range.clone()];
        let after = &copy.net().parameters()[shape.range.clone()];
        let steps: Vec<f32> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        let gradient = &copy.work().gradients()[shape.range.clone()];
        let outputs = copy.work().outputs(layer, images);
        let (layers, units) = (shapes.len() / 2, shape.columns);
        let has_relus = self.config.activation == Activation::Relu && layer + 1 < layers;
        Some(Inside {
            lane: id,
            kind: copy.kind(),
            settings: copy.settings_in_force(),
            layer,
            layers,
            shape: (shape.rows, units),
            iteration: self.iteration + 1,
            weights: (norm(before), norm(after)),
            gradient: Spread::of(gradient),
            rates: rates(before, &steps, gradient),
            step: Spread::of(&steps),
            memory,
            numbers,
            activations: Spread::of(outputs),
            dead: has_relus.then(|| dead(outputs, units)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{Config, LaneConfig},
        data::{Dataset, Images},
        optim::OptimizerKind,
    };

    #[test]
    fn a_spread_counts_numbers_by_their_power_of_two_and_zeros_apart() {
        let spread = Spread::of(&[0.0, 1.0, -1.5, 3.0, 0.25, 1e-30, f32::INFINITY, 0.0]);
        let part = |power: i32| spread.counts[(power - FIRST_POWER) as usize];
        assert_eq!([part(0), part(1), part(-2), part(FIRST_POWER)], [2, 1, 1, 1]);
        assert_eq!(spread.counts.iter().sum::<u32>(), 5);
        assert_eq!((spread.zeros, spread.size), (0.25, None));
        assert_eq!(Spread::of(&[3.0, -4.0]).size, Some(5.0));
    }

    #[test]
    fn rates_are_of_weights_with_a_gradient_and_dead_units_put_out_nothing_for_any_image() {
        let gradient: Vec<f32> = (0..12).map(|index| if index == 0 { 0.0 } else { -2.0 }).collect();
        let steps: Vec<f32> = (0..12).map(|index| index as f32).collect();
        assert_eq!(rates(&[0.1; 12], &steps, &gradient), Some([1.0, 3.0, 5.0]));
        assert_eq!(rates(&[1e8; 12], &steps, &gradient), None);
        assert_eq!(rates(&[1.0], &[1.0], &[0.0]), None);
        // Two images of three units, the last of which is dead.
        assert!((dead(&[0.0, 1.0, 0.0, 2.0, 0.0, 0.0], 3) - 1.0 / 3.0).abs() < 1e-6);
    }

    /// Sixteen pixels, two classes, one hidden layer.
    fn race() -> Race {
        let pixels = (0..40 * 16).map(|at: usize| ((at * 37 + at / 16 * 101) % 251) as u8).collect();
        let labels = (0..40).map(|image| image % 2).collect();
        let images = Images::new(pixels, labels, 4, 4);
        let (train, test) = (images.clone(), images);
        let data = Dataset { name: "noise".into(), folder: None, train, test, classes: 2 };
        let config = Config {
            lanes: vec![LaneConfig::new(OptimizerKind::Sgd), LaneConfig::new(OptimizerKind::Adam)],
            hidden: vec![6],
            batch_size: 8,
            ..Config::default()
        };
        Race::new(config, data.into())
    }

    fn weights(race: &Race) -> Vec<u32> {
        race.lanes().iter().flat_map(|lane| lane.net().parameters()).map(|weight| weight.to_bits()).collect()
    }

    #[test]
    fn it_is_the_very_step_that_the_lane_takes_next_and_looking_changes_no_bit() {
        let (mut watched, mut alone) = (race(), race());
        for iteration in 1..=20 {
            let looks = [(0, 0), (1, 1), (1, 0)]
                .map(|(lane, layer)| watched.look_inside(LaneId(lane), layer).unwrap());
            assert!(looks.iter().all(|inside| inside.iteration == iteration));
            watched.advance(1);
            alone.advance(1);
            assert_eq!(weights(&watched), weights(&alone));
            for inside in looks {
                let lane = &watched.lanes()[inside.lane.0 as usize];
                let range = lane.net().shapes()[inside.layer * 2].range.clone();
                assert_eq!(inside.weights.1, norm(&lane.net().parameters()[range]));
            }
        }
        assert!(watched.look_inside(LaneId(0), 2).is_none() && watched.look_inside(LaneId(7), 0).is_none());
    }

    #[test]
    fn the_step_of_plain_descent_is_the_rate_times_the_gradient_for_every_weight() {
        let mut race = race();
        race.advance(3);
        let inside = race.look_inside(LaneId(0), 0).unwrap();
        let ratio = inside.step.size.unwrap() / inside.gradient.size.unwrap();
        assert!((ratio - 0.01).abs() < 1e-4, "{ratio}");
        // Each step is a difference of rounded weights.
        assert!((inside.rates.unwrap()[1] - 0.01).abs() < 1e-4, "{:?}", inside.rates);
        let steps: u32 = inside.step.counts.iter().sum();
        assert!(steps > 0 && steps <= 96);
        assert!(inside.memory.is_empty() && inside.dead.is_some());
        assert_eq!((inside.shape, inside.layers), ((16, 6), 2));
        let adam = race.look_inside(LaneId(1), 1).unwrap();
        assert_eq!((adam.memory.len(), adam.dead, adam.shape), (2, None, (6, 2)));
        assert_eq!(adam.worked().len(), 3);
    }

    /// How many powers of two the middle four fifths of the numbers that are not 0 spread over.
    fn spread(spread: &Spread) -> usize {
        let all: u32 = spread.counts.iter().sum();
        let (mut below, mut first, mut last) = (0, None, 0);
        for (power, count) in spread.counts.iter().enumerate() {
            below += count;
            if below * 10 > all {
                first.get_or_insert(power);
            }
            if below * 10 >= all * 9 {
                last = power;
                break;
            }
        }
        last - first.unwrap() + 1
    }

    #[test]
    fn steps_of_every_rule_look_as_its_conclusion_says() {
        use OptimizerKind::{AdaDelta, AdaGrad, Lion, Momentum, Muon, Nesterov, RmsProp, Sgd};
        let data = crate::data::load_embedded(&mut |_| {}).unwrap();
        let lanes = OptimizerKind::ALL.map(LaneConfig::new).to_vec();
        let mut race = Race::new(Config { lanes, hidden: vec![100, 50], ..Config::default() }, data.into());
        race.advance(60);
        for (id, kind) in (0..).zip(OptimizerKind::ALL) {
            let inside = race.look_inside(LaneId(id), 1).unwrap();
            let (gradient, step) = (spread(&inside.gradient), spread(&inside.step));
            let [low, median, high] = inside.rates.unwrap();
            let rate = inside.settings.get(optim::Setting::LearningRate) as f32;
            // Of the largest steps, but for one in a thousand.
            let all: u32 = inside.step.counts.iter().sum();
            let mut above = 0;
            let largest = inside.step.counts.iter().rposition(|count| {
                above += count;
                above * 1_000 > all
            });
            let ends_at_rate = largest.unwrap() as i32 + FIRST_POWER <= rate.log2().ceil() as i32;
            let holds = match kind {
                Sgd => step == gradient && high < low * 1.01,
                Momentum | Nesterov => median > rate * 2.0,
                AdaGrad => step < gradient,
                RmsProp => high > low * 100.0,
                AdaDelta => high > low * 2.0,
                Lion => step == 1,
                Muon => true,
                _ => step < gradient && ends_at_rate,
            };
            assert!(holds, "{kind:?}: {gradient} {step} {:?} {largest:?}", inside.rates);
        }
    }
}
