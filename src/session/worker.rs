//! The trainer's loop: take commands, take iterations, send what came of both. A race is running, paused or finished;
//! here is how it becomes the one or the other.

mod commands;
mod probe;
mod train;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{
    Change, Checkpoint, Command, DataSource, Origin, PlantedFault, RaceInfo, Refusal, SessionOptions, State,
    Timeline, Update, mailbox::Mailbox, saving::CheckpointSchedule, start,
};
use crate::{config::check_pace, data::Dataset, memory, race::Race, text};
use probe::Probe;

/// How long a command may have to wait for the iterations being taken.
const MAX_STRETCH: Duration = Duration::from_millis(20);

/// A race that is running, paused or finished.
struct Worker<'a> {
    race: Race,
    pool: ThreadPool,
    mailbox: &'a mut Mailbox,
    state: State,
    /// Where a step ends.
    step_end: Option<u64>,
    pace: Option<f64>,
    /// When the pace allows the next iterations.
    due: Instant,
    /// How long the race has run, pauses left out.
    elapsed: Duration,
    per_iteration: Duration,
    /// `None` without a recorder.
    saving: Option<CheckpointSchedule>,
    /// `None` if the race can't be rewound.
    timeline: Option<Timeline>,
    probe: Probe,
    /// The iteration at which a test wants the trainer to fail.
    fault: Option<u64>,
}

/// Runs a session until its commands' channel closes; a panic on the way becomes an update.
pub(super) fn run(
    origin: Origin,
    opening: SessionOptions,
    source: DataSource,
    save_every: Option<Duration>,
    mut mailbox: Mailbox,
) {
    let work = AssertUnwindSafe(|| {
        let Some((data, hash)) = start::load(source, &mut mailbox)? else { return Ok(()) };
        let pool = ThreadPoolBuilder::new()
            .num_threads(opening.threads)
            .thread_name(|index| format!("lanes-{index}"))
            .build()
            .map_err(|error| format!("no threads for the lanes: {error}"))?;
        let hash = |data: &Dataset| hash.unwrap_or_else(|| data.hash());
        let saving = save_every.map(|every| CheckpointSchedule::new(every, hash(&data)));
        race(Worker::new(origin, opening, data, saving, pool, &mut mailbox)?);
        Ok(())
    });
    let failed = match catch_unwind(work) {
        Ok(Ok(())) => return mailbox.deliver(),
        Ok(Err(message)) => message,
        Err(panic) => {
            format!("the trainer has stopped at a fault in the program: {}", text::panic_words(&*panic))
        }
    };
    mailbox.send(Update::Failed { message: text::message(&failed) });
    mailbox.close();
}

fn race(mut worker: Worker<'_>) {
    loop {
        // While it runs it checks for a command and goes on; otherwise it waits for one, or until something is due.
        let save = worker.saving.as_ref().and_then(CheckpointSchedule::due);
        let look = worker.probe.due(worker.race.iteration());
        let until = if worker.state == State::Running {
            Some(worker.due)
        } else {
            [save, look].into_iter().flatten().min()
        };
        match worker.mailbox.receive(until) {
            Ok(Command::Watch(watch)) => worker.probe.set(watch),
            Ok(command) => {
                worker.handle(command);
                worker.mailbox.send(Update::Answered);
            }
            Err(RecvTimeoutError::Timeout) if worker.state == State::Running => worker.train(),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if worker.saving.as_mut().is_some_and(CheckpointSchedule::is_due) {
            worker.save();
        }
        if worker.probe.is_due(worker.race.iteration()) {
            worker.send_watched();
        }
    }
    if worker.saving.as_ref().is_some_and(|saving| saving.dirty) {
        worker.save();
    }
}

impl<'a> Worker<'a> {
    fn new(
        origin: Origin,
        opening: SessionOptions,
        data: Arc<Dataset>,
        saving: Option<CheckpointSchedule>,
        pool: ThreadPool,
        mailbox: &'a mut Mailbox,
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
            Origin::New(config) => (Race::new(*config, data), None),
            Origin::Saved(saved) => {
                let hash = saving.as_ref().map_or_else(|| data.hash(), |saving| saving.data.clone());
                if hash != saved.data {
                    let name = &data.name;
                    return Err(format!(
                        "{name} is not the data that this race was trained on (SHA-256 {hash})"
                    ));
                }
                let race = Race::restore(&saved.race, data);
                let race = race.ok_or("the checkpoint's numbers are of another network than its settings")?;
                (race, Some(saved))
            }
        };
        if let Some(PlantedFault::Lane(lane, iteration)) = opening.fault
            && let Some(lane) = race.lane_mut(lane)
        {
            lane.plant_fault(iteration);
        }
        let mut worker = Self {
            timeline: opening.rewinds.then(|| Timeline::new(&mut race)),
            race,
            step_end: None,
            pace: opening.pace.limit(saved.as_ref().and_then(|saved| check_pace(saved.pace?).ok())),
            due: Instant::now(),
            elapsed: saved.as_ref().map_or(Duration::ZERO, |saved| saved.elapsed),
            // Unknown yet: the first stretch is a single iteration.
            per_iteration: MAX_STRETCH,
            fault: opening.fault.and_then(|fault| match fault {
                PlantedFault::Race(iteration) => Some(iteration),
                PlantedFault::Lane(..) => None,
            }),
            probe: Probe::default(),
            pool,
            mailbox,
            state: begin,
            saving,
        };
        match saved {
            None => {
                worker.started();
                // From its first moment on it can be resumed.
                worker.save();
            }
            // Subscribers to a race that is resumed know its past already.
            Some(saved) => {
                let mut state = if saved.state == State::Running { begin } else { saved.state };
                if let Some(more) = opening.longer {
                    // Not finished for a moment: whoever shows it would take that for the end.
                    worker.state = state;
                    worker.handle(Command::Extend(more));
                    state = if state == State::Finished { begin } else { state };
                }
                worker.enter(state);
            }
        }
        Ok(worker)
    }

    /// Sends the race as it stands to the recorder.
    fn save(&mut self) {
        let Some(saving) = &mut self.saving else { return };
        let checkpoint = Checkpoint {
            race: self.race.snapshot(),
            // A step that was cut short is a pause.
            state: if self.step_end.is_some() { State::Paused } else { self.state },
            elapsed: self.elapsed,
            pace: self.pace,
            data: saving.data.clone(),
        };
        self.mailbox.send_checkpoint(saving.sending(checkpoint));
    }

    fn started(&mut self) {
        self.mailbox.send(Update::Started(Box::new(self.info())));
        self.enter(self.state);
    }

    /// The race as it stands.
    fn info(&self) -> RaceInfo {
        let hash = self.saving.as_ref().map(|saving| saving.data.clone());
        RaceInfo::new(&self.race, self.pace, hash)
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.probe.invalidate();
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        if let Some(saving) = self.saving.as_mut().filter(|_| state != State::Running) {
            saving.hurry();
        }
        self.mailbox.send(Update::State { state, iteration: self.race.iteration() });
    }

    fn refuse(&mut self, reason: Refusal) {
        self.mailbox.send(Update::Refused { reason });
    }

    fn changed(&mut self, change: Change) {
        let iteration = self.race.iteration();
        self.mailbox.send(Update::Changed { iteration, change });
    }
}
