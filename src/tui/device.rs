//! The terminal as something to write to that never makes the writer wait longer than it wants to.
//!
//! A terminal whose reader has stalled takes no bytes, and whoever writes to it the usual way waits without end. So it
//! is opened once more: what is set on the new description (that writing never waits) doesn't touch the shell's.

use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    os::fd::{AsFd, BorrowedFd},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{Mode, OFlags, open},
    io::Errno,
    process::getsid,
    termios::{Action, QueueSelector, tcflow, tcflush, tcgetsid, tcgetwinsize},
};

/// How often a writer that waits for room looks whether it is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The size of a terminal that tells none.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// The largest size that is drawn: a window that claims more must not cost all memory.
const LARGEST: u16 = 1_000;

/// The terminal on standard output.
pub struct Device(File);

impl AsFd for Device {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Device {
    /// Opens it anew. Where that is not permitted (after `su` it belongs to another user) the one that there is must
    /// do: it is written only when it says that it has room.
    pub fn open() -> io::Result<Self> {
        let stdout = io::stdout();
        let ours = tcgetsid(&stdout).is_ok_and(|session| getsid(None).is_ok_and(|own| session == own));
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let anew = |path: &str| open(path, flags, Mode::empty()).ok();
        let opened = anew("/proc/self/fd/1").or_else(|| anew("/dev/tty").filter(|_| ours));
        opened.map_or_else(|| stdout.as_fd().try_clone_to_owned(), Ok).map(|fd| Self(File::from(fd)))
    }

    /// The same for another thread.
    pub fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }

    /// Writes all, unless it is given up while the terminal takes nothing; tells whether all is written.
    pub fn write(&mut self, mut bytes: &[u8], given_up: impl Fn() -> bool) -> io::Result<bool> {
        let patience = Timespec::try_from(LOOK_EVERY).map_err(io::Error::other)?;
        while !bytes.is_empty() {
            let mut polled = [PollFd::new(&self.0, PollFlags::OUT)];
            match poll(&mut polled, Some(&patience)) {
                Ok(0) if given_up() => return Ok(false),
                Ok(0) | Err(Errno::INTR) => continue,
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
            match self.0.write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if given_up() {
                        return Ok(false);
                    }
                    thread::sleep(LOOK_EVERY);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Writes all, or gives up after that time.
    pub fn write_within(&mut self, time: Duration, bytes: &[u8]) -> io::Result<bool> {
        let deadline = Instant::now() + time;
        self.write(bytes, || Instant::now() >= deadline)
    }

    /// Drops what the terminal has not taken yet, and lets it go on if somebody has stopped it.
    pub fn make_room(&self) {
        // One that can't do either has no room then.
        let _ = tcflush(&self.0, QueueSelector::OFlush);
        let _ = tcflow(&self.0, Action::OOn);
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        match tcgetwinsize(&self.0) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                (size.ws_col.min(LARGEST), size.ws_row.min(LARGEST))
            }
            _ => USUAL_SIZE,
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
    fn a_reader_that_reads_nothing_is_given_up() {
        let (mut device, _far) = device();
        let written = device.write_within(Duration::from_millis(50), &vec![b'x'; 1 << 24]);
        assert!(matches!(written, Ok(false)), "{written:?}");
    }

    #[test]
    fn a_slow_reader_gets_everything() {
        let (mut device, mut far) = device();
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
    fn a_reader_that_has_gone_is_an_error_at_once() {
        let (mut device, far) = device();
        drop(far);
        assert!(device.write(b"x", || false).is_err());
    }
}
