//! What a session tells: facts, each with the iteration at which it became one.

use serde::{Deserialize, Serialize};

use super::{Command, DataCard, Losses, Refusal, SaveStatus, wire};
use crate::{
    config::Config,
    data::LoadProgress,
    optim::{OptimizerKind, Schedule, Setting, Settings},
    race::{Evaluation, Guesses, Inside, LaneId, LaneState, Opinion, Race, Sample},
};

/// A fact from a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// The data set is being read.
    Loading(LoadProgress),
    /// A race stands at iteration 0, for the first time or anew.
    Started(Box<Card>),
    /// The race has gone back and stands as it stood there; what was told of later iterations is another past.
    Rewound {
        /// Iterations done.
        iteration: u64,
        /// The race as it stands there.
        card: Box<Card>,
    },
    /// The session does something else from this iteration on.
    State {
        /// What it does.
        state: State,
        /// Iterations done.
        iteration: u64,
    },
    /// Iterations were taken.
    Progressed(Losses),
    /// Test accuracy was measured.
    Evaluated {
        /// Iterations done.
        iteration: u64,
        /// On which part of the test images.
        sample: Sample,
        /// What was found.
        evaluation: Evaluation,
    },
    /// A command took effect; the next iteration is the first that feels it.
    Changed {
        /// Iterations done.
        iteration: u64,
        /// What changed.
        change: Change,
    },
    /// A lane's loss is not finite any more; it takes no further step.
    Diverged {
        /// Which lane.
        lane: LaneId,
        /// The iteration of that loss.
        iteration: u64,
        /// That loss: NaN or an infinity.
        #[serde(with = "wire::number")]
        loss: f32,
    },
    /// A fault in the program has stopped a lane; the others go on.
    Faulted {
        /// Which lane.
        lane: LaneId,
        /// The iteration that it did not end.
        iteration: u64,
        /// What is known of the fault, for people.
        message: String,
    },
    /// What lanes take test images for, as was asked by [`super::Watch::Digits`].
    Guessed(Box<Guesses>),
    /// What lanes take an image for that somebody has drawn, as was asked by [`super::Watch::Drawn`].
    GuessedDrawn(Vec<Opinion>),
    /// The step that a lane is about to take, as was asked by [`super::Watch::Inside`].
    Inside(Box<Inside>),
    /// A command was taken; what it changed, if anything, is told next.
    Followed {
        /// Iterations done.
        iteration: u64,
        /// What was asked for.
        command: Command,
    },
    /// How far the race is saved, and what is wrong with that.
    Saving(SaveStatus),
    /// A command can't be followed; nothing changed.
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// The session has ended: data that can't be read, or a fault in the program.
    Failed {
        /// Why, for people.
        message: String,
    },
}

impl Update {
    /// Whether it is of a race: what somebody is told who watches, and how far data are read or it is saved, is not.
    #[must_use]
    pub const fn is_of_race(&self) -> bool {
        !matches!(
            self,
            Self::Loading(_) | Self::Guessed(_) | Self::GuessedDrawn(_) | Self::Inside(_) | Self::Saving(_)
        )
    }
}

/// What a session does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It reads the data set.
    #[default]
    Loading,
    /// It takes iterations.
    Running,
    /// It waits for a command.
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
        /// Which lane.
        lane: LaneId,
        /// Which setting.
        setting: Setting,
        /// Before.
        from: f64,
        /// Now.
        to: f64,
    },
    /// How a lane's learning rate changes by itself.
    Schedule {
        /// Which lane.
        lane: LaneId,
        /// Before.
        from: Schedule,
        /// Now.
        to: Schedule,
    },
    /// Images a batch.
    BatchSize {
        /// Before.
        from: usize,
        /// Now.
        to: usize,
    },
    /// A lane takes steps again, or no more.
    Switched {
        /// Which lane.
        lane: LaneId,
        /// Whether it takes steps.
        on: bool,
    },
    /// There is one more lane.
    Added(Box<LaneCard>),
    /// A lane has left the race.
    Removed(LaneId),
    /// When the race is finished.
    Iterations {
        /// Now.
        to: Option<u64>,
    },
    /// Iterations a second at the most.
    Pace(Option<f64>),
}

/// A race as it stands at iteration 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What the race was made from; its `lanes` are those of now.
    pub config: Config,
    /// The lanes.
    pub lanes: Vec<LaneCard>,
    /// The data.
    pub data: DataCard,
    /// Sizes of the layers, inputs and classes included.
    pub sizes: Vec<usize>,
    /// Parameters of one network.
    pub parameters: usize,
    /// The first digits of the hash of the starting weights.
    pub fingerprint: String,
    /// Iterations a second at the most.
    pub pace: Option<f64>,
}

/// One lane of a [`Card`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneCard {
    /// Its number.
    pub id: LaneId,
    /// Its name.
    pub name: String,
    /// Its update rule.
    pub kind: OptimizerKind,
    /// Its settings.
    pub settings: Settings,
    /// How its learning rate changes by itself.
    pub schedule: Schedule,
    /// Whether it takes steps.
    pub state: LaneState,
    /// The lane that it was forked from, by the name of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forked_from: Option<String>,
}

impl Card {
    pub(super) fn new(race: &Race, pace: Option<f64>, hash: Option<String>) -> Self {
        let lanes: Vec<LaneCard> = race.lanes().iter().map(LaneCard::new).collect();
        let data = race.data();
        Self {
            data: DataCard::new(data, hash),
            config: Config { lanes: lanes.iter().map(LaneCard::config).collect(), ..race.config().clone() },
            sizes: race.sizes(),
            parameters: race.parameters(),
            fingerprint: race.fingerprint(),
            lanes,
            pace,
        }
    }
}

impl LaneCard {
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

    /// What a lane like this one is made from.
    #[must_use]
    pub fn config(&self) -> crate::config::LaneConfig {
        let Self { kind, settings, schedule, .. } = *self;
        crate::config::LaneConfig { name: self.name.clone(), kind, settings, schedule }
    }
}
