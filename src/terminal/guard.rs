//! Takes the terminal over, raw mode and the alternate screen, and puts it back as it was, however the program ends.

mod modes;
mod rescue;
mod restorer;
mod watchdog;

pub(crate) use modes::screen_closing;
pub(crate) use rescue::run_watchdog;
pub(crate) use watchdog::WATCHDOG_FLAG;

use std::{
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
};

use crossbeam_channel::Receiver;
use rustix::{
    io::Errno,
    process::{Signal, getpid, kill_process},
    termios::{OptionalActions, tcgetattr, tcsetattr},
};

use super::{
    device::Device,
    events::{self, TerminalEvent},
};
use modes::{Changes, MOUSE_OFF, MOUSE_ON, open_screen};
use restorer::Restorer;

/// The terminal in raw mode on its alternate screen; restored when dropped.
pub(crate) struct Guard {
    /// The terminal that is typed at.
    keyboard: File,
    /// The terminal that is drawn on.
    device: Device,
    restorer: Restorer,
    /// Whether the mouse is reported.
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over; the screen is opened with the first frame.
    pub(crate) fn enter() -> io::Result<Self> {
        let (keyboard, device) = (keyboard()?, Device::open()?);
        let before = tcgetattr(&keyboard)?;
        let mut restorer = Restorer::new(keyboard.try_clone()?, device.try_clone()?, before);
        restorer.start_watchdog();
        let mut guard = Self { keyboard, device, restorer, mouse: false };
        guard.make_raw()?;
        Ok(guard)
    }

    /// The terminal that is drawn on.
    pub(crate) fn device(&self) -> io::Result<Device> {
        self.device.try_clone()
    }

    fn make_raw(&mut self) -> io::Result<()> {
        let mut raw = self.restorer.before().clone();
        raw.make_raw();
        self.restorer.note(Changes::RAW);
        Ok(tcsetattr(&self.keyboard, OptionalActions::Now, &raw)?)
    }

    /// Appends what opens the screen.
    pub(crate) fn open_screen(&mut self, frame: &mut Vec<u8>) {
        self.restorer.note(Changes::SCREEN);
        open_screen(frame);
    }

    /// Appends what makes the terminal report the mouse, or no longer, where that changes.
    pub(crate) fn report_mouse(&mut self, wanted: bool, frame: &mut Vec<u8>) {
        if wanted != self.mouse {
            // Once on, it is switched off at the end in any case: a frame that does so may never arrive.
            self.restorer.note(Changes::MOUSE);
            frame.extend_from_slice(if wanted { MOUSE_ON } else { MOUSE_OFF });
            self.mouse = wanted;
        }
    }

    /// Puts the terminal back as it was.
    pub(crate) fn leave(mut self) -> io::Result<()> {
        self.restore()
    }

    fn restore(&mut self) -> io::Result<()> {
        self.mouse = false;
        self.restorer.restore()
    }

    /// What puts the terminal back from another thread, if this one can't.
    pub(crate) fn emergency_restore(&self) -> io::Result<impl FnOnce() + Send + 'static> {
        let mut restorer = self.restorer.try_clone()?;
        // Nobody is left to be told of a failure.
        Ok(move || drop(restorer.restore()))
    }

    /// Restores the terminal and stops the program; returns once it is continued. Without a terminal it isn't stopped.
    pub(crate) fn suspend(&mut self) -> io::Result<()> {
        if is_present(self.restore())? {
            kill_process(getpid(), Signal::STOP)?;
        }
        Ok(())
    }

    /// Takes the terminal over again after the program was continued, whoever had it meanwhile; false if it is gone.
    pub(crate) fn resume(&mut self) -> io::Result<bool> {
        is_present(self.make_raw())
    }

    /// Starts to listen for what comes from the terminal.
    pub(crate) fn listen(&self) -> io::Result<Receiver<TerminalEvent>> {
        events::listen(self.keyboard.try_clone()?)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody is left to be told of a failure.
        let _ = self.restore();
    }
}

/// The terminal that is typed at: the one on standard input, or else the controlling terminal, or else the one that is
/// drawn on.
fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return stdin.as_fd().try_clone_to_owned().map(File::from);
    }
    File::open("/dev/tty").or_else(|_| io::stdout().as_fd().try_clone_to_owned().map(File::from))
}

/// Whether the terminal is still there. That it is gone is no error: a signal says so, or the next read from it.
fn is_present(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(false),
        result => result.map(|()| true),
    }
}
