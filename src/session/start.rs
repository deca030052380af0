//! What a session starts from, and with which options.

use crate::{
    config::Config,
    data::{DataError, Dataset, LoadProgress},
    race::LaneId,
};

use super::recorder::Checkpoint;

/// Reads the data set and reports its progress.
pub type Loader = Box<dyn FnOnce(&mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> + Send>;

/// How a session begins, apart from the race itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SessionOptions {
    /// Whether it waits for a resume or a step.
    pub paused: bool,
    /// The pace limit, in iterations a second; `None` leaves a saved race the one it had.
    pub pace: Option<f64>,
    /// Whether the race can be rewound, which costs memory and about a hundredth of the time.
    pub rewinds: bool,
    /// Threads for the lanes; 0 takes one for each core.
    pub threads: usize,
    /// Where a test wants the program to fail, to see what becomes of the rest.
    pub fault: Option<PlantedFault>,
}

/// A fault planted by a test, and the iteration at which it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlantedFault {
    /// In one lane's step.
    Lane(LaneId, u64),
    /// In the trainer, after that iteration.
    Race(u64),
}

/// The race that a session begins with.
#[derive(Debug)]
pub enum Origin {
    /// A race at iteration 0.
    New(Box<Config>),
    /// A race that was saved; it is paused or finished as it was then.
    Saved(Box<Checkpoint>),
}

impl From<Config> for Origin {
    fn from(config: Config) -> Self {
        Self::New(Box::new(config))
    }
}

impl From<Checkpoint> for Origin {
    fn from(checkpoint: Checkpoint) -> Self {
        Self::Saved(Box::new(checkpoint))
    }
}
