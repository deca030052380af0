//! The session of trainings that are watched: what is new in their logs is sent, and every command is refused.

use std::{
    io,
    ops::ControlFlow,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::{Changes, WatchInputs, pass_on};
use crate::{
    session::{Arrival, Command, Mailbox, Refusal, Session, State, Update},
    text::reason,
};

/// How often files are looked at where nobody says that they have changed: network file systems don't.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The shortest time between two looks: no screen shows more frames a second.
const QUIET: Duration = Duration::from_millis(50);

/// How long is waited for subscribers that are behind.
const BEHIND: Duration = Duration::from_millis(10);

/// What wakes the session.
enum News {
    /// Files or folders may have changed.
    Changed,
    /// This came on standard input.
    Bytes(Vec<u8>),
    /// Standard input is over, or can't be read any further.
    Ended(io::Result<()>),
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
    if inputs.has_files() {
        thread::Builder::new().name("changes".into()).spawn(move || notice_changes(&watched, &sender))?;
    }
    let work = move |mailbox| Follower::new(inputs, mailbox, paths).run(&news);
    let (session, [updates]) = Session::follow::<1>(work)?;
    Ok((session, updates))
}

/// Passes standard input on, to its end or until nobody listens.
fn read_stream(news: &Sender<News>) {
    let mut send = |bytes: &[u8]| match news.send(News::Bytes(bytes.to_vec())) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let ended = pass_on(io::stdin().lock(), &mut send);
    // If nobody listens any more, nobody needs to know.
    let _ = news.send(News::Ended(ended));
}

/// Says when files have changed, until nobody listens.
fn notice_changes(paths: &Receiver<Vec<PathBuf>>, news: &Sender<News>) {
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
    /// To whoever notices changes, once for each look: the paths that are new.
    paths: Sender<Vec<PathBuf>>,
    /// Those that are still to be sent there.
    unwatched: Vec<PathBuf>,
    /// When files are to be looked at again, if they have more than was read.
    looked: Option<Instant>,
    /// Whether it was said that nothing more comes.
    over: bool,
}

impl Follower {
    const fn new(inputs: WatchInputs, mailbox: Mailbox, paths: Sender<Vec<PathBuf>>) -> Self {
        Self { inputs, mailbox, paths, unwatched: Vec::new(), looked: None, over: false }
    }

    fn run(mut self, news: &Receiver<News>) {
        let silent = crossbeam_channel::never();
        let mut news = news;
        self.look();
        loop {
            // What was read first has to be taken first: until then nothing is read, and whoever writes into a pipe waits.
            let is_behind = self.mailbox.is_behind();
            let arrival = if is_behind {
                self.mailbox.receive_either(&silent, Some(Instant::now() + BEHIND))
            } else {
                self.mailbox.receive_either(news, self.looked)
            };
            match arrival {
                Arrival::Command(Command::Watch(_)) => {}
                Arrival::Command(_) => {
                    self.mailbox.send(Update::Refused { reason: Refusal::CantDo });
                    self.mailbox.send(Update::Answered);
                }
                Arrival::Timeout if is_behind => {}
                Arrival::News(News::Changed) | Arrival::Timeout => self.look(),
                Arrival::News(News::Bytes(bytes)) => {
                    self.inputs.feed(&bytes);
                    self.send();
                }
                Arrival::News(News::Ended(ended)) => self.end_stream(ended),
                Arrival::NoMoreNews => news = &silent,
                Arrival::Abandoned => return,
            }
        }
    }

    fn end_stream(&mut self, ended: io::Result<()>) {
        if let Err(error) = ended {
            let problem = format!("standard input can't be read any further: {}", reason(&error));
            self.inputs.collector().problem(&problem);
        }
        self.inputs.end_stream();
        self.send();
    }

    /// Reads what is new in files.
    fn look(&mut self) {
        let more = self.inputs.poll();
        self.looked = more.then(Instant::now);
        self.unwatched.extend(self.inputs.take_unwatched());
        if !more {
            // If the last ones are on their way still, one look is enough for both.
            let sent = self.paths.try_send(std::mem::take(&mut self.unwatched));
            self.unwatched = sent.err().map(TrySendError::into_inner).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::History;

    /// Follows standard input alone, which is what comes from that channel.
    fn followed(news: Receiver<News>) -> (Session, Receiver<Update>) {
        let inputs = WatchInputs::open(&["-".into()]).unwrap();
        let work = move |mailbox| Follower::new(inputs, mailbox, bounded(1).0).run(&news);
        let (session, [updates]) = Session::follow::<1>(work).unwrap();
        (session, updates)
    }

    #[test]
    fn who_writes_waits_while_nobody_takes_what_was_read_and_nothing_is_lost() {
        let (sender, news) = bounded(4);
        let (_session, updates) = followed(news);
        let line = |step: usize| News::Bytes(format!("step={step} loss=0.5\nsaid {step}\n").into_bytes());
        let mut step = 1;
        while sender.send_timeout(line(step), Duration::from_millis(300)).is_ok() {
            step += 1;
            assert!(step < 10_000, "nothing waits");
        }
        let (mut history, mut open) = (History::default(), true);
        while open {
            // One more step for each update that is taken.
            let update = updates.recv_timeout(Duration::from_mins(1)).unwrap();
            history.apply(&update);
            open = sender.try_send(line(step)).is_err();
        }
        sender.send(News::Ended(Ok(()))).unwrap();
        while history.state() != State::Finished {
            history.apply(&updates.recv_timeout(Duration::from_mins(1)).unwrap());
        }
        assert_eq!(history.iteration() as usize, step);
    }

    #[test]
    fn a_stream_that_breaks_off_is_told_in_one_line() {
        let (sender, news) = bounded(4);
        let (_session, updates) = followed(news);
        sender.send(News::Bytes(b"step=1 loss=0.5\nstep=2 loss=0.25".to_vec())).unwrap();
        sender.send(News::Ended(Err(io::Error::other("it broke")))).unwrap();
        let mut history = History::default();
        while history.state() != State::Finished {
            history.apply(&updates.recv_timeout(Duration::from_mins(1)).unwrap());
        }
        assert_eq!(history.iteration(), 2);
        let told: Vec<&str> = history.log.lines().collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("! standard input can't be read any further: "), "{told:?}");
    }
}
