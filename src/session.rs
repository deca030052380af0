//! A race in its own thread: [`Command`] in, [`Update`] out.
//!
//! Commands apply between two iterations and are answered by an update with the iteration at which they
//! took effect. The trainer never waits for whoever listens: what is not taken yet is coalesced.

mod check;
mod command;
mod data_card;
mod desk;
mod follow;
mod loading;
mod losses;
mod outbox;
mod recorder;
mod refusal;
mod room;
mod saving;
mod status;
mod timeline;
mod update;
pub(crate) mod wire;
mod worker;

pub(crate) use check::{FINGERPRINT, MAX_LANES, check_lane_name, check_message, check_pace_of};
pub use command::{Command, Seed, Target, Watch};
pub use data_card::DataCard;
pub use follow::follow;
pub use losses::{Bucket, Losses};
pub(crate) use outbox::Outbox;
pub use recorder::{Checkpoint, RecorderChannels, RecorderMessage};
pub use refusal::Refusal;
pub use room::has_room_for;
pub use status::{FOLDER_GRACE, LITTLE_ROOM, SaveStatus, Trouble};
pub use timeline::Timeline;
pub use update::{Card, Change, LaneCard, State, Update};

use std::{io, thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::{
    config::Config,
    data::{DataError, Dataset, LoadProgress},
    race::LaneId,
};
use desk::Desk;

/// Updates on their way to one listener; what comes while they wait is coalesced by the session.
const UPDATES_ON_THE_WAY: usize = 64;

/// Commands that wait for the next gap between two iterations.
const COMMANDS_ON_THE_WAY: usize = 256;

/// Words of the recorder that wait for the next gap between two iterations.
const MAX_STATUSES: usize = 16;

/// Reads the data set and tells how far it is.
pub type Loader = Box<dyn FnOnce(&mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> + Send>;

/// How a session begins, beside the race itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Opening {
    /// Whether it waits for a resume or a step.
    pub paused: bool,
    /// Iterations a second at the most; `None` leaves a saved race the pace it had.
    pub pace: Option<f64>,
    /// Whether the race can be gone back in, which costs memory and about a hundredth of the time.
    pub rewinds: bool,
    /// Threads for the lanes; 0 takes one for each core.
    pub threads: usize,
    /// Where the program is to fail, so that a test can see what becomes of the rest.
    pub fault: Option<Fault>,
}

/// A fault planted by a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// In one lane's step.
    Lane(LaneId, u64),
    /// In the trainer, after that iteration.
    Race(u64),
}

/// What a session begins with.
#[derive(Debug)]
pub enum Origin {
    /// A race at iteration 0.
    New(Box<Config>),
    /// A race that was saved; it pauses or is finished as it was then.
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

/// A running session; dropping it ends the race and waits for its thread.
pub struct Session {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Session {
    /// Starts a race and gives each of `N` listeners its stream of updates.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start<const N: usize>(
        origin: impl Into<Origin>,
        opening: Opening,
        loader: Loader,
    ) -> io::Result<(Self, [Receiver<Update>; N])> {
        let (senders, receivers) = channels();
        let origin = origin.into();
        let session = Self::spawn(move |commands| {
            let desk = Desk::new(commands, senders, None);
            worker::run(origin, opening, loader, None, desk);
        })?;
        Ok((session, receivers))
    }

    /// The same with one listener more, the recorder: it gets a checkpoint every `save_every`, at a pause, at
    /// the end of the race and when the session is dropped, and has taken it before the drop is done. What it tells of
    /// saving goes to all others.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start_recorded<const N: usize>(
        origin: impl Into<Origin>,
        opening: Opening,
        loader: Loader,
        save_every: Duration,
    ) -> io::Result<(Self, [Receiver<Update>; N], RecorderChannels)> {
        let (senders, receivers) = channels();
        let (recorder, messages) = bounded(UPDATES_ON_THE_WAY);
        let (status, statuses) = bounded(MAX_STATUSES);
        let origin = origin.into();
        let session = Self::spawn(move |commands| {
            let desk = Desk::new(commands, senders, Some((recorder, statuses)));
            worker::run(origin, opening, loader, Some(save_every), desk);
        })?;
        Ok((session, receivers, RecorderChannels { messages, status }))
    }

    /// A session whose race runs elsewhere: `work` gets the commands in a thread of its own, and ends when their
    /// channel closes.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn spawn(work: impl FnOnce(Receiver<Command>) + Send + 'static) -> io::Result<Self> {
        let (commands, inbox) = bounded(COMMANDS_ON_THE_WAY);
        let thread = std::thread::Builder::new().name("race".into()).spawn(move || work(inbox))?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }

    /// Asks for something; the answer is an update. False if the session can't take it: it has ended
    /// or has hundreds of commands waiting.
    #[must_use]
    pub fn send(&self, command: Command) -> bool {
        self.commands.as_ref().is_some_and(|commands| commands.try_send(command).is_ok())
    }
}

/// A channel for each listener.
fn channels<const N: usize>() -> (Vec<Sender<Update>>, [Receiver<Update>; N]) {
    let mut senders = Vec::with_capacity(N);
    let receivers = std::array::from_fn(|_| {
        let (sender, receiver) = bounded(UPDATES_ON_THE_WAY);
        senders.push(sender);
        receiver
    });
    (senders, receivers)
}

impl Drop for Session {
    fn drop(&mut self) {
        // The closed channel is the stop signal; the thread never blocks on its listeners.
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the trainer has been sent as an update already.
            let _ = thread.join();
        }
    }
}
