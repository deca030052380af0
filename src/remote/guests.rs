//! Those who watch a race in the background. One that is slow gets less detail, one that makes no sense is
//! dropped; neither is ever waited for.

use std::{
    io::{self, BufReader},
    net::Shutdown,
    os::unix::net::UnixStream,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    Socket,
    socket::is_own,
    wire::{Greeting, LONGEST_FROM_GUEST, Told, Wish, read, write},
};
use crate::{
    history::History,
    session::{Command, Outbox, Update, Watch},
};

/// Updates on their way to one guest; what comes while they wait is coalesced.
const ON_THE_WAY: usize = 64;

/// Guests at a time; more are sent away.
const MOST: usize = 32;

/// How long a guest may take to say why it comes.
const GREETING: Duration = Duration::from_secs(5);

/// What guests do.
pub(super) enum Event {
    /// One comes.
    Joins(Guest),
    /// One asks for something.
    Asks(u64, Command),
    /// One wants the race to end.
    Stops,
    /// One has left.
    Left(u64),
}

/// One who watches.
pub(super) struct Guest {
    id: u64,
    stream: UnixStream,
    wish: Wish,
    /// What its view needs beside losses.
    watch: Watch,
    outbox: Outbox,
    updates: Receiver<Update>,
}

/// All who watch.
#[derive(Default)]
pub(super) struct Guests {
    all: Vec<Guest>,
}

impl Guests {
    /// Lets one in, and tells what there is to know.
    pub(super) fn join(&mut self, mut guest: Guest, history: &History, events: &Sender<Event>) {
        if self.all.len() >= MOST {
            // It sees the end of the line; there is nothing it could do.
            let _ = guest.stream.shutdown(Shutdown::Both);
            return;
        }
        let Ok(stream) = guest.stream.try_clone() else { return };
        let updates = std::mem::replace(&mut guest.updates, crossbeam_channel::never());
        let history = Box::new(history.clone());
        let teller = thread::Builder::new().name("guest-out".into());
        let told = teller.spawn(move || {
            // One that takes nothing holds up this thread alone; it ends with the connection.
            let told = write(&stream, &Told::History(history)).and_then(|()| {
                updates.into_iter().try_for_each(|update| write(&stream, &Told::Update(update)))
            });
            drop(told);
            let _ = stream.shutdown(Shutdown::Both);
        });
        if told.is_err() || guest.listen(events.clone()).is_err() {
            let _ = guest.stream.shutdown(Shutdown::Both);
            return;
        }
        // Who only asks hears the history and nothing more.
        if guest.wish == Wish::Watch {
            self.all.push(guest);
        }
    }

    /// Tells everybody.
    pub(super) fn tell(&mut self, update: &Update) {
        self.all.iter_mut().for_each(|guest| guest.outbox.send(update.clone()));
        self.drop_closed();
    }

    /// Hands on what waits; true if something waits still.
    pub(super) fn flush(&mut self) -> bool {
        self.all.iter_mut().for_each(|guest| guest.outbox.flush());
        self.drop_closed();
        self.all.iter().any(|guest| guest.outbox.is_waiting())
    }

    /// One has left.
    pub(super) fn leave(&mut self, id: u64) {
        self.all.retain(|guest| guest.id != id);
    }

    /// Notes what a guest's view needs.
    pub(super) fn look(&mut self, id: u64, watch: Watch) {
        if let Some(at) = self.all.iter().position(|guest| guest.id == id) {
            let mut guest = self.all.remove(at);
            guest.watch = watch;
            self.all.push(guest);
        }
    }

    /// What is needed: a race shows one thing at a time, that of who asked last and still looks.
    pub(super) fn watch(&self) -> Watch {
        let looking = self.all.iter().rev().find(|guest| guest.watch != Watch::Nothing);
        looking.map_or(Watch::Nothing, |guest| guest.watch.clone())
    }

    /// Whether nobody watches.
    pub(super) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn drop_closed(&mut self) {
        self.all.retain(|guest| {
            let closed = guest.outbox.is_closed();
            if closed {
                let _ = guest.stream.shutdown(Shutdown::Both);
            }
            !closed
        });
    }
}

impl Guest {
    /// Greets who comes, and hears why.
    fn greet(stream: UnixStream, id: u64) -> io::Result<Self> {
        stream.set_read_timeout(Some(GREETING))?;
        stream.set_write_timeout(Some(GREETING))?;
        write(&stream, &Greeting::new())?;
        // Byte by byte, so that nothing is taken of the lines after it.
        let wish = read(&mut BufReader::with_capacity(1, &stream), LONGEST_FROM_GUEST)?;
        let wish = wish.ok_or(io::ErrorKind::UnexpectedEof)?;
        stream.set_read_timeout(None)?;
        stream.set_write_timeout(None)?;
        let (sender, updates) = bounded(ON_THE_WAY);
        Ok(Self { id, stream, wish, watch: Watch::Nothing, outbox: Outbox::new(sender), updates })
    }

    /// Hears what it asks for, in a thread of its own, until it leaves or makes no sense.
    fn listen(&self, events: Sender<Event>) -> io::Result<()> {
        let (stream, id) = (self.stream.try_clone()?, self.id);
        let listen = move || {
            let mut lines = BufReader::new(&stream);
            while let Ok(Some(command)) = read(&mut lines, LONGEST_FROM_GUEST) {
                if events.send(Event::Asks(id, command)).is_err() {
                    break;
                }
            }
            let _ = stream.shutdown(Shutdown::Both);
            // A hub that has ended needs no word.
            let _ = events.send(Event::Left(id));
        };
        thread::Builder::new().name("guest-in".into()).spawn(listen).map(drop)
    }
}

/// Waits for guests, in a thread that ends with the program.
pub(super) fn receive(socket: &Socket, events: Sender<Event>) -> io::Result<()> {
    let listener = socket.listener.try_clone()?;
    let receive = move || {
        for (id, stream) in (0..).zip(listener.incoming()) {
            let Ok(stream) = stream else {
                // Too many open files, say: not a reason to turn in circles.
                thread::sleep(Duration::from_millis(100));
                continue;
            };
            if !is_own(&stream) {
                continue;
            }
            let events = events.clone();
            // One that says nothing keeps nobody else waiting; without a thread it is sent away.
            let _ = thread::Builder::new().name("guest-in".into()).spawn(move || {
                let Ok(guest) = Guest::greet(stream, id) else { return };
                let event = if guest.wish == Wish::Stop { Event::Stops } else { Event::Joins(guest) };
                let _ = events.send(event);
            });
        }
    };
    thread::Builder::new().name("guests".into()).spawn(receive).map(drop)
}
