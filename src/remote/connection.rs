//! The server's side of a connection.

use std::{io, net::Shutdown, os::unix::net::UnixStream, sync::Arc};

use crossbeam_channel::Receiver;

use super::wire::{ServerMessage, write};
use crate::{history::History, session::Update};

/// A connection to one client. It counts against the limit as long as any thread has it.
pub(super) struct Connection {
    pub(super) stream: UnixStream,
    /// Counts the connections.
    pub(super) _slot: Arc<()>,
}

impl Connection {
    /// Sends everything so far, then what is new until there is no more. `slot` counts copies of the history.
    pub(super) fn send_updates(
        &self,
        (history, slot): (Box<History>, Arc<()>),
        updates: &Receiver<Update>,
    ) -> io::Result<()> {
        write(&self.stream, &ServerMessage::History(history))?;
        drop(slot);
        // From here on a client that takes nothing costs no more than what waits for it, coalesced.
        self.stream.set_write_timeout(None)?;
        updates.iter().try_for_each(|update| write(&self.stream, &ServerMessage::Update(update)))
    }

    pub(super) fn hang_up(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}
