//! The server: the front end of a race in the background. Commands of all clients come in, updates go out to each.
//! Their requests are read in a thread for each: a silent one keeps nobody waiting.

use std::{
    io::{self, BufReader, ErrorKind},
    os::unix::net::UnixStream,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded, never, select, tick};

use super::{RemoteError, Socket, Status, Stopped, socket::is_same_user, watchers, wire};
use crate::{
    history::History,
    session::{Capability, Command, FOLDER_GRACE, Refusal, Session, State, Trouble, Update},
    system::cannot,
};

/// Events of clients that wait for the server's loop; a client with more waits.
const EVENT_QUEUE: usize = 64;

/// The time until a client is offered again what it had no room for.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// The time in which a lost socket is replaced, and a folder that was moved is noticed.
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// Connections at a time, whatever they ask for; more are closed at once. Each costs a socket and a thread, one that
/// watches a second thread.
const MAX_CONNECTIONS: usize = 40;

/// How long a client may take nothing of the history.
const HISTORY_TIMEOUT: Duration = Duration::from_secs(3);

/// How long another program may take to end its training once it was told to; its client waits longer.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// The time between two attempts to accept a client where the system refuses: too many open files, say.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// How a race in the background has ended.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) history: History,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    /// Clients that wait for the answer of what is saved.
    pub(crate) stop_requests: StopRequests,
}

/// Serves a race until it is stopped, fails, or is finished, saved and watched by nobody, or until its folder has been
/// gone for long. `ready` is called once there is a race that could be resumed, `moved` when its folder is another.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn serve(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    mut socket: Socket,
    signals: &Receiver<i32>,
    ready: impl FnOnce(),
    mut moved: impl FnMut(&Path),
) -> Result<Served, RemoteError> {
    let (sender, events) = bounded(EVENT_QUEUE);
    accept_clients(&socket, sender.clone()).map_err(cannot("serve the race there", socket.folder()))?;
    let (mut watchers, mut stop_requests) = (watchers::Watchers::default(), StopRequests::default());
    let (mut gone_since, mut stopping) = (None, None);
    let (mut ready, mut waiting) = (Some(ready), false);
    let check = tick(CHECK_EVERY);
    let never = never();
    let mut updates = updates;
    let signal = loop {
        let timeout = if waiting { FLUSH_EVERY } else { Duration::MAX };
        select! {
            recv(updates) -> update => match update {
                Ok(update) => {
                    history.apply(&update);
                    watchers.broadcast(&update);
                    // Of another program's training there is no checkpoint to wait for.
                    let begun = matches!(update, Update::Saving(_)) || history.foreign().is_some();
                    if begun && let Some(ready) = ready.take()
                    {
                        ready();
                    }
                    let gone = matches!(history.saving.trouble, Some(Trouble::FolderGone(_)));
                    if gone_since.is_some() && !gone {
                        // The recorder has taken a new folder in its place.
                        socket.reopen_folder();
                        moved(socket.folder());
                    }
                    gone_since = gone.then(|| gone_since.unwrap_or_else(Instant::now));
                }
                Err(_) => updates = &never,
            },
            recv(events) -> event => match event {
                Ok(ClientEvent::Joined(watcher)) => watchers.register(watcher),
                // A client that did not wait is not listening.
                Ok(ClientEvent::StatusRequested(client)) => drop(client.try_send(Status::of(&history))),
                Ok(ClientEvent::Command(id, Command::Watch(watch))) => {
                    watchers.set_watch(id, watch);
                    send_watch(&session, &watchers);
                }
                Ok(ClientEvent::Command(_, command)) => if !session.send(command) {
                    watchers.broadcast(&Update::Refused { reason: Refusal::Gone });
                },
                Ok(ClientEvent::Left(id)) => {
                    watchers.remove(id);
                    send_watch(&session, &watchers);
                }
                Ok(ClientEvent::StopRequested(client)) => {
                    stop_requests.0.push(client);
                    // Another program has to end its training first.
                    if is_over(&history) || !can_stop(&history) || !session.send(Command::Stop) {
                        break None;
                    }
                    stopping.get_or_insert_with(Instant::now);
                }
                Err(_) => break None,
            },
            recv(signals) -> signal => break signal.ok(),
            recv(check) -> _ => {
                if socket.has_moved() {
                    moved(socket.folder());
                }
                // What fails now is tried again.
                if socket.replace_lost().is_ok_and(|replaced| replaced) {
                    let _ = accept_clients(&socket, sender.clone());
                }
                let waited = |since: Option<Instant>, long: Duration| since.is_some_and(|since| since.elapsed() >= long);
                if waited(gone_since, FOLDER_GRACE) || waited(stopping, STOP_TIMEOUT) {
                    break None;
                }
            }
            default(timeout) => {}
        }
        waiting = watchers.flush() | watchers.admit(&history);
        if is_over(&history) && (watchers.is_empty() || stopping.is_some()) {
            break None;
        }
    };
    for event in events.try_iter() {
        if let ClientEvent::StopRequested(client) = event {
            stop_requests.0.push(client);
        }
    }
    drop(session);
    Ok(Served { history, signal, stop_requests })
}

