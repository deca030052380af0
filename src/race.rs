//! The race: lanes that take their steps on the same batches.
//!
//! Pure: no thread of its own, channel, clock, file or print. The same config, seed, data and changes
//! at the same iterations give the same bits, however many threads the lanes are spread over, because
//! no lane is ever split.

mod batch;
mod guess;
mod inside;
mod lane;
mod snapshot;

pub use guess::{CERTAIN, Digit, Guesses, Opinion, PAGE, Which};
pub use inside::{FIRST_POWER, Inside, Moment, PARTS, Spread};
pub use lane::{Lane, LaneId, LaneState};
pub use snapshot::{LaneNumbers, LaneSnapshot, Snapshot};

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    config::{Config, LaneConfig, Start, unique_name},
    data::{Dataset, Sampler, Stream, stream},
    nn::Mlp,
    optim::Schedule,
};
use batch::BatchBuffer;

/// Iterations between two meetings of the threads: enough to make the meeting cheap, few enough that
/// the batches stay in the cache.
pub const STRIDE: usize = 8;

const _: () = assert!(STRIDE <= crate::memory::MAX_BATCHES, "memory is checked for so many batches");

/// The most test images of a measurement on the way; the whole test set waits for the end.
const LARGEST_SAMPLE: usize = 1_000;

/// What a measurement on the way may cost, in images per image trained on: an iteration costs about
/// four forward passes of its batch, and measuring may cost a twenty-fifth of that.
const SAMPLE_SHARE: f64 = 4.0 / 25.0;

/// A race between lanes on one data set.
pub struct Race {
    config: Config,
    data: Arc<Dataset>,
    lanes: Vec<Lane>,
    sampler: Sampler,
    iteration: u64,
    next_lane: u32,
    batches: Vec<BatchBuffer>,
}

/// Which test images are classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sample {
    /// A fixed part, small enough to cost less than a twentieth of the time.
    Part,
    /// All of them.
    Whole,
}

/// What a measurement of test accuracy found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How many test images were classified.
    pub images: usize,
    /// The share that each lane got right, 0 to 1.
    pub accuracies: Vec<(LaneId, f32)>,
}

impl Race {
    /// The race at iteration 0.
    #[must_use]
    pub fn new(config: Config, data: Arc<Dataset>) -> Self {
        let mut race = Self {
            sampler: Sampler::new(config.seed),
            lanes: Vec::new(),
            iteration: 0,
            next_lane: 0,
            batches: Vec::new(),
            config,
            data,
        };
        race.set_batch_size(race.config.batch_size);
        for lane in race.config.lanes.clone() {
            race.add_lane(lane);
        }
        race
    }

    /// The race as it was saved; `None` if a lane's numbers are not those of such a network, or lanes are out
    /// of order.
    #[must_use]
    pub fn restore(saved: &Snapshot, data: Arc<Dataset>) -> Option<Self> {
        let mut race = Self::new(Config { lanes: Vec::new(), ..saved.config.clone() }, data);
        // Before there is room made for networks: a file may claim any size.
        let parameters = race.parameters();
        let fits = |lane: &LaneSnapshot| {
            lane.numbers.as_ref().is_none_or(|numbers| numbers.weights.len() == parameters)
        };
        let ids = saved.lanes.iter().map(|lane| lane.id.0).chain([saved.next_lane]);
        if !saved.lanes.iter().all(fits) || !ids.is_sorted_by(|earlier, later| earlier < later) {
            return None;
        }
        let net = Mlp::zeros(&race.sizes(), race.config.activation);
        for lane in &saved.lanes {
            let mut lane = Lane::restore(lane, net.clone(), race.config.batch_size)?;
            lane.keep_to_schedule(saved.iteration.saturating_sub(1), race.config.iterations);
            race.lanes.push(lane);
        }
        race.sampler.go_to(saved.sampler);
        race.iteration = saved.iteration;
        race.next_lane = saved.next_lane;
        Some(race)
    }

