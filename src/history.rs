//! Everything that updates have told of a race, its curves in bounded memory.
//!
//! A front end folds each update into its history with [`History::apply`] and reads from it; nothing here
//! knows where updates come from or how they are shown.

mod changes;
mod check;
mod curve;
mod doing;
mod ghost;
mod lane;
mod past;
mod smooth;
mod speed;

pub use curve::Curve;
pub use doing::Doing;
pub use ghost::Ghost;
pub use lane::LaneHistory;
pub use smooth::{Smoother, Smoothing};

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};
use speed::Speed;

use crate::{
    data::LoadProgress,
    optim::Setting,
    race::{Guesses, Inside, LaneId, LaneState, Opinion, Sample},
    session::{Card, Change, Losses, SaveStatus, State, Update},
};

/// All that is known of a race. It can be handed on as JSON to whoever joins late.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct History {
    state: State,
    loading: Option<LoadProgress>,
    card: Option<Box<Card>>,
    iteration: u64,
    end: Option<u64>,
    batch_size: usize,
    pace: Option<f64>,
    lanes: Vec<LaneHistory>,
    ghosts: VecDeque<Ghost>,
    marks: VecDeque<Mark>,
    /// Iterations done at the first change that no command line can say.
    changed_at: Option<u64>,
    elapsed: Duration,
    speed: Speed,
    tested: Option<Tested>,
    failure: Option<String>,
    saving: SaveStatus,
    /// What is told while somebody watches is of no use to whoever joins.
    #[serde(skip)]
    watched: Watched,
}

/// The newest of what a view has asked for.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// What lanes take test images for.
    pub guesses: Option<Box<Guesses>>,
    /// What they take a drawn image for.
    pub drawn: Option<Vec<Opinion>>,
    /// The step that a lane is about to take.
    pub inside: Option<Box<Inside>>,
}

/// A change that a person made on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Iterations done when it took effect.
    pub iteration: u64,
    /// What changed.
    pub change: Change,
}

/// When and on how much the test accuracies were measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    /// Iterations done.
    pub iteration: u64,
    /// Test images.
    pub images: usize,
    /// A part of them or all.
    pub sample: Sample,
}

impl Default for History {
    fn default() -> Self {
        Self {
            state: State::Loading,
            loading: None,
            card: None,
            iteration: 0,
            end: None,
            batch_size: 0,
            pace: None,
            lanes: Vec::new(),
            ghosts: VecDeque::new(),
            marks: VecDeque::new(),
            changed_at: None,
            elapsed: Duration::ZERO,
            speed: Speed::default(),
            tested: None,
            failure: None,
            saving: SaveStatus::default(),
            watched: Watched::default(),
        }
    }
}

impl History {
    /// Folds one update in.
    pub fn apply(&mut self, update: &Update) {
        match update {
            Update::Loading(progress) => self.loading = Some(*progress),
            Update::Started(card) => self.start(card),
            Update::Rewound { iteration, card } => self.rewind(*iteration, card),
            Update::State { state, iteration } => {
                self.state = *state;
                self.iteration = *iteration;
                self.speed.interrupt();
            }
            Update::Progressed(losses) => self.progress(losses),
            Update::Evaluated { iteration, sample, evaluation } => {
                let images = evaluation.images;
                self.tested = Some(Tested { iteration: *iteration, images, sample: *sample });
                for &(id, accuracy) in &evaluation.accuracies {
                    self.change_lane(id, |lane| lane.accuracy = Some(accuracy));
                }
            }
            Update::Changed { iteration, change } => self.change(*iteration, change),
            Update::Diverged { lane, iteration, loss } => {
                self.change_lane(*lane, |lane| {
                    lane.card.state = LaneState::Diverged { iteration: *iteration };
                    lane.diverged = Some(*loss);
                });
            }
            Update::Faulted { lane, iteration, .. } => {
                self.change_lane(*lane, |lane| {
                    lane.card.state = LaneState::Faulted { iteration: *iteration };
                });
            }
            Update::Guessed(guesses) => self.watched.guesses = Some(guesses.clone()),
            Update::Inside(inside) => self.watched.inside = Some(inside.clone()),
            Update::GuessedDrawn(opinions) => self.watched.drawn = Some(opinions.clone()),
            Update::Saving(status) => self.saving.clone_from(status),
            Update::Refused { .. } | Update::Followed { .. } | Update::Checkpoint(_) => {}
            Update::Failed { message } => {
                self.state = State::Failed;
                self.failure = Some(message.clone());
            }
        }
    }

    fn start(&mut self, card: &Card) {
        let ghosts = self.leave_ghosts(0);
        let lanes = card.lanes.iter().map(|lane| LaneHistory::new(lane.clone(), 0)).collect();
        *self = Self {
            state: self.state,
            end: card.config.iterations,
            batch_size: card.config.batch_size,
            pace: card.pace,
            card: Some(Box::new(card.clone())),
            lanes,
            ghosts,
            saving: std::mem::take(&mut self.saving),
            changed_at: changes::changed_at_start(card),
            ..Self::default()
        };
    }

