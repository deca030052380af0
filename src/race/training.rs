//! A race from its start to now: how it begins, takes iterations, is saved and restored.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    batch::{BatchBuffer, STRIDE},
    crew::Crew,
    lane::Lane,
    lane_state::LaneId,
    snapshot::{LaneSnapshot, Snapshot},
};
use crate::{
    config::{Config, Start},
    data::{Dataset, Sampler, Stream, stream},
    nn::Mlp,
};

/// A race between lanes on one data set.
pub struct Race {
    pub(super) config: Config,
    pub(super) data: Arc<Dataset>,
    pub(super) lanes: Vec<Lane>,
    pub(super) sampler: Sampler,
    pub(super) iteration: u64,
    pub(super) next_lane: u32,
    pub(super) batches: Vec<BatchBuffer>,
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
            config: Config { simd: config.simd.settled(), ..config },
            data,
        };
        race.set_batch_size(race.config.batch_size);
        for lane in race.config.lanes.clone() {
            race.add_lane(lane);
        }
        race
    }

    /// The race as it was saved; `None` if a lane's numbers don't fit its network, or lanes are out of order.
    #[must_use]
    pub fn restore(saved: &Snapshot, data: Arc<Dataset>) -> Option<Self> {
        let mut race = Self::new(Config { lanes: Vec::new(), ..saved.config.clone() }, data);
        // Checked before networks are allocated: a file may claim any size.
        let parameters = race.parameters();
        let fits = |lane: &LaneSnapshot| {
            lane.numbers.as_ref().is_none_or(|numbers| numbers.weights.len() == parameters)
        };
        let ids = saved.lanes.iter().map(|lane| lane.id.0).chain([saved.next_lane]);
        if !saved.lanes.iter().all(fits) || !ids.is_sorted_by(|earlier, later| earlier < later) {
            return None;
        }
        let mut net = Mlp::zeros(&race.sizes(), race.config.activation);
        net.compute_with(race.config.simd);
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

    /// Everything that the next iteration depends on, except the data.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot {
            config: Config { lanes: Vec::new(), ..self.config.clone() },
            iteration: self.iteration,
            sampler: self.sampler.position(),
            next_lane: self.next_lane,
            lanes: self.lanes.iter_mut().map(Lane::snapshot).collect(),
        }
    }

    /// How many iterations are done.
    #[must_use]
    pub const fn iteration(&self) -> u64 {
        self.iteration
    }

    /// The lanes, in the order in which they were added.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// What the race was made from, with its current batch size, seed and end; its current lanes are those of
    /// [`Race::lanes`].
    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn data(&self) -> &Dataset {
        &self.data
    }

    /// Whether any lane would take a step.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.lanes.iter().any(Lane::runs)
    }

    /// Sizes of the layers, inputs and classes included.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        let hidden = self.config.hidden.iter().copied();
        std::iter::once(self.data.train.inputs()).chain(hidden).chain([self.data.classes]).collect()
    }

    /// How many weights and biases one network has.
    pub(crate) fn parameters(&self) -> usize {
        self.sizes().windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Takes up to `iterations` iterations, at most [`STRIDE`], and returns how many; each lane's losses are in
    /// [`Lane::losses`] afterwards, and what was measured in [`Lane::measurements`].
    pub fn advance(&mut self, iterations: usize) -> usize {
        let count = iterations.min(STRIDE);
        let (train, size) = (&self.data.train, self.config.batch_size);
        for batch in &mut self.batches[..count] {
            batch.draw(&mut self.sampler, train, size);
        }
        self.batches[..count].par_iter_mut().with_max_len(1).for_each(|batch| batch.fill(train));
        let (batches, first) = (&self.batches[..count], self.iteration + 1);
        let (end, loss) = (self.config.iterations, self.config.loss);
        self.lanes.iter_mut().for_each(Lane::clear_results);
        let crew = Crew::new(self.lanes.iter().filter(|lane| lane.runs()).count());
        self.lanes.par_iter_mut().with_max_len(1).for_each(|lane| {
            if !lane.runs() {
                return;
            }
            for (batch, iteration) in batches.iter().zip(first..) {
                lane.share(crew.share());
                lane.train(batch.view(), iteration, end, loss);
            }
            crew.leave();
        });
        self.iteration += count as u64;
        count
    }

    /// Becomes another race on the same data, at iteration 0.
    pub(crate) fn begin(&mut self, config: Config) {
        *self = Self::new(config, Arc::clone(&self.data));
    }

    /// Starts over from iteration 0 with `seed`; lanes keep their current settings, and those that are off stay off.
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

    /// Becomes what was saved; false, and nothing is changed, if that is not of such a race.
    pub(crate) fn return_to(&mut self, saved: &Snapshot) -> bool {
        let race = Self::restore(saved, Arc::clone(&self.data));
        race.map(|race| *self = race).is_some()
    }

    /// The first eight hex digits of the SHA-256 of all lanes' starting weights (of the shared ones,
    /// where they start alike): equal fingerprints, equal starts.
    pub(crate) fn fingerprint(&self) -> String {
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

    pub(super) fn starting_net(&self, lane: LaneId) -> Mlp {
        let mut rng: ChaCha8Rng = match self.config.start {
            Start::Fair => stream(self.config.seed, Stream::SharedWeights),
            Start::Own => stream(self.config.seed, Stream::OwnWeights(lane.0)),
        };
        let mut net = Mlp::random(&self.sizes(), self.config.activation, self.config.init, &mut rng);
        net.compute_with(self.config.simd);
        net
    }
}
