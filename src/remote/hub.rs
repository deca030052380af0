//! Where the commands of all guests come in and updates go out to each: the front end of a race in the background.

use std::time::Duration;

use crossbeam_channel::{Receiver, bounded, never, select};

use super::{
    RemoteError, Socket, Status,
    guests::{Event, Guests, receive},
};
use crate::{
    history::History,
    session::{Command, Refusal, Session, State, Update},
};

/// What guests do, on its way to the hub; a guest with more to say waits.
const EVENTS_ON_THE_WAY: usize = 64;

/// How soon what a guest had no room for is offered again.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// How a race in the background has ended.
#[derive(Debug)]
pub struct Served {
    /// Everything that was told of it.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// Serves a race until it is stopped, fails, or is finished and nobody watches. `ready` is called once there is a
/// race.
///
/// # Errors
/// If the system gives no thread.
pub fn serve(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    socket: &Socket,
    signals: &Receiver<i32>,
    ready: impl FnOnce(),
) -> Result<Served, RemoteError> {
    let (sender, events) = bounded(EVENTS_ON_THE_WAY);
    receive(socket, sender).map_err(RemoteError::system(socket.folder(), "serve the race there"))?;
    let mut guests = Guests::default();
    let (mut ready, mut waiting) = (Some(ready), false);
    let nothing = never();
    let mut updates = updates;
    let signal = loop {
        let patience = if waiting { FLUSH_EVERY } else { Duration::MAX };
        select! {
            recv(updates) -> update => match update {
                Ok(update) => {
                    history.apply(&update);
                    guests.tell(&update);
                    if matches!(update, Update::State { .. }) && let Some(ready) = ready.take() {
                        ready();
                    }
                }
                Err(_) => updates = &nothing,
            },
            recv(events) -> event => match event {
                Ok(Event::Joins(guest)) => guests.join(guest, &history),
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
                Ok(Event::Stops) | Err(_) => break None,
            },
            recv(signals) -> signal => break signal.ok(),
            default(patience) => {}
        }
        waiting = guests.flush();
        let over = matches!(history.state(), State::Finished | State::Failed);
        if over && guests.is_empty() {
            break None;
        }
    };
    drop(session);
    Ok(Served { history, signal })
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
