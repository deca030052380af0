//! What a screen is given, and what is left when it is left.

use crossbeam_channel::Receiver;

use super::options::ScreenOptions;
use crate::{
    config::Config,
    data::Folder,
    export::Grid,
    history::History,
    lesson::Course,
    record::CastFile,
    session::{Session, Update},
};

/// What a screen shows, and how.
#[derive(Debug)]
pub(crate) struct ScreenInput {
    /// What is known of the race already.
    pub(crate) history: History,
    pub(crate) place: Place,
    pub(crate) options: ScreenOptions,
    /// What is taught with the race.
    pub(crate) course: Option<Course>,
    /// A message to begin with.
    pub(crate) note: Option<String>,
    pub(crate) starter: Starter,
    /// An iteration at which the front end fails, for tests.
    pub(crate) fault: Option<u64>,
    /// What the screen is recorded into.
    pub(crate) cast: Option<CastFile>,
}

/// Starts a session of trials on the data of that folder, or on those in the binary; it waits for a step.
pub(crate) type Starter = fn(Config, Option<Folder>) -> anyhow::Result<(Session, Receiver<Update>)>;

/// Where the race that is shown runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this program, and it ends with it.
    Here,
    /// In this program, recorded: it can go on without it.
    Recorded,
    /// In another process, whether or not anybody looks.
    Background,
    /// Nowhere: a recording is played.
    Recording,
    /// Nowhere: recorded races are compared.
    Comparison,
}

/// What can be asked of a race, wherever it comes from: keys and views that need what it can't do are not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capability {
    /// Pause it, go on, step, change its pace, go to an iteration, start over.
    Play,
    /// Change its lanes and settings, and go on past its end.
    Change,
    /// Look into its networks.
    Networks,
    /// Try rates beside it, on its data.
    Trials,
    /// Give its place to a lesson: nothing of it is recorded.
    Teach,
}

impl Place {
    pub(crate) const fn can(self, capability: Capability) -> bool {
        match self {
            Self::Here => true,
            Self::Recorded | Self::Background => !matches!(capability, Capability::Teach),
            Self::Recording => !matches!(capability, Capability::Change | Capability::Teach),
            Self::Comparison => false,
        }
    }
}

/// What is left when the screen is.
#[derive(Debug)]
pub(crate) struct ScreenOutcome {
    /// Everything that was known.
    pub(crate) history: History,
    pub(crate) reason: ExitReason,
    /// What stood on the screen last.
    pub(crate) screenshot: Grid,
}

/// How a screen is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitReason {
    /// By a key.
    Quit,
    /// By the key that lets the race go on.
    Detach,
    Signal(i32),
}

impl ExitReason {
    /// By that signal, or else by itself.
    pub(crate) fn of(signal: Option<i32>) -> Self {
        signal.map_or(Self::Quit, Self::Signal)
    }
}
