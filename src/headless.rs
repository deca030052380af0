//! The plain text front end: a line per hundred iterations and a summary, for pipes, logs and dumb terminals.
//!
//! Its own words are ASCII, and no escape byte is ever among them.

mod lesson;
mod lines;
mod plain;
mod signals;
mod summary;
mod table;

pub use lesson::{Taught, teach};
pub use plain::Plain;
pub use signals::Signals;
pub use summary::summary;

use std::io::{self, ErrorKind, Write};

use crossbeam_channel::{Receiver, never, select};

use crate::{
    history::History,
    session::{Command, Session, State, Update},
};

use lines::Lines;

/// How a race without a screen has ended.
#[derive(Debug)]
pub struct Ended {
    /// All that was told of it.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// What a race without a screen hears of beside its updates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// Signals that end it.
    pub signals: Option<&'a Signals>,
    /// What a signal ends.
    pub ends: Ends,
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

/// Prints a race until it is finished, no lane runs any more, it fails, or a signal ends it. `history` is what is
/// known of it already, of which nothing is printed again.
///
/// The summary is left to the caller, who may print it once the session is gone.
///
/// # Errors
/// If a line can't be printed.
pub fn run(
    session: Session,
    updates: &Receiver<Update>,
    mut history: History,
    around: Around<'_>,
    out: &mut impl Write,
) -> io::Result<Ended> {
    let signals = around.signals;
    let signal = match follow(&session, updates, around, &mut history, out) {
        Ok(signal) => signal,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Err(error),
        // A terminal that hangs up takes the lines with it; its signal says more than their failure.
        Err(error) => Some(signals.and_then(Signals::just_come).ok_or(error)?),
    };
    drop(session);
    Ok(Ended { history, signal })
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
