//! A process beside the program that puts the terminal back when the program can't: it was killed, by a person or by
//! the system that had no memory left, or it has aborted because an allocation failed.
//!
//! It is the same binary. It waits for the end of a pipe, whose bytes say what is to be put back, and costs nothing
//! meanwhile.

use std::{
    env,
    fs::{self, File},
    io::{self, PipeWriter, Read, Write, pipe, stderr, stdin},
    os::{fd::AsFd, unix::process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use rustix::{
    process::setsid,
    termios::{ControlModes, InputModes, LocalModes, OutputModes, SpecialCodeIndex, Termios, tcgetattr},
};

use super::restorer::{Restorer, Touched};
use crate::tui::device::Device;

/// What it is told first on its command line; the attributes to be put back follow.
pub const GUARDIAN: &str = "--guard-terminal";

/// What it is called in lists of processes.
const NAME: &str = "term-guard";

/// It, as the program knows it: it ends when this is dropped.
pub(super) struct Guardian {
    pipe: PipeWriter,
    /// Kept, though nobody waits for it: it may not keep the program from ending.
    _process: Child,
}

impl Guardian {
    /// Starts it for a terminal that is still as it was.
    pub(super) fn start(keyboard: &File, device: &Device, before: &Termios) -> io::Result<Self> {
        let (end, pipe) = pipe()?;
        let start = |program: &Path| {
            Command::new(program)
                .arg0("downhill")
                .args([GUARDIAN, &written(before)])
                // So that it keeps no folder in use.
                .current_dir("/")
                .stdin(end.try_clone()?)
                .stdout(device.as_fd().try_clone_to_owned()?)
                .stderr(Stdio::from(keyboard.try_clone()?))
                .spawn()
        };
        // Its file may have been replaced meanwhile.
        let process = env::current_exe()
            .and_then(|program| start(&program))
            .or_else(|_| start(Path::new("/proc/self/exe")))?;
        Ok(Self { pipe, _process: process })
    }

    /// Tells it what is to be put back from now on. If it is gone, that can't be helped.
    pub(super) fn tell(&self, touched: u8) {
        let _ = (&self.pipe).write_all(&[touched]);
    }
}

/// What the process does: it waits for the program's end, then puts back what is left to be. Standard output is the
/// terminal that is drawn on, standard error the one that is typed at.
///
/// # Errors
/// If the terminal can't be put back.
pub fn guard(before: &str) -> io::Result<()> {
    // In a session of its own it is not stopped with the job, and may set the terminal when the shell has it again.
    let _ = setsid();
    // Whoever kills all of the program's name at once spares it.
    let _ = fs::write("/proc/self/comm", NAME);
    let mut touched = Touched::NOTHING;
    let mut bytes = [0; 64];
    loop {
        match stdin().read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => touched = bytes[count - 1],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let keyboard = File::from(stderr().as_fd().try_clone_to_owned()?);
    let mut attributes = tcgetattr(&keyboard)?;
    read(before, &mut attributes);
    let mut restorer = Restorer::new(keyboard, Device::open()?, attributes);
    restorer.touch(touched);
    restorer.restore()
}

/// What raw mode changes.
fn written(attributes: &Termios) -> String {
    let code = |code| u32::from(attributes.special_codes[code]);
    let numbers = [
        attributes.input_modes.bits(),
        attributes.output_modes.bits(),
        attributes.control_modes.bits(),
        attributes.local_modes.bits(),
        code(SpecialCodeIndex::VMIN),
        code(SpecialCodeIndex::VTIME),
    ];
    numbers.map(|number| number.to_string()).join(",")
}

/// Sets that again, in attributes that are otherwise as they are now.
fn read(text: &str, attributes: &mut Termios) {
    let numbers: Vec<u32> = text.split(',').filter_map(|number| number.parse().ok()).collect();
    let &[input, output, control, local, min, time] = numbers.as_slice() else { return };
    attributes.input_modes = InputModes::from_bits_retain(input);
    attributes.output_modes = OutputModes::from_bits_retain(output);
    attributes.control_modes = ControlModes::from_bits_retain(control);
    attributes.local_modes = LocalModes::from_bits_retain(local);
    attributes.special_codes[SpecialCodeIndex::VMIN] = u8::try_from(min).unwrap_or(1);
    attributes.special_codes[SpecialCodeIndex::VTIME] = u8::try_from(time).unwrap_or(0);
}
