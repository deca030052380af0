//! Connections to clients, and the clients that watch a race. One that is slow gets less detail; none is ever waited for.

use std::{collections::VecDeque, io, mem, net::Shutdown, os::unix::net::UnixStream, sync::Arc, thread};

use crossbeam_channel::{Receiver, bounded, never};

use super::wire::{ServerMessage, write};
use crate::{
    history::History,
    session::{Outbox, Update, Watch},
};

/// Updates that wait for one client; what comes while they wait is coalesced.
const UPDATE_QUEUE: usize = 64;

/// Watching clients at a time. The connections left are for those that ask for the status or the end.
const MAX_WATCHERS: usize = 32;

/// Clients that are sent the history at a time: a copy is kept for each until it is sent, up to 110 MB for 64 lanes.
const MAX_COPIES: usize = 4;

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

/// A client that watches.
pub(super) struct Watcher {
    id: u64,
    connection: Arc<Connection>,
    /// What its view needs beside losses.
    watch: Watch,
    outbox: Outbox,
    /// The other end of the outbox, until the thread that sends it has started.
    updates: Receiver<Update>,
}

#[derive(Default)]
pub(super) struct Watchers {
    all: Vec<Watcher>,
    /// Those that have not been sent the history yet.
    queue: VecDeque<Watcher>,
    /// Counts the copies of the history.
    copies: Arc<()>,
}

impl Watcher {
    pub(super) fn new(id: u64, connection: Arc<Connection>) -> Self {
        let (sender, updates) = bounded(UPDATE_QUEUE);
        Self { id, connection, watch: Watch::Nothing, outbox: Outbox::new(sender), updates }
    }
}

impl Watchers {
    /// Queues a client for the history, or closes its connection if there are too many.
    pub(super) fn register(&mut self, watcher: Watcher) {
        if self.all.len() + self.queue.len() >= MAX_WATCHERS {
            watcher.connection.hang_up();
        } else {
            self.queue.push_back(watcher);
        }
    }

    /// Starts to send the history to clients in the queue, to as many as copies are allowed; true if some still wait.
    pub(super) fn admit(&mut self, history: &History) -> bool {
        while Arc::strong_count(&self.copies) <= MAX_COPIES {
            let Some(mut watcher) = self.queue.pop_front() else { return false };
            let updates = mem::replace(&mut watcher.updates, never());
            let connection = Arc::clone(&watcher.connection);
            let copy = (Box::new(history.clone()), Arc::clone(&self.copies));
            let send = move || {
                // A client that takes nothing holds up this thread alone, which ends with the connection.
                let _ = connection.send_updates(copy, &updates);
                connection.hang_up();
            };
            match thread::Builder::new().name("client-out".into()).spawn(send) {
                Ok(_) => self.all.push(watcher),
                Err(_) => watcher.connection.hang_up(),
            }
        }
        !self.queue.is_empty()
    }

    pub(super) fn broadcast(&mut self, update: &Update) {
        self.all.iter_mut().for_each(|watcher| watcher.outbox.send(update.clone()));
        self.drop_closed();
    }

    /// Passes on what waits; true if something still waits.
    pub(super) fn flush(&mut self) -> bool {
        self.all.iter_mut().for_each(|watcher| watcher.outbox.flush());
        self.drop_closed();
        self.all.iter().any(|watcher| watcher.outbox.is_waiting())
    }

    pub(super) fn remove(&mut self, id: u64) {
        self.all.retain(|watcher| watcher.id != id);
        self.queue.retain(|watcher| watcher.id != id);
    }

    /// Notes what a client's view needs, and that it was the last to ask.
    pub(super) fn set_watch(&mut self, id: u64, watch: Watch) {
        if let Some(at) = self.all.iter().position(|watcher| watcher.id == id) {
            let mut watcher = self.all.remove(at);
            watcher.watch = watch;
            self.all.push(watcher);
        }
    }

    /// What the race is to show. That is one thing at a time: that of the client that asked last and still needs it.
    pub(super) fn watch(&self) -> Watch {
        let asking = self.all.iter().rev().find(|watcher| watcher.watch != Watch::Nothing);
        asking.map_or(Watch::Nothing, |watcher| watcher.watch.clone())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.queue.is_empty()
    }

    fn drop_closed(&mut self) {
        self.all.retain(|watcher| {
            let closed = watcher.outbox.is_closed();
            if closed {
                watcher.connection.hang_up();
            }
            !closed
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{io::BufReader, os::unix::net::UnixStream, time::Duration};

    use super::*;
    use crate::remote::wire::{MAX_SERVER_LINE, ServerMessage, read};

    fn watcher(id: u64) -> (Watcher, BufReader<UnixStream>) {
        let (stream, other) = UnixStream::pair().unwrap();
        other.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let connection = Connection { stream, _slot: Arc::new(()) };
        let watcher = Watcher::new(id, Arc::new(connection));
        (watcher, BufReader::new(other))
    }

    #[test]
    fn copies_of_the_history_are_few_and_a_client_that_waits_for_one_gets_it() {
        let (mut watchers, history) = (Watchers::default(), History::default());
        let (waiting, mut other) = watcher(0);
        watchers.register(waiting);
        let copies = vec![Arc::clone(&watchers.copies); MAX_COPIES];
        assert!(watchers.admit(&history) && !watchers.is_empty());
        drop(copies);
        assert!(!watchers.admit(&history));
        let message = read(&mut other, MAX_SERVER_LINE).unwrap();
        assert!(matches!(message, Some(ServerMessage::History(_))));
    }

    #[test]
    fn one_watcher_too_many_is_disconnected() {
        let mut watchers = Watchers::default();
        let others: Vec<_> = (0..=MAX_WATCHERS as u64)
            .map(|id| {
                let (one, other) = watcher(id);
                watchers.register(one);
                other
            })
            .collect();
        assert_eq!(watchers.queue.len(), MAX_WATCHERS);
        let message: Option<ServerMessage> = read(&mut others.into_iter().next_back().unwrap(), 1).unwrap();
        assert!(message.is_none());
    }
}
