//! The thread that records a race of any length while it runs.

use std::{
    io,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{RecvTimeoutError, Sender};

use super::{RecordError, RunFolder, Saved, run_writer::RunWriter};
use crate::session::{RecorderChannels, RecorderMessage, SaveStatus, Trouble};

/// How long a row may wait for the disk, and how long it may go unnoticed that the folder was removed.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A running recorder. It ends by itself when the session is dropped.
#[derive(Debug)]
#[must_use = "finish waits for the last files and says whether all went well"]
pub struct Recorder {
    thread: JoinHandle<Recorded>,
}

/// What has become of a recording in the end.
#[derive(Debug)]
pub struct Recorded {
    /// The last iteration of the race.
    pub reached: u64,
    /// The iteration of the newest checkpoint on the disk.
    pub saved: Option<u64>,
    /// What is saved, or why not all is.
    pub result: Result<Saved, RecordError>,
    /// The folder, still held.
    pub(crate) folder: Option<RunFolder>,
}

impl Recorder {
    /// Records a session into a folder. A reset begins a new table of losses.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(folder: RunFolder, session: RecorderChannels) -> io::Result<Self> {
        Self::spawn(RunWriter::new(folder), session)
    }

    pub(crate) fn spawn(writer: RunWriter, session: RecorderChannels) -> io::Result<Self> {
        let thread = thread::Builder::new().name("record".into()).spawn(move || record(writer, &session))?;
        Ok(Self { thread })
    }

    /// Waits for the last files. The session must have been dropped, or this waits for that.
    #[must_use]
    pub fn finish(self) -> Recorded {
        let lost = Recorded { reached: 0, saved: None, result: Err(RecordError::Fault), folder: None };
        self.thread.join().unwrap_or(lost)
    }
}

fn record(mut writer: RunWriter, session: &RecorderChannels) -> Recorded {
    let mut due = Instant::now();
    let mut status = SaveStatus::default();
    loop {
        match session.messages.recv_deadline(due) {
            Ok(RecorderMessage::Update(update)) => writer.add(update),
            Ok(RecorderMessage::Checkpoint(checkpoint)) => writer.add_checkpoint(checkpoint),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                let result = writer.finish();
                let reached = writer.history.iteration();
                return Recorded { reached, saved: writer.saved, result, folder: Some(writer.folder) };
            }
        }
        if writer.urgent || Instant::now() >= due {
            let failed = writer.flush().err().map(Trouble::from);
            let trouble = failed.or_else(|| writer.low_disk(&status));
            due = Instant::now() + FLUSH_EVERY;
            report(SaveStatus { saved: writer.saved, trouble }, &mut status, &session.status);
        }
    }
}

/// Sends how saving goes, if that is news.
fn report(mut now: SaveStatus, reported: &mut SaveStatus, to: &Sender<SaveStatus>) {
    // On a full disk another file fails each time; that is one trouble.
    if let (Some(known @ Trouble::NotSaved(_)), Some(Trouble::NotSaved(_))) =
        (&reported.trouble, &now.trouble)
    {
        now.trouble = Some(known.clone());
    }
    // A report that finds no room now is made again.
    if now != *reported && to.try_send(now.clone()).is_ok() {
        *reported = now;
    }
}
