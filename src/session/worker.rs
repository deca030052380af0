//! The trainer's loop: take commands, take iterations, tell.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;
use rayon::ThreadPool;

use super::{
    Command, Fault, Loader, Opening, Origin, Seed, Target, Update,
    desk::Desk,
    loading::load,
    losses::{Bucket, Losses},
    saving::Saving,
    update::{Card, Change, Checkpoint, LaneCard, State},
};
use crate::{
    config::{Bounds, LaneConfig, MOST_LANES},
    data::Dataset,
    optim::Setting,
    race::{Lane, LaneId, LaneState, Race, STRIDE, Sample},
    text::panic_words,
};

/// How long a command may have to wait for the iterations at hand.
const LONGEST_STRETCH: Duration = Duration::from_millis(20);

/// How far a pace may lag before it stops catching up.
const LONGEST_LAG: Duration = Duration::from_millis(250);

/// Runs a session until its commands' channel closes; a panic on the way becomes an update.
pub(super) fn run(
    origin: Origin,
    opening: Opening,
    loader: Loader,
    save_every: Option<Duration>,
    mut desk: Desk,
) {
    let work = AssertUnwindSafe(|| {
        let Some(data) = load(loader, &mut desk)? else { return Ok(()) };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(opening.threads)
            .thread_name(|index| format!("lanes-{index}"))
            .build()
            .map_err(|error| format!("no threads for the lanes: {error}"))?;
        let saving = save_every.map(|every| Saving::new(every, data.hash()));
        Worker::new(origin, opening, data, saving, pool, &mut desk)?.run();
        Ok(())
    });
    let failed = match catch_unwind(work) {
        Ok(Ok(())) => return desk.deliver(),
        Ok(Err(message)) => message,
        Err(panic) => format!("the trainer has stopped at a fault in the program: {}", panic_words(&*panic)),
    };
    desk.tell(Update::Failed { message: failed });
    desk.close();
}

/// A race that is running, paused or finished.
struct Worker<'a> {
    race: Race,
    pool: ThreadPool,
    desk: &'a mut Desk,
    state: State,
    /// When the race is finished.
    iterations: Option<u64>,
    /// Where a step ends.
    step_end: Option<u64>,
    pace: Option<f64>,
    /// When the pace allows the next iterations.
    due: Instant,
    /// How long the race has run, pauses left out.
    elapsed: Duration,
    /// How long an iteration takes.
    per_iteration: Duration,
    /// `None` where nobody keeps the race.
    saving: Option<Saving>,
    /// Where a test wants a fault.
    fault: Option<u64>,
}

impl<'a> Worker<'a> {
    fn new(
        origin: Origin,
        opening: Opening,
        data: Dataset,
        saving: Option<Saving>,
        pool: ThreadPool,
        desk: &'a mut Desk,
    ) -> Result<Self, String> {
        let (mut race, elapsed, is_new) = match origin {
            Origin::New(config) => (Race::new(*config, data.into()), Duration::ZERO, true),
            Origin::Saved(saved) => {
                let hash = saving.as_ref().map_or_else(|| data.hash(), |saving| saving.data().to_owned());
                if hash != saved.data {
                    let name = &data.name;
                    return Err(format!(
                        "{name} is not the data that this race was trained on (SHA-256 {hash})"
                    ));
                }
                let race = Race::restore(&saved.race, data.into());
                let race = race.ok_or("the checkpoint's numbers are of another network than its settings")?;
                (race, saved.elapsed, false)
            }
        };
        let iterations = race.config().iterations;
        let state = match opening.paused {
            _ if iterations.is_some_and(|end| race.iteration() >= end) => State::Finished,
            true => State::Paused,
            false => State::Running,
        };
        if let Some(Fault::Lane(lane, iteration)) = opening.fault
            && let Some(lane) = race.lane_mut(lane)
        {
            lane.plant_fault(iteration);
        }
        let mut worker = Self {
            race,
            step_end: None,
            pace: opening.pace,
            due: Instant::now(),
            elapsed,
            // Unknown yet: the first stretch is a single iteration.
            per_iteration: LONGEST_STRETCH,
            fault: opening.fault.and_then(|fault| match fault {
                Fault::Race(iteration) => Some(iteration),
                Fault::Lane(..) => None,
            }),
            pool,
            desk,
            state,
            iterations,
            saving,
        };
        // Whoever listens to a race that goes on knows its past already.
        if is_new {
            worker.started();
        } else {
            worker.enter(state);
        }
        Ok(worker)
    }

