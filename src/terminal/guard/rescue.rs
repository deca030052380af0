//! What the watchdog's process does: it waits for the program's end, then restores the terminal.

use std::{
    fs::{self, File},
    io::{self, Read, stderr, stdin},
    os::fd::AsFd,
};

use rustix::{process::setsid, termios::tcgetattr};

use super::{modes::Changes, restorer::Restorer, watchdog::parse_attributes};
use crate::terminal::device::Device;

/// What it is called in lists of processes.
const NAME: &str = "term-guard";

/// Runs the watchdog: standard input is the pipe from the program, standard output the terminal that is drawn on and
/// standard error the one that is typed at; `before` are the attributes to be restored.
pub(crate) fn run_watchdog(before: &str) -> io::Result<()> {
    // In a session of its own it is not stopped with the job, and may set the terminal when the shell has it again.
    let _ = setsid();
    // Killing all processes with the program's name spares it then.
    let _ = fs::write("/proc/self/comm", NAME);
    let mut changes = Changes::NONE;
    let mut bytes = [0; 64];
    loop {
        match stdin().read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => changes = bytes[count - 1],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let keyboard = File::from(stderr().as_fd().try_clone_to_owned()?);
    let mut attributes = tcgetattr(&keyboard)?;
    parse_attributes(before, &mut attributes);
    let mut restorer = Restorer::new(keyboard, Device::open()?, attributes);
    restorer.note(changes);
    restorer.restore()
}
