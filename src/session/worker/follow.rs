//! How commands are taken and answered.

use std::time::{Duration, Instant};

use super::Worker;
use crate::{
    config::check_pace,
    session::{Change, Command, Refusal, State, Timeline, Update, follow, has_room_for},
};

impl Worker<'_> {
    /// Follows a command and tells that it was taken, then what it changed.
    pub(super) fn follow(&mut self, command: Command) {
        if let Command::Watch(watch) = command {
            return self.look.turn_to(watch);
        }
        if let Err(shortage) = has_room_for(&self.race, &command, self.timeline.is_some()) {
            return self.refuse(Refusal::Memory(shortage));
        }
        let iteration = self.race.iteration();
        self.desk.tell(Update::Followed { iteration, command: command.clone() });
        if let Some(saving) = &mut self.saving {
            saving.touch();
            // What was done by hand can't be had again by training.
            saving.hurry();
        }
        match command {
            Command::GoTo(to) if to <= iteration => self.go_back(to),
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
            Command::Pace(pace) => self.keep_pace(pace),
            numbers => self.change(&numbers),
        }
    }

    fn go_back(&mut self, to: u64) {
        let (before, done) = (self.race.iteration(), Instant::now());
        let Some(timeline) = &mut self.timeline else {
            return self.refuse(Refusal::NoPast);
        };
        let (race, first) = (&mut self.race, timeline.first());
        let Some(to) = self.pool.install(|| timeline.go_back(race, to)) else {
            return self.refuse(Refusal::PastFrom(first));
        };
        // What it took to get there is nobody's training.
        self.due += done.elapsed();
        self.elapsed = self.elapsed.mul_f64(to as f64 / before.max(1) as f64);
        let card = self.card();
        self.desk.tell(Update::Rewound { iteration: to, card });
        self.enter(if self.state == State::Finished { State::Paused } else { self.state });
    }

    /// Changes the numbers of the race.
    fn change(&mut self, command: &Command) {
        if let Some(timeline) = &mut self.timeline {
            timeline.note(&mut self.race, command);
        }
        // What was seen last is not how it looks now.
        self.look.again();
        match follow(&mut self.race, command) {
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

    fn keep_pace(&mut self, pace: Option<f64>) {
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
