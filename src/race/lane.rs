//! One lane: a network, an optimizer and its settings.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    batch::STRIDE,
    lane_state::{LaneId, LaneState},
    measure::{LaneMeasurement, is_measured},
    snapshot::{LaneNumbers, LaneSnapshot},
};
use crate::{
    config::{LaneConfig, LossKind},
    nn::{Batch, Mlp, Workspace},
    optim::{Memory, Optimizer, OptimizerKind, Schedule, Setting, Settings, StepMeter},
    text::panic_words,
};

/// One network with one optimizer.
pub struct Lane {
    id: LaneId,
    config: LaneConfig,
    state: LaneState,
    /// What the schedule multiplies the rate by in the iteration at hand.
    factor: f64,
    net: Mlp,
    optimizer: Box<dyn Optimizer>,
    work: Workspace,
    meter: StepMeter,
    losses: Vec<f32>,
    measurements: Vec<LaneMeasurement>,
    /// The message of the panic that ended it.
    fault: Option<String>,
    /// The iteration in which a test wants one.
    planted: Option<u64>,
}

impl Lane {
    pub(super) fn new(id: LaneId, config: LaneConfig, net: Mlp, batch_size: usize) -> Self {
        Self {
            optimizer: optimizer(config.kind, &net),
            work: net.workspace(batch_size),
            state: LaneState::Running,
            factor: 1.0,
            meter: StepMeter::new(net.parameters().len()),
            losses: Vec::with_capacity(STRIDE),
            measurements: Vec::with_capacity(STRIDE),
            fault: None,
            planted: None,
            id,
            config,
            net,
        }
    }

    /// The lane as it was saved; `None` if its weights or memory are of another network or rule.
    pub(super) fn restore(saved: &LaneSnapshot, net: Mlp, batch_size: usize) -> Option<Self> {
        let mut lane = Self::new(saved.id, saved.config.clone(), net, batch_size);
        lane.state = saved.state;
        let Some(numbers) = &saved.numbers else { return (!saved.state.is_sound()).then_some(lane) };
        let weights = lane.net.parameters_mut();
        if weights.len() != numbers.weights.len() {
            return None;
        }
        weights.copy_from_slice(&numbers.weights);
        lane.optimizer.memory().restore(&numbers.memory).then_some(lane)
    }

    /// Everything that its next step depends on.
    pub(super) fn snapshot(&mut self) -> LaneSnapshot {
        let numbers = self.state.is_sound().then(|| LaneNumbers {
            weights: self.net.parameters().to_vec(),
            memory: self.optimizer.memory().copy(),
        });
        LaneSnapshot { id: self.id, config: self.config.clone(), state: self.state, numbers }
    }

    pub(crate) const fn id(&self) -> LaneId {
        self.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    pub(crate) const fn kind(&self) -> OptimizerKind {
        self.config.kind
    }

    /// Its current settings, as they were given.
    pub(crate) const fn settings(&self) -> &Settings {
        &self.config.settings
    }

    /// Its settings, to be changed; the optimizer keeps its memory.
    pub(crate) const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.config.settings
    }

    pub(crate) const fn schedule(&self) -> Schedule {
        self.config.schedule
    }

    pub(super) const fn set_schedule(&mut self, schedule: Schedule) -> Schedule {
        std::mem::replace(&mut self.config.schedule, schedule)
    }

    /// The learning rate of the last iteration, as the schedule has changed it; before the first one, that of the
    /// first.
    #[must_use]
    pub fn rate_in_force(&self) -> f64 {
        self.config.settings.get(Setting::LearningRate) * self.factor
    }

    /// Its settings in the last iteration, as the schedule has changed them.
    pub(super) const fn settings_in_force(&self) -> Settings {
        self.config.settings.scaled(self.factor)
    }

