//! What puts the terminal back: once, from whichever thread or process comes to it first.

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

use super::{MOUSE_OFF, guardian::Guardian};
use crate::tui::device::Device;

/// Ends a sequence that was cut short (CAN).
const CANCEL: u8 = 0x18;

/// How long a terminal may take for those bytes before what is on its way to it is dropped.
const CLOSING: Duration = Duration::from_millis(100);

/// Goes to a new line below all that is shown. A terminal without an alternate screen stays on it, and what comes next
/// must not be written into the picture; any other forgets it with the screen.
const BELOW: &str = "\x1b[999B\r\n";

/// What of a terminal is not as it was, a bit each.
pub(super) struct Touched;

impl Touched {
    pub(super) const NOTHING: u8 = 0;
    /// It is in raw mode.
    pub(super) const RAW: u8 = 1;
    /// It is on its alternate screen.
    pub(super) const SCREEN: u8 = 2;
    /// It has reported the mouse.
    pub(super) const MOUSE: u8 = 4;
}

/// What puts a terminal back as it was.
pub(super) struct Restorer {
    keyboard: File,
    device: Device,
    /// Its attributes before.
    before: Termios,
    /// What is to be put back, the same for every clone.
    touched: Arc<AtomicU8>,
    /// Who does it if this process can't any more.
    guardian: Option<Arc<Guardian>>,
}

impl Restorer {
    /// For a terminal that is untouched.
    pub(super) fn new(keyboard: File, device: Device, before: Termios) -> Self {
        let touched = Arc::new(AtomicU8::new(Touched::NOTHING));
        Self { keyboard, device, before, touched, guardian: None }
    }

    /// The same terminal's, for another thread.
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            keyboard: self.keyboard.try_clone()?,
            device: self.device.try_clone()?,
            before: self.before.clone(),
            touched: Arc::clone(&self.touched),
            guardian: self.guardian.clone(),
        })
    }

    /// Starts the process that puts the terminal back when this one is killed; where there can be none, it goes
    /// without.
    pub(super) fn call_guardian(&mut self) {
        let guardian = Guardian::start(&self.keyboard, &self.device, &self.before);
        self.guardian = guardian.ok().map(Arc::new);
    }

    /// The attributes to be put back.
    pub(super) const fn before(&self) -> &Termios {
        &self.before
    }

    /// Notes what is to be put back, before it is done.
    pub(super) fn touch(&self, what: u8) {
        let touched = self.touched.fetch_or(what, Ordering::SeqCst) | what;
        self.tell_guardian(touched);
    }

    fn tell_guardian(&self, touched: u8) {
        if let Some(guardian) = &self.guardian {
            guardian.tell(touched);
        }
    }

    /// Puts the terminal back, whether or not it takes bytes: what it has not taken then is dropped.
    pub(super) fn restore(&mut self) -> io::Result<()> {
        let touched = self.touched.swap(Touched::NOTHING, Ordering::SeqCst);
        if touched == Touched::NOTHING {
            return Ok(());
        }
        let closed = if touched & Touched::SCREEN == 0 { Ok(true) } else { self.close_screen(touched) };
        tcsetattr(&self.keyboard, OptionalActions::Now, &self.before)?;
        self.tell_guardian(Touched::NOTHING);
        closed.map(drop)
    }

    /// Leaves the screen as it was found; tells whether the terminal took that.
    fn close_screen(&mut self, touched: u8) -> io::Result<bool> {
        let mut bytes = Vec::new();
        if touched & Touched::MOUSE != 0 {
            bytes.extend_from_slice(MOUSE_OFF);
        }
        bytes.extend(closing());
        if self.device.write_within(CLOSING, &bytes)? {
            return Ok(true);
        }
        self.device.make_room();
        bytes.insert(0, CANCEL);
        self.device.write_within(CLOSING, &bytes)
    }
}

/// What leaves the screen as it was found.
pub fn closing() -> Vec<u8> {
    let mut closing = Vec::new();
    // The first byte ends a sequence that was cut short, too. Memory takes every write.
    let _ = queue!(closing, EndSynchronizedUpdate, ResetColor, Print(BELOW), LeaveAlternateScreen, Show);
    closing
}
