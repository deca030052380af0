//! The terminal itself: raw mode and the alternate screen, keys, signals, and restoring it once.

use std::{
    fs::File,
    io::{self, IsTerminal, Read, Write},
    os::fd::AsFd,
    panic, thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};
use crossterm::{
    cursor, execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    termios::{OptionalActions, Termios, tcgetattr, tcsetattr},
};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH},
    iterator::Signals,
};

use super::keys::{Decoder, Key};

/// Something from outside.
pub enum Input {
    /// A key.
    Key(Key),
    /// The window has another size.
    Resized,
    /// A signal that ends the program.
    Signal(i32),
}

/// A terminal in raw mode on its alternate screen, restored when dropped.
pub struct Guard {
    /// Where keys come from.
    terminal: File,
    /// Its attributes before.
    before: Termios,
    left: bool,
}

impl Guard {
    /// Sets the terminal up.
    pub fn enter() -> io::Result<Self> {
        let terminal = keyboard()?;
        let before = tcgetattr(&terminal)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&terminal, OptionalActions::Now, &raw)?;
        let guard = Self { terminal, before, left: false };
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(guard)
    }

    /// Puts the terminal back as it was.
    pub fn leave(mut self) -> io::Result<()> {
        self.restore()
    }

    fn restore(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.left, true) {
            return Ok(());
        }
        let shown = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
        tcsetattr(&self.terminal, OptionalActions::Now, &self.before)?;
        shown?;
        io::stdout().flush()
    }
}

/// The terminal that is typed at: on standard input, or else the one that the program belongs to, or else the
/// one it draws on.
fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return stdin.as_fd().try_clone_to_owned().map(File::from);
    }
    File::open("/dev/tty").or_else(|_| io::stdout().as_fd().try_clone_to_owned().map(File::from))
}

impl Drop for Guard {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.restore();
    }
}

impl Guard {
    /// Listens for keys, sizes and signals.
    ///
    /// The two threads end with the program: one waits for bytes, and nothing need wake it.
    pub fn listen(&self) -> io::Result<Receiver<Input>> {
        let terminal = self.terminal.try_clone()?;
        let (sender, inputs) = bounded(64);
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH])?;
        let signal_sender = sender.clone();
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                let input = if signal == SIGWINCH { Input::Resized } else { Input::Signal(signal) };
                if signal_sender.send(input).is_err() {
                    return;
                }
            }
        })?;
        thread::Builder::new().name("keys".into()).spawn(move || read_keys(terminal, &sender))?;
        Ok(inputs)
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
                let _ = inputs.send(Input::Signal(SIGHUP));
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

/// From now on a panic prints nothing: on the main thread its words are kept for after the screen, on
/// any other they come as an update.
pub fn catch_panics() -> Receiver<String> {
    let (sender, faults) = bounded(1);
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == main {
            // Only the first is of interest.
            let _ = sender.try_send(info.to_string());
        }
    }));
    faults
}

/// Panics are printed again.
pub fn release_panics() {
    drop(panic::take_hook());
}
