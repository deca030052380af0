//! The worker's side of all channels: commands come in, updates go out.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, never, select};

use super::{Checkpoint, Command, Outbox, RecorderMessage, SaveStatus, Trouble, Update};

/// Commands that wait for the next gap between two iterations.
pub(super) const MAX_COMMANDS: usize = 256;

/// How often an idle worker checks whether a subscriber has made room for what waits.
const FLUSH_EVERY: Duration = Duration::from_millis(10);

/// What a worker has waited for.
pub(crate) enum Arrival<T> {
    Command(Command),
    /// Something from elsewhere.
    News(T),
    /// From there comes nothing more.
    NoMoreNews,
    Timeout,
    /// Nobody can send a command any more.
    Abandoned,
}

/// The worker's side of all channels.
pub(crate) struct Mailbox {
    commands: Receiver<Command>,
    /// Commands that came before there was a race.
    early: VecDeque<Command>,
    subscribers: Vec<Outbox>,
    recorder: Option<Outbox<RecorderMessage>>,
    /// What the recorder reports of saving.
    statuses: Receiver<SaveStatus>,
}

impl Mailbox {
    pub(super) fn new(
        commands: Receiver<Command>,
        subscribers: Vec<Sender<Update>>,
        recorder: Option<(Sender<RecorderMessage>, Receiver<SaveStatus>)>,
    ) -> Self {
        let subscribers = subscribers.into_iter().map(Outbox::new).collect();
        let (recorder, statuses) = recorder.unzip();
        let statuses = statuses.unwrap_or_else(never);
        Self { commands, early: VecDeque::new(), subscribers, recorder: recorder.map(Outbox::new), statuses }
    }

    /// Sends an update to every subscriber and to the recorder.
    pub(crate) fn send(&mut self, update: Update) {
        if let Some(recorder) = &mut self.recorder {
            recorder.send(update.clone());
        }
        self.send_to_subscribers(update);
    }

    fn send_to_subscribers(&mut self, update: Update) {
        let Some((last, others)) = self.subscribers.split_last_mut() else { return };
        for outbox in others {
            outbox.send(update.clone());
        }
        last.send(update);
        self.subscribers.retain(|outbox| !outbox.is_closed());
    }

    pub(super) fn send_checkpoint(&mut self, checkpoint: Arc<Checkpoint>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.push(RecorderMessage::Checkpoint(checkpoint));
        }
    }

    /// Whether a subscriber has not taken what was sent to it.
    pub(crate) fn is_behind(&mut self) -> bool {
        self.subscribers.iter_mut().for_each(Outbox::flush);
        self.subscribers.iter().any(Outbox::is_waiting)
    }

    /// Blocks until the recorder has taken all that waits for it.
    pub(crate) fn deliver(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            recorder.deliver();
        }
    }

    /// Whether nobody can send a command any more; those that came are kept for the race.
    pub(super) fn is_abandoned(&mut self) -> bool {
        while self.early.len() < MAX_COMMANDS {
            match self.commands.try_recv() {
                Ok(command) => self.early.push_back(command),
                Err(error) => return error == TryRecvError::Disconnected,
            }
        }
        false
    }

    /// The next command; it gives up at `until`.
    pub(super) fn receive(&mut self, until: Option<Instant>) -> Result<Command, RecvTimeoutError> {
        loop {
            match self.receive_either(&never::<()>(), until) {
                Arrival::Command(command) => return Ok(command),
                Arrival::News(()) | Arrival::NoMoreNews => {}
                Arrival::Timeout => return Err(RecvTimeoutError::Timeout),
                Arrival::Abandoned => return Err(RecvTimeoutError::Disconnected),
            }
        }
    }

    /// The next command, or what comes from elsewhere before it. While it waits, subscribers get what they make room for;
    /// it gives up at `until`.
    pub(crate) fn receive_either<T>(&mut self, news: &Receiver<T>, until: Option<Instant>) -> Arrival<T> {
        if let Some(command) = self.early.pop_front() {
            return Arrival::Command(command);
        }
        loop {
            self.subscribers.iter_mut().for_each(Outbox::flush);
            self.recorder.iter_mut().for_each(Outbox::flush);
            self.subscribers.retain(|outbox| !outbox.is_closed());
            let is_waiting = self.subscribers.iter().any(Outbox::is_waiting)
                || self.recorder.as_ref().is_some_and(Outbox::is_waiting);
            let flush = is_waiting.then(|| Instant::now() + FLUSH_EVERY);
            let deadline = [until, flush].into_iter().flatten().min();
            let timeout =
                deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            select! {
                recv(self.commands) -> command => return command.map_or(Arrival::Abandoned, Arrival::Command),
                recv(news) -> news => return news.map_or(Arrival::NoMoreNews, Arrival::News),
                recv(self.statuses) -> status => self.send_status(status.ok()),
                default(timeout) => {
                    if until.is_some_and(|until| Instant::now() >= until) {
                        return Arrival::Timeout;
                    }
                }
            }
        }
    }

    /// Sends how saving goes to everybody but the recorder; `None` means that the recorder has stopped.
    fn send_status(&mut self, status: Option<SaveStatus>) {
        let status = status.unwrap_or_else(|| {
            self.statuses = never();
            SaveStatus { saved: None, trouble: Some(Trouble::RecorderStopped) }
        });
        self.send_to_subscribers(Update::Saving(status));
    }

    /// Blocks until the session is dropped, while subscribers get what waits for them.
    pub(super) fn close(&mut self) {
        while !matches!(self.receive(None), Err(RecvTimeoutError::Disconnected)) {}
        self.deliver();
    }
}
