//! The plain text front end: a line per hundred iterations and a summary, for pipes, logs and dumb terminals.
//!
//! Its own text is ASCII, and no escape byte is ever in it.

mod columns;
mod comparison;
mod lesson;
mod lines;
mod measured;
mod plain;
mod repeated;
mod summary;
mod sweep;

pub(crate) use lesson::{LessonOutcome, teach};
pub(crate) use measured::{write_measured, write_measured_json};
pub use plain::PlainWriter;
pub(crate) use summary::write_summary;
pub(crate) use sweep::{best_so_far, line as sweep_line, sweep_json, write_best, write_sweep};

use std::io::{self, ErrorKind, Write};

use crossbeam_channel::{Receiver, select};

use crate::{
    history::History,
    session::{Command, Session, State, Update},
    signals::Signals,
};

use lines::Lines;

/// How a race without a screen has ended.
#[derive(Debug)]
pub(crate) struct PlainOutcome {
    pub(crate) history: History,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    /// Why its lines could not be printed to the end; the race ended then, or continued without them.
    pub(crate) printed: io::Result<()>,
}

/// Where the race is whose lines are printed. That decides what becomes of it when a signal comes, and when its lines
/// can't be printed any more, because their reader has left or the disk is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlainRace {
    /// Only here. Both end it: nobody would know of it.
    Here,
    /// Recorded here. A signal ends it, and it continues without its lines.
    Recorded,
    /// In another process or a log. Both leave it as it is.
    Elsewhere,
}

/// Prints a race until it is finished, no lane runs any more, it fails, or a signal comes. `history` is what is
/// known of it already, of which nothing is printed again.
///
/// The summary is left to the caller, who may print it once the session is gone.
pub(crate) fn run(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    signals: &Signals,
    race: PlainRace,
    out: &mut impl Write,
) -> PlainOutcome {
    let mut printer = Printer { out, race, printed: Ok(()) };
    let signal = print(&session, updates, signals, &mut history, &mut printer).unwrap_or_else(|error| {
        // Lines can't be printed on a terminal that has hung up; its signal is the better reason.
        let signal = if error.kind() == ErrorKind::BrokenPipe { None } else { signals.pending() };
        if signal.is_none() {
            printer.printed = Err(error);
        }
        signal
    });
    drop(session);
    PlainOutcome { history, signal, printed: printer.printed }
}

/// Prints until that fails; then, if the race continues, discards what is printed.
struct Printer<'a, W> {
    out: &'a mut W,
    race: PlainRace,
    printed: io::Result<()>,
}

impl<W: Write> Printer<'_, W> {
    fn attempt<T>(&mut self, discarded: T, print: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.printed.is_err() {
            return Ok(discarded);
        }
        match print(self.out) {
            Err(error) if self.race == PlainRace::Recorded && error.kind() != ErrorKind::Interrupted => {
                self.printed = Err(error);
                Ok(discarded)
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

fn print<W: Write>(
    session: &Session,
    updates: &Receiver<Update>,
    signals: &Signals,
    history: &mut History,
    out: &mut Printer<'_, W>,
) -> io::Result<Option<i32>> {
    let mut lines = Lines::start(history, out)?;
    let mut ended_by = None;
    loop {
        let update = select! {
            recv(updates) -> update => update,
            recv(signals.receiver()) -> signal => {
                ended_by = signal.ok();
                // A pause is preceded by the last iterations; a race that is still loading has none.
                if out.race == PlainRace::Elsewhere || history.info().is_none() || !session.send(Command::Pause) {
                    return Ok(ended_by);
                }
                continue;
            }
        };
        let Ok(update) = update else { return Ok(ended_by) };
        history.apply(&update);
        lines.write_update(&update, history, out)?;
        // Nobody could resume, so a pause is the end: it followed a signal, or no lane runs any more.
        if matches!(update, Update::Failed { .. })
            || matches!(update, Update::State { state: State::Paused | State::Finished, .. })
        {
            return Ok(ended_by);
        }
    }
}

#[cfg(test)]
mod tests;
