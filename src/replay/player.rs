//! A log where a race would be: a session that tells what is written, and trains nothing.
//!
//! It knows the commands that are about time. Everything else was decided when the race was run.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Select, Sender, bounded};

use crate::{
    config::check_pace,
    record::{Log, RecordError},
    session::{Change, Command, Losses, Refusal, Session, State, Update},
    system::cannot,
    text,
};

/// Updates on their way to the front end.
const ON_THE_WAY: usize = 64;

/// The most iterations of one piece: a curve grows by little steps.
const LONGEST_PIECE: u64 = 8;

/// The longest that nothing moves between two stretches, however long it was when the race was run.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How fast a log is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// As the race was run.
    Recorded,
    /// That many iterations a second.
    Steady(f64),
    /// As fast as it goes.
    Fastest,
}

/// Plays the log of a run folder from its start.
///
/// # Errors
/// If there is no log that can be read, or the system gives no thread.
pub fn play(folder: &Path, pace: Pace, paused: bool) -> Result<(Session, Receiver<Update>), RecordError> {
    let log = Log::open(folder, None)?;
    let (updates, listener) = bounded(ON_THE_WAY);
    let place = folder.to_owned();
    let work = move |commands| {
        let state = if paused { State::Paused } else { State::Running };
        let player = Player {
            folder: place,
            log,
            attempt: 0,
            ahead: None,
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

/// The session was dropped, or nobody listens any more.
struct Ended;

struct Player {
    folder: PathBuf,
    log: Log,
    /// How many times the race was started until here.
    attempt: u64,
    /// A stretch of losses, as far as it is not told.
    ahead: Option<Losses>,
    /// Iterations told.
    iteration: u64,
    /// How long the race had run then.
    elapsed: Duration,
    /// What the race did last, as recorded.
    last_state: State,
    state: State,
    step_end: Option<u64>,
    pace: Pace,
    /// When the next piece is due.
    due: Instant,
    commands: Receiver<Command>,
    /// Commands that came while an update was on its way.
    waiting: VecDeque<Command>,
    updates: Sender<Update>,
}

impl Player {
    fn run(mut self) {
        let played = self.play();
        if let Err(Some(message)) = played {
            // It stays open with what could be read, until the front end leaves.
            let _ = self.tell(Update::Failed { message: text::message(&message) });
            while self.commands.recv().is_ok() {}
        }
    }

    /// Plays until the session is dropped; an error with a message is one of the log.
    fn play(&mut self) -> Result<(), Option<String>> {
        // Whoever watches sees at once what was raced.
        self.find_losses()?;
        self.enter(self.state)?;
        loop {
            let due = (self.state == State::Running).then_some(self.due);
            match self.command(due) {
                Ok(command) => self.follow(&command)?,
                Err(RecvTimeoutError::Timeout) => self.advance()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn command(&mut self, due: Option<Instant>) -> Result<Command, RecvTimeoutError> {
        match (self.waiting.pop_front(), due) {
            (Some(command), _) => Ok(command),
            (None, Some(due)) => self.commands.recv_deadline(due),
            (None, None) => self.commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn follow(&mut self, command: &Command) -> Result<(), Option<String>> {
        match *command {
            Command::Pause if self.state == State::Running => self.enter(State::Paused)?,
            Command::Resume if self.state == State::Paused => self.enter(State::Running)?,
            // There is no network to look at; the views say so.
            Command::Pause | Command::Resume | Command::Watch(_) => {}
            Command::Step(iterations) => {
                self.step_end = Some(self.iteration.saturating_add(iterations));
                self.enter(State::Running)?;
            }
            Command::GoTo(iteration) => self.go_to(iteration)?,
            Command::Reset(_) => self.start_over()?,
            Command::Pace(pace) => {
                let pace = pace.and_then(|pace| check_pace(pace).ok());
                self.pace = pace.map_or(Pace::Fastest, Pace::Steady);
                self.due = Instant::now();
                self.tell(Update::Changed { iteration: self.iteration, change: Change::Pace(pace) })?;
            }
            _ => {
                self.tell(Update::Refused { reason: Refusal::Recording })?;
            }
        }
        Ok(())
    }

    fn enter(&mut self, state: State) -> Result<(), Ended> {
        self.state = state;
        self.due = Instant::now();
        self.step_end = self.step_end.filter(|_| state == State::Running);
        self.tell(Update::State { state, iteration: self.iteration })
    }

    /// Tells the next piece, when it is due, and what was told after it.
    fn advance(&mut self) -> Result<(), Option<String>> {
        if !self.find_losses()? {
            let end = if self.last_state == State::Finished { State::Finished } else { State::Paused };
            if self.step_end.is_none() && end == State::Paused {
                self.tell(Update::Refused { reason: Refusal::RecordingOver })?;
            }
            return Ok(self.enter(end)?);
        }
        let Some(ahead) = &mut self.ahead else { return Ok(()) };
        let room = self.step_end.map_or(LONGEST_PIECE, |end| end.saturating_sub(self.iteration));
        let paced = match self.pace {
            Pace::Steady(pace) => ((pace / 25.0) as u64).max(1),
            Pace::Recorded | Pace::Fastest => LONGEST_PIECE,
        };
        let start = self.elapsed;
        let piece = ahead.take(room.min(paced).max(1), start);
        if ahead.iterations == 0 {
            self.ahead = None;
        }
        (self.iteration, self.elapsed) = (piece.last(), piece.elapsed);
        let taken = piece.iterations;
        let wait = match self.pace {
            Pace::Recorded => self.elapsed.saturating_sub(start).min(LONGEST_WAIT),
            Pace::Steady(pace) => Duration::from_secs_f64(taken as f64 / pace),
            Pace::Fastest => Duration::ZERO,
        };
        self.due = Instant::now().max(self.due + wait).min(Instant::now() + wait);
        self.tell(Update::Progressed(piece))?;
        // What happened there is told with it.
        self.find_losses()?;
        if self.step_end.is_some_and(|end| self.iteration >= end) {
            self.enter(State::Paused)?;
        }
        Ok(())
    }

    /// Tells everything up to the next stretch of losses; false at the end of the log.
    fn find_losses(&mut self) -> Result<bool, Option<String>> {
        while self.ahead.is_none() {
            let Some(update) = self.log.next() else { return Ok(false) };
            match update.map_err(|error| Some(error.to_string()))? {
                Update::Progressed(losses) => self.ahead = Some(losses),
                Update::State { state, .. } => self.last_state = state,
                update => self.pass_on(update)?,
            }
        }
        Ok(true)
    }

    fn pass_on(&mut self, update: Update) -> Result<(), Ended> {
        match &update {
            Update::Started(_) => {
                self.attempt += 1;
                (self.iteration, self.elapsed) = (0, Duration::ZERO);
            }
            Update::Rewound { iteration, .. } => {
                let share = *iteration as f64 / self.iteration.max(1) as f64;
                self.elapsed = self.elapsed.mul_f64(share.min(1.0));
                self.iteration = *iteration;
            }
            // The pace and the state are the player's own, and of what was asked only what came of it counts.
            Update::Changed { change: Change::Pace(_), .. }
            | Update::Followed { .. }
            | Update::Refused { .. }
            | Update::Failed { .. } => return Ok(()),
            _ => {}
        }
        let anew = match update {
            Update::Started(_) => self.attempt > 1,
            Update::Rewound { .. } => true,
            _ => false,
        };
        self.tell(update)?;
        // A chart that starts over keeps the state it was told.
        if anew { self.enter(self.state) } else { Ok(()) }
    }

    fn start_over(&mut self) -> Result<(), Option<String>> {
        self.rewind()?;
        self.find_losses()?;
        let state = if self.state == State::Finished { State::Running } else { self.state };
        Ok(self.enter(state)?)
    }

    fn rewind(&mut self) -> Result<(), Option<String>> {
        self.log = Log::open(&self.folder, None).map_err(|error| Some(error.to_string()))?;
        (self.attempt, self.iteration, self.elapsed) = (0, 0, Duration::ZERO);
        self.ahead = None;
        self.last_state = State::Paused;
        Ok(())
    }

    /// Goes to an iteration of this attempt: on from here, or from its start.
    fn go_to(&mut self, iteration: u64) -> Result<(), Option<String>> {
        let attempt = self.attempt;
        if iteration < self.iteration {
            self.rewind()?;
            while self.attempt + 1 < attempt {
                match self.log.next() {
                    Some(Ok(Update::Started(_))) => self.attempt += 1,
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(Some(error.to_string())),
                    None => break,
                }
            }
        }
        while self.iteration < iteration && self.find_losses()? && self.attempt <= attempt {
            let Some(ahead) = &mut self.ahead else { break };
            let piece = ahead.take(iteration - self.iteration, self.elapsed);
            if ahead.iterations == 0 {
                self.ahead = None;
            }
            (self.iteration, self.elapsed) = (piece.last(), piece.elapsed);
            self.tell(Update::Progressed(piece))?;
        }
        self.find_losses()?;
        let state = if self.state == State::Finished { State::Paused } else { self.state };
        Ok(self.enter(state)?)
    }

    /// Sends an update; commands that come meanwhile wait.
    fn tell(&mut self, update: Update) -> Result<(), Ended> {
        // Room first: while there is none the session may be dropped.
        let mut select = Select::new();
        let room = select.send(&self.updates);
        let asked = select.recv(&self.commands);
        loop {
            let ready = select.select();
            if ready.index() == room {
                return ready.send(&self.updates, update).map_err(|_| Ended);
            }
            debug_assert_eq!(ready.index(), asked);
            self.waiting.push_back(ready.recv(&self.commands).map_err(|_| Ended)?);
        }
    }
}

impl From<Ended> for Option<String> {
    fn from(_: Ended) -> Self {
        None
    }
}