    fn progress(&mut self, losses: &Losses) {
        self.iteration = losses.last();
        self.elapsed = losses.elapsed;
        self.speed.note(losses.elapsed, losses.last());
        for (id, buckets) in &losses.lanes {
            self.change_lane(*id, |lane| lane.push(losses, buckets));
        }
    }

    fn change(&mut self, iteration: u64, change: &Change) {
        self.note(iteration, change);
        match change {
            Change::Setting { lane, setting, to, .. } => {
                // The session has checked the value; a history of a foreign log keeps the old one.
                self.change_lane(*lane, |lane| drop(lane.card.settings.set(*setting, *to)));
            }
            Change::Schedule { lane, to, .. } => {
                self.change_lane(*lane, |lane| lane.card.schedule = *to);
            }
            Change::BatchSize { to, .. } => self.batch_size = *to,
            Change::Switched { lane, on } => {
                let state = if *on { LaneState::Running } else { LaneState::Off };
                self.change_lane(*lane, |lane| lane.card.state = state);
            }
            Change::Added(card) => self.lanes.push(LaneHistory::new((**card).clone(), iteration)),
            Change::Removed(id) => {
                self.lanes.retain(|lane| lane.card.id != *id);
                self.marks.retain(|mark| !matches!(mark.change, Change::Setting { lane, .. } if lane == *id));
            }
            Change::Iterations { to } => self.end = *to,
            Change::Pace(pace) => {
                self.pace = *pace;
                self.speed.interrupt();
            }
        }
        if matches!(change, Change::Setting { .. } | Change::Schedule { .. } | Change::BatchSize { .. }) {
            self.mark(Mark { iteration, change: change.clone() });
        }
    }

    fn change_lane(&mut self, id: LaneId, change: impl FnOnce(&mut LaneHistory)) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.card.id == id) {
            change(lane);
        }
    }

    /// What the session does.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// How much of the data set has been read.
    #[must_use]
    pub const fn loading(&self) -> Option<LoadProgress> {
        self.loading
    }

    /// The race as it stood at iteration 0; `None` before there is one.
    #[must_use]
    pub fn card(&self) -> Option<&Card> {
        self.card.as_deref()
    }

    /// Iterations done.
    #[must_use]
    pub const fn iteration(&self) -> u64 {
        self.iteration
    }

    /// When the race is finished; `None` if it runs until stopped.
    #[must_use]
    pub const fn end(&self) -> Option<u64> {
        self.end
    }

    /// Images a batch.
    #[must_use]
    pub const fn batch_size(&self) -> usize {
        self.batch_size
    }

    /// The learning rate of a lane in its last iteration, which its schedule has had a share in.
    #[must_use]
    pub fn rate_in_force(&self, lane: &LaneHistory) -> f64 {
        let done = lane.curve.last().unwrap_or(self.iteration).saturating_sub(1);
        lane.card.settings.get(Setting::LearningRate) * lane.card.schedule.factor(done, self.end)
    }

    /// Iterations a second at the most.
    #[must_use]
    pub const fn pace(&self) -> Option<f64> {
        self.pace
    }

    /// Every lane, in the order in which they joined.
    #[must_use]
    pub fn lanes(&self) -> &[LaneHistory] {
        &self.lanes
    }

    /// The lane of that number.
    #[must_use]
    pub fn lane(&self, id: LaneId) -> Option<&LaneHistory> {
        self.lanes.iter().find(|lane| lane.card.id == id)
    }

    /// What is left of earlier attempts, the oldest first.
    pub fn ghosts(&self) -> impl Iterator<Item = &Ghost> {
        self.ghosts.iter()
    }

    /// The changes of settings and batch size, oldest first.
    #[must_use]
    pub fn marks(&self) -> impl DoubleEndedIterator<Item = &Mark> {
        self.marks.iter()
    }

    /// How long the race has run, pauses left out.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Iterations a second over the last two seconds of running.
    #[must_use]
    pub fn speed(&self) -> Option<f64> {
        self.speed.per_second()
    }

    /// The time left at the present speed.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        let remaining = self.end?.saturating_sub(self.iteration);
        let seconds = remaining as f64 / self.speed()?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// When and on how much the accuracies were measured.
    #[must_use]
    pub const fn tested(&self) -> Option<Tested> {
        self.tested
    }

    /// The newest of what a view has asked for.
    #[must_use]
    pub const fn watched(&self) -> &Watched {
        &self.watched
    }

    /// How far the race is saved, and what is wrong with that.
    #[must_use]
    pub const fn saving(&self) -> &SaveStatus {
        &self.saving
    }

    /// Why the session has ended, if it failed.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

#[cfg(test)]
mod tests;
