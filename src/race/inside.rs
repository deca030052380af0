//! A look inside a lane's next step: taken by a copy, so that the lane itself feels nothing of it.

use serde::{Deserialize, Serialize};

use super::{Lane, LaneId, Race};
use crate::{
    nn::Activation,
    optim::{FormulaLine, Norms, OptimizerKind, Settings},
};

/// Parts of a [`Spread`]: one for each power of two.
pub const PARTS: usize = 42;

/// The power of two that the first part stands for; what is smaller is counted there, too. About 10⁻¹⁰.
pub const FIRST_POWER: i32 = -34;

/// How the numbers of a vector are spread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How long it is (root of the sum of squares); `None` if that is not finite.
    pub size: Option<f32>,
    /// How many numbers are about as large as 2^[`FIRST_POWER`], its next power …, whatever their sign.
    pub counts: Vec<u32>,
    /// The share that is 0.
    pub zeros: f32,
}

/// What a rule remembers for every weight, under its letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// How long it was before the step.
    pub before: Option<f32>,
    /// After it.
    pub after: Spread,
}

/// The step that a lane is about to take, in the weights of one layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// Whose.
    pub lane: LaneId,
    /// Its rule.
    pub kind: OptimizerKind,
    /// The settings in force, which its schedule has had a share in.
    pub settings: Settings,
    /// Which layer, from 0 on.
    pub layer: usize,
    /// How many there are.
    pub layers: usize,
    /// Inputs and outputs of the layer.
    pub shape: (usize, usize),
    /// The iteration of the step.
    pub iteration: u64,
    /// How long the vector of all weights is, before the step and after it.
    pub weights: (Option<f32>, Option<f32>),
    /// The gradient.
    pub gradient: Spread,
    /// What it changes the weights by.
    pub step: Spread,
    /// What the rule remembers.
    pub memory: Vec<Moment>,
    /// Its running products and counts after the step.
    pub numbers: Vec<f64>,
    /// What the layer puts out for the batch after the step.
    pub activations: Spread,
    /// How far weights move for their gradient: a tenth of them less than the first, half of them less than the
    /// second, nine tenths less than the third. Weights without a gradient, or that move by no more than their last
    /// digits, are left out.
    pub rates: Option<[f32; 3]>,
    /// The share of units that put out 0 for every image of the batch, where the layer has `ReLU`s.
    pub dead: Option<f32>,
}

impl Inside {
    /// How long the step is for every part of the weights' length.
    #[must_use]
    pub fn step_to_weight(&self) -> Option<f32> {
        Some(self.step.size? / self.weights.0.filter(|size| *size > 0.0)?)
    }

    /// The rule's formula with the numbers of this step.
    pub(crate) fn worked(&self) -> Vec<FormulaLine> {
        let known = |size: Option<f32>| size.map_or(f64::NAN, f64::from);
        let memory: Vec<(f64, f64)> =
            self.memory.iter().map(|moment| (known(moment.before), known(moment.after.size))).collect();
        let norms = Norms {
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
        Self { size: size(numbers), counts, zeros: zeros as f32 / numbers.len().max(1) as f32 }
    }
}

/// How long a vector is.
fn size(numbers: &[f32]) -> Option<f32> {
    let squares: f64 = numbers.iter().map(|number| f64::from(*number) * f64::from(*number)).sum();
    Some(squares.sqrt() as f32).filter(|size| size.is_finite())
}

/// How far weights move for their gradient: the tenth, the middle and the last tenth. A weight that has no gradient, or
/// moves by no more than its last digits, says nothing of that.
fn rates(before: &[f32], steps: &[f32], gradient: &[f32]) -> Option<[f32; 3]> {
    /// So many roundings of a weight make its step wrong by a few per cent at the most.
    const ROUNDINGS: f32 = 32.0 * f32::EPSILON;
    let told = |&((weight, step), slope): &((&f32, &f32), &f32)| {
        *slope != 0.0 && step.abs() > ROUNDINGS * weight.abs()
    };
    let moved = before.iter().zip(steps).zip(gradient).filter(told);
    let mut rates: Vec<f32> = moved.map(|((_, step), slope)| (step / slope).abs()).collect();
    rates.retain(|rate| rate.is_finite());
    let last = rates.len().checked_sub(1)?;
    Some([1, 5, 9].map(|tenths| *rates.select_nth_unstable_by(last * tenths / 10, f32::total_cmp).1))
}

/// The share of columns that hold no number above 0.
fn dead(outputs: &[f32], units: usize) -> f32 {
    let lives = |unit: usize| outputs.iter().skip(unit).step_by(units).any(|output| *output > 0.0);
    (0..units).filter(|unit| !lives(*unit)).count() as f32 / units as f32
}

impl Race {
    /// Looks into the step that a lane takes next; `None` if there is no such lane or layer, or it takes none.
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
        copy.switch(super::LaneState::Running);
        let remembered: Vec<Option<f32>> = copy.memory().of(&shape.range).into_iter().map(size).collect();
        copy.train(batch.view(), self.iteration + 1, self.config.iterations, self.config.loss);

        let before = &lane.net().parameters()[shape.range.clone()];
        let after = &copy.net().parameters()[shape.range.clone()];
        let steps: Vec<f32> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        let weights = (size(before), size(after));
        let gradient = &copy.work().gradients()[shape.range.clone()];
        let outputs = copy.work().outputs(layer, images);
        let (layers, units) = (shapes.len() / 2, shape.columns);
        let has_relus = self.config.activation == Activation::Relu && layer + 1 < layers;
        let mut inside = Inside {
            lane: id,
            kind: copy.kind(),
            settings: copy.settings_in_force(),
            layer,
            layers,
            shape: (shape.rows, units),
            iteration: self.iteration + 1,
            weights,
            gradient: Spread::of(gradient),
            rates: rates(before, &steps, gradient),
            step: Spread::of(&steps),
            memory: Vec::new(),
            numbers: Vec::new(),
            activations: Spread::of(outputs),
            dead: has_relus.then(|| dead(outputs, units)),
        };
        let moments = copy.memory();
        inside.numbers = moments.numbers.iter().map(|number| **number).collect();
        let moments = moments.of(&shape.range).into_iter().map(Spread::of);
        inside.memory =
            remembered.into_iter().zip(moments).map(|(before, after)| Moment { before, after }).collect();
        Some(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{Config, LaneConfig},
        data::{Dataset, Images},
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
                assert_eq!(inside.weights.1, size(&lane.net().parameters()[range]));
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
}
