//! What a session sends: facts, each with the iteration at which it became one, and checkpoints to its recorder.

use std::{sync::Arc, time::Duration};

use crossbeam_channel::{Receiver, Sender};
use serde::{Deserialize, Serialize};

use super::{
    Command, DeclaredMetric, Knob, KnobKey, LaneInfo, Losses, Measured, RaceInfo, Refusal, SavedNetworks,
    wire,
};
use crate::{
    data::LoadProgress,
    optim::Schedule,
    race::{Evaluation, Inside, LaneId, Prediction, Sample, Snapshot, TestPredictions},
    sweep::SweepStanding,
};

/// How long a race in the background goes on after its folder was removed: long enough to attach, or to make another.
pub const FOLDER_GRACE: Duration = Duration::from_mins(1);

/// The room that a disk should have, in bytes: no race writes more in an hour, checkpoints not counted.
pub(crate) const LITTLE_ROOM: u64 = 100_000_000;

/// A fact from a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// The data set is being read.
    Loading(LoadProgress),
    /// A race stands at iteration 0, for the first time or again.
    Started(Box<RaceInfo>),
    /// The race was rewound and stands as it stood there; what was sent of later iterations is another past.
    Rewound {
        /// The iteration that it was rewound to.
        iteration: u64,
        /// The race as it stands there.
        #[serde(rename = "card")]
        info: Box<RaceInfo>,
    },
    /// The session is in another state from this iteration on.
    State {
        /// What it does from now on.
        state: State,
        /// The iterations done so far.
        iteration: u64,
    },
    /// Iterations were taken.
    Progressed(Losses),
    /// Metrics besides the loss were measured on the way. It names its iterations, and may come before or after the
    /// losses of those.
    Measured(Measured),
    /// Metrics that the trainer had not named before; they are numbered on from those that it had.
    Declared(Vec<DeclaredMetric>),
    /// The settings of a lane that its trainer has declared, in the place of those before.
    Knobs {
        /// The lane that has them.
        lane: LaneId,
        /// All of them.
        knobs: Vec<Knob>,
    },
    /// A lane of another trainer has gone back to an iteration by itself; what was sent of later ones is another attempt.
    WentBack {
        /// The lane that went back.
        lane: LaneId,
        /// Up to that iteration what was sent of it holds; `None` if nothing does.
        iteration: Option<u64>,
    },
    /// Lines of a training's log that are no measurements.
    Logged(Vec<String>),
    /// Accuracy and loss were measured on test images.
    Evaluated {
        /// The iterations done so far.
        iteration: u64,
        /// Whether all test images were classified, or a part.
        sample: Sample,
        /// The accuracy and the loss of every lane.
        evaluation: Evaluation,
    },
    /// A command took effect; the next iteration is the first that it affects.
    Changed {
        /// The iterations done so far.
        iteration: u64,
        /// One thing that the command changed; it may have changed several.
        change: Change,
    },
    /// A lane's loss is not finite any more; it takes no further step.
    Diverged {
        /// The lane that has diverged.
        lane: LaneId,
        /// The iteration of that loss.
        iteration: u64,
        /// That loss: NaN or an infinity.
        #[serde(with = "wire::number")]
        loss: f32,
    },
    /// A fault in the program has stopped a lane; the others go on.
    Faulted {
        /// The lane that has stopped.
        lane: LaneId,
        /// The iteration that it did not complete.
        iteration: u64,
        /// What is known of the fault, on one line.
        message: String,
    },
    /// How lanes classify test images, as asked for by [`super::Watch::Digits`].
    Guessed(Box<TestPredictions>),
    /// How lanes classify an image that somebody has drawn, as asked for by [`super::Watch::Drawn`].
    GuessedDrawn(Vec<Prediction>),
    /// The step that a lane is about to take, as asked for by [`super::Watch::Inside`].
    Inside(Box<Inside>),
    /// Which networks the three above are about, or why there are none. Only a recording has to say so.
    Networks(SavedNetworks),
    /// A command was taken; what it changed, if anything, is sent next.
    #[serde(rename = "followed")]
    CommandTaken {
        /// The iterations done so far.
        iteration: u64,
        /// The command as it was sent.
        command: Command,
    },
    /// How the trials of a sweep stand; it stays in this process.
    #[serde(skip)]
    Swept(Arc<SweepStanding>),
    /// Everything that came of a command has been sent, whatever it was.
    Answered,
    /// How far the race is saved, and what is wrong with that.
    Saving(SaveStatus),
    /// A command can't be applied; nothing changed.
    Refused {
        /// What stands in its way.
        reason: Refusal,
    },
    /// The session has ended: data that can't be read, or a fault in the program.
    Failed {
        /// The reason, on one line.
        message: String,
    },
}

