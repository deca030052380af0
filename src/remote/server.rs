//! Where the commands of all guests come in and updates go out to each: the front end of a race in the background.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded, never, select, tick};

use super::{
    RemoteError, Socket, Status,
    guests::{Event, Guests, Stoppers, receive},
};
use crate::{
    history::History,
    session::{Command, FOLDER_GRACE, Refusal, Session, State, Trouble, Update},
    system::cannot,
};

/// What guests do, on its way to the hub; a guest with more to say waits.
const EVENTS_ON_THE_WAY: usize = 64;

/// How soon what a guest had no room for is offered again.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// How soon a lost socket is made anew, and a folder that was moved is noticed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How a race in the background has ended.
#[derive(Debug)]
pub struct Served {
    /// Everything that was told of it.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Who waits for what is saved of it.
    pub stoppers: Stoppers,
}

/// Serves a race until it is stopped, fails, or is finished, saved and watched by nobody, or until its folder has been
/// gone for long. `ready` is called once there is a race that can be gone on with, `moved` when its folder is another.
///
/// # Errors
/// If the system gives no thread.
pub fn serve(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    mut socket: Socket,
    signals: &Receiver<i32>,
    ready: impl FnOnce(),
    mut moved: impl FnMut(&Path),
) -> Result<Served, RemoteError> {
    let (sender, events) = bounded(EVENTS_ON_THE_WAY);
    receive(&socket, sender.clone()).map_err(cannot("serve the race there", socket.folder()))?;
    let (mut guests, mut stoppers, mut gone_since) = (Guests::default(), Stoppers::default(), None);
    let (mut ready, mut waiting) = (Some(ready), false);
    let look = tick(LOOK_EVERY);
    let nothing = never();
    let mut updates = updates;
    let signal = loop {
        let patience = if waiting { FLUSH_EVERY } else { Duration::MAX };
        select! {
            recv(updates) -> update => match update {
                Ok(update) => {
                    history.apply(&update);
                    guests.tell(&update);
                    if matches!(update, Update::Saving(_))
                        && let Some(ready) = ready.take()
                    {
                        ready();
                    }
                    let gone = matches!(history.saving().trouble, Some(Trouble::FolderGone(_)));
                    if gone_since.is_some() && !gone {
                        // Whoever records has taken the one that was made in its place.
                        socket.follow();
                        moved(socket.folder());
                    }
                    gone_since = gone.then(|| gone_since.unwrap_or_else(Instant::now));
                }
                Err(_) => updates = &nothing,
            },
            recv(events) -> event => match event {
                Ok(Event::Joins(guest)) => guests.join(guest),
                // Who has not waited for it needs none.
                Ok(Event::Status(asker)) => drop(asker.try_send(Status::of(&history))),
                Ok(Event::Asks(guest, Command::Watch(watch))) => {
                    guests.look(guest, watch);
                    show(&session, &guests);
                }
                Ok(Event::Asks(_, command)) => ask(&session, &mut guests, command),
                Ok(Event::Left(id)) => {
                    guests.leave(id);
                    show(&session, &guests);
                }
                Ok(Event::Stops(stopper)) => {
                    stoppers.add(stopper);
                    break None;
                }
                Err(_) => break None,
            },
            recv(signals) -> signal => break signal.ok(),
            recv(look) -> _ => {
                if socket.has_moved() {
                    moved(socket.folder());
                }
                make_anew(&mut socket, &sender);
                if gone_since.is_some_and(|since: Instant| since.elapsed() >= FOLDER_GRACE) {
                    break None;
                }
            }
            default(patience) => {}
        }
        waiting = guests.flush() | guests.admit(&history);
        if is_over(&history) && guests.is_empty() {
            break None;
        }
    };
    for event in events.try_iter() {
        if let Event::Stops(stopper) = event {
            stoppers.add(stopper);
        }
    }
    drop(session);
    Ok(Served { history, signal, stoppers })
}

/// Whether there is nothing more to wait for. What could not be saved is not given up while that is tried.
fn is_over(history: &History) -> bool {
    match history.state() {
        State::Failed => true,
        State::Finished => history.saving().saved == Some(history.iteration()),
        State::Loading | State::Running | State::Paused => false,
    }
}

/// Opens another socket where the name of this one was removed or is something else's.
fn make_anew(socket: &mut Socket, events: &Sender<Event>) {
    // What doesn't go now is tried again.
    if socket.make_anew().is_ok_and(|anew| anew) {
        let _ = receive(socket, events.clone());
    }
}

fn ask(session: &Session, guests: &mut Guests, command: Command) {
    if !session.send(command) {
        guests.tell(&Update::Refused { reason: Refusal::Gone });
    }
}

/// Asks for what guests look at; a race that has ended needs no word.
fn show(session: &Session, guests: &Guests) {
    let _ = session.send(Command::Watch(guests.watch()));
}
