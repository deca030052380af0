//! How an update changes what is known: what it adds, whether a command line can still express the race, and what is
//! forgotten, or stays as ghosts, when the race goes back to an earlier iteration.

use super::{History, LaneHistory, Mark, Tested, model};
use crate::{
    race::{LaneId, LaneState},
    session::{
        Bucket, Change, KnobKey, LaneInfo, LaneOptimizer, Losses, Measured, MetricKind, RaceInfo, State,
        Update,
    },
};

#[cfg(test)]
mod tests;

impl History {
    /// Folds one update into what is known.
    pub fn apply(&mut self, update: &Update) {
        self.names.apply(update);
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
            Update::Measured(measured) => self.measure(measured),
            Update::Knobs { lane, knobs } => self.change_lane(*lane, |lane| {
                lane.info.optimizer = LaneOptimizer::Declared(knobs.clone());
            }),
            Update::WentBack { lane, iteration } => self.go_back(*lane, *iteration),
            Update::Logged(lines) => self.log.add(lines),
            Update::Evaluated { iteration, sample, evaluation } => {
                let images = evaluation.images;
                self.tested = Some(Tested { iteration: *iteration, images, sample: *sample });
                for &(id, accuracy) in &evaluation.accuracies {
                    self.change_lane(id, |lane| {
                        lane.accuracy = Some(accuracy);
                        lane.measure(MetricKind::TestAccuracy, *iteration, Bucket::of(accuracy));
                    });
                }
                for &(id, loss) in &evaluation.losses {
                    self.change_lane(id, |lane| {
                        lane.measure(MetricKind::TestLoss, *iteration, Bucket::of(loss));
                    });
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
            Update::Networks(networks) => self.watched.networks = Some(networks.clone()),
            Update::Swept(standing) => self.sweep = Some(standing.clone()),
            Update::Saving(status) => self.saving.clone_from(status),
            Update::Declared(_) | Update::Refused { .. } | Update::CommandTaken { .. } | Update::Answered => {
            }
            Update::Failed { message } => {
                self.state = State::Failed;
                self.failure = Some(message.clone());
            }
        }
    }

    fn start(&mut self, info: &RaceInfo) {
        let ghosts = self.leave_ghosts(0);
        let mut lanes = Vec::with_capacity(info.lanes.len());
        for lane in &info.lanes {
            lanes.push(LaneHistory::new(lane.clone(), 0, &lanes));
        }
        *self = Self {
            state: self.state,
            end: info.end(),
            batch_size: batch_size(info),
            pace: info.pace,
            info: Some(Box::new(info.clone())),
            lanes,
            ghosts,
            names: std::mem::take(&mut self.names),
            log: std::mem::take(&mut self.log),
            saving: std::mem::take(&mut self.saving),
            sweep: self.sweep.take(),
            watched: std::mem::take(&mut self.watched).after_start(),
            changed_at: changed_at_start(info),
            ..Self::default()
        };
    }

    fn progress(&mut self, losses: &Losses) {
        self.iteration = losses.last();
        self.elapsed = losses.elapsed;
        self.clock.add(losses.last(), losses.elapsed);
        self.speed.add(losses.elapsed, losses.last());
        for (id, buckets) in &losses.lanes {
            self.change_lane(*id, |lane| lane.push(losses, buckets));
        }
    }

    fn measure(&mut self, measured: &Measured) {
        let own = self.own().is_some();
        if !own {
            self.iteration = self.iteration.max(measured.last());
        }
        if let Some(elapsed) = measured.elapsed {
            self.elapsed = self.elapsed.max(elapsed);
            self.clock.add(self.iteration, self.elapsed);
            self.speed.add(self.elapsed, self.iteration);
        }
        // In a race of our own the loss comes by itself, of every iteration.
        for (kind, lanes) in measured.metrics.iter().filter(|(kind, _)| !own || *kind != MetricKind::Loss) {
            for (id, values) in lanes {
                self.change_lane(*id, |lane| {
                    for (iteration, value) in measured.iterations.iter().zip(values) {
                        lane.measure(*kind, *iteration, *value);
                    }
                });
            }
        }
    }

    fn change(&mut self, iteration: u64, change: &Change) {
        self.note_changed_at(iteration, change);
        match change {
            Change::Setting { lane, setting, to, .. } => {
                // The session has checked the value; one of a foreign log that can't be is ignored.
                self.change_lane(*lane, |lane| set(&mut lane.info, *setting, *to));
            }
            Change::Schedule { lane, to, .. } => {
                self.change_lane(*lane, |lane| {
                    if let Some(rule) = lane.info.rule_mut() {
                        rule.schedule = *to;
                    }
                });
            }
            Change::BatchSize { to, .. } => self.batch_size = *to,
            Change::Switched { lane, on } => {
                let state = if *on { LaneState::Running } else { LaneState::Off };
                self.change_lane(*lane, |lane| lane.info.state = state);
            }
            Change::Added(info) => {
                let lane = LaneHistory::new((**info).clone(), iteration, &self.lanes);
                self.lanes.push(lane);
            }
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

    /// Keeps a mark; another change of the same setting at the same iteration extends the one before.
    fn mark(&mut self, mark: Mark) {
        for earlier in self.marks.iter_mut().rev().take_while(|earlier| earlier.iteration == mark.iteration) {
            if let (
                Change::Setting { lane, setting, to, .. },
                Change::Setting { lane: same_lane, setting: same_setting, to: new, .. },
            ) = (&mut earlier.change, &mark.change)
                && lane == same_lane
                && setting == same_setting
            {
                *to = *new;
                return;
            }
        }
        self.marks.push_back(mark);
        if self.marks.len() > model::MAX_MARKS {
            self.marks.pop_front();
        }
    }

    /// Notes whether a command line can express a change; to be called before the change is applied.
    fn note_changed_at(&mut self, iteration: u64, change: &Change) {
        let expressible = match change {
            Change::Pace(_) => true,
            // In older recordings a schedule without a length was stretched to the new end.
            Change::Iterations { .. } => self.lanes.iter().all(|lane| {
                let schedule = lane.info.rule().map(|rule| rule.schedule);
                schedule.is_some_and(|schedule| schedule.planned_for(self.end) == schedule)
            }),
            // Its length was the race's end, and is kept from now on.
            Change::Schedule { from, to, .. } => from.planned_for(self.end) == *to,
            _ => false,
        };
        if !expressible {
            self.changed_at.get_or_insert(iteration);
        }
    }

    /// Takes everything back to an iteration; what came after it stays as ghosts.
    fn rewind(&mut self, iteration: u64, info: &RaceInfo) {
        self.ghosts = self.leave_ghosts(iteration);
        let share = iteration as f64 / self.iteration.max(1) as f64;
        let mut before = std::mem::take(&mut self.lanes);
        for lane in &info.lanes {
            let known = before.iter().position(|known| known.info.id == lane.id);
            // A lane that was removed meanwhile has left no curve.
            let known = known.map(|at| before.swap_remove(at));
            let lanes = &self.lanes;
            let back = known.unwrap_or_else(|| LaneHistory::new(lane.clone(), iteration, lanes));
            self.lanes.push(back.back_to(iteration, lane));
        }
        self.marks.retain(|mark| mark.iteration < iteration);
        let at_start = self.info.as_deref().and_then(changed_at_start);
        self.changed_at = self.changed_at.filter(|changed| *changed < iteration).or(at_start);
        (self.iteration, self.end, self.batch_size) = (iteration, info.end(), batch_size(info));
        self.elapsed = self.elapsed.mul_f64(share.min(1.0));
        self.clock.go_back(iteration, self.elapsed);
        self.speed = model::SpeedMeter::default();
        self.tested = self.tested.filter(|tested| tested.iteration <= iteration);
    }

    /// Takes one lane back to an iteration; what it had after it stays as a ghost.
    fn go_back(&mut self, id: LaneId, iteration: Option<u64>) {
        self.leave_ghost(id, iteration.unwrap_or(0));
        self.change_lane(id, |lane| match iteration {
            Some(iteration) => lane.cut(iteration),
            None => lane.clear(),
        });
        // What is set in its settings stays; a mark beyond its end would show a time that is yet to come.
        self.marks.retain(|mark| {
            let its_own = matches!(mark.change, Change::Setting { lane, .. } if lane == id);
            !its_own || Some(mark.iteration) <= iteration
        });
        let furthest = self.lanes.iter().filter_map(LaneHistory::last).max();
        self.iteration = furthest.unwrap_or(0);
        // Its time has not gone back: what is done again takes more of it.
        let then = self.clock.at(self.iteration).unwrap_or(self.elapsed);
        self.clock.go_back(self.iteration, then);
        self.speed = model::SpeedMeter::default();
    }

    /// Forgets every lane and ghost: what comes next has nothing to do with them.
    pub(crate) fn forget(&mut self) {
        self.lanes.clear();
        self.ghosts.clear();
    }
}

/// Sets a hyperparameter. The session has checked the value; one of a foreign log that can't be is ignored.
fn set(info: &mut LaneInfo, setting: KnobKey, to: f64) {
    match (&mut info.optimizer, setting) {
        (LaneOptimizer::Rule(rule), KnobKey::Setting(setting)) => drop(rule.settings.set(setting, to)),
        (LaneOptimizer::Declared(knobs), KnobKey::Declared(number)) => {
            if let Some(knob) = knobs.get_mut(usize::from(number)) {
                knob.value = to;
            }
        }
        _ => {}
    }
}

/// The images in a batch at the start of a race; of another trainer's it is not known.
fn batch_size(info: &RaceInfo) -> usize {
    info.own().map_or(0, |race| race.config.batch_size)
}

/// Iteration 0 if no command line may express a race that begins so. One that can be expressed has all lanes running,
/// under the numbers that weights of their own are drawn with.
fn changed_at_start(info: &RaceInfo) -> Option<u64> {
    let on = info.lanes.iter().all(|lane| lane.state == LaneState::Running);
    let numbered = (0..).zip(&info.lanes).all(|(number, lane)| lane.id.0 == number);
    (!on || !numbered).then_some(0)
}
