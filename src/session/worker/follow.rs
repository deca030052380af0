//! What each command does to a race, and how it is answered.

use std::time::{Duration, Instant};

use super::Worker;
use crate::{
    config::{Bounds, LaneConfig, MOST_LANES},
    optim::Setting,
    race::{Lane, LaneId, LaneState},
    session::{Change, Command, LaneCard, Seed, State, Target, Update},
};

impl Worker<'_> {
    /// Follows a command and tells that it was taken, then what it changed.
    pub(super) fn follow(&mut self, command: Command) {
        let iteration = self.race.iteration();
        self.desk.tell(Update::Followed { iteration, command: command.clone() });
        if let Some(saving) = &mut self.saving {
            saving.touch();
            // A race that rests may do so for long.
            if self.state != State::Running {
                saving.hurry();
            }
        }
        match command {
            Command::Resume | Command::Step(_) if self.state == State::Finished => {
                self.refuse("finished: c goes on, r starts over");
            }
            Command::Pause if self.state == State::Running => self.enter(State::Paused),
            Command::Resume if self.state == State::Paused => self.enter(State::Running),
            Command::Pause | Command::Resume => {}
            Command::Step(iterations) => {
                self.enter(State::Running);
                self.step_end = Some(iteration.saturating_add(iterations));
            }
            Command::Reset(seed) => self.reset(seed),
            Command::Set { target, setting, value } => self.set(target, setting, value),
            Command::SetSchedule { lane, schedule: to } => {
                let from = self.race.set_schedule(lane, to);
                if let Some(from) = from.filter(|from| *from != to) {
                    self.changed(Change::Schedule { lane, from, to });
                }
            }
            Command::SetBatchSize(to) if !Bounds::BATCH_SIZE.holds(to) => {
                self.refuse(format!("a batch must be {}", Bounds::BATCH_SIZE));
            }
            Command::SetBatchSize(to) => {
                let from = self.race.set_batch_size(to);
                if from != to {
                    self.changed(Change::BatchSize { from, to });
                }
            }
            Command::Switch { lane, on } => self.switch(lane, on),
            Command::AddLane(lane) => self.add_lane(*lane),
            Command::RemoveLane(lane) => {
                if self.race.remove_lane(lane) {
                    self.changed(Change::Removed(lane));
                }
            }
            Command::Extend(more) => {
                let to = self.race.config().iterations.map(|end| end.saturating_add(more));
                self.race.set_end(to);
                self.changed(Change::Iterations { to });
                if self.state == State::Finished {
                    self.enter(State::Running);
                }
            }
            Command::Pace(pace) => {
                self.pace = pace.filter(|pace| *pace > 0.0 && pace.is_finite());
                self.due = Instant::now();
                self.changed(Change::Pace(self.pace));
            }
        }
    }

    fn reset(&mut self, seed: Seed) {
        let now = self.race.config().seed;
        self.race.reset(match seed {
            Seed::Same => now,
            Seed::Next => now.wrapping_add(1),
        });
        self.elapsed = Duration::ZERO;
        self.step_end = None;
        if self.state == State::Finished {
            self.state = State::Running;
        }
        self.started();
    }

    fn set(&mut self, target: Target, setting: Setting, to: f64) {
        let lanes: Vec<LaneId> = match target {
            Target::Lane(lane) => vec![lane],
            Target::All => self.race.lanes().iter().map(Lane::id).collect(),
        };
        for id in lanes {
            let Some(lane) = self.race.lane_mut(id) else { continue };
            if !lane.kind().settings().any(|own| own == setting) {
                continue;
            }
            match lane.settings_mut().set(setting, to) {
                Ok(from) if from.to_bits() != to.to_bits() => {
                    self.changed(Change::Setting { lane: id, setting, from, to });
                }
                Ok(_) => {}
                Err(error) => return self.refuse(error.to_string()),
            }
        }
    }

    fn switch(&mut self, id: LaneId, on: bool) {
        let state = if on { LaneState::Running } else { LaneState::Off };
        let Some(lane) = self.race.lane_mut(id) else { return };
        if lane.switch(state) {
            return self.changed(Change::Switched { lane: id, on });
        }
        let reason = match lane.state() {
            LaneState::Diverged { iteration } => format!("diverged at {iteration}: lower its rate, then"),
            LaneState::Faulted { iteration } => format!("was stopped by a fault at {iteration}:"),
            LaneState::Running | LaneState::Off => return,
        };
        let name = lane.name().to_owned();
        self.refuse(format!("{name} {reason} r starts over"));
    }

    fn add_lane(&mut self, config: LaneConfig) {
        if self.race.lanes().len() >= MOST_LANES {
            return self.refuse(format!("at most {MOST_LANES} lanes"));
        }
        let id = self.race.add_lane(config);
        if let Some(lane) = self.race.lane_mut(id) {
            let card = LaneCard::new(lane);
            self.changed(Change::Added(Box::new(card)));
        }
    }
}
