//! Where commands come in and updates go out.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, never, select};

use super::{
    COMMANDS_ON_THE_WAY, Checkpoint, Command, RecorderMessage, SaveStatus, Trouble, Update, outbox::Outbox,
};

/// How often an idle worker looks whether a listener has made room for what waits.
const FLUSH_EVERY: Duration = Duration::from_millis(10);

/// The worker's side of all channels.
pub(super) struct Desk {
    commands: Receiver<Command>,
    /// Commands that came before there was a race.
    early: VecDeque<Command>,
    outboxes: Vec<Outbox>,
    /// Whoever keeps the race: it gets checkpoints, too, and is waited for at the end.
    recorder: Option<Outbox<RecorderMessage>>,
    /// What it tells of saving.
    statuses: Receiver<SaveStatus>,
}

impl Desk {
    pub fn new(
        commands: Receiver<Command>,
        listeners: Vec<Sender<Update>>,
        recorder: Option<(Sender<RecorderMessage>, Receiver<SaveStatus>)>,
    ) -> Self {
        let outboxes = listeners.into_iter().map(Outbox::new).collect();
        let (recorder, statuses) = recorder.unzip();
        let statuses = statuses.unwrap_or_else(never);
        Self { commands, early: VecDeque::new(), outboxes, recorder: recorder.map(Outbox::new), statuses }
    }

    /// Sends an update to every listener.
    pub fn tell(&mut self, update: Update) {
        if let Some(recorder) = &mut self.recorder {
            recorder.send(update.clone());
        }
        self.tell_listeners(update);
    }

    fn tell_listeners(&mut self, update: Update) {
        let Some((last, others)) = self.outboxes.split_last_mut() else { return };
        for outbox in others {
            outbox.send(update.clone());
        }
        last.send(update);
        self.outboxes.retain(|outbox| !outbox.is_closed());
    }

    /// Hands a checkpoint to the recorder.
    pub fn keep(&mut self, checkpoint: Arc<Checkpoint>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.push(RecorderMessage::Checkpoint(checkpoint));
        }
    }

    /// Stays until the recorder has all that waits for it.
    pub fn deliver(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            recorder.deliver();
        }
    }

    /// Whether nobody can send a command any more; those that came are kept for the race.
    pub fn is_abandoned(&mut self) -> bool {
        while self.early.len() < COMMANDS_ON_THE_WAY {
            match self.commands.try_recv() {
                Ok(command) => self.early.push_back(command),
                Err(error) => return error == TryRecvError::Disconnected,
            }
        }
        false
    }

    /// The next command. While it waits, listeners get what they make room for; it gives up at `until`.
    pub fn wait(&mut self, until: Option<Instant>) -> Result<Command, RecvTimeoutError> {
        if let Some(command) = self.early.pop_front() {
            return Ok(command);
        }
        loop {
            self.outboxes.iter_mut().for_each(Outbox::flush);
            self.recorder.iter_mut().for_each(Outbox::flush);
            self.outboxes.retain(|outbox| !outbox.is_closed());
            let waits = self.outboxes.iter().any(Outbox::is_waiting)
                || self.recorder.as_ref().is_some_and(Outbox::is_waiting);
            let flush = waits.then(|| Instant::now() + FLUSH_EVERY);
            let deadline = [until, flush].into_iter().flatten().min();
            let patience =
                deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            select! {
                recv(self.commands) -> command => return command.map_err(|_| RecvTimeoutError::Disconnected),
                recv(self.statuses) -> status => self.report(status.ok()),
                default(patience) => {
                    if until.is_some_and(|until| Instant::now() >= until) {
                        return Err(RecvTimeoutError::Timeout);
                    }
                }
            }
        }
    }

    /// Tells everybody but the recorder how saving goes; without a word it has stopped.
    fn report(&mut self, status: Option<SaveStatus>) {
        let status = status.unwrap_or_else(|| {
            self.statuses = never();
            SaveStatus { saved: None, trouble: Some(Trouble::RecorderStopped) }
        });
        self.tell_listeners(Update::Saving(status));
    }

    /// Stays until every listener has what waits for it, or the session is dropped.
    pub fn close(&mut self) {
        while !matches!(self.wait(None), Err(RecvTimeoutError::Disconnected)) {}
        self.deliver();
    }
}
