//! Accepts clients and reads their requests, each in a thread of its own: a silent one keeps nobody waiting.

use std::{
    io::{self, BufReader, ErrorKind},
    os::unix::net::UnixStream,
    sync::Arc,
    thread,
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};

use super::{
    connection::Connection,
    socket::{Socket, is_same_user},
    watchers::Watcher,
    wire::{
        Greeting, MAX_CLIENT_LINE, MAX_FIRST_LINE, RESPONSE_TIMEOUT, Request, ServerMessage, Status, read,
        write,
    },
};
use crate::session::Command;

/// Connections at a time, whatever they ask for; more are closed at once. Each costs a socket and a thread, one that
/// watches a second thread.
const MAX_CONNECTIONS: usize = 40;

/// How long a client may take nothing of the history.
const HISTORY_TIMEOUT: Duration = Duration::from_secs(3);

/// The time between two attempts to accept a client where the system refuses: too many open files, say.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// What a client asks of the server's loop.
pub(super) enum ClientEvent {
    /// It wants to watch.
    Joined(Watcher),
    /// It wants to know the status, sent there.
    StatusRequested(Sender<Status>),
    /// A watching client, by its number, has sent a command.
    Command(u64, Command),
    /// It wants the race to end, and waits for what is saved.
    StopRequested(UnixStream),
    /// A watching client has left.
    Left(u64),
}

/// Accepts clients, in a thread that ends with the socket or the program.
pub(super) fn accept_clients(socket: &Socket, events: Sender<ClientEvent>) -> io::Result<()> {
    let listener = socket.listener().try_clone()?;
    let accept = move || {
        let slots = Arc::new(());
        for (id, stream) in (0..).zip(listener.incoming()) {
            let stream = match stream {
                Ok(stream) => stream,
                // The socket was shut down: another has taken its place.
                Err(error) if error.kind() == ErrorKind::InvalidInput => return,
                Err(_) => {
                    thread::sleep(RETRY_AFTER);
                    continue;
                }
            };
            let connection = Connection { stream, _slot: Arc::clone(&slots) };
            let is_full = Arc::strong_count(&slots) > MAX_CONNECTIONS + 1;
            if is_full || !is_same_user(&connection.stream).unwrap_or(false) {
                continue;
            }
            let events = events.clone();
            let serve = move || drop(serve(connection, id, &events));
            // Without a thread the connection is closed.
            let _ = thread::Builder::new().name("client-in".into()).spawn(serve);
        }
    };
    thread::Builder::new().name("clients".into()).spawn(accept).map(drop)
}

/// Greets a client and passes its request on; if it watches, reads its commands until it leaves.
fn serve(connection: Connection, id: u64, events: &Sender<ClientEvent>) -> io::Result<()> {
    let stream = &connection.stream;
    stream.set_read_timeout(Some(RESPONSE_TIMEOUT))?;
    stream.set_write_timeout(Some(RESPONSE_TIMEOUT))?;
    write(stream, &Greeting::new())?;
    // Byte by byte, so that nothing of the lines after it is consumed.
    let request = read(&mut BufReader::with_capacity(1, stream), MAX_FIRST_LINE)?;
    // A server that has ended takes no events any more, and that is all right.
    match request.ok_or(io::ErrorKind::UnexpectedEof)? {
        Request::Stop => drop(events.send(ClientEvent::StopRequested(stream.try_clone()?))),
        Request::Status => {
            let (sender, status) = bounded(1);
            drop(events.send(ClientEvent::StatusRequested(sender)));
            if let Ok(status) = status.recv() {
                write(stream, &ServerMessage::Status(status))?;
            }
        }
        Request::Watch => {
            stream.set_read_timeout(None)?;
            stream.set_write_timeout(Some(HISTORY_TIMEOUT))?;
            let connection = Arc::new(connection);
            drop(events.send(ClientEvent::Joined(Watcher::new(id, Arc::clone(&connection)))));
            receive_commands(&connection, id, events);
        }
    }
    Ok(())
}

/// Reads commands until the client leaves or sends something else.
fn receive_commands(connection: &Connection, id: u64, events: &Sender<ClientEvent>) {
    let mut lines = BufReader::new(&connection.stream);
    while let Ok(Some(command)) = read(&mut lines, MAX_CLIENT_LINE) {
        if events.send(ClientEvent::Command(id, command)).is_err() {
            break;
        }
    }
    connection.hang_up();
    let _ = events.send(ClientEvent::Left(id));
}
