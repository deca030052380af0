//! A race in its own thread: [`Command`] in, [`Update`] out.
//!
//! Commands apply between two iterations and are answered by an update with the iteration at which they
//! took effect. The trainer never waits for its subscribers: what they have not taken yet is coalesced.

mod apply;
mod bucket;
mod capability;
mod check;
mod command;
mod foreign;
mod info;
mod losses;
mod mailbox;
mod measured;
mod metric;
mod metric_names;
mod outbox;
mod saved_networks;
mod saving;
mod start;
mod timeline;
mod update;
pub(crate) mod wire;
mod worker;

pub(crate) use crate::config::MAX_LANES;
pub use apply::apply_command;
pub(crate) use apply::check_memory;
pub use bucket::Bucket;
pub use capability::Capability;
pub(crate) use check::{FINGERPRINT, check_lane_name, check_message, check_pace_of};
pub use command::{Command, Refusal, Seed, Target, Watch};
pub use foreign::{Allowed, DeclaredMetric, ForeignTraining, Knob, KnobKey, TrainingSource};
pub(crate) use foreign::{MAX_KNOBS, MAX_LINE, MAX_LINES, MAX_METRICS, MAX_NAME, check_lines};
pub use info::{DataInfo, LaneInfo, LaneOptimizer, OwnRace, RaceInfo, RuleInfo, Trainer};
pub use losses::Losses;
pub use measured::{Measured, MetricValues};
pub use metric::{Axis, Better, Drawing, Metric, MetricKind, Unit};
pub(crate) use metric_names::MetricNames;
pub(crate) use outbox::Outbox;
pub use saved_networks::SavedNetworks;
pub use start::{DataSource, Loader, Origin, PlantedFault, SessionOptions, StartPace};
pub(crate) use timeline::Timeline;
pub(crate) use update::LITTLE_ROOM;
pub use update::{
    Change, Checkpoint, FOLDER_GRACE, RecorderChannels, RecorderMessage, SaveStatus, State, Trouble, Update,
};

use std::{io, thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, Sender, bounded};

use mailbox::MAX_COMMANDS;
pub(crate) use mailbox::{Arrival, Mailbox};

/// Updates on their way to one subscriber; what comes while they wait is coalesced by the session.
const MAX_UPDATES: usize = 64;

/// Reports of the recorder that wait for the next gap between two iterations.
const MAX_STATUSES: usize = 16;

/// A running session; dropping it ends the race and waits for its thread.
pub struct Session {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Session {
    /// Starts a race and gives each of `N` subscribers its stream of updates.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start<const N: usize>(
        origin: impl Into<Origin>,
        opening: SessionOptions,
        data: impl Into<DataSource>,
    ) -> io::Result<(Self, [Receiver<Update>; N])> {
        let (senders, receivers) = channels();
        let (origin, data) = (origin.into(), data.into());
        let session = Self::spawn(move |commands| {
            worker::run(origin, opening, data, None, Mailbox::new(commands, senders, None));
        })?;
        Ok((session, receivers))
    }

    /// Starts a race with a recorder besides its `N` subscribers. The recorder gets a checkpoint every `save_every`, at a
    /// pause, at the end of the race and when the session is dropped, and has taken the last one before the drop
    /// returns. What it reports of saving goes to the subscribers.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start_recorded<const N: usize>(
        origin: impl Into<Origin>,
        opening: SessionOptions,
        data: impl Into<DataSource>,
        save_every: Duration,
    ) -> io::Result<(Self, [Receiver<Update>; N], RecorderChannels)> {
        let (senders, receivers) = channels();
        let (recorder, messages) = bounded(MAX_UPDATES);
        let (status, statuses) = bounded(MAX_STATUSES);
        let (origin, data) = (origin.into(), data.into());
        let session = Self::spawn(move |commands| {
            let mailbox = Mailbox::new(commands, senders, Some((recorder, statuses)));
            worker::run(origin, opening, data, Some(save_every), mailbox);
        })?;
        Ok((session, receivers, RecorderChannels { messages, status }))
    }

    /// Starts a session whose lanes another program trains: `work` follows it in a thread of its own, and sends what it
    /// learns to each of `N` subscribers.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn follow<const N: usize>(
        work: impl FnOnce(Mailbox) + Send + 'static,
    ) -> io::Result<(Self, [Receiver<Update>; N])> {
        let (senders, receivers) = channels();
        let session = Self::spawn(move |commands| work(Mailbox::new(commands, senders, None)))?;
        Ok((session, receivers))
    }

    /// The same with a recorder, which has taken the last update before the session is dropped.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn follow_recorded<const N: usize>(
        work: impl FnOnce(Mailbox) + Send + 'static,
    ) -> io::Result<(Self, [Receiver<Update>; N], RecorderChannels)> {
        let (senders, receivers) = channels();
        let (recorder, messages) = bounded(MAX_UPDATES);
        let (status, statuses) = bounded(MAX_STATUSES);
        let work = move |commands| work(Mailbox::new(commands, senders, Some((recorder, statuses))));
        Ok((Self::spawn(work)?, receivers, RecorderChannels { messages, status }))
    }

    /// A session whose race runs elsewhere: `work` receives the commands in a thread of its own, and ends when their
    /// channel closes.
    pub(crate) fn spawn(work: impl FnOnce(Receiver<Command>) + Send + 'static) -> io::Result<Self> {
        let (commands, received) = bounded(MAX_COMMANDS);
        let thread = std::thread::Builder::new().name("race".into()).spawn(move || work(received))?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }

    /// Sends a command, which an update answers. False if the session can't take it: it has ended or has hundreds of
    /// commands waiting.
    #[must_use]
    pub fn send(&self, command: Command) -> bool {
        self.commands.as_ref().is_some_and(|commands| commands.try_send(command).is_ok())
    }
}

/// A channel for each subscriber.
fn channels<const N: usize>() -> (Vec<Sender<Update>>, [Receiver<Update>; N]) {
    let mut senders = Vec::with_capacity(N);
    let receivers = std::array::from_fn(|_| {
        let (sender, receiver) = bounded(MAX_UPDATES);
        senders.push(sender);
        receiver
    });
    (senders, receivers)
}

impl Drop for Session {
    fn drop(&mut self) {
        // The closed channel is the stop signal; the thread never blocks on its subscribers.
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the trainer has been sent as an update already.
            let _ = thread.join();
        }
    }
}