    fn run(mut self) {
        loop {
            // Running, it looks for a command and goes on; else it stays until there is one, or saves.
            let save = self.saving.as_ref().and_then(Saving::due);
            let until = if self.state == State::Running { Some(self.due) } else { save };
            match self.desk.wait(until) {
                Ok(command) => self.follow(command),
                Err(RecvTimeoutError::Timeout) if self.state == State::Running => self.train(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.saving.as_mut().is_some_and(Saving::is_due) {
                self.save();
            }
        }
        if self.saving.as_ref().is_some_and(Saving::is_dirty) {
            self.save();
        }
    }

    /// Hands the race as it stands to the recorder.
    fn save(&mut self) {
        let Some(saving) = &mut self.saving else { return };
        let checkpoint = Checkpoint {
            race: self.race.snapshot(),
            // A step that was cut short is a pause.
            state: if self.step_end.is_some() { State::Paused } else { self.state },
            elapsed: self.elapsed,
            pace: self.pace,
            data: saving.data().to_owned(),
        };
        self.desk.keep(saving.saved(checkpoint));
    }

    fn started(&mut self) {
        let hash = self.saving.as_ref().map(|saving| saving.data().to_owned());
        let card = Card::new(&self.race, self.iterations, self.pace, hash);
        self.desk.tell(Update::Started(Box::new(card)));
        self.enter(self.state);
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        if let Some(saving) = self.saving.as_mut().filter(|_| state != State::Running) {
            saving.hurry();
        }
        self.desk.tell(Update::State { state, iteration: self.race.iteration() });
    }

    fn refuse(&mut self, reason: impl Into<String>) {
        self.desk.tell(Update::Refused { reason: reason.into() });
    }

    fn changed(&mut self, change: Change) {
        let iteration = self.race.iteration();
        self.desk.tell(Update::Changed { iteration, change });
    }

    /// How many iterations can be taken at one go without passing anything that happens between two.
    fn stretch(&self) -> usize {
        let iteration = self.race.iteration();
        let eval_every = self.race.config().eval_every;
        let next_evaluation = (iteration / eval_every + 1) * eval_every;
        let ends = [Some(next_evaluation), self.iterations, self.step_end];
        let room = ends.into_iter().flatten().min().unwrap_or(u64::MAX).saturating_sub(iteration);
        let in_time = LONGEST_STRETCH.as_nanos() / self.per_iteration.as_nanos().max(1);
        let paced = self.pace.map_or(STRIDE as u64, |pace| (pace / 25.0) as u64);
        let most = paced.min(u64::try_from(in_time).unwrap_or(u64::MAX)).clamp(1, STRIDE as u64);
        usize::try_from(room.min(most)).unwrap_or(STRIDE)
    }

    /// Takes a stretch of iterations and tells what came of it.
    fn train(&mut self) {
        if !self.race.runs() {
            self.enter(State::Paused);
            return self.refuse("no lane runs: + adds one, x switches one on, r starts over");
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
        // Under a pace the waiting counts as running, too.
        let share = self.pace.map_or(Duration::ZERO, |pace| Duration::from_secs_f64(taken as f64 / pace));
        if Instant::now() > self.due + LONGEST_LAG {
            self.due = before;
        }
        self.due += share;
        self.elapsed += spent.max(share);
        if let Some(saving) = &mut self.saving {
            saving.touch();
        }
        self.tell_losses(first, taken as u64, &running);
        self.look_around();
    }

    fn tell_losses(&mut self, first: u64, iterations: u64, running: &[LaneId]) {
        let ran = self.race.lanes().iter().filter(|lane| running.contains(&lane.id()));
        let lanes =
            ran.map(|lane| (lane.id(), lane.losses().iter().copied().map(Bucket::of).collect())).collect();
        let losses = Losses { first, stride: 1, iterations, lanes, elapsed: self.elapsed };
        self.desk.tell(Update::Progressed(losses));
        for lane in self.race.lanes().iter().filter(|lane| running.contains(&lane.id())) {
            if let (LaneState::Diverged { iteration }, Some(&loss)) = (lane.state(), lane.losses().last()) {
                self.desk.tell(Update::Diverged { lane: lane.id(), iteration, loss });
            }
            if let (LaneState::Faulted { iteration }, Some(message)) = (lane.state(), lane.fault()) {
                let message = message.to_owned();
                self.desk.tell(Update::Faulted { lane: lane.id(), iteration, message });
            }
        }
    }

    /// What is due after a stretch: measuring, the end of the race, the end of a step.
    fn look_around(&mut self) {
        let iteration = self.race.iteration();
        if self.iterations.is_some_and(|end| iteration >= end) {
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
        self.desk.tell(Update::Evaluated { iteration, sample, evaluation });
    }

    fn follow(&mut self, command: Command) {
        let iteration = self.race.iteration();
        self.desk.tell(Update::Followed { iteration, command: command.clone() });
        if let Some(saving) = &mut self.saving {
            saving.touch();
            saving.hurry();
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
                self.iterations = self.iterations.map(|end| end.saturating_add(more));
                self.race.set_end(self.iterations);
                self.changed(Change::Iterations { to: self.iterations });
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
        if let Some((iteration, how)) = lane.state().end() {
            let name = lane.name().to_owned();
            self.refuse(format!("{name} {how} at {iteration}: lower its rate, then r starts over"));
        }
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
