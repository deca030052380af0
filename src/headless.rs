//! The plain text front end: a line per hundred iterations and a summary, for pipes, logs and dumb terminals.
//!
//! Its own words are ASCII, and no escape byte is ever among them.

mod lesson;
mod lines;
mod plain;
mod summary;
mod table;

pub use lesson::{Taught, teach};
pub use plain::Plain;
pub use summary::summary;

use std::io::{self, ErrorKind, Write};

use crossbeam_channel::{Receiver, never, select};

use crate::{
    history::History,
    session::{Command, Session, State, Update},
    signals::Signals,
};

use lines::Lines;

/// How a race without a screen has ended.
#[derive(Debug)]
pub struct Ended {
    /// All that was told of it.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Why its lines could not be printed to the end, where it went on without them.
    pub printed: io::Result<()>,
}

/// What a race without a screen hears of beside its updates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// Signals that end it.
    pub signals: Option<&'a Signals>,
    /// What a signal ends.
    pub ends: Ends,
    /// What becomes of the race when a line can't be printed.
    pub unprinted: Unprinted,
}

/// What a signal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ends {
    /// The race, after its last lines.
    #[default]
    Race,
    /// The watching of a race that is somebody else's.
    Watching,
}

/// What becomes of a race whose lines can't be printed any more: its reader has left, or the disk is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unprinted {
    /// It ends: nobody would know of it.
    #[default]
    Ends,
    /// It goes on without them: it is recorded.
    GoesOn,
}

/// Prints a race until it is finished, no lane runs any more, it fails, or a signal ends it. `history` is what is
/// known of it already, of which nothing is printed again.
///
/// The summary is left to the caller, who may print it once the session is gone.
///
/// # Errors
/// If a line can't be printed, and the race doesn't go on without.
pub fn run(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    around: Around<'_>,
    out: &mut impl Write,
) -> io::Result<Ended> {
    let signals = around.signals;
    let mut printer = Printer { out, unprinted: around.unprinted, printed: Ok(()) };
    let signal = match follow(&session, updates, around, &mut history, &mut printer) {
        Ok(signal) => signal,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Err(error),
        // A terminal that hangs up takes the lines with it; its signal says more than their failure.
        Err(error) => Some(signals.and_then(Signals::just_come).ok_or(error)?),
    };
    drop(session);
    Ok(Ended { history, signal, printed: printer.printed })
}

/// Prints until it can't; then, where the race goes on without, what is printed goes nowhere.
struct Printer<'a, W> {
    out: &'a mut W,
    unprinted: Unprinted,
    printed: io::Result<()>,
}

impl<W: Write> Printer<'_, W> {
    fn attempt<T>(&mut self, instead: T, print: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.printed.is_err() {
            return Ok(instead);
        }
        match print(self.out) {
            Err(error) if self.unprinted == Unprinted::GoesOn && error.kind() != ErrorKind::Interrupted => {
                self.printed = Err(error);
                Ok(instead)
            }
            printed => printed,
        }
    }
}

impl<W: Write> Write for Printer<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), W::flush)
    }
}

fn follow(
    session: &Session,
    updates: &Receiver<Update>,
    around: Around<'_>,
    history: &mut History,
    out: &mut impl Write,
) -> io::Result<Option<i32>> {
    let nobody = never();
    let signals = around.signals.map_or(&nobody, Signals::receiver);
    let mut lines = Lines::go_on(history, out)?;
    let mut ended_by = None;
    loop {
        let update = select! {
            recv(updates) -> update => update,
            recv(signals) -> signal => {
                ended_by = signal.ok();
                // A pause tells of the last iterations first; a race that is still loading has none.
                if around.ends == Ends::Watching || history.card().is_none() || !session.send(Command::Pause) {
                    return Ok(ended_by);
                }
                continue;
            }
        };
        let Ok(update) = update else { return Ok(ended_by) };
        history.apply(&update);
        lines.tell(&update, history, out)?;
        // Nobody could go on, so a pause is the end: that of a signal, or because no lane runs any more.
        if matches!(update, Update::Failed { .. })
            || matches!(update, Update::State { state: State::Paused | State::Finished, .. })
        {
            return Ok(ended_by);
        }
    }
}

#[cfg(test)]
mod tests;
