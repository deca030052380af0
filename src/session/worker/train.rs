//! Taking iterations, and sending what came of them.

use std::time::{Duration, Instant};

use super::{MAX_STRETCH, Worker};
use crate::{
    race::{Lane, LaneId, LaneState, STRIDE, Sample, is_measured},
    session::{Bucket, Losses, Measured, Refusal, State, Update, Watch},
    text::message,
};

/// How far a paced race may lag before it stops catching up.
const MAX_LAG: Duration = Duration::from_millis(250);

/// Stretches per second of a paced race, so that its curve moves smoothly.
const STRETCHES_PER_SECOND: f64 = 25.0;

/// The fastest pace at which a race is watched; it begins more slowly, for the first losses fall the most.
const WATCHED: f64 = 100.0;

/// The first pace of a race that is watched, and how much faster each iteration is than the one before.
const BEGINNING: (f64, f64) = (10.0, 0.5);

/// The pace after so many iterations, under a limit.
fn pace_at(limit: f64, iteration: u64) -> f64 {
    let (first, faster) = BEGINNING;
    if limit > WATCHED { limit } else { limit.min(first + faster * iteration as f64) }
}

/// The time that iterations from `first` on are to take.
fn time_of(taken: usize, limit: f64, first: u64) -> Duration {
    Duration::from_secs_f64(taken as f64 / pace_at(limit, first))
}

impl Worker<'_> {
    /// Takes a stretch of iterations and sends what came of it.
    pub(super) fn train(&mut self) {
        if !self.race.runs() {
            self.enter(State::Paused);
            return self.refuse(Refusal::NothingRuns);
        }
        assert!(self.fault.is_none_or(|fault| self.race.iteration() < fault), "planted");
        let before = Instant::now();
        let first = self.race.iteration() + 1;
        let wanted = self.stretch();
        let running: Vec<LaneId> =
            self.race.lanes().iter().filter(|lane| lane.runs()).map(Lane::id).collect();
        let taken = self.pool.install(|| self.race.advance(wanted));
        let spent = before.elapsed();
        self.per_iteration = spent / u32::try_from(taken.max(1)).unwrap_or(u32::MAX);
        // The waiting of a paced race counts as running, too.
        let share = self.pace.map_or(Duration::ZERO, |pace| time_of(taken, pace, first));
        if Instant::now() > self.due + MAX_LAG {
            self.due = before;
        }
        self.due += share;
        self.elapsed += spent.max(share);
        if let Some(saving) = &mut self.saving {
            saving.dirty = true;
        }
        self.send_results(first, taken as u64, &running);
        self.end_stretch();
    }

    /// How many iterations can be taken at once without passing anything that happens between two.
    fn stretch(&self) -> usize {
        let iteration = self.race.iteration();
        let eval_every = self.race.config().eval_every;
        let next_evaluation = iteration.checked_div(eval_every).map(|done| (done + 1) * eval_every);
        let ends = [next_evaluation, self.race.config().iterations, self.step_end];
        let room = ends.into_iter().flatten().min().unwrap_or(u64::MAX).saturating_sub(iteration);
        let in_time = MAX_STRETCH.as_nanos() / self.per_iteration.as_nanos().max(1);
        let paced =
            self.pace.map_or(STRIDE as u64, |pace| (pace_at(pace, iteration) / STRETCHES_PER_SECOND) as u64);
        let most = paced.min(u64::try_from(in_time).unwrap_or(u64::MAX)).clamp(1, STRIDE as u64);
        usize::try_from(room.min(most)).unwrap_or(STRIDE)
    }

    fn send_results(&mut self, first: u64, iterations: u64, running: &[LaneId]) {
        let ran = self.race.lanes().iter().filter(|lane| running.contains(&lane.id()));
        let lanes =
            ran.map(|lane| (lane.id(), lane.losses().iter().copied().map(Bucket::of).collect())).collect();
        let losses = Losses { first, stride: 1, iterations, lanes, elapsed: self.elapsed };
        self.mailbox.send(Update::Progressed(losses));
        for iteration in (first..first + iterations).filter(|iteration| is_measured(*iteration)) {
            let ran = self.race.lanes().iter().filter(|lane| running.contains(&lane.id()));
            if let Some(measured) = Measured::at(iteration, ran) {
                self.mailbox.send(Update::Measured(measured));
            }
        }
        for lane in self.race.lanes().iter().filter(|lane| running.contains(&lane.id())) {
            if let (LaneState::Diverged { iteration }, Some(&loss)) = (lane.state(), lane.losses().last()) {
                self.mailbox.send(Update::Diverged { lane: lane.id(), iteration, loss });
            }
            if let (LaneState::Faulted { iteration }, Some(text)) = (lane.state(), lane.fault()) {
                let message = message(text);
                self.mailbox.send(Update::Faulted { lane: lane.id(), iteration, message });
            }
        }
    }

    /// Does what is due after a stretch: keeping the past, measuring, ending the race or a step.
    fn end_stretch(&mut self) {
        if let Some(timeline) = &mut self.timeline {
            timeline.keep_if_due(&mut self.race);
        }
        let iteration = self.race.iteration();
        if self.race.config().iterations.is_some_and(|end| iteration >= end) {
            self.evaluate(Sample::Whole);
            return self.enter(State::Finished);
        }
        if iteration.is_multiple_of(self.race.config().eval_every) {
            self.evaluate(Sample::Part);
        }
        if self.step_end.is_some_and(|end| iteration >= end) {
            self.enter(State::Paused);
        }
    }

    fn evaluate(&mut self, sample: Sample) {
        let before = Instant::now();
        let evaluation = self.pool.install(|| self.race.evaluate(sample));
        self.elapsed += before.elapsed();
        let iteration = self.race.iteration();
        self.mailbox.send(Update::Evaluated { iteration, sample, evaluation });
    }

    /// Looks at what is watched and sends it. The time that takes is not the race's.
    pub(super) fn send_watched(&mut self) {
        let before = Instant::now();
        // A race that stands has time for all of them.
        let sample = if self.state == State::Running { Sample::Part } else { Sample::Whole };
        let race = &mut self.race;
        let seen = match &self.probe.watch {
            // Nothing is ever due for this one.
            Watch::Nothing => return,
            &Watch::Digits { which, from } => {
                let guesses = self.pool.install(|| race.guess(sample, which, from));
                Some(Update::Guessed(Box::new(guesses)))
            }
            Watch::Drawn(pixels) => self.pool.install(|| race.guess_drawn(pixels)).map(Update::GuessedDrawn),
            &Watch::Inside { lane, layer } => {
                race.look_inside(lane, layer).map(|inside| Update::Inside(Box::new(inside)))
            }
        };
        self.probe.looked(self.state, self.race.iteration(), before.elapsed());
        if let Some(seen) = seen {
            return self.mailbox.send(seen);
        }
        self.probe.watch = Watch::Nothing;
        self.refuse(Refusal::NothingToSee);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_race_that_is_watched_begins_slowly_and_a_fast_one_does_not() {
        let times = |limit: f64, firsts: [u64; 4]| firsts.map(|first| time_of(60, limit, first).as_millis());
        assert_eq!(times(60.0, [0, 20, 100, 5_000]), [6_000, 3_000, 1_000, 1_000]);
        assert_eq!(times(2.0, [0, 1, 2, 3]), [30_000; 4]);
        assert_eq!(times(500.0, [0, 1, 2, 3]), [120; 4]);
    }
}
