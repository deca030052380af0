//! The terminal itself: raw mode and the alternate screen, keys, and restoring it once.

mod guardian;
mod input;
mod restorer;

pub use guardian::{GUARDIAN, guard};
pub use input::Input;
pub use restorer::closing;

use std::{
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
    panic, thread,
};

use crossbeam_channel::{Receiver, bounded};
use crossterm::{cursor::Hide, queue, terminal::EnterAlternateScreen};
use rustix::{
    process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process},
    termios::{OptionalActions, tcgetattr, tcsetattr},
};

use super::device::Device;
use restorer::{Restorer, Touched};

/// The mouse is reported while its button is down, with places in decimal digits.
const MOUSE_ON: &[u8] = b"\x1b[?1002h\x1b[?1006h";

/// It is not.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// A terminal in raw mode on its alternate screen, restored when dropped.
pub struct Guard {
    /// Where keys come from.
    keyboard: File,
    /// Where frames go.
    device: Device,
    /// What puts it back.
    restorer: Restorer,
    /// Whether the mouse is reported.
    mouse: bool,
}

impl Guard {
    /// Sets the terminal up; the screen is opened with the first frame.
    pub fn enter() -> io::Result<Self> {
        let (keyboard, device) = (keyboard()?, Device::open()?);
        let before = tcgetattr(&keyboard)?;
        let mut restorer = Restorer::new(keyboard.try_clone()?, device.try_clone()?, before);
        restorer.call_guardian();
        let mut guard = Self { keyboard, device, restorer, mouse: false };
        guard.make_raw()?;
        Ok(guard)
    }

    /// Where frames go.
    pub fn device(&self) -> io::Result<Device> {
        self.device.try_clone()
    }

    /// Keys come one by one, unchanged, whoever had the terminal meanwhile.
    pub fn make_raw(&mut self) -> io::Result<()> {
        let mut raw = self.restorer.before().clone();
        raw.make_raw();
        self.restorer.touch(Touched::RAW);
        Ok(tcsetattr(&self.keyboard, OptionalActions::Now, &raw)?)
    }

    /// Appends what opens the screen.
    pub fn open_screen(&mut self, frame: &mut Vec<u8>) {
        self.restorer.touch(Touched::SCREEN);
        // Memory takes every write.
        let _ = queue!(frame, EnterAlternateScreen, Hide);
    }

    /// Appends what makes the terminal report the mouse, or not.
    pub fn listen_to_mouse(&mut self, wanted: bool, frame: &mut Vec<u8>) {
        if wanted != self.mouse {
            // Once on, it is switched off at the end in any case: a frame that does so may never arrive.
            self.restorer.touch(Touched::MOUSE);
            frame.extend_from_slice(if wanted { MOUSE_ON } else { MOUSE_OFF });
            self.mouse = wanted;
        }
    }

    /// Puts the terminal back as it was.
    pub fn leave(mut self) -> io::Result<()> {
        self.restore()
    }

    fn restore(&mut self) -> io::Result<()> {
        self.mouse = false;
        self.restorer.restore()
    }

    /// What puts the terminal back from elsewhere, if this can't.
    pub fn restorer(&self) -> io::Result<impl FnOnce() + Send + 'static> {
        let mut restorer = self.restorer.try_clone()?;
        // There is nobody left to tell.
        Ok(move || drop(restorer.restore()))
    }

    /// Stops the program with the terminal as it was before; returns when it is told to go on.
    pub fn stop(&mut self) -> io::Result<()> {
        self.restore()?;
        Ok(kill_process(getpid(), Signal::STOP)?)
    }

    /// Listens for keys, sizes and for being stopped.
    pub fn listen(&self) -> io::Result<Receiver<Input>> {
        input::listen(self.keyboard.try_clone()?)
    }
}

/// Asks the whole job to stop, as the terminal does for Ctrl-Z where it is not raw; false if there is nobody to go
/// back to.
pub fn ask_to_stop() -> bool {
    has_shell() && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Whether the program was started as a job that a shell looks after; the system lets no other be stopped, either.
pub fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
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
