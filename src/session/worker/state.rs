//! A race that is running, paused or finished, and how it becomes the one or the other.

use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::probe::Probe;
use crate::{
    config::check_pace,
    data::Dataset,
    memory,
    race::Race,
    session::{
        mailbox::Mailbox,
        recorder::Checkpoint,
        refusal::Refusal,
        saving::CheckpointSchedule,
        start::{Origin, PlantedFault, SessionOptions},
        timeline::Timeline,
        update::{Change, RaceInfo, State, Update},
    },
};

/// How long a command may have to wait for the iterations being taken.
pub(super) const MAX_STRETCH: Duration = Duration::from_millis(20);

/// A race that is running, paused or finished.
pub(super) struct Worker<'a> {
    pub(super) race: Race,
    pub(super) pool: ThreadPool,
    pub(super) mailbox: &'a mut Mailbox,
    pub(super) state: State,
    /// Where a step ends.
    pub(super) step_end: Option<u64>,
    pub(super) pace: Option<f64>,
    /// When the pace allows the next iterations.
    pub(super) due: Instant,
    /// How long the race has run, pauses left out.
    pub(super) elapsed: Duration,
    pub(super) per_iteration: Duration,
    /// `None` without a recorder.
    pub(super) saving: Option<CheckpointSchedule>,
    /// `None` if the race can't be rewound.
    pub(super) timeline: Option<Timeline>,
    pub(super) probe: Probe,
    /// The iteration at which a test wants the trainer to fail.
    pub(super) fault: Option<u64>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        origin: Origin,
        opening: SessionOptions,
        data: Dataset,
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
        if let Some(PlantedFault::Lane(lane, iteration)) = opening.fault
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
            Some(saved) => worker.enter(if saved.state == State::Running { begin } else { saved.state }),
        }
        Ok(worker)
    }

    /// Sends the race as it stands to the recorder.
    pub(super) fn save(&mut self) {
        let Some(saving) = &mut self.saving else { return };
        let checkpoint = Checkpoint {
            race: self.race.snapshot(),
            // A step that was cut short is a pause.
            state: if self.step_end.is_some() { State::Paused } else { self.state },
            elapsed: self.elapsed,
            pace: self.pace,
            data: saving.data().to_owned(),
        };
        self.mailbox.send_checkpoint(saving.sending(checkpoint));
    }

    pub(super) fn started(&mut self) {
        self.mailbox.send(Update::Started(self.info()));
        self.enter(self.state);
    }

    /// The race as it stands.
    pub(super) fn info(&self) -> Box<RaceInfo> {
        let hash = self.saving.as_ref().map(|saving| saving.data().to_owned());
        Box::new(RaceInfo::new(&self.race, self.pace, hash))
    }

    pub(super) fn enter(&mut self, state: State) {
        self.state = state;
        self.probe.invalidate();
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        if let Some(saving) = self.saving.as_mut().filter(|_| state != State::Running) {
            saving.hurry();
        }
        self.mailbox.send(Update::State { state, iteration: self.race.iteration() });
    }

    pub(super) fn refuse(&mut self, reason: Refusal) {
        self.mailbox.send(Update::Refused { reason });
    }

    pub(super) fn changed(&mut self, change: Change) {
        let iteration = self.race.iteration();
        self.mailbox.send(Update::Changed { iteration, change });
    }
}
