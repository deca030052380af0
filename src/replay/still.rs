//! A session of races that have been run: nothing happens in it, and every command is refused.

use std::{io, iter};

use crossbeam_channel::{Receiver, bounded};

use crate::session::{Command, Refusal, Session, Update};

/// Starts it.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn stand_still() -> io::Result<(Session, Receiver<Update>)> {
    let (updates, listener) = bounded(2);
    let work = move |commands: Receiver<Command>| {
        for command in commands {
            let refused = Update::Refused { reason: Refusal::Compared };
            let refused = Some(refused).filter(|_| !matches!(command, Command::Watch(_)));
            let mut answer = refused.into_iter().chain(iter::once(Update::Answered));
            if answer.any(|update| updates.send(update).is_err()) {
                return;
            }
        }
    };
    Ok((Session::spawn(work)?, listener))
}
