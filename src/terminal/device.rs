//! The terminal as something to write to that never blocks the writer for longer than it allows.
//!
//! A terminal whose reader has stalled takes no bytes, and an ordinary write to it blocks without end. So it is opened
//! once more: `O_NONBLOCK` on the new file description doesn't affect the one that is shared with the shell.

use std::{
    fs::File,
    io,
    os::fd::{AsFd, BorrowedFd},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{Mode, OFlags, open},
    io::{Errno, retry_on_intr, write},
    process::getsid,
    termios::{Action, QueueSelector, tcflow, tcflush, tcgetsid, tcgetwinsize},
};

/// How often a blocked write checks whether it has been cancelled.
const CHECK_INTERVAL: Duration = Duration::from_millis(20);

/// Columns and rows of a terminal that reports no size.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// The most columns or rows that are drawn: a window that claims more must not cost all memory.
const MAX_SIDE: u16 = 1_000;

/// The terminal on standard output.
pub(crate) struct Device(File);

impl AsFd for Device {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Device {
    /// Opens the terminal anew. Where that is not permitted (after `su` it belongs to another user), standard output
    /// itself is used, which is written to only when it reports room.
    pub(crate) fn open() -> io::Result<Self> {
        let stdout = io::stdout();
        let controls_us = tcgetsid(&stdout).is_ok_and(|session| getsid(None).is_ok_and(|own| session == own));
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let reopen = |path: &str| open(path, flags, Mode::empty()).ok();
        let opened = reopen("/proc/self/fd/1").or_else(|| reopen("/dev/tty").filter(|_| controls_us));
        opened.map_or_else(|| stdout.as_fd().try_clone_to_owned(), Ok).map(|fd| Self(File::from(fd)))
    }

    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }

    /// Writes all bytes; false if it was cancelled while the terminal took none.
    pub(crate) fn write(&self, mut bytes: &[u8], is_cancelled: impl Fn() -> bool) -> io::Result<bool> {
        let interval = Timespec::try_from(CHECK_INTERVAL).map_err(io::Error::other)?;
        while !bytes.is_empty() {
            let mut polled = [PollFd::new(&self.0, PollFlags::OUT)];
            if retry_on_intr(|| poll(&mut polled, Some(&interval)))? > 0 {
                match write(&self.0, bytes) {
                    Ok(count) => {
                        bytes = &bytes[count..];
                        continue;
                    }
                    Err(Errno::INTR) => continue,
                    Err(Errno::AGAIN) => thread::sleep(CHECK_INTERVAL),
                    Err(error) => return Err(error.into()),
                }
            }
            if is_cancelled() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes all bytes; false if the terminal did not take them within that time.
    pub(crate) fn write_within(&self, time: Duration, bytes: &[u8]) -> io::Result<bool> {
        let deadline = Instant::now() + time;
        self.write(bytes, || Instant::now() >= deadline)
    }

    /// Discards what the terminal has not taken yet, and resumes output if somebody has stopped it.
    pub(crate) fn discard_output(&self) {
        // On a terminal that can do neither, the writes that follow fail by themselves.
        let _ = tcflush(&self.0, QueueSelector::OFlush);
        let _ = tcflow(&self.0, Action::OOn);
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> (u16, u16) {
        match tcgetwinsize(&self.0) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                (size.ws_col.min(MAX_SIDE), size.ws_row.min(MAX_SIDE))
            }
            _ => DEFAULT_SIZE,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read,
        os::{fd::OwnedFd, unix::net::UnixStream},
    };

    use super::*;

    fn device() -> (Device, UnixStream) {
        let (near, far) = UnixStream::pair().expect("two ends");
        near.set_nonblocking(true).expect("a flag");
        (Device(File::from(OwnedFd::from(near))), far)
    }

    #[test]
    fn a_write_to_a_reader_that_reads_nothing_times_out() {
        let (device, _far) = device();
        let written = device.write_within(Duration::from_millis(50), &vec![b'x'; 1 << 24]);
        assert!(matches!(written, Ok(false)), "{written:?}");
    }

    #[test]
    fn a_slow_reader_gets_every_byte() {
        let (device, mut far) = device();
        let reader = thread::spawn(move || {
            let (mut bytes, mut all) = ([0; 4_096], 0);
            while all < 1 << 20 {
                all += far.read(&mut bytes).expect("bytes");
            }
            all
        });
        assert!(matches!(device.write(&vec![b'x'; 1 << 20], || false), Ok(true)));
        assert_eq!(reader.join().expect("a reader"), 1 << 20);
    }

    #[test]
    fn a_closed_reader_is_an_error_at_once() {
        let (device, far) = device();
        drop(far);
        assert!(device.write(b"x", || false).is_err());
    }
}
