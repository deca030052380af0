//! A process beside the program that restores the terminal when the program can't: because it was killed, by a person
//! or for want of memory, or because it has aborted when an allocation failed.
//!
//! It runs the same binary. It waits for the end of a pipe, whose bytes say what is to be undone, and takes no time
//! meanwhile.

use std::{
    env,
    fs::File,
    io::{self, PipeWriter, Write, pipe},
    os::{fd::AsFd, unix::process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use rustix::termios::{ControlModes, InputModes, LocalModes, OutputModes, SpecialCodeIndex, Termios};

use crate::terminal::device::Device;

/// Its first argument; the attributes to be restored follow.
pub(crate) const WATCHDOG_FLAG: &str = "--guard-terminal";

/// The process, as the program knows it: it ends when this is dropped.
pub(super) struct Watchdog {
    pipe: PipeWriter,
    /// Never waited for: it must not keep the program from ending.
    _process: Child,
}

impl Watchdog {
    /// Starts it for a terminal that is still as it was.
    pub(super) fn start(keyboard: &File, device: &Device, before: &Termios) -> io::Result<Self> {
        let (end, pipe) = pipe()?;
        let start = |program: &Path| {
            Command::new(program)
                .arg0("downhill")
                .args([WATCHDOG_FLAG, &format_attributes(before)])
                // So that it keeps no folder in use.
                .current_dir("/")
                .stdin(end.try_clone()?)
                .stdout(device.as_fd().try_clone_to_owned()?)
                .stderr(Stdio::from(keyboard.try_clone()?))
                .spawn()
        };
        // The program's file may have been replaced meanwhile.
        let process = env::current_exe()
            .and_then(|program| start(&program))
            .or_else(|_| start(Path::new("/proc/self/exe")))?;
        Ok(Self { pipe, _process: process })
    }

    /// Tells it what is to be undone from now on.
    pub(super) fn inform(&self, changes: u8) {
        // If it is gone, the program goes on without it.
        let _ = (&self.pipe).write_all(&[changes]);
    }
}

/// The attributes that raw mode changes, as numbers with commas between them.
fn format_attributes(attributes: &Termios) -> String {
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

/// Sets the attributes that raw mode changes, and leaves the others.
pub(super) fn parse_attributes(text: &str, attributes: &mut Termios) {
    let numbers: Vec<u32> = text.split(',').filter_map(|number| number.parse().ok()).collect();
    let &[input, output, control, local, min, time] = numbers.as_slice() else { return };
    attributes.input_modes = InputModes::from_bits_retain(input);
    attributes.output_modes = OutputModes::from_bits_retain(output);
    attributes.control_modes = ControlModes::from_bits_retain(control);
    attributes.local_modes = LocalModes::from_bits_retain(local);
    attributes.special_codes[SpecialCodeIndex::VMIN] = u8::try_from(min).unwrap_or(1);
    attributes.special_codes[SpecialCodeIndex::VTIME] = u8::try_from(time).unwrap_or(0);
}
