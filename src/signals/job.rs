//! The signals that concern a program at a terminal without ending it.

use std::{io, thread};

use signal_hook::{
    consts::{SIGCONT, SIGTSTP, SIGWINCH},
    iterator::Signals as Stream,
};

/// What a terminal or shell wants of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobSignal {
    /// The window has another size.
    Resized,
    /// The program is to stop until it is continued.
    Stop,
    /// It was continued.
    Continued,
}

/// Calls `handle` with each of them from now on, in a thread that ends with the program.
pub(crate) fn watch_job(mut handle: impl FnMut(JobSignal) + Send + 'static) -> io::Result<()> {
    let mut signals = Stream::new([SIGWINCH, SIGTSTP, SIGCONT])?;
    let work = move || {
        for signal in signals.forever() {
            handle(match signal {
                SIGWINCH => JobSignal::Resized,
                SIGTSTP => JobSignal::Stop,
                _ => JobSignal::Continued,
            });
        }
    };
    thread::Builder::new().name("window".into()).spawn(work).map(drop)
}
