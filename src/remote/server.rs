//! The server: the front end of a race in the background. Commands of all clients come in, updates go out to each.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded, never, select, tick};

use super::{
    error::RemoteError,
    listener::{ClientEvent, accept_clients},
    socket::Socket,
    stop_requests::StopRequests,
    watchers::Watchers,
    wire::Status,
};
use crate::{
    history::History,
    session::{Command, FOLDER_GRACE, Refusal, Session, State, Trouble, Update},
    system::cannot,
};

/// Events of clients that wait for the server's loop; a client with more waits.
const EVENT_QUEUE: usize = 64;

/// The time until a client is offered again what it had no room for.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// The time in which a lost socket is replaced, and a folder that was moved is noticed.
const CHECK_EVERY: Duration = Duration::from_secs(1);

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
    let (mut watchers, mut stop_requests) = (Watchers::default(), StopRequests::default());
    let mut gone_since = None;
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
                    if matches!(update, Update::Saving(_))
                        && let Some(ready) = ready.take()
                    {
                        ready();
                    }
                    let gone = matches!(history.saving().trouble, Some(Trouble::FolderGone(_)));
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
                Ok(ClientEvent::Command(_, command)) => send(&session, &mut watchers, command),
                Ok(ClientEvent::Left(id)) => {
                    watchers.remove(id);
                    send_watch(&session, &watchers);
                }
                Ok(ClientEvent::StopRequested(client)) => {
                    stop_requests.add(client);
                    break None;
                }
                Err(_) => break None,
            },
            recv(signals) -> signal => break signal.ok(),
            recv(check) -> _ => {
                if socket.has_moved() {
                    moved(socket.folder());
                }
                replace_lost(&mut socket, &sender);
                if gone_since.is_some_and(|since: Instant| since.elapsed() >= FOLDER_GRACE) {
                    break None;
                }
            }
            default(timeout) => {}
        }
        waiting = watchers.flush() | watchers.admit(&history);
        if is_over(&history) && watchers.is_empty() {
            break None;
        }
    };
    for event in events.try_iter() {
        if let ClientEvent::StopRequested(client) = event {
            stop_requests.add(client);
        }
    }
    drop(session);
    Ok(Served { history, signal, stop_requests })
}

/// Whether there is nothing more to wait for. What is not saved yet is tried again.
fn is_over(history: &History) -> bool {
    match history.state() {
        State::Failed => true,
        State::Finished => history.saving().saved == Some(history.iteration()),
        State::Loading | State::Running | State::Paused => false,
    }
}

/// Opens another socket where the file of this one was removed or replaced.
fn replace_lost(socket: &mut Socket, events: &Sender<ClientEvent>) {
    // What fails now is tried again.
    if socket.replace_lost().is_ok_and(|replaced| replaced) {
        let _ = accept_clients(socket, events.clone());
    }
}

fn send(session: &Session, watchers: &mut Watchers, command: Command) {
    if !session.send(command) {
        watchers.broadcast(&Update::Refused { reason: Refusal::Gone });
    }
}

/// Asks the race for what clients watch; one that has ended shows nothing more.
fn send_watch(session: &Session, watchers: &Watchers) {
    let _ = session.send(Command::Watch(watchers.watch()));
}
