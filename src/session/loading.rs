//! Reading the data before there is a race.

use std::{thread, time::Duration};

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{Loader, Update, desk::Desk};
use crate::{data::Dataset, text::panic_words};

/// How often it looks whether the session was ended meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Reads the data in a thread of its own, so that quitting needn't wait for a slow disk; `None` if the
/// session was ended meanwhile.
pub(super) fn load(loader: Loader, desk: &mut Desk) -> Result<Option<Dataset>, String> {
    let (mark, marks) = bounded(16);
    let read = move || {
        loader(&mut |progress| {
            // A mark that finds no room is soon followed by another.
            let _ = mark.try_send(progress);
        })
    };
    let reader = thread::Builder::new()
        .name("loader".into())
        .spawn(read)
        .map_err(|error| format!("no thread to read the data: {error}"))?;
    loop {
        match marks.recv_timeout(LOOK_EVERY) {
            Ok(progress) => desk.tell(Update::Loading(progress)),
            Err(RecvTimeoutError::Timeout) if desk.is_abandoned() => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    match reader.join() {
        Ok(data) => data.map(Some).map_err(|error| error.to_string()),
        Err(panic) => Err(format!("the data can't be read: {}", panic_words(&*panic))),
    }
}
