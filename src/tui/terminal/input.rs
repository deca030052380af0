//! What comes from outside: keys, sizes, and being stopped.

use std::{
    fs::File,
    io::{self, Read},
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGTSTP, SIGWINCH},
    iterator::Signals,
};

use crate::tui::keys::{Decoder, Key};

/// Something from outside.
pub enum Input {
    /// A key.
    Key(Key),
    /// The window has another size.
    Resized,
    /// The program is to stop until it is told to go on.
    Stop,
    /// It goes on: the terminal has been in other hands meanwhile.
    Continued,
    /// The terminal is gone, as a signal would say.
    Gone(i32),
}

/// Listens for keys, sizes and for being stopped.
///
/// The two threads end with the program: one waits for bytes, and nothing need wake it.
pub(super) fn listen(keyboard: File) -> io::Result<Receiver<Input>> {
    let (sender, inputs) = bounded(64);
    let signals = Signals::new([SIGWINCH, SIGTSTP, SIGCONT])?;
    let for_signals = sender.clone();
    thread::Builder::new().name("window".into()).spawn(move || take_signals(signals, &for_signals))?;
    thread::Builder::new().name("keys".into()).spawn(move || read_keys(keyboard, &sender))?;
    Ok(inputs)
}

/// Sends on what happens to the window.
fn take_signals(mut signals: Signals, inputs: &Sender<Input>) {
    for signal in signals.forever() {
        let input = match signal {
            SIGWINCH => Input::Resized,
            SIGTSTP => Input::Stop,
            _ => Input::Continued,
        };
        // A front end that has left takes no more.
        let _ = inputs.send(input);
    }
}

/// Sends what is typed until the terminal is gone, and that, too: its signal may be ignored or never come.
fn read_keys(mut terminal: File, inputs: &Sender<Input>) {
    let mut decoder = Decoder::new();
    let mut bytes = [0; 4_096];
    loop {
        let keys = match typed(&mut terminal, decoder.patience(), &mut bytes) {
            Ok(Some(0)) | Err(_) => {
                // A front end that has left meanwhile needs no word.
                let _ = inputs.send(Input::Gone(SIGHUP));
                return;
            }
            Ok(Some(count)) => decoder.take(&bytes[..count]),
            Ok(None) => decoder.quiet().into_iter().collect(),
        };
        for key in keys {
            if inputs.send(Input::Key(key)).is_err() {
                return;
            }
        }
    }
}

/// Reads the next bytes and tells how many, none at the end; `None` if it stays quiet for that long.
fn typed(terminal: &mut File, patience: Option<Duration>, bytes: &mut [u8]) -> io::Result<Option<usize>> {
    let patience = patience.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    loop {
        let mut polled = [PollFd::new(terminal, PollFlags::IN)];
        match poll(&mut polled, patience.as_ref()) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match terminal.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map(Some),
        }
    }
}
