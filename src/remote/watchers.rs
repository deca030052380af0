//! Those who watch a race in the background. One that is slow gets less detail, one that makes no sense is
//! dropped; neither is ever waited for.

use std::{
    collections::VecDeque,
    io::{self, BufReader, ErrorKind},
    net::Shutdown,
    os::unix::net::UnixStream,
    sync::Arc,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    Socket, Status,
    socket::is_own,
    wire::{ANSWER, Greeting, LONGEST_FROM_GUEST, MAX_GREETING, Stopped, Told, Wish, read, write},
};
use crate::{
    history::History,
    session::{Command, Outbox, Update, Watch},
};

/// Updates on their way to one guest; what comes while they wait is coalesced.
const ON_THE_WAY: usize = 64;

/// Clients at a time, whatever they want; more are sent away. Each costs a socket and a thread, one that watches
/// a thread more.
const MAX_CLIENTS: usize = 40;

/// Guests at a time. The rest is for those who ask or end the race.
const MAX_WATCHERS: usize = 32;

/// Guests that are told the history at a time: a copy is kept for each until it has it, up to 40 MB for 64 lanes.
const MAX_COPIES: usize = 4;

/// How long a guest may take nothing of the history.
const MAX_STALL: Duration = Duration::from_secs(3);

/// What guests do.
pub(super) enum Event {
    /// One comes.
    Joins(Guest),
    /// One wants to know how far the race is.
    Status(Sender<Status>),
    /// One asks for something.
    Asks(u64, Command),
    /// One wants the race to end, and waits for what is saved.
    Stops(UnixStream),
    /// One has left.
    Left(u64),
}

/// A connection to one client. It counts as long as any thread has it.
struct Client {
    stream: UnixStream,
    _place: Arc<()>,
}

/// One who watches.
pub(super) struct Guest {
    id: u64,
    client: Arc<Client>,
    /// What its view needs beside losses.
    watch: Watch,
    outbox: Outbox,
    updates: Receiver<Update>,
}

/// All who watch.
#[derive(Default)]
pub(super) struct Guests {
    all: Vec<Guest>,
    /// Those who are not told the history yet.
    queue: VecDeque<Guest>,
    /// Held by each thread that tells it.
    copies: Arc<()>,
}

impl Guests {
    /// Lets one in.
    pub(super) fn join(&mut self, guest: Guest) {
        if self.all.len() + self.queue.len() >= MAX_WATCHERS {
            // It sees the end of the line; there is nothing it could do.
            guest.client.hang_up();
        } else {
            self.queue.push_back(guest);
        }
    }

    /// Tells those in the queue what there is to know, as far as there is room for copies of it; true if some wait
    /// still.
    pub(super) fn admit(&mut self, history: &History) -> bool {
        while Arc::strong_count(&self.copies) <= MAX_COPIES {
            let Some(mut guest) = self.queue.pop_front() else { return false };
            let updates = std::mem::replace(&mut guest.updates, crossbeam_channel::never());
            let client = Arc::clone(&guest.client);
            let copy = (Arc::clone(&self.copies), Box::new(history.clone()));
            let tell = move || {
                // One that takes nothing holds up this thread alone; it ends with the connection.
                let _ = client.tell(copy, &updates);
                client.hang_up();
            };
            match thread::Builder::new().name("guest-out".into()).spawn(tell) {
                Ok(_) => self.all.push(guest),
                Err(_) => guest.client.hang_up(),
            }
        }
        !self.queue.is_empty()
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
        self.queue.retain(|guest| guest.id != id);
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
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.queue.is_empty()
    }

    fn drop_closed(&mut self) {
        self.all.retain(|guest| {
            let closed = guest.outbox.is_closed();
            if closed {
                guest.client.hang_up();
            }
            !closed
        });
    }
}

impl Client {
    /// Greets it, and does what it comes for; whoever watches stays.
    fn serve(self, id: u64, events: &Sender<Event>) -> io::Result<()> {
        self.stream.set_read_timeout(Some(ANSWER))?;
        self.stream.set_write_timeout(Some(ANSWER))?;
        write(&self.stream, &Greeting::new())?;
        // Byte by byte, so that nothing is taken of the lines after it.
        let wish = read(&mut BufReader::with_capacity(1, &self.stream), MAX_GREETING)?;
        match wish.ok_or(io::ErrorKind::UnexpectedEof)? {
            // A hub that has ended needs no word.
            Wish::Stop => drop(events.send(Event::Stops(self.stream.try_clone()?))),
            Wish::Ask => {
                let (sender, status) = bounded(1);
                drop(events.send(Event::Status(sender)));
                if let Ok(status) = status.recv() {
                    write(&self.stream, &Told::Status(status))?;
                }
            }
            Wish::Watch => {
                self.stream.set_read_timeout(None)?;
                self.stream.set_write_timeout(Some(MAX_STALL))?;
                let (sender, updates) = bounded(ON_THE_WAY);
                let (client, outbox) = (Arc::new(self), Outbox::new(sender));
                let guest = Guest { id, client: Arc::clone(&client), watch: Watch::Nothing, outbox, updates };
                drop(events.send(Event::Joins(guest)));
                client.listen(id, events);
            }
        }
        Ok(())
    }

