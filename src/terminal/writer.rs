//! Sends frames to the terminal from a thread of its own, one at a time.
//!
//! There is one buffer. While the thread has it, nothing is drawn: a terminal that takes no bytes costs frames, but
//! never keys, updates or memory, and the next frame shows what is known by then.

use std::{
    io, thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvError, Sender, TryRecvError, bounded};

use super::device::Device;

/// How long dropping the writer waits for the last frame, which must not be written over the restored terminal.
const LAST_FRAME_TIMEOUT: Duration = Duration::from_millis(200);

/// How long it then waits for the thread to cancel that frame; a thread that can't is abandoned.
const CANCEL_TIMEOUT: Duration = Duration::from_millis(100);

/// Bytes that the buffer begins with: room for a full repaint of a large window.
const BUFFER: usize = 64 * 1024;

/// A frame that the thread is done with.
pub(crate) struct WrittenFrame {
    buffer: Vec<u8>,
    took: Duration,
}

/// Writes frames in the background; dropping it ends its thread.
pub(crate) struct Writer {
    /// The buffer, while the thread doesn't have it.
    buffer: Option<Vec<u8>>,
    /// Where frames go in; `None` at the end.
    frames: Option<Sender<Vec<u8>>>,
    written: Receiver<WrittenFrame>,
}

impl Writer {
    pub(crate) fn start(device: Device) -> io::Result<Self> {
        let (frames, to_write) = bounded(1);
        let (give_back, written) = bounded(1);
        let work = move || write_frames(&device, &to_write, &give_back);
        thread::Builder::new().name("writer".into()).spawn(work)?;
        Ok(Self { buffer: Some(Vec::with_capacity(BUFFER)), frames: Some(frames), written })
    }

    /// Whether the last frame is written, so that another can be sent.
    pub(crate) const fn is_idle(&self) -> bool {
        self.buffer.is_some()
    }

    /// Lets `encode` append a frame to the buffer, hands it to the thread and returns its length in bytes. Does nothing
    /// while the last frame is being written, and sends no empty one.
    pub(crate) fn send(&mut self, encode: impl FnOnce(&mut Vec<u8>)) -> usize {
        let Some(mut buffer) = self.buffer.take() else { return 0 };
        encode(&mut buffer);
        let bytes = buffer.len();
        match &self.frames {
            // The channel has room for the one buffer there is.
            Some(frames) if bytes > 0 => drop(frames.send(buffer)),
            _ => self.buffer = Some(buffer),
        }
        bytes
    }

    /// Where frames come back; each must be given to [`Writer::reclaim`].
    pub(crate) const fn written(&self) -> &Receiver<WrittenFrame> {
        &self.written
    }

    /// Takes the buffer back; returns how many bytes were written and how long the terminal took for them.
    pub(crate) fn reclaim(&mut self, frame: Result<WrittenFrame, RecvError>) -> Option<(usize, Duration)> {
        let WrittenFrame { mut buffer, took } = frame.ok()?;
        let bytes = buffer.len();
        buffer.clear();
        self.buffer = Some(buffer);
        Some((bytes, took))
    }
}

/// Writes frames until no more can come; one that the terminal doesn't take then is cancelled.
fn write_frames(device: &Device, frames: &Receiver<Vec<u8>>, give_back: &Sender<WrittenFrame>) {
    for buffer in frames {
        let start = Instant::now();
        let is_cancelled = || frames.try_recv() == Err(TryRecvError::Disconnected);
        // What can't be written is lost with its terminal, whose hang-up comes as a signal.
        let _ = device.write(&buffer, is_cancelled);
        if give_back.send(WrittenFrame { buffer, took: start.elapsed() }).is_err() {
            return;
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.buffer.is_none() {
            // A terminal that takes nothing is not waited for any longer.
            let _ = self.written.recv_timeout(LAST_FRAME_TIMEOUT);
        }
        self.frames = None;
        // Nothing of a frame may come after the terminal is restored: the channel closes when the thread ends.
        while self.written.recv_timeout(CANCEL_TIMEOUT).is_ok() {}
    }
}
