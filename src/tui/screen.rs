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
    session::{Capability, Session, Update},
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
    /// Wherever its log comes from.
    Log,
    /// Wherever the trials of a sweep run, whether or not anybody looks.
    Sweep,
}

impl Place {
    /// What can be asked of a race there, if its trainer can do it.
    pub(crate) const fn can(self, capability: Capability) -> bool {
        match self {
            Self::Here => true,
            Self::Recorded | Self::Background => !matches!(capability, Capability::Teach),
            Self::Recording => matches!(
                capability,
                Capability::Pause
                    | Capability::Step
                    | Capability::Play
                    | Capability::Networks
                    | Capability::Rules
                    | Capability::Trials
            ),
            Self::Comparison => matches!(capability, Capability::Rules),
            Self::Log => false,
            Self::Sweep => matches!(capability, Capability::Sweep),
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
