//! What a session sends: facts, each with the iteration at which it became one.

use serde::{Deserialize, Serialize};

use super::{
    command::Command, data_info::DataInfo, losses::Losses, refusal::Refusal, status::SaveStatus, wire,
};
use crate::{
    config::Config,
    data::LoadProgress,
    optim::{OptimizerKind, Schedule, Setting, Settings},
    race::{Evaluation, Inside, LaneId, LaneState, Prediction, Race, Sample, TestPredictions},
};

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
    /// Test accuracy was measured.
    Evaluated {
        /// The iterations done so far.
        iteration: u64,
        /// Whether all test images were classified, or a part.
        sample: Sample,
        /// The accuracy of every lane, from 0 to 1.
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
    /// A command was taken; what it changed, if anything, is sent next.
    #[serde(rename = "followed")]
    CommandTaken {
        /// The iterations done so far.
        iteration: u64,
        /// The command as it was sent.
        command: Command,
    },
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
            Self::Loading(_) | Self::Guessed(_) | Self::GuessedDrawn(_) | Self::Inside(_) | Self::Saving(_)
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
        setting: Setting,
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

/// A race as it stands at iteration 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaceInfo {
    /// What the race is made from; its `lanes` are the present ones.
    pub config: Config,
    /// Every lane, in the order of the race.
    pub lanes: Vec<LaneInfo>,
    /// What the race trains and is tested on.
    pub data: DataInfo,
    /// The sizes of the layers, from inputs to classes.
    pub sizes: Vec<usize>,
    /// The number of parameters of one network.
    pub parameters: usize,
    /// The first 8 hex digits of the SHA-256 of the starting weights.
    pub fingerprint: String,
    /// The pace limit, in iterations a second.
    pub pace: Option<f64>,
}

/// One lane of a [`RaceInfo`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneInfo {
    /// Its number, never given to another lane of the race.
    pub id: LaneId,
    /// Its name, unique in the race.
    pub name: String,
    /// The rule that it steps by.
    pub kind: OptimizerKind,
    /// The hyperparameters of its rule.
    pub settings: Settings,
    /// How its learning rate changes over the race.
    pub schedule: Schedule,
    /// Whether it takes steps, or how it ended.
    pub state: LaneState,
    /// The name that the lane it was forked from had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forked_from: Option<String>,
}

impl RaceInfo {
    pub(super) fn new(race: &Race, pace: Option<f64>, hash: Option<String>) -> Self {
        let lanes: Vec<LaneInfo> = race.lanes().iter().map(LaneInfo::new).collect();
        let data = race.data();
        Self {
            data: DataInfo::new(data, hash),
            config: Config { lanes: lanes.iter().map(LaneInfo::config).collect(), ..race.config().clone() },
            sizes: race.sizes(),
            parameters: race.parameters(),
            fingerprint: race.fingerprint(),
            lanes,
            pace,
        }
    }
}

impl LaneInfo {
    pub(super) fn new(lane: &crate::race::Lane) -> Self {
        Self {
            id: lane.id(),
            name: lane.name().to_owned(),
            kind: lane.kind(),
            settings: *lane.settings(),
            schedule: lane.schedule(),
            state: lane.state(),
            forked_from: None,
        }
    }

    /// The settings of a lane like this one.
    pub(crate) fn config(&self) -> crate::config::LaneConfig {
        let Self { kind, settings, schedule, .. } = *self;
        crate::config::LaneConfig { name: self.name.clone(), kind, settings, schedule }
    }
}