    pub(super) fn memory(&mut self) -> Memory<'_> {
        self.optimizer.memory()
    }

    /// Where its last step was computed.
    pub(super) const fn work(&self) -> &Workspace {
        &self.work
    }

    /// Whether it takes steps, and if not, why.
    #[must_use]
    pub const fn state(&self) -> LaneState {
        self.state
    }

    /// Whether it would take the next step.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.state == LaneState::Running
    }

    /// The message of the panic that ended it, if one did.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Makes it panic in an iteration, so that a test can see what becomes of the others.
    pub(crate) const fn plant_fault(&mut self, iteration: u64) {
        self.planted = Some(iteration);
    }

    /// Switches it on or off, and returns whether that changed anything; a lane that has ended stays so.
    pub fn switch(&mut self, state: LaneState) -> bool {
        let switched = self.state != state && self.state.is_sound();
        if switched {
            self.state = state;
        }
        switched
    }

    /// The losses of the last [`super::Race::advance`], one an iteration. Where the lane diverged on the way the last
    /// one is not finite; where it did not run there are none.
    #[must_use]
    pub fn losses(&self) -> &[f32] {
        &self.losses
    }

    /// What was measured in the last [`super::Race::advance`], in the order of its iterations.
    #[must_use]
    pub fn measurements(&self) -> &[LaneMeasurement] {
        &self.measurements
    }

    /// Its network with the current weights.
    #[must_use]
    pub const fn net(&self) -> &Mlp {
        &self.net
    }

    pub(super) fn restart(&mut self, net: Mlp) {
        self.optimizer = optimizer(self.config.kind, &net);
        self.net = net;
        self.clear_results();
        self.fault = None;
        if self.state != LaneState::Off {
            self.state = LaneState::Running;
        }
    }

    pub(super) fn make_room(&mut self, batch_size: usize) {
        if self.work.rows() != batch_size {
            self.work = self.net.workspace(batch_size);
        }
    }

    /// Forgets the losses and measurements of the last iterations.
    pub(super) fn clear_results(&mut self) {
        self.losses.clear();
        self.measurements.clear();
    }

    /// Sets the rate that the schedule gives after `done` iterations of a race that takes `end` of them.
    pub(super) fn keep_to_schedule(&mut self, done: u64, end: Option<u64>) {
        self.factor = self.config.schedule.factor(done, end);
    }

    /// Lets so many threads share its next passes.
    pub(super) fn share(&mut self, threads: usize) {
        self.work.share(threads);
    }

    /// One iteration: gradient of the batch, update, and the loss of the same batch after it.
    pub(super) fn train(&mut self, batch: Batch<'_>, iteration: u64, end: Option<u64>, loss: LossKind) {
        if !self.runs() {
            return;
        }
        // A fault in one rule is no reason to stop the others. Nothing of a lane that was left in the middle of a
        // step is used again: a restart makes its network and memory anew, so that unwinding is safe.
        let stepped = catch_unwind(AssertUnwindSafe(|| self.step(batch, iteration, end, loss)));
        match stepped {
            Ok(loss) => {
                self.losses.push(loss);
                if !loss.is_finite() {
                    self.state = LaneState::Diverged { iteration };
                }
            }
            Err(panic) => {
                self.fault = Some(panic_words(&*panic).to_owned());
                self.state = LaneState::Faulted { iteration };
            }
        }
    }

    fn step(&mut self, batch: Batch<'_>, iteration: u64, end: Option<u64>, loss: LossKind) -> f32 {
        assert!(self.planted != Some(iteration), "planted");
        self.keep_to_schedule(iteration - 1, end);
        let settings = self.config.settings.scaled(self.factor);
        let weight_decay = settings.f32(Setting::WeightDecay);
        self.net.gradient(batch, weight_decay, &mut self.work);
        let threads = self.net.threads(batch, &self.work);
        let measured = is_measured(iteration);
        if measured {
            self.meter.begin(self.net.parameters());
        }
        self.optimizer.step(&settings, self.net.parameters_mut(), self.work.gradients(), threads);
        if measured {
            let norms = self.meter.end(self.net.parameters(), self.work.gradients(), threads);
            self.measurements.push(LaneMeasurement {
                iteration,
                gradient_norm: norms.gradient as f32,
                step_ratio: (norms.step / norms.parameters) as f32,
                learning_rate: self.rate_in_force() as f32,
            });
        }
        let penalty = if loss == LossKind::Objective { weight_decay } else { 0.0 };
        self.net.loss(batch, penalty, &mut self.work)
    }

    /// How many of the images it classifies as labelled, and the sum of their cross-entropies.
    pub(super) fn test(&mut self, batch: Batch<'_>) -> (usize, f64) {
        self.net.test(batch, &mut self.work)
    }

    /// Appends each image's probabilities of all classes.
    pub(super) fn probabilities(&mut self, batch: Batch<'_>, out: &mut Vec<f32>) {
        self.net.probabilities(batch, &mut self.work, out);
    }
}

/// The rule with empty memory for a network.
fn optimizer(kind: OptimizerKind, net: &Mlp) -> Box<dyn Optimizer> {
    let mut optimizer = kind.build(&net.shapes());
    optimizer.compute_with(net.simd());
    optimizer
}
