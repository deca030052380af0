//! One lane: a network, an optimizer and its settings.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::{LaneNumbers, LaneSnapshot};
use crate::{
    config::{LaneConfig, LossKind},
    nn::{Batch, Mlp, Workspace},
    optim::{Memory, Optimizer, OptimizerKind, Schedule, Setting, Settings},
    text::panic_words,
};

/// A lane's number: given once, never again to another lane of the same race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LaneId(pub u32);

/// Whether a lane takes steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LaneState {
    /// It takes every step.
    Running,
    /// It was switched off and keeps its weights and memory.
    Off,
    /// Its loss was not finite any more at that iteration; it takes no further step.
    Diverged {
        /// The iteration of the first loss that was not finite.
        iteration: u64,
    },
    /// A fault in the program stopped it in that iteration; it takes no further step.
    Faulted {
        /// The iteration that it did not end.
        iteration: u64,
    },
}

impl LaneState {
    /// Where and how it has ended: the iteration, and a word for people.
    #[must_use]
    pub const fn end(self) -> Option<(u64, &'static str)> {
        match self {
            Self::Running | Self::Off => None,
            Self::Diverged { iteration } => Some((iteration, "diverged")),
            Self::Faulted { iteration } => Some((iteration, "fault")),
        }
    }

    /// Whether its network is of any use.
    #[must_use]
    pub const fn is_sound(self) -> bool {
        self.end().is_none()
    }
}

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
    losses: Vec<f32>,
    correct: usize,
    /// What the panic said that ended it.
    fault: Option<String>,
    /// Where a test wants one.
    planted: Option<u64>,
}

impl Lane {
    pub(super) fn new(id: LaneId, config: LaneConfig, net: Mlp, batch_size: usize) -> Self {
        Self {
            optimizer: config.kind.build(&net.shapes()),
            work: net.workspace(batch_size),
            state: LaneState::Running,
            factor: 1.0,
            losses: Vec::with_capacity(super::STRIDE),
            correct: 0,
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

    /// Its number.
    #[must_use]
    pub const fn id(&self) -> LaneId {
        self.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its update rule.
    #[must_use]
    pub const fn kind(&self) -> OptimizerKind {
        self.config.kind
    }

    /// Its settings as they now stand.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.config.settings
    }

    /// Its settings, to be changed; the optimizer keeps its memory.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.config.settings
    }

    /// How its learning rate changes by itself.
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        self.config.schedule
    }

    pub(super) const fn set_schedule(&mut self, schedule: Schedule) -> Schedule {
        std::mem::replace(&mut self.config.schedule, schedule)
    }

    /// The learning rate of the last iteration, which the schedule has had its share in; before the first
    /// one, that of the first.
    #[must_use]
    pub fn rate_in_force(&self) -> f64 {
        self.config.settings.get(Setting::LearningRate) * self.factor
    }

    /// Its settings in the last iteration, which the schedule has had its share in.
    pub(super) const fn settings_in_force(&self) -> Settings {
        self.config.settings.scaled(self.factor)
    }

    /// What its rule remembers.
    pub(super) fn memory(&mut self) -> Memory<'_> {
        self.optimizer.memory()
    }

    /// Where its last step was worked out.
    pub(super) const fn work(&self) -> &Workspace {
        &self.work
    }

    /// Whether it takes steps.
    #[must_use]
    pub const fn state(&self) -> LaneState {
        self.state
    }

    /// Whether it would take the next step.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.state == LaneState::Running
    }

    /// What the panic said that ended it, if one did.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Makes it panic in an iteration, so that a test can see what becomes of the others.
    pub const fn plant_fault(&mut self, iteration: u64) {
        self.planted = Some(iteration);
    }

    /// Switches it on or off, and tells whether that changed anything; a lane that has ended stays so.
    pub fn switch(&mut self, state: LaneState) -> bool {
        let switched = self.state != state && self.state.is_sound();
        if switched {
            self.state = state;
        }
        switched
    }

    /// The losses of the last [`super::Race::advance`]; fewer than its iterations where the lane
    /// diverged on the way, the last one not finite then, and none where it did not run.
    #[must_use]
    pub fn losses(&self) -> &[f32] {
        &self.losses
    }

    /// Its network.
    #[must_use]
    pub const fn net(&self) -> &Mlp {
        &self.net
    }

    pub(super) fn restart(&mut self, net: Mlp) {
        self.optimizer = self.config.kind.build(&net.shapes());
        self.net = net;
        self.losses.clear();
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

    pub(super) fn clear_losses(&mut self) {
        self.losses.clear();
    }

    /// Asks the schedule for the iteration after `done` others, in a race that takes `end` of them.
    pub(super) fn keep_to_schedule(&mut self, done: u64, end: Option<u64>) {
        self.factor = self.config.schedule.factor(done, end);
    }

    /// One iteration: gradient of the batch, update, and the loss of the same batch after it.
    pub(super) fn train(&mut self, batch: Batch<'_>, iteration: u64, end: Option<u64>, loss: LossKind) {
        if !self.runs() {
            return;
        }
        // A fault in one rule is no reason to stop the others. Nothing of a lane that was left in the middle of a
        // step is used again: a restart makes its network and memory anew.
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
        self.optimizer.step(&settings, self.net.parameters_mut(), self.work.gradients());
        let penalty = if loss == LossKind::Objective { weight_decay } else { 0.0 };
        self.net.loss(batch, penalty, &mut self.work)
    }

    pub(super) const fn clear_correct(&mut self) {
        self.correct = 0;
    }

    pub(super) fn count_correct(&mut self, batch: Batch<'_>) {
        if self.state.is_sound() {
            self.correct += self.net.correct(batch, &mut self.work);
        }
    }

    /// Appends each image's probabilities of all classes.
    pub(super) fn think(&mut self, batch: Batch<'_>, out: &mut Vec<f32>) {
        self.net.probabilities(batch, &mut self.work, out);
    }

    pub(super) fn accuracy(&self, images: usize) -> f32 {
        self.correct as f32 / images as f32
    }
}
