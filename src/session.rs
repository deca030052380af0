//! A race in its own thread: [`Command`] in, [`Update`] out.
//!
//! Commands apply between two iterations and are answered by an update with the iteration at which they
//! took effect. The trainer never waits for whoever listens: what is not taken yet is coalesced.

mod command;
mod desk;
mod loading;
mod losses;
mod outbox;
mod update;
mod worker;

pub use command::{Command, Seed, Target};
pub use losses::{Bucket, Losses};
pub use update::{Card, Change, DataCard, LaneCard, State, Update};

use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::{
    config::Config,
    data::{DataError, Dataset, LoadProgress},
};

/// Updates on their way to one listener; what comes while they wait is coalesced by the session.
const UPDATES_ON_THE_WAY: usize = 64;

/// Commands that wait for the next gap between two iterations.
const COMMANDS_ON_THE_WAY: usize = 256;

/// Reads the data set and tells how far it is.
pub type Loader = Box<dyn FnOnce(&mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> + Send>;

/// How a session begins, beside the race itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opening {
    /// Whether it waits for a resume or a step.
    pub paused: bool,
    /// Iterations a second at the most.
    pub pace: Option<f64>,
    /// Threads for the lanes; 0 takes one for each core.
    pub threads: usize,
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
        config: Config,
        opening: Opening,
        loader: Loader,
    ) -> std::io::Result<(Self, [Receiver<Update>; N])> {
        let (commands, inbox) = bounded(COMMANDS_ON_THE_WAY);
        let mut senders = Vec::with_capacity(N);
        let receivers = std::array::from_fn(|_| {
            let (sender, receiver) = bounded(UPDATES_ON_THE_WAY);
            senders.push(sender);
            receiver
        });
        let work = move || worker::run(config, opening, loader, inbox, senders);
        let thread = std::thread::Builder::new().name("race".into()).spawn(work)?;
        Ok((Self { commands: Some(commands), thread: Some(thread) }, receivers))
    }

    /// Asks for something; the answer is an update. False if the session can't take it: it has ended
    /// or has hundreds of commands waiting.
    #[must_use]
    pub fn send(&self, command: Command) -> bool {
        self.commands.as_ref().is_some_and(|commands| commands.try_send(command).is_ok())
    }
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

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