    /// Everything that the next iteration depends on, but for the data.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot {
            config: Config { lanes: Vec::new(), ..self.config.clone() },
            iteration: self.iteration,
            sampler: self.sampler.position(),
            next_lane: self.next_lane,
            lanes: self.lanes.iter_mut().map(Lane::snapshot).collect(),
        }
    }

    /// Iterations done.
    #[must_use]
    pub const fn iteration(&self) -> u64 {
        self.iteration
    }

    /// The lanes, in the order in which they were added.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// What the race was made from; lanes and batch size as they now stand are asked of the race.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// Whether any lane would take a step.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.lanes.iter().any(Lane::runs)
    }

    /// Sizes of the layers, inputs and classes included.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        let hidden = self.config.hidden.iter().copied();
        std::iter::once(self.data.train.inputs()).chain(hidden).chain([self.data.classes]).collect()
    }

    /// Weights and biases of one network.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.sizes().windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Takes up to `iterations` iterations, at most [`STRIDE`], and tells how many.
    ///
    /// Each lane's losses stand in [`Lane::losses`] afterwards.
    pub fn advance(&mut self, iterations: usize) -> usize {
        let count = iterations.min(STRIDE);
        let (train, size) = (&self.data.train, self.config.batch_size);
        for batch in &mut self.batches[..count] {
            batch.draw(&mut self.sampler, train, size);
        }
        self.batches[..count].par_iter_mut().with_max_len(1).for_each(|batch| batch.fill(train));
        let (batches, first) = (&self.batches[..count], self.iteration + 1);
        let (end, loss) = (self.config.iterations, self.config.loss);
        self.lanes.iter_mut().for_each(Lane::clear_losses);
        self.lanes.par_iter_mut().with_max_len(1).for_each(|lane| {
            for (batch, iteration) in batches.iter().zip(first..) {
                lane.train(batch.view(), iteration, end, loss);
            }
        });
        self.iteration += count as u64;
        count
    }

    /// Measures the test accuracy of every lane that has not diverged.
    pub fn evaluate(&mut self, sample: Sample) -> Evaluation {
        let test = &self.data.test;
        let images = self.sample_size(sample);
        let size = self.config.batch_size;
        self.lanes.iter_mut().for_each(Lane::clear_correct);
        // Spread over the whole set: its first half is known to be easier than its second.
        let chosen: Vec<usize> = (0..images).map(|index| index * test.len() / images).collect();
        for group in chosen.chunks(size * self.batches.len()) {
            let used = group.len().div_ceil(size);
            for (batch, indices) in self.batches.iter_mut().zip(group.chunks(size)) {
                batch.choose(indices.iter().copied());
            }
            self.batches[..used].par_iter_mut().with_max_len(1).for_each(|batch| batch.fill(test));
            let batches = &self.batches[..used];
            self.lanes.par_iter_mut().with_max_len(1).for_each(|lane| {
                for batch in batches {
                    lane.count_correct(batch.view());
                }
            });
        }
        let alive = self.lanes.iter().filter(|lane| lane.state().is_sound());
        Evaluation { images, accuracies: alive.map(|lane| (lane.id(), lane.accuracy(images))).collect() }
    }

    fn sample_size(&self, sample: Sample) -> usize {
        let all = self.data.test.len();
        match sample {
            Sample::Whole => all,
            Sample::Part => {
                let trained = self.config.batch_size as f64 * self.config.eval_every as f64;
                ((trained * SAMPLE_SHARE) as usize).clamp(1, LARGEST_SAMPLE).min(all)
            }
        }
    }

    /// Becomes another race on the same data, at iteration 0.
    pub fn begin(&mut self, config: Config) {
        *self = Self::new(config, Arc::clone(&self.data));
    }

    /// Starts over from iteration 0 with `seed`; lanes keep their settings as they now stand, and
    /// lanes that are off stay off.
    pub fn reset(&mut self, seed: u64) {
        self.config.seed = seed;
        self.sampler = Sampler::new(seed);
        self.iteration = 0;
        for index in 0..self.lanes.len() {
            let net = self.starting_net(self.lanes[index].id());
            self.lanes[index].restart(net);
            self.lanes[index].keep_to_schedule(0, self.config.iterations);
        }
    }

    /// Adds a lane that starts from the starting weights, and tells its number.
    ///
    /// Its name gets a number if another lane has it already.
    pub fn add_lane(&mut self, mut config: LaneConfig) -> LaneId {
        let id = LaneId(self.next_lane);
        self.next_lane += 1;
        let taken: Vec<&str> = self.lanes.iter().map(Lane::name).collect();
        config.name = unique_name(&config.name, &taken);
        let net = self.starting_net(id);
        let mut lane = Lane::new(id, config, net, self.config.batch_size);
        lane.keep_to_schedule(self.iteration, self.config.iterations);
        self.lanes.push(lane);
        id
    }

    /// Lets a lane's learning rate change by itself in another way, and tells how it did before; `None` if
    /// there is no lane of that number.
    pub fn set_schedule(&mut self, id: LaneId, schedule: Schedule) -> Option<Schedule> {
        let (done, end) = (self.iteration, self.config.iterations);
        let lane = self.lane_mut(id)?;
        let before = lane.set_schedule(schedule);
        lane.keep_to_schedule(done, end);
        Some(before)
    }

    /// Adds a lane that goes on from where another stands, with its settings, weights and memory, and tells its number;
    /// `None` if there is no such lane, or it has ended.
    pub fn fork(&mut self, id: LaneId) -> Option<LaneId> {
        let mut saved = self.lane_mut(id).filter(|lane| lane.state().is_sound())?.snapshot();
        let taken: Vec<&str> = self.lanes.iter().map(Lane::name).collect();
        saved.config.name = unique_name(&saved.config.name, &taken);
        saved.id = LaneId(self.next_lane);
        let net = Mlp::zeros(&self.sizes(), self.config.activation);
        let mut lane = Lane::restore(&saved, net, self.config.batch_size)?;
        lane.keep_to_schedule(self.iteration, self.config.iterations);
        self.next_lane += 1;
        self.lanes.push(lane);
        Some(saved.id)
    }

    /// Goes back, or anywhere, to how the race stood there; false, and nothing is changed, if it is not of this race.
    pub fn return_to(&mut self, saved: &Snapshot) -> bool {
        let race = Self::restore(saved, Arc::clone(&self.data));
        race.map(|race| *self = race).is_some()
    }

    /// Takes a lane out of the race; false if there is none of that number.
    pub fn remove_lane(&mut self, id: LaneId) -> bool {
        let before = self.lanes.len();
        self.lanes.retain(|lane| lane.id() != id);
        self.lanes.len() < before
    }

    /// The lane of that number, to be changed.
    pub fn lane_mut(&mut self, id: LaneId) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.id() == id)
    }

    /// Sets how many iterations the race takes: what schedules without a length aim at. It may take more.
    pub(crate) const fn set_end(&mut self, iterations: Option<u64>) {
        self.config.iterations = iterations;
    }

    /// Makes batches that large from the next iteration on, and tells the size before.
    pub fn set_batch_size(&mut self, size: usize) -> usize {
        let before = std::mem::replace(&mut self.config.batch_size, size);
        let inputs = self.data.train.inputs();
        if before != size || self.batches.is_empty() {
            self.batches.clear();
            self.batches.extend((0..STRIDE).map(|_| BatchBuffer::new(size, inputs)));
        }
        self.lanes.iter_mut().for_each(|lane| lane.make_room(size));
        before
    }

    /// The first eight hex digits of the SHA-256 of all lanes' starting weights (of the shared ones,
    /// where they start alike): equal prints, equal starts.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let lanes: Vec<LaneId> = match self.config.start {
            Start::Fair => vec![LaneId(0)],
            Start::Own => self.lanes.iter().map(Lane::id).collect(),
        };
        for lane in lanes {
            for parameter in self.starting_net(lane).parameters() {
                hash.update(parameter.to_le_bytes());
            }
        }
        let digest = hash.finalize();
        let first = digest[..4].iter().fold(0_u32, |digits, &byte| digits << 8 | u32::from(byte));
        format!("{first:08x}")
    }

    fn starting_net(&self, lane: LaneId) -> Mlp {
        let mut rng: ChaCha8Rng = match self.config.start {
            Start::Fair => stream(self.config.seed, Stream::SharedWeights),
            Start::Own => stream(self.config.seed, Stream::OwnWeights(lane.0)),
        };
        Mlp::random(&self.sizes(), self.config.activation, self.config.init, &mut rng)
    }
}
