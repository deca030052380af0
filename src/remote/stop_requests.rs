//! Clients that have asked for the end of a race, and wait for what was saved of it.

use std::os::unix::net::UnixStream;

use super::wire::{ServerMessage, Stopped, write};

#[derive(Debug, Default)]
pub(crate) struct StopRequests(Vec<UnixStream>);

impl StopRequests {
    pub(super) fn add(&mut self, client: UnixStream) {
        self.0.push(client);
    }

    pub(crate) fn answer(self, stopped: &Stopped) {
        for stream in self.0 {
            // A client that did not wait is not listening.
            let _ = write(&stream, &ServerMessage::Stopped(stopped.clone()));
        }
    }
}
