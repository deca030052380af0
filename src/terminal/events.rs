//! What comes from the terminal: keys, new sizes, being stopped and continued, its end.

use std::{fs::File, io, thread, time::Duration};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::retry_on_intr,
};

use super::{
    background::Background,
    keys::{Key, decoder::Decoder},
};
use crate::signals::{JobSignal, watch_job};

/// Something that happened at the terminal.
pub(crate) enum TerminalEvent {
    Key(Key),
    /// It has said what is behind the text.
    Background(Background),
    Job(JobSignal),
    /// The terminal is gone.
    HungUp,
}

/// Starts to listen. Its two threads end with the program: one is blocked in a read that nothing need interrupt.
pub(super) fn listen(keyboard: File) -> io::Result<Receiver<TerminalEvent>> {
    let (sender, events) = bounded(64);
    let job_events = sender.clone();
    // Nobody receives it at the end.
    watch_job(move |signal| drop(job_events.send(TerminalEvent::Job(signal))))?;
    thread::Builder::new().name("keys".into()).spawn(move || read_keys(&keyboard, &sender))?;
    Ok(events)
}

/// Sends what is typed until the terminal is gone, and that as well: its signal may be ignored or never come.
fn read_keys(keyboard: &File, events: &Sender<TerminalEvent>) {
    let mut decoder = Decoder::new();
    let mut bytes = [0; 4_096];
    loop {
        let keys = match read(keyboard, decoder.timeout(), &mut bytes) {
            Ok(Some(0)) | Err(_) => {
                // Nobody receives it at the end.
                let _ = events.send(TerminalEvent::HungUp);
                return;
            }
            Ok(Some(count)) => decoder.take(&bytes[..count]),
            Ok(None) => decoder.time_out().into_iter().collect(),
        };
        let said = decoder.take_background().map(TerminalEvent::Background);
        for event in said.into_iter().chain(keys.into_iter().map(TerminalEvent::Key)) {
            if events.send(event).is_err() {
                return;
            }
        }
    }
}

/// Reads what has been typed; returns how many bytes, 0 at the end, or `None` if none came within the timeout.
fn read(keyboard: &File, timeout: Option<Duration>, bytes: &mut [u8]) -> io::Result<Option<usize>> {
    let timeout = timeout.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    let mut polled = [PollFd::new(keyboard, PollFlags::IN)];
    if retry_on_intr(|| poll(&mut polled, timeout.as_ref()))? == 0 {
        return Ok(None);
    }
    Ok(Some(retry_on_intr(|| rustix::io::read(keyboard, &mut *bytes))?))
}
