//! Handling commands, and answering them.

use std::time::{Duration, Instant};

use super::Worker;
use crate::{
    config::check_pace,
    session::{Change, Command, Refusal, State, Timeline, Update, apply_command, check_memory},
};

impl Worker<'_> {
    /// Handles a command: sends that it was taken, then what it changed.
    pub(super) fn handle(&mut self, command: Command) {
        if let Err(shortage) = check_memory(&self.race, &command, self.timeline.is_some()) {
            return self.refuse(Refusal::Memory(shortage));
        }
        // A race ends with its session, and without a recorder nothing of it is kept.
        if command == Command::Stop || command == Command::Checkpoint && self.saving.is_none() {
            return self.refuse(Refusal::CantDo);
        }
        let iteration = self.race.iteration();
        self.mailbox.send(Update::CommandTaken { iteration, command: command.clone() });
        if let Some(saving) = &mut self.saving {
            saving.dirty = true;
            // Training can't bring back what was done by hand.
            saving.hurry();
        }
        match command {
            Command::GoTo(to) if to <= iteration => self.rewind(to),
            Command::Resume | Command::Step(_) | Command::GoTo(_) if self.state == State::Finished => {
                self.refuse(Refusal::Finished);
            }
            Command::Pause if self.state == State::Running => self.enter(State::Paused),
            Command::Resume if self.state == State::Paused => self.enter(State::Running),
            Command::Pause | Command::Resume => {}
            Command::Step(iterations) => {
                self.enter(State::Running);
                self.step_end = Some(iteration.saturating_add(iterations));
            }
            Command::GoTo(to) => {
                self.enter(State::Running);
                self.step_end = Some(to);
            }
            Command::Pace(pace) => self.set_pace(pace),
            other => self.apply(&other),
        }
    }

    fn rewind(&mut self, to: u64) {
        let (before, done) = (self.race.iteration(), Instant::now());
        let Some(timeline) = &mut self.timeline else {
            return self.refuse(Refusal::NoPast);
        };
        let (race, first) = (&mut self.race, timeline.first());
        let Some(to) = self.pool.install(|| timeline.rewind(race, to)) else {
            return self.refuse(Refusal::PastFrom(first));
        };
        // The time that took doesn't count as training.
        self.due += done.elapsed();
        self.elapsed = self.elapsed.mul_f64(to as f64 / before.max(1) as f64);
        let info = Box::new(self.info());
        self.mailbox.send(Update::Rewound { iteration: to, info });
        self.enter(if self.state == State::Finished { State::Paused } else { self.state });
    }

    /// Applies a command that changes the race itself.
    fn apply(&mut self, command: &Command) {
        if let Some(timeline) = &mut self.timeline {
            timeline.add_command(&mut self.race, command);
        }
        self.probe.invalidate();
        match apply_command(&mut self.race, command) {
            Ok(changes) => changes.into_iter().for_each(|change| self.changed(change)),
            Err(reason) => return self.refuse(reason),
        }
        match command {
            Command::Reset(_) => self.start_over(),
            Command::Begin(_) => {
                self.state = State::Paused;
                self.start_over();
            }
            Command::Extend(_) if self.state == State::Finished => self.enter(State::Running),
            _ => {}
        }
    }

    fn start_over(&mut self) {
        self.timeline = self.timeline.take().map(|_| Timeline::new(&mut self.race));
        self.elapsed = Duration::ZERO;
        self.step_end = None;
        if self.state == State::Finished {
            self.state = State::Running;
        }
        self.started();
    }

    fn set_pace(&mut self, pace: Option<f64>) {
        match pace.map(check_pace).transpose() {
            Ok(pace) => {
                self.pace = pace;
                self.due = Instant::now();
                self.changed(Change::Pace(pace));
            }
            Err(_) => self.refuse(Refusal::Pace),
        }
    }
}
