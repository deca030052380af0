//! Frames on their way to the terminal, in a thread of their own, one at a time.
//!
//! There is one buffer. While it is with the writer nothing is drawn, so a terminal that takes no bytes
//! costs frames, never keys, updates or memory; the frame after is drawn from what is known by then.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    rc::Rc,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvError, Sender, bounded};

/// How long the end waits for the last frame: it must not be written over the restored terminal.
const LAST_FRAME: Duration = Duration::from_millis(300);

/// Room for a full repaint of a large window.
const BUFFER: usize = 64 * 1024;

/// Where a frame is gathered; the terminal library writes to it.
#[derive(Clone)]
pub struct Frame(Rc<RefCell<Vec<u8>>>);

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing: a frame goes out as a whole, with [`Outlet::send`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The way out.
pub struct Outlet {
    frame: Frame,
    /// The empty buffer, while it is not with the writer.
    spare: Option<Vec<u8>>,
    full: Sender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
}

impl Outlet {
    /// Starts the writer on standard output.
    pub fn start() -> io::Result<Self> {
        let mut terminal = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let (full, frames) = bounded::<Vec<u8>>(1);
        let (give_back, empty) = bounded(1);
        // It ends with the channel; a terminal that takes nothing must not be waited for.
        thread::Builder::new().name("outlet".into()).spawn(move || {
            for mut frame in frames {
                // What can't be written is lost with its terminal; the hang-up comes as a signal.
                let _ = terminal.write_all(&frame);
                frame.clear();
                if give_back.send(frame).is_err() {
                    return;
                }
            }
        })?;
        let frame = Frame(Rc::new(RefCell::new(Vec::with_capacity(BUFFER))));
        Ok(Self { frame, spare: Some(Vec::with_capacity(BUFFER)), full, empty })
    }

    /// Where the next frame is gathered.
    pub fn frame(&self) -> Frame {
        self.frame.clone()
    }

    /// Whether the last frame has left.
    pub const fn is_free(&self) -> bool {
        self.spare.is_some()
    }

    /// Hands what was gathered to the writer.
    pub fn send(&mut self) {
        if self.frame.0.borrow().is_empty() {
            return;
        }
        if let Some(spare) = self.spare.take() {
            // The channel has room for the one buffer there is.
            let _ = self.full.send(self.frame.0.replace(spare));
        }
    }

    /// Buffers that come back from the writer.
    pub const fn returned(&self) -> &Receiver<Vec<u8>> {
        &self.empty
    }

    /// Takes one back.
    pub fn take_back(&mut self, buffer: Result<Vec<u8>, RecvError>) {
        self.spare = buffer.ok();
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        if self.spare.is_none() {
            // A terminal that takes nothing is not waited for any longer.
            let _ = self.empty.recv_timeout(LAST_FRAME);
        }
    }
}
