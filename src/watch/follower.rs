//! The session of trainings that are watched: what is new in their logs is sent, and every command is refused.

use std::{
    io::{self, Read as _},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{Changes, WatchInputs};
use crate::session::{Arrival, Command, Mailbox, Refusal, Session, State, Update};

/// How often files are looked at where nobody says that they have changed: network file systems don't.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The shortest time between two looks: no screen shows more frames a second.
const QUIET: Duration = Duration::from_millis(50);

/// How long is waited for subscribers that are behind.
const BEHIND: Duration = Duration::from_millis(10);

/// Bytes of standard input that are read at once.
const CHUNK: usize = 64 << 10;

/// What wakes the session.
enum News {
    /// Files or folders may have changed.
    Changed,
    /// This came on standard input; nothing at its end.
    Bytes(Vec<u8>),
}

/// Starts to follow them.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn follow(inputs: WatchInputs) -> io::Result<(Session, Receiver<Update>)> {
    let (sender, news) = bounded(4);
    let (paths, watched) = bounded(1);
    if inputs.has_stream() {
        let sender = sender.clone();
        thread::Builder::new().name("stdin".into()).spawn(move || read_stream(&sender))?;
    }
    if !inputs.watched().is_empty() {
        thread::Builder::new().name("changes".into()).spawn(move || notice_changes(&watched, &sender))?;
    }
    let work = move |mailbox| Follower { inputs, mailbox, paths, looked: None, over: false }.run(&news);
    let (session, [updates]) = Session::follow::<1>(work)?;
    Ok((session, updates))
}

/// Passes standard input on, to its end or until nobody listens.
fn read_stream(news: &Sender<News>) {
    let mut stream = io::stdin().lock();
    let mut bytes = vec![0; CHUNK];
    loop {
        let read = match stream.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.unwrap_or(0),
        };
        if news.send(News::Bytes(bytes[..read].to_vec())).is_err() || read == 0 {
            return;
        }
    }
}

/// Says when files have changed, until nobody listens.
fn notice_changes(paths: &Receiver<Vec<std::path::PathBuf>>, news: &Sender<News>) {
    let mut changes = Changes::new();
    while let Ok(paths) = paths.recv() {
        changes.watch(&paths);
        changes.wait(LOOK_EVERY);
        thread::sleep(QUIET);
        if news.send(News::Changed).is_err() {
            return;
        }
    }
}

struct Follower {
    inputs: WatchInputs,
    mailbox: Mailbox,
    /// To whoever notices changes: once for each look.
    paths: Sender<Vec<std::path::PathBuf>>,
    /// When files are to be looked at again, if they have more than was read.
    looked: Option<Instant>,
    /// Whether it was said that nothing more comes.
    over: bool,
}

impl Follower {
    fn run(mut self, news: &Receiver<News>) {
        let silent = crossbeam_channel::never();
        let mut news = news;
        self.look();
        loop {
            match self.mailbox.receive_either(news, self.looked) {
                Arrival::Command(Command::Watch(_)) => {}
                Arrival::Command(_) => {
                    self.mailbox.send(Update::Refused { reason: Refusal::CantDo });
                    self.mailbox.send(Update::Answered);
                }
                Arrival::News(News::Changed) | Arrival::Timeout => self.look(),
                Arrival::News(News::Bytes(bytes)) => self.feed(&bytes),
                Arrival::NoMoreNews => news = &silent,
                Arrival::Abandoned => return,
            }
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            self.inputs.end_stream();
        } else {
            self.inputs.feed(bytes);
        }
        self.send();
    }

    /// Reads what is new in files.
    fn look(&mut self) {
        if self.mailbox.is_behind() {
            // What was read first has to be taken first.
            self.looked = Some(Instant::now() + BEHIND);
            return;
        }
        let more = self.inputs.poll();
        self.looked = more.then(Instant::now);
        if !more {
            // If it is on its way still, one look is enough for both.
            let _ = self.paths.try_send(self.inputs.watched());
        }
        self.send();
    }

    fn send(&mut self) {
        for update in self.inputs.collector().updates() {
            self.mailbox.send(update);
        }
        // A file that was removed may come back.
        let is_over = self.inputs.are_over();
        if std::mem::replace(&mut self.over, is_over) != is_over {
            let iteration = self.inputs.collector().step();
            let state = if is_over { State::Finished } else { State::Running };
            self.mailbox.send(Update::State { state, iteration });
        }
    }
}
