//! What the program changes about the terminal, and the sequences that do and undo it.

use crossterm::{
    cursor::{Hide, Show},
    queue,
    style::{Print, ResetColor},
    terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};

/// Reports the mouse while a button is down, with positions in decimal digits.
pub(super) const MOUSE_ON: &[u8] = b"\x1b[?1002h\x1b[?1006h";

pub(super) const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// Goes to a new line below everything shown. A terminal without an alternate screen keeps showing it, and what comes
/// next must not be written into it; any other terminal forgets this with the screen.
const BELOW: &str = "\x1b[999B\r\n";

/// What has been changed, a bit each.
pub(super) struct Changes;

impl Changes {
    pub(super) const NONE: u8 = 0;
    pub(super) const RAW: u8 = 1;
    pub(super) const SCREEN: u8 = 2;
    pub(super) const MOUSE: u8 = 4;
}

/// Appends what opens the alternate screen.
pub(super) fn open_screen(frame: &mut Vec<u8>) {
    // Writing to memory can't fail.
    let _ = queue!(frame, EnterAlternateScreen, Hide);
}

/// What leaves the screen as it was found.
pub(crate) fn screen_closing() -> Vec<u8> {
    let mut closing = Vec::new();
    // The first byte also ends a sequence that was cut short. Writing to memory can't fail.
    let _ = queue!(closing, EndSynchronizedUpdate, ResetColor, Print(BELOW), LeaveAlternateScreen, Show);
    closing
}