impl Update {
    /// Whether it is part of the race and so of its recording: views of its inside, loading and saving are not.
    pub(crate) const fn is_of_race(&self) -> bool {
        !matches!(
            self,
            Self::Loading(_)
                | Self::Guessed(_)
                | Self::GuessedDrawn(_)
                | Self::Inside(_)
                | Self::Networks(_)
                | Self::Swept(_)
                | Self::Saving(_)
                | Self::Answered
        )
    }
}

/// What a session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is reading the data set.
    #[default]
    Loading,
    /// It is taking iterations.
    Running,
    /// It is waiting for a command.
    Paused,
    /// All iterations are done.
    Finished,
    /// It has ended and takes no more commands.
    Failed,
}

/// One thing that a command changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A lane's setting.
    Setting {
        /// The lane that has it.
        lane: LaneId,
        /// The setting that was turned.
        setting: KnobKey,
        /// Its value before the change.
        from: f64,
        /// Its value from now on.
        to: f64,
    },
    /// A lane's learning rate schedule.
    Schedule {
        /// The lane that has it.
        lane: LaneId,
        /// The schedule before the change.
        from: Schedule,
        /// The schedule from now on.
        to: Schedule,
    },
    /// The number of images in a batch.
    BatchSize {
        /// The size before the change.
        from: usize,
        /// The size from now on.
        to: usize,
    },
    /// A lane was switched on or off.
    Switched {
        /// The lane that was switched.
        lane: LaneId,
        /// Whether it takes steps from now on.
        on: bool,
    },
    /// A lane has joined the race.
    Added(Box<LaneInfo>),
    /// A lane has left the race.
    Removed(LaneId),
    /// The length of the race.
    Iterations {
        /// Where it ends from now on, in iterations; `None` runs until stopped.
        to: Option<u64>,
    },
    /// The pace limit, in iterations a second; `None` is full speed.
    Pace(Option<f64>),
}

/// How far a race is saved. The recorder reports it, and every subscriber is sent it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SaveStatus {
    /// The iteration of the newest checkpoint that is on the disk.
    pub saved: Option<u64>,
    /// What keeps it from being saved or watched, if anything does.
    pub trouble: Option<Trouble>,
}

/// What keeps a race from being saved, or from being watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The disk takes nothing; it is tried again. The error, on one line.
    #[error("{0}; training goes on, saving is tried again")]
    NotSaved(String),
    /// Little room is left on the disk, though all is saved so far. The path of the folder.
    #[error(
        "{0}: less than {room} MB are left on its disk, what a race writes in an hour at most; saving goes on until it is \
         full",
        room = LITTLE_ROOM / 1_000_000
    )]
    DiskLow(String),
    /// The folder was removed. The path that it had.
    #[error(
        "{0}: the folder was removed, nothing is saved; mkdir it anew, and all goes there, or a race in the background \
         ends in {grace} s",
        grace = FOLDER_GRACE.as_secs()
    )]
    FolderGone(String),
    /// The recorder has stopped at a fault in the program.
    #[error("nothing is saved any more: the recorder has stopped at a fault in the program")]
    RecorderStopped,
    /// The process that trains the race has ended.
    #[error("the race in the background has ended; downhill resume goes on with it")]
    RaceEnded,
    /// The connection to a race in the background was closed; the race goes on.
    #[error("the race in the background has hung up; downhill attach shows it again")]
    HungUp,
}

/// A race between two iterations: everything that it needs to go on as if it had never stopped, except the data.
///
/// As JSON it lacks the lanes' weights and moments, of which there are too many for text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Lanes, settings and random generators.
    pub race: Snapshot,
    /// What the session was doing.
    pub state: State,
    /// How long the race has run, pauses left out; in seconds in JSON.
    #[serde(with = "wire::seconds")]
    pub elapsed: Duration,
    /// The pace limit, in iterations a second.
    pub pace: Option<f64>,
    /// The SHA-256 of the data, in hex.
    pub data: String,
}

/// What a session sends its recorder, in the order in which it happened.
#[derive(Debug, Clone, PartialEq)]
pub enum RecorderMessage {
    /// What every subscriber is sent.
    Update(Update),
    /// The race as it stands; the recorder alone is sent it.
    Checkpoint(Arc<Checkpoint>),
}

impl From<Update> for RecorderMessage {
    fn from(update: Update) -> Self {
        Self::Update(update)
    }
}

/// The recorder's end of its two channels to a session.
#[derive(Debug)]
pub struct RecorderChannels {
    /// What is to be recorded.
    pub messages: Receiver<RecorderMessage>,
    /// How saving goes.
    pub status: Sender<SaveStatus>,
}
