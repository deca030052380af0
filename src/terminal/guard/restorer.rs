//! Undoes what was changed in the terminal: once, from whichever clone or process comes to it first.

use std::{
    fs::File,
    io,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use crossterm::{
    cursor::Show,
    queue,
    style::{Print, ResetColor},
    terminal::{EndSynchronizedUpdate, LeaveAlternateScreen},
};
use rustix::termios::{OptionalActions, Termios, tcsetattr};

use super::watchdog::Watchdog;
use crate::terminal::{announcer, device::Device};

/// What has been changed, a bit each.
pub(super) const RAW: u8 = 1;
pub(super) const SCREEN: u8 = 2;
pub(super) const MOUSE: u8 = 4;
pub(super) const TITLE: u8 = 8;
pub(super) const PROGRESS: u8 = 16;

/// Reports nothing of the mouse any more.
pub(super) const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Goes to a new line below everything shown. A terminal without an alternate screen keeps showing it, and what comes
/// next must not be written into it; any other terminal forgets this with the screen.
const BELOW: &str = "\x1b[999B\r\n";

/// Ends a sequence that was cut short (CAN).
const CANCEL: u8 = 0x18;

/// How long the terminal may take to accept the closing sequences before what is on its way to it is discarded.
const CLOSING_TIMEOUT: Duration = Duration::from_millis(100);

/// Puts the terminal back as it was.
pub(super) struct Restorer {
    /// The terminal that is typed at.
    pub(super) keyboard: File,
    /// The terminal that is drawn on.
    pub(super) device: Device,
    /// The attributes to be put back.
    pub(super) before: Termios,
    /// What is to be undone, a bit each; the same for every clone.
    changes: Arc<AtomicU8>,
    /// Restores the terminal if this process no longer can.
    pub(super) watchdog: Option<Arc<Watchdog>>,
}

impl Restorer {
    /// For a terminal that is still as it was.
    pub(super) fn new(keyboard: File, device: Device, before: Termios) -> Self {
        let changes = Arc::new(AtomicU8::new(0));
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
    pub(super) fn restore(&self) -> io::Result<()> {
        let changes = self.changes.swap(0, Ordering::SeqCst);
        if changes == 0 {
            return Ok(());
        }
        let closed = if changes & SCREEN == 0 { Ok(()) } else { self.close_screen(changes) };
        tcsetattr(&self.keyboard, OptionalActions::Now, &self.before)?;
        self.inform_watchdog(0);
        closed
    }

    fn close_screen(&self, changes: u8) -> io::Result<()> {
        let mut bytes = Vec::new();
        if changes & MOUSE != 0 {
            bytes.extend_from_slice(MOUSE_OFF);
        }
        if changes & PROGRESS != 0 {
            bytes.extend_from_slice(announcer::REMOVE_PROGRESS);
        }
        if changes & TITLE != 0 {
            bytes.extend_from_slice(announcer::RESTORE_TITLE);
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

/// What leaves the screen as it was found.
fn screen_closing() -> Vec<u8> {
    let mut closing = Vec::new();
    // The first byte also ends a sequence that was cut short. Writing to memory can't fail.
    let _ = queue!(closing, EndSynchronizedUpdate, ResetColor, Print(BELOW), LeaveAlternateScreen, Show);
    closing
}