/// Whether there is nothing more to wait for. What is not saved yet is tried again.
fn is_over(history: &History) -> bool {
    match history.state() {
        State::Failed => true,
        State::Finished => history.foreign().is_some() || history.saving.saved == Some(history.iteration()),
        State::Loading | State::Running | State::Paused => false,
    }
}

/// Whether it is a training of another program that can be told to end.
fn can_stop(history: &History) -> bool {
    history.foreign().is_some_and(|training| training.capabilities.contains(&Capability::Stop))
}

/// Asks the race for what clients watch; one that has ended shows nothing more.
fn send_watch(session: &Session, watchers: &watchers::Watchers) {
    let _ = session.send(Command::Watch(watchers.watch()));
}

/// Clients that have asked for the end of a race, and wait for what was saved of it.
#[derive(Debug, Default)]
pub(crate) struct StopRequests(Vec<UnixStream>);

impl StopRequests {
    pub(crate) fn answer(self, stopped: &Stopped) {
        for stream in self.0 {
            // A client that did not wait is not listening.
            let _ = wire::write(&stream, &wire::ServerMessage::Stopped(stopped.clone()));
        }
    }
}

/// What a client asks of the server's loop.
enum ClientEvent {
    /// It wants to watch.
    Joined(watchers::Watcher),
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
fn accept_clients(socket: &Socket, events: Sender<ClientEvent>) -> io::Result<()> {
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
            let connection = watchers::Connection { stream, _slot: Arc::clone(&slots) };
            let is_full = Arc::strong_count(&slots) > MAX_CONNECTIONS + 1;
            if is_full || !is_same_user(&connection.stream).unwrap_or(false) {
                continue;
            }
            let events = events.clone();
            let talk = move || drop(talk(connection, id, &events));
            // Without a thread the connection is closed.
            let _ = thread::Builder::new().name("client-in".into()).spawn(talk);
        }
    };
    thread::Builder::new().name("clients".into()).spawn(accept).map(drop)
}

/// Greets a client and passes its request on; if it watches, reads its commands until it leaves.
fn talk(connection: watchers::Connection, id: u64, events: &Sender<ClientEvent>) -> io::Result<()> {
    let stream = &connection.stream;
    stream.set_read_timeout(Some(wire::RESPONSE_TIMEOUT))?;
    stream.set_write_timeout(Some(wire::RESPONSE_TIMEOUT))?;
    wire::write(
        stream,
        &wire::Greeting { downhill: env!("CARGO_PKG_VERSION").into(), protocol: wire::PROTOCOL },
    )?;
    // Byte by byte, so that nothing of the lines after it is consumed.
    let request = wire::read(&mut BufReader::with_capacity(1, stream), wire::MAX_FIRST_LINE)?;
    // A server that has ended takes no events any more, and that is all right.
    match request.ok_or(ErrorKind::UnexpectedEof)? {
        wire::Request::Stop => drop(events.send(ClientEvent::StopRequested(stream.try_clone()?))),
        wire::Request::Status => {
            let (sender, status) = bounded(1);
            drop(events.send(ClientEvent::StatusRequested(sender)));
            if let Ok(status) = status.recv() {
                wire::write(stream, &wire::ServerMessage::Status(status))?;
            }
        }
        wire::Request::Watch => {
            stream.set_read_timeout(None)?;
            stream.set_write_timeout(Some(HISTORY_TIMEOUT))?;
            let connection = Arc::new(connection);
            drop(events.send(ClientEvent::Joined(watchers::Watcher::new(id, Arc::clone(&connection)))));
            receive_commands(&connection, id, events);
        }
    }
    Ok(())
}

/// Reads commands until the client leaves or sends something else.
fn receive_commands(connection: &watchers::Connection, id: u64, events: &Sender<ClientEvent>) {
    let mut lines = BufReader::new(&connection.stream);
    while let Ok(Some(command)) = wire::read(&mut lines, wire::MAX_CLIENT_LINE) {
        if events.send(ClientEvent::Command(id, command)).is_err() {
            break;
        }
    }
    connection.hang_up();
    let _ = events.send(ClientEvent::Left(id));
}
