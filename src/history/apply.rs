//! How an update changes what is known.

use super::{
    lane::LaneHistory,
    marks::changed_at_start,
    model::{History, Mark, Tested},
};
use crate::{
    race::{LaneId, LaneState},
    session::{Change, Losses, RaceInfo, State, Update},
};

impl History {
    /// Folds one update into what is known.
    pub fn apply(&mut self, update: &Update) {
        match update {
            Update::Loading(progress) => self.loading = Some(*progress),
            Update::Started(info) => self.start(info),
            Update::Rewound { iteration, info } => self.rewind(*iteration, info),
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
                    lane.info.state = LaneState::Diverged { iteration: *iteration };
                    lane.diverged = Some(*loss);
                });
            }
            Update::Faulted { lane, iteration, .. } => {
                self.change_lane(*lane, |lane| {
                    lane.info.state = LaneState::Faulted { iteration: *iteration };
                });
            }
            Update::Guessed(guesses) => self.watched.guesses = Some(guesses.clone()),
            Update::Inside(inside) => self.watched.inside = Some(inside.clone()),
            Update::GuessedDrawn(opinions) => self.watched.drawn = Some(opinions.clone()),
            Update::Saving(status) => self.saving.clone_from(status),
            Update::Refused { .. } | Update::CommandTaken { .. } => {}
            Update::Failed { message } => {
                self.state = State::Failed;
                self.failure = Some(message.clone());
            }
        }
    }

    fn start(&mut self, info: &RaceInfo) {
        let ghosts = self.leave_ghosts(0);
        let lanes = info.lanes.iter().map(|lane| LaneHistory::new(lane.clone(), 0)).collect();
        *self = Self {
            state: self.state,
            end: info.config.iterations,
            batch_size: info.config.batch_size,
            pace: info.pace,
            info: Some(Box::new(info.clone())),
            lanes,
            ghosts,
            saving: std::mem::take(&mut self.saving),
            changed_at: changed_at_start(info),
            ..Self::default()
        };
    }

    fn progress(&mut self, losses: &Losses) {
        self.iteration = losses.last();
        self.elapsed = losses.elapsed;
        self.speed.add(losses.elapsed, losses.last());
        for (id, buckets) in &losses.lanes {
            self.change_lane(*id, |lane| lane.push(losses, buckets));
        }
    }

    fn change(&mut self, iteration: u64, change: &Change) {
        self.note_changed_at(iteration, change);
        match change {
            Change::Setting { lane, setting, to, .. } => {
                // The session has checked the value; one of a foreign log that can't be is ignored.
                self.change_lane(*lane, |lane| drop(lane.info.settings.set(*setting, *to)));
            }
            Change::Schedule { lane, to, .. } => {
                self.change_lane(*lane, |lane| lane.info.schedule = *to);
            }
            Change::BatchSize { to, .. } => self.batch_size = *to,
            Change::Switched { lane, on } => {
                let state = if *on { LaneState::Running } else { LaneState::Off };
                self.change_lane(*lane, |lane| lane.info.state = state);
            }
            Change::Added(info) => self.lanes.push(LaneHistory::new((**info).clone(), iteration)),
            Change::Removed(id) => {
                self.lanes.retain(|lane| lane.info.id != *id);
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
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.info.id == id) {
            change(lane);
        }
    }
}
