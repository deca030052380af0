//! What a session starts from, with which options, and how it reads its data before there is a race.

use std::{sync::Arc, thread, time::Duration};

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{Checkpoint, Update, mailbox::Mailbox};
use crate::{
    config::Config,
    data,
    race::LaneId,
    text::{panic_words, reason},
};

/// How often it checks whether the session was ended meanwhile.
const CHECK_EVERY: Duration = Duration::from_millis(10);

/// Reads the data set and reports its progress.
pub type Loader =
    Box<dyn FnOnce(&mut dyn FnMut(data::LoadProgress)) -> Result<data::Dataset, data::DataError> + Send>;

/// Where a session has its data from.
pub enum DataSource {
    /// They are read first.
    Load(Loader),
    /// They are there already, for several sessions, with their SHA-256 in hex.
    Loaded(Arc<data::Dataset>, String),
}

impl From<Loader> for DataSource {
    fn from(loader: Loader) -> Self {
        Self::Load(loader)
    }
}

/// How a session begins, apart from the race itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SessionOptions {
    /// Whether it waits for a resume or a step.
    pub paused: bool,
    /// How fast it begins.
    pub pace: StartPace,
    /// Whether the race can be rewound, which costs memory and about a hundredth of the time.
    pub rewinds: bool,
    /// Threads; 0 takes one for each core.
    pub threads: usize,
    /// By how many iterations a saved race is made longer before it goes on.
    pub longer: Option<u64>,
    /// Where a test wants the program to fail, to see what becomes of the rest.
    pub fault: Option<PlantedFault>,
}

/// How fast a race begins.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum StartPace {
    /// As fast as it was when it was saved; a new one has no limit.
    #[default]
    AsItWas,
    /// Without a limit.
    Unlimited,
    /// At so many iterations a second at the most.
    Limited(f64),
}

impl StartPace {
    /// The limit, for a race that had this one.
    pub(super) const fn limit(self, before: Option<f64>) -> Option<f64> {
        match self {
            Self::AsItWas => before,
            Self::Unlimited => None,
            Self::Limited(pace) => Some(pace),
        }
    }
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

/// Data, and their SHA-256 if that is known.
type LoadedData = (Arc<data::Dataset>, Option<String>);

/// The data; `None` if the session was ended meanwhile.
pub(super) fn load(source: DataSource, mailbox: &mut Mailbox) -> Result<Option<LoadedData>, String> {
    match source {
        DataSource::Load(loader) => Ok(read(loader, mailbox)?.map(|data| (data.into(), None))),
        DataSource::Loaded(data, hash) => Ok(Some((data, Some(hash)))),
    }
}

/// Reads the data in a thread of its own, so that quitting needn't wait for a slow disk; `None` if the
/// session was ended meanwhile.
fn read(loader: Loader, mailbox: &mut Mailbox) -> Result<Option<data::Dataset>, String> {
    let (sender, progress) = bounded(16);
    let read = move || {
        loader(&mut |progress| {
            // Progress that finds no room is soon followed by more.
            let _ = sender.try_send(progress);
        })
    };
    let reader = thread::Builder::new()
        .name("loader".into())
        .spawn(read)
        .map_err(|error| format!("no thread to read the data: {}", reason(&error)))?;
    loop {
        match progress.recv_timeout(CHECK_EVERY) {
            Ok(progress) => mailbox.send(Update::Loading(progress)),
            Err(RecvTimeoutError::Timeout) if mailbox.is_abandoned() => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    match reader.join() {
        Ok(data) => data.map(Some).map_err(|error| error.to_string()),
        Err(panic) => Err(format!("the data can't be read: {}", panic_words(&*panic))),
    }
}
