//! Puts the terminal back once, from whichever thread or process comes to it first.

use std::{
    fs::File,
    io,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use rustix::termios::{OptionalActions, Termios, tcsetattr};

use super::{
    modes::{Changes, MOUSE_OFF, screen_closing},
    watchdog::Watchdog,
};
use crate::terminal::device::Device;

/// Ends a sequence that was cut short (CAN).
const CANCEL: u8 = 0x18;

/// How long the terminal may take to accept the closing sequences before what is on its way to it is discarded.
const CLOSING_TIMEOUT: Duration = Duration::from_millis(100);

/// Puts the terminal back as it was.
pub(super) struct Restorer {
    keyboard: File,
    device: Device,
    /// The attributes to be put back.
    before: Termios,
    /// What is to be undone, as [`Changes`]; the same for every clone.
    changes: Arc<AtomicU8>,
    /// Restores the terminal if this process no longer can.
    watchdog: Option<Arc<Watchdog>>,
}

impl Restorer {
    /// For a terminal that is still as it was.
    pub(super) fn new(keyboard: File, device: Device, before: Termios) -> Self {
        let changes = Arc::new(AtomicU8::new(Changes::NONE));
        Self { keyboard, device, before, changes, watchdog: None }
    }

    /// For another thread.
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            keyboard: self.keyboard.try_clone()?,
            device: self.device.try_clone()?,
            before: self.before.clone(),
            changes: Arc::clone(&self.changes),
            watchdog: self.watchdog.clone(),
        })
    }

    /// Starts the process that restores the terminal if this one is killed; without one the program runs all the same.
    pub(super) fn start_watchdog(&mut self) {
        let watchdog = Watchdog::start(&self.keyboard, &self.device, &self.before);
        self.watchdog = watchdog.ok().map(Arc::new);
    }

    pub(super) const fn before(&self) -> &Termios {
        &self.before
    }

    /// Notes a change, before it is made.
    pub(super) fn note(&self, change: u8) {
        self.inform_watchdog(self.changes.fetch_or(change, Ordering::SeqCst) | change);
    }

    fn inform_watchdog(&self, changes: u8) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.inform(changes);
        }
    }

    /// Puts the terminal back, whether or not it takes bytes: what it doesn't take in time is discarded.
    pub(super) fn restore(&mut self) -> io::Result<()> {
        let changes = self.changes.swap(Changes::NONE, Ordering::SeqCst);
        if changes == Changes::NONE {
            return Ok(());
        }
        let closed = if changes & Changes::SCREEN == 0 { Ok(()) } else { self.close_screen(changes) };
        tcsetattr(&self.keyboard, OptionalActions::Now, &self.before)?;
        self.inform_watchdog(Changes::NONE);
        closed
    }

    fn close_screen(&mut self, changes: u8) -> io::Result<()> {
        let mut bytes = Vec::new();
        if changes & Changes::MOUSE != 0 {
            bytes.extend_from_slice(MOUSE_OFF);
        }
        bytes.extend(screen_closing());
        if self.device.write_within(CLOSING_TIMEOUT, &bytes)? {
            return Ok(());
        }
        self.device.discard_output();
        bytes.insert(0, CANCEL);
        self.device.write_within(CLOSING_TIMEOUT, &bytes).map(drop)
    }
}
