//! A session that sends what is in a log, and trains nothing.
//!
//! It follows the commands that are about time, and lets views look into the networks that were saved. Everything else
//! was decided when the race was run.

mod ahead;
mod course;
mod piece;

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Select, Sender, at, bounded, never, select_biased};

use piece::RecordedPiece;

use super::networks::{NetworkSession, NetworkSource, ReadCheckpoint};
use crate::{
    config::check_pace,
    record::{Log, RecordError},
    session::{Change, Command, Measured, Refusal, Session, State, Update},
    system::cannot,
    text,
};

/// Updates that wait for the front end.
const UPDATE_QUEUE: usize = 64;

/// The maximum number of iterations that are sent at once, so that a curve grows by small steps.
const MAX_PIECE: u64 = 8;

/// The most lines of measurements that are kept until their losses are sent; a log has one or two of them.
const MAX_MEASURED: usize = 16;

/// The longest wait between two pieces, however long it was when the race was run.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// How fast a log is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PlaybackPace {
    /// As fast as the race was run.
    Recorded,
    /// In iterations a second.
    Steady(f64),
    Fastest,
}

/// Plays the log of a run folder from its start.
///
/// # Errors
/// If there is no log that can be read, or the system gives no thread.
pub(crate) fn play(
    folder: &Path,
    pace: PlaybackPace,
    paused: bool,
    networks: NetworkSource,
) -> Result<(Session, Receiver<Update>), RecordError> {
    let log = Log::open(folder, None)?;
    let (updates, listener) = bounded(UPDATE_QUEUE);
    let place = folder.to_owned();
    let work = move |commands| {
        let state = if paused { State::Paused } else { State::Running };
        let player = Player {
            networks: NetworkSession::new(&place, networks),
            folder: place,
            log,
            sent: 0,
            attempt: 0,
            ahead: None,
            measured: VecDeque::new(),
            iteration: 0,
            elapsed: Duration::ZERO,
            last_state: State::Paused,
            state,
            step_end: None,
            pace,
            due: Instant::now(),
            commands,
            waiting: VecDeque::new(),
            updates,
        };
        player.run();
    };
    let session = Session::spawn(work).map_err(cannot("start a thread to play", folder))?;
    Ok((session, listener))
}

/// Why playing ends before the session is dropped.
enum Stop {
    /// The session is being dropped, or its front end has left.
    Disconnected,
    /// The log can't be read further.
    Unreadable(RecordError),
}

/// What the player does next.
enum PlayerEvent {
    Command(Command),
    /// The next piece is due.
    Due,
    /// A checkpoint has been read; `None` if its thread has stopped at a fault.
    Checkpoint(Option<ReadCheckpoint>),
    /// What the session of the networks has sent; `None` if it has ended.
    Networks(Option<Update>),
    /// The session is being dropped.
    Disconnected,
}

struct Player {
    folder: PathBuf,
    log: Log,
    /// The offset in the log of the end of what was sent, in bytes.
    sent: u64,
    networks: NetworkSession,
    /// How many times the race has started up to here.
    attempt: u64,
    /// What was read and is not sent yet.
    ahead: Option<RecordedPiece>,
    /// What was measured on the way there, and is not sent yet.
    measured: VecDeque<Measured>,
    /// The last iteration that was sent.
    iteration: u64,
    /// How long the race had run then.
    elapsed: Duration,
    /// The state in the log, which the player does not follow.
    last_state: State,
    state: State,
    /// Where a step pauses.
    step_end: Option<u64>,
    pace: PlaybackPace,
    /// When the next piece is due.
    due: Instant,
    commands: Receiver<Command>,
    /// Commands that came while an update was being sent.
    waiting: VecDeque<Command>,
    updates: Sender<Update>,
}

impl Player {
    fn run(mut self) {
        if let Err(Stop::Unreadable(error)) = self.play() {
            // What could be read stays on the screen until the front end leaves.
            let _ = self.send(Update::Failed { message: text::message(&error.to_string()) });
            while self.commands.recv().is_ok() {}
        }
    }

    /// Plays until the session is dropped.
    fn play(&mut self) -> Result<(), Stop> {
        // The front end shows at once what was raced.
        self.find_losses()?;
        self.enter(self.state)?;
        loop {
            let news = match self.next_event() {
                PlayerEvent::Command(Command::Watch(watch)) => self.networks.watch(&watch),
                PlayerEvent::Command(command) => {
                    self.handle(&command)?;
                    Some(Update::Answered)
                }
                PlayerEvent::Due => {
                    self.advance()?;
                    None
                }
                PlayerEvent::Checkpoint(read) => self.networks.start(read),
                PlayerEvent::Networks(update) => self.networks.pass_on(update),
                PlayerEvent::Disconnected => return Ok(()),
            };
            for update in news.into_iter().chain(self.networks.note_played(self.iteration, self.sent)) {
                self.send(update)?;
            }
        }
    }

