//! Reading the data before there is a race.

use std::{thread, time::Duration};

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{mailbox::Mailbox, start::Loader, update::Update};
use crate::{data::Dataset, text::panic_words};

/// How often it checks whether the session was ended meanwhile.
const CHECK_EVERY: Duration = Duration::from_millis(10);

/// Reads the data in a thread of its own, so that quitting needn't wait for a slow disk; `None` if the
/// session was ended meanwhile.
pub(super) fn load(loader: Loader, mailbox: &mut Mailbox) -> Result<Option<Dataset>, String> {
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
        .map_err(|error| format!("no thread to read the data: {error}"))?;
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
