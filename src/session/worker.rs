//! The trainer's loop: take commands, take iterations, tell.

mod follow;
mod look;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;
use look::Look;
use rayon::ThreadPool;

use super::{
    Fault, Loader, Opening, Origin, Refusal, Update,
    desk::Desk,
    loading::load,
    losses::{Bucket, Losses},
    recorder::Checkpoint,
    saving::Saving,
    timeline::Timeline,
    update::{Card, Change, State},
};
use crate::{
    config::check_pace,
    data::Dataset,
    memory,
    race::{Lane, LaneId, LaneState, Race, STRIDE, Sample},
    text::{message, panic_words},
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
    desk.tell(Update::Failed { message: message(&failed) });
    desk.close();
}

/// A race that is running, paused or finished.
struct Worker<'a> {
    race: Race,
    pool: ThreadPool,
    desk: &'a mut Desk,
    state: State,
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
    /// `None` where nobody goes back.
    timeline: Option<Timeline>,
    /// What is watched, and when it was looked at.
    look: Look,
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
        let begin = if opening.paused { State::Paused } else { State::Running };
        let shape = (data.train.inputs(), data.classes);
        let takes = match &origin {
            Origin::New(config) => memory::race(config, shape, opening.rewinds),
            Origin::Saved(saved) => {
                let lanes = saved.race.lanes.iter().map(|lane| lane.config.kind);
                memory::race_of(&saved.race.config, lanes, shape, opening.rewinds)
            }
        };
        memory::room_for(takes).map_err(|short| short.to_string())?;
        let (mut race, saved) = match origin {
            Origin::New(config) => (Race::new(*config, data.into()), None),
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
                (race, Some(saved))
            }
        };
        if let Some(Fault::Lane(lane, iteration)) = opening.fault
            && let Some(lane) = race.lane_mut(lane)
        {
            lane.plant_fault(iteration);
        }
        let mut worker = Self {
            timeline: opening.rewinds.then(|| Timeline::new(&mut race)),
            race,
            step_end: None,
            pace: opening.pace.or(saved.as_ref().and_then(|saved| check_pace(saved.pace?).ok())),
            due: Instant::now(),
            elapsed: saved.as_ref().map_or(Duration::ZERO, |saved| saved.elapsed),
            // Unknown yet: the first stretch is a single iteration.
            per_iteration: LONGEST_STRETCH,
            fault: opening.fault.and_then(|fault| match fault {
                Fault::Race(iteration) => Some(iteration),
                Fault::Lane(..) => None,
            }),
            look: Look::default(),
            pool,
            desk,
            state: begin,
            saving,
        };
        match saved {
            None => {
                worker.started();
                // From its first moment on there is something to go on from.
                worker.save();
            }
            // Whoever listens to a race that goes on knows its past already.
            Some(saved) => worker.enter(if saved.state == State::Running { begin } else { saved.state }),
        }
        Ok(worker)
    }

    fn run(mut self) {
        loop {
            // Running, it looks for a command and goes on; else it stays until there is one, or saves.
            let save = self.saving.as_ref().and_then(Saving::due);
            let look = self.look.due(self.race.iteration());
            let until = if self.state == State::Running {
                Some(self.due)
            } else {
                [save, look].into_iter().flatten().min()
            };
            match self.desk.wait(until) {
                Ok(command) => self.follow(command),
                Err(RecvTimeoutError::Timeout) if self.state == State::Running => self.train(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.saving.as_mut().is_some_and(Saving::is_due) {
                self.save();
            }
            if self.look.is_due(self.race.iteration()) {
                self.tell_watched();
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
        self.desk.tell(Update::Started(self.card()));
        self.enter(self.state);
    }

    /// The race as it stands.
    fn card(&self) -> Box<Card> {
        let hash = self.saving.as_ref().map(|saving| saving.data().to_owned());
        Box::new(Card::new(&self.race, self.pace, hash))
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.look.again();
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        if let Some(saving) = self.saving.as_mut().filter(|_| state != State::Running) {
            saving.hurry();
        }
        self.desk.tell(Update::State { state, iteration: self.race.iteration() });
    }

    fn refuse(&mut self, reason: Refusal) {
        self.desk.tell(Update::Refused { reason });
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
        let ends = [Some(next_evaluation), self.race.config().iterations, self.step_end];
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
            if let (LaneState::Faulted { iteration }, Some(text)) = (lane.state(), lane.fault()) {
                let message = message(text);
                self.desk.tell(Update::Faulted { lane: lane.id(), iteration, message });
            }
        }
    }

    /// What is due after a stretch: measuring, the end of the race, the end of a step.
    fn look_around(&mut self) {
        if let Some(timeline) = &mut self.timeline {
            timeline.look(&mut self.race);
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
        self.desk.tell(Update::Evaluated { iteration, sample, evaluation });
    }
}