    /// Waits for what comes first. A command comes before anything else.
    fn next_event(&mut self) -> PlayerEvent {
        if let Some(command) = self.waiting.pop_front() {
            return PlayerEvent::Command(command);
        }
        let due = if self.state == State::Running { at(self.due) } else { never() };
        select_biased! {
            recv(self.commands) -> command => command.map_or(PlayerEvent::Disconnected, PlayerEvent::Command),
            recv(self.networks.checkpoint) -> read => PlayerEvent::Checkpoint(read.ok()),
            recv(self.networks.updates) -> update => PlayerEvent::Networks(update.ok()),
            recv(due) -> _ => PlayerEvent::Due,
        }
    }

    fn handle(&mut self, command: &Command) -> Result<(), Stop> {
        match *command {
            Command::Pause if self.state == State::Running => self.enter(State::Paused)?,
            Command::Resume if self.state == State::Paused => self.enter(State::Running)?,
            Command::Pause | Command::Resume => {}
            Command::Step(iterations) => {
                self.step_end = Some(self.iteration.saturating_add(iterations));
                self.enter(State::Running)?;
            }
            Command::GoTo(iteration) => self.go_to(iteration)?,
            Command::Reset(_) => self.start_over()?,
            Command::Pace(pace) => {
                let pace = pace.and_then(|pace| check_pace(pace).ok());
                self.pace = pace.map_or(PlaybackPace::Fastest, PlaybackPace::Steady);
                self.due = Instant::now();
                self.send(Update::Changed { iteration: self.iteration, change: Change::Pace(pace) })?;
            }
            _ => self.send(Update::Refused { reason: Refusal::Recording })?,
        }
        Ok(())
    }

    fn enter(&mut self, state: State) -> Result<(), Stop> {
        self.state = state;
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        self.send(Update::State { state, iteration: self.iteration })
    }

    /// Sends the next piece, now that it is due, and what the log has after it.
    fn advance(&mut self) -> Result<(), Stop> {
        if !self.find_losses()? {
            let end = if self.last_state == State::Finished { State::Finished } else { State::Paused };
            if self.step_end.is_none() && end == State::Paused {
                self.send(Update::Refused { reason: Refusal::RecordingOver })?;
            }
            return self.enter(end);
        }
        let Some(ahead) = &mut self.ahead else { return Ok(()) };
        let room = self.step_end.map_or(MAX_PIECE, |end| end.saturating_sub(self.iteration));
        let paced = match self.pace {
            PlaybackPace::Steady(pace) => ((pace / 25.0) as u64).max(1),
            PlaybackPace::Recorded | PlaybackPace::Fastest => MAX_PIECE,
        };
        let start = self.elapsed;
        let before = self.iteration;
        let piece = ahead.take(room.min(paced).max(1), before, start);
        self.note_taken(&piece);
        let taken = self.iteration.saturating_sub(before);
        let wait = match self.pace {
            PlaybackPace::Recorded => self.elapsed.saturating_sub(start).min(MAX_WAIT),
            PlaybackPace::Steady(pace) => Duration::from_secs_f64(taken as f64 / pace),
            PlaybackPace::Fastest => Duration::ZERO,
        };
        self.due = Instant::now().max(self.due + wait).min(Instant::now() + wait);
        self.send(piece.update())?;
        self.send_measured(self.iteration)?;
        self.find_losses()?;
        if self.step_end.is_some_and(|end| self.iteration >= end) {
            self.enter(State::Paused)?;
        }
        Ok(())
    }

    /// Sends an update; commands that come meanwhile are queued.
    fn send(&mut self, update: Update) -> Result<(), Stop> {
        // While there is no room, the session may be dropped.
        let mut select = Select::new();
        let room = select.send(&self.updates);
        let asked = select.recv(&self.commands);
        loop {
            let ready = select.select();
            if ready.index() == room {
                return ready.send(&self.updates, update).map_err(|_| Stop::Disconnected);
            }
            debug_assert_eq!(ready.index(), asked);
            self.waiting.push_back(ready.recv(&self.commands).map_err(|_| Stop::Disconnected)?);
        }
    }
}
