//! Writing a race as TensorBoard's event files while it runs.

use std::{
    path::Path,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::{
    record::{EventFiles, RecordError},
    session::Update,
};

/// How long a value may wait for the disk.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A thread that listens to a session and writes what it says.
pub(super) struct EventWriter {
    thread: JoinHandle<Result<(), RecordError>>,
}

/// The files in that folder, which is made; before anything of a race is.
pub(super) fn open(folder: &Path) -> anyhow::Result<EventFiles> {
    EventFiles::create(folder).context("--tensorboard")
}

impl EventWriter {
    /// Writes these files until the session has ended.
    pub(super) fn start(files: EventFiles, updates: Receiver<Update>) -> anyhow::Result<Self> {
        let thread = thread::Builder::new().name("events".into()).spawn(move || write(files, &updates));
        Ok(Self { thread: thread.context("no thread to write events")? })
    }

    /// Waits for the last value; an error if not all were written. The session must have been dropped.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        // A panic there has been reported.
        self.thread.join().unwrap_or(Ok(())).context("--tensorboard")
    }
}

fn write(mut files: EventFiles, updates: &Receiver<Update>) -> Result<(), RecordError> {
    let mut due = Instant::now() + FLUSH_EVERY;
    loop {
        match updates.recv_deadline(due) {
            Ok(update) => files.apply(&update)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return files.flush(),
        }
        if Instant::now() >= due {
            files.flush()?;
            due = Instant::now() + FLUSH_EVERY;
        }
    }
}
