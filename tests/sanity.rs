//! What any right trainer does: guesses at first, learns a few images by heart, and finds nothing in noise.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::sync::Arc;

use downhill::{
    config::{Config, LaneConfig},
    data::{Dataset, Images, load_embedded},
    nn::Init,
    optim::OptimizerKind,
    race::{Lane, LaneState, Race, Sample},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn mnist() -> Dataset {
    load_embedded(&mut |_| {}).unwrap()
}

fn every_lane() -> Vec<LaneConfig> {
    OptimizerKind::ALL.into_iter().map(LaneConfig::new).collect()
}

/// The first `count` images of `images`.
fn first(images: &Images, count: usize) -> Images {
    let pixels = (0..count).flat_map(|index| images.image(index).to_vec()).collect();
    Images::new(pixels, images.labels()[..count].to_vec(), 28, 28)
}

fn shuffled(labels: &[u8]) -> Vec<u8> {
    let (mut labels, mut rng) = (labels.to_vec(), ChaCha8Rng::seed_from_u64(1));
    for last in (1..labels.len()).rev() {
        labels.swap(last, rng.random_range(0..=last));
    }
    labels
}

fn run(race: &mut Race, iterations: usize) {
    let mut left = iterations;
    while left > 0 {
        left -= race.advance(left);
    }
}

#[test]
fn a_network_that_knows_nothing_loses_the_logarithm_of_ten() {
    let data = Arc::new(mnist());
    for (seed, init) in (0..5).flat_map(|seed| [(seed, Init::LeCun), (seed, Init::Xavier)]) {
        // A rate of almost 0, so that the loss after the first update is the one before it.
        let mut lane = LaneConfig::new(OptimizerKind::Sgd);
        lane.settings.set(downhill::optim::Setting::LearningRate, 1e-12).unwrap();
        let config = Config { lanes: vec![lane], init, seed, ..Config::default() };
        let mut race = Race::new(config, Arc::clone(&data));
        race.advance(1);
        let loss = race.lanes()[0].losses()[0];
        assert!((loss - 10_f32.ln()).abs() < 0.15, "{init} start, seed {seed}: {loss}");
    }
}

#[test]
fn every_optimizer_learns_64_images_by_heart() {
    let few = first(&mnist().train, 64);
    let data = Dataset { name: "64 digits".into(), folder: None, train: few.clone(), test: few, classes: 10 };
    let config = Config { lanes: every_lane(), hidden: vec![50, 50], batch_size: 32, ..Config::default() };
    let mut race = Race::new(config, Arc::new(data));
    while race.runs() && race.iteration() < 3_000 {
        run(&mut race, 50);
        for (lane, accuracy) in race.evaluate(Sample::Whole).accuracies {
            if accuracy >= 1.0 {
                race.lane_mut(lane).unwrap().switch(LaneState::Off);
            }
        }
    }
    let left: Vec<&str> = race.lanes().iter().filter(|lane| lane.runs()).map(Lane::name).collect();
    assert!(left.is_empty(), "{left:?} did not learn 64 images");
}

#[test]
fn nothing_is_learned_from_shuffled_labels() {
    let data = mnist();
    let noise = |images: &Images| {
        let pixels = (0..images.len()).flat_map(|index| images.image(index).to_vec()).collect();
        Images::new(pixels, shuffled(images.labels()), 28, 28)
    };
    let data = Dataset { train: noise(&data.train), test: noise(&data.test), ..data };
    let config = Config { lanes: every_lane(), hidden: vec![30], batch_size: 64, ..Config::default() };
    let mut race = Race::new(config, Arc::new(data));
    run(&mut race, 200);
    let whole = race.evaluate(Sample::Whole);
    for (lane, (_, accuracy)) in race.lanes().iter().zip(&whole.accuracies) {
        assert!(lane.state() == LaneState::Running, "{} diverged", lane.name());
        assert!((accuracy - 0.1).abs() < 0.02, "{}: {accuracy}", lane.name());
    }
}
