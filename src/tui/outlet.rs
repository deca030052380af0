//! Frames on their way to the terminal, in a thread of their own, one at a time.
//!
//! There is one buffer. While it is with the writer nothing is drawn, so a terminal that takes no bytes
//! costs frames, never keys, updates or memory; the frame after is drawn from what is known by then.

use std::{
    io, thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvError, Sender, TryRecvError, bounded};

use super::device::Device;

/// How long the end waits for the last frame: it must not be written over the restored terminal.
const LAST_FRAME: Duration = Duration::from_millis(200);

/// How long the end waits for a writer that is to give up; one that can't is left behind.
const GIVING_UP: Duration = Duration::from_millis(100);

/// Room for a full repaint of a large window.
const BUFFER: usize = 64 * 1024;

/// A frame that has left.
pub struct Left {
    /// The buffer, empty again.
    buffer: Vec<u8>,
    /// How many bytes it had.
    pub bytes: usize,
    /// How long the terminal took for them.
    pub took: Duration,
}

/// The way out.
pub struct Outlet {
    /// The buffer, while it is not with the writer.
    spare: Option<Vec<u8>>,
    /// Where frames go in; `None` at the end.
    full: Option<Sender<Vec<u8>>>,
    left: Receiver<Left>,
}

impl Outlet {
    /// Starts the writer.
    pub fn start(device: Device) -> io::Result<Self> {
        let (full, frames) = bounded(1);
        let (give_back, left) = bounded(1);
        thread::Builder::new().name("outlet".into()).spawn(move || write(device, &frames, &give_back))?;
        Ok(Self { spare: Some(Vec::with_capacity(BUFFER)), full: Some(full), left })
    }

    /// Whether the last frame has left.
    pub const fn is_free(&self) -> bool {
        self.spare.is_some()
    }

    /// Gathers the next frame and hands it to the writer, unless there is nothing in it or the last is still here;
    /// tells how many bytes it has.
    pub fn send(&mut self, gather: impl FnOnce(&mut Vec<u8>)) -> usize {
        let Some(mut buffer) = self.spare.take() else { return 0 };
        gather(&mut buffer);
        let bytes = buffer.len();
        match &self.full {
            // The channel has room for the one buffer there is.
            Some(full) if bytes > 0 => drop(full.send(buffer)),
            _ => self.spare = Some(buffer),
        }
        bytes
    }

    /// Frames that have left.
    pub const fn left(&self) -> &Receiver<Left> {
        &self.left
    }

    /// Takes the buffer back; tells how many bytes have left, and how long they took.
    pub fn take_back(&mut self, left: Result<Left, RecvError>) -> Option<(usize, Duration)> {
        let Left { buffer, bytes, took } = left.ok()?;
        self.spare = Some(buffer);
        Some((bytes, took))
    }
}

/// Writes frames until there are no more to come; then a frame that the terminal doesn't take is given up.
fn write(mut device: Device, frames: &Receiver<Vec<u8>>, give_back: &Sender<Left>) {
    for mut buffer in frames {
        let start = Instant::now();
        let over = || frames.try_recv() == Err(TryRecvError::Disconnected);
        // What can't be written is lost with its terminal; the hang-up comes as a signal.
        let _ = device.write(&buffer, over);
        let bytes = buffer.len();
        buffer.clear();
        if give_back.send(Left { buffer, bytes, took: start.elapsed() }).is_err() {
            return;
        }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        if self.spare.is_none() {
            // A terminal that takes nothing is not waited for any longer.
            let _ = self.left.recv_timeout(LAST_FRAME);
        }
        self.full = None;
        // Nothing of a frame may come after the terminal is restored.
        while self.left.recv_timeout(GIVING_UP).is_ok() {}
    }
}
