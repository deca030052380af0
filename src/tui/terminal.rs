//! The terminal itself: raw mode and the alternate screen, keys, signals, and restoring it once.

use std::{
    io::{self, Write},
    panic, thread,
};

use crossbeam_channel::{Receiver, bounded};
use crossterm::{
    cursor, event, execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    iterator::Signals,
};

use super::keys::Key;

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
    left: bool,
}

impl Guard {
    /// Sets the terminal up.
    pub fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        let guard = Self { left: false };
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
        disable_raw_mode()?;
        shown?;
        io::stdout().flush()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.restore();
    }
}

/// Listens for keys, sizes and signals.
///
/// The two threads end with the program: one waits in a read that nothing can interrupt.
pub fn listen() -> io::Result<Receiver<Input>> {
    let (sender, inputs) = bounded(64);
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let signal_sender = sender.clone();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if signal_sender.send(Input::Signal(signal)).is_err() {
                return;
            }
        }
    })?;
    thread::Builder::new().name("keys".into()).spawn(move || {
        while let Ok(event) = event::read() {
            let input = match &event {
                event::Event::Resize(..) => Some(Input::Resized),
                event => Key::from_event(event).map(Input::Key),
            };
            if input.is_some_and(|input| sender.send(input).is_err()) {
                return;
            }
        }
    })?;
    Ok(inputs)
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