    /// Hears what it asks for until it leaves or makes no sense.
    fn listen(&self, id: u64, events: &Sender<Event>) {
        let mut lines = BufReader::new(&self.stream);
        while let Ok(Some(command)) = read(&mut lines, LONGEST_FROM_GUEST) {
            if events.send(Event::Asks(id, command)).is_err() {
                break;
            }
        }
        self.hang_up();
        // A hub that has ended needs no word.
        let _ = events.send(Event::Left(id));
    }

    /// Tells it everything so far, then what is new until there is no more.
    fn tell(&self, copy: (Arc<()>, Box<History>), updates: &Receiver<Update>) -> io::Result<()> {
        let (place, history) = copy;
        write(&self.stream, &Told::History(history))?;
        drop(place);
        // From here on one that is stopped costs no more than what waits for it, coalesced.
        self.stream.set_write_timeout(None)?;
        updates.iter().try_for_each(|update| write(&self.stream, &Told::Update(update)))
    }

    fn hang_up(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// Those who have asked for the end of a race, and wait for what was saved of it.
#[derive(Debug, Default)]
pub struct Stoppers(Vec<UnixStream>);

impl Stoppers {
    pub(super) fn add(&mut self, stopper: UnixStream) {
        self.0.push(stopper);
    }

    /// Tells them.
    pub fn answer(self, stopped: &Stopped) {
        for stream in self.0 {
            // Who has not waited needs no word.
            let _ = write(&stream, &Told::Stopped(stopped.clone()));
        }
    }
}

/// Waits for guests, in a thread that ends with the socket or the program.
pub(super) fn receive(socket: &Socket, events: Sender<Event>) -> io::Result<()> {
    let listener = socket.listener().try_clone()?;
    let receive = move || {
        let places = Arc::new(());
        for (id, stream) in (0..).zip(listener.incoming()) {
            let stream = match stream {
                Ok(stream) => stream,
                // Another has taken its place.
                Err(error) if error.kind() == ErrorKind::InvalidInput => return,
                Err(_) => {
                    // Too many open files, say: not a reason to turn in circles.
                    thread::sleep(Duration::from_millis(100));
                    continue;
                }
            };
            let client = Client { stream, _place: Arc::clone(&places) };
            let is_full = Arc::strong_count(&places) > MAX_CLIENTS + 1;
            if is_full || !is_own(&client.stream).unwrap_or(false) {
                continue;
            }
            let events = events.clone();
            // One that says nothing keeps nobody else waiting; without a thread it is sent away.
            let serve = move || drop(client.serve(id, &events));
            let _ = thread::Builder::new().name("guest-in".into()).spawn(serve);
        }
    };
    thread::Builder::new().name("guests".into()).spawn(receive).map(drop)
}

#[cfg(test)]
mod tests {
    use super::{super::wire::LONGEST_TO_GUEST, *};

    fn guest(id: u64) -> (Guest, BufReader<UnixStream>) {
        let (stream, other) = UnixStream::pair().unwrap();
        other.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let client = Arc::new(Client { stream, _place: Arc::new(()) });
        let (sender, updates) = bounded(ON_THE_WAY);
        let guest = Guest { id, client, watch: Watch::Nothing, outbox: Outbox::new(sender), updates };
        (guest, BufReader::new(other))
    }

    #[test]
    fn copies_of_the_history_are_few_and_who_waits_for_one_gets_it() {
        let (mut guests, history) = (Guests::default(), History::default());
        let (waits, mut other) = guest(0);
        guests.join(waits);
        let copies = vec![Arc::clone(&guests.copies); MAX_COPIES];
        assert!(guests.admit(&history) && !guests.is_empty());
        drop(copies);
        assert!(!guests.admit(&history));
        let told = read(&mut other, LONGEST_TO_GUEST).unwrap();
        assert!(matches!(told, Some(Told::History(_))));
    }

    #[test]
    fn one_guest_too_many_is_sent_away() {
        let mut guests = Guests::default();
        let others: Vec<_> = (0..=MAX_WATCHERS as u64)
            .map(|id| {
                let (one, other) = guest(id);
                guests.join(one);
                other
            })
            .collect();
        assert_eq!(guests.queue.len(), MAX_WATCHERS);
        let told: Option<Told> = read(&mut others.into_iter().next_back().unwrap(), 1).unwrap();
        assert!(told.is_none());
    }
}
