//! Draws the screen when a frame is due, sends it to the terminal and records it into the cast.

use std::{
    io,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvError, never};

use super::{announcement::announcement, app::App};
use crate::{
    record::Cast,
    terminal::{
        ByteMeter, Device, Encoder, FramePacer, Guard, Writer, WrittenFrame, frame_closing, frame_opening,
    },
};

/// Brings the front end's state to the terminal.
pub(crate) struct Renderer {
    device: Device,
    encoder: Encoder,
    pacer: FramePacer,
    meter: ByteMeter,
    /// `None` while the program is stopped.
    writer: Option<Writer>,
    /// The next frame opens the screen first.
    opening: bool,
    /// The next frame asks the terminal for its background.
    asking: bool,
    /// Records what is shown.
    cast: Option<Cast>,
}

impl Renderer {
    pub fn open(device: Device, pacer: FramePacer, asking: bool, cast: Option<Cast>) -> io::Result<Self> {
        let writer = Some(Writer::start(device.try_clone()?)?);
        let (encoder, meter) = (Encoder::new(device.size()), ByteMeter::new(Instant::now()));
        Ok(Self { device, encoder, pacer, meter, writer, opening: true, asking, cast })
    }

    /// The time until a frame may be drawn; `None` if the last one must be written first, or the program is stopped.
    pub(crate) fn due_in(&self, answers_key: bool) -> Option<Duration> {
        let idle = self.writer.as_ref().is_some_and(Writer::is_idle);
        let now = Instant::now();
        let wait = |next: Instant| next.saturating_duration_since(now);
        idle.then(|| self.pacer.next(answers_key).map_or(Duration::ZERO, wait))
    }

    /// The time until the bytes a second that are shown may change.
    pub(crate) fn reading_in(&self) -> Duration {
        self.meter.next().saturating_duration_since(Instant::now())
    }

    /// Bytes a second that were sent of late.
    pub(crate) fn traffic(&mut self) -> u64 {
        self.meter.read(Instant::now())
    }

    /// Draws what the front end shows now.
    pub fn draw(&mut self, app: &App, guard: &mut Guard) {
        let Some(writer) = &mut self.writer else { return };
        let (now, size) = (Instant::now(), self.device.size());
        let resized = self.encoder.resize(size);
        if let Some(cast) = self.cast.as_mut().filter(|_| resized) {
            cast.resized(size);
        }
        let (cast, asking) = (&mut self.cast, std::mem::take(&mut self.asking));
        let bytes = writer.send(|frame| {
            let opens = std::mem::take(&mut self.opening);
            if opens {
                guard.open_screen(frame);
            }
            guard.report_mouse(app.uses_mouse(), frame);
            guard.announce(|| announcement(&app.context), now, frame);
            // None of this is in the cast: a player stays on its own screen, where the last frame can still be seen at the
            // end, and its terminal's mouse and title are its own.
            let shown = frame.len();
            self.encoder.encode(app, app.context.synchronized, frame);
            if let Some(cast) = cast {
                if opens {
                    cast.output(&frame_opening());
                }
                cast.output(&frame[shown..]);
            }
            if asking {
                // Not in the cast, whose player would put the question to another terminal.
                guard.ask_background(frame);
            }
        });
        self.meter.count(bytes);
        self.pacer.drawn(now, bytes);
    }

    /// Makes the next frame repaint everything.
    pub(crate) fn repaint(&mut self) {
        self.encoder.repaint(self.device.size());
    }

    /// Where written frames come out; each must be given to [`Renderer::reclaim`].
    pub fn written(&self) -> Receiver<WrittenFrame> {
        self.writer.as_ref().map_or_else(never, |writer| writer.written().clone())
    }

    pub(crate) fn reclaim(&mut self, frame: Result<WrittenFrame, RecvError>) {
        if let Some((bytes, took)) = self.writer.as_mut().and_then(|writer| writer.reclaim(frame)) {
            self.pacer.written(bytes, took);
        }
    }

    /// What goes wrong while the screen is recorded.
    pub(crate) fn problems(&self) -> Receiver<String> {
        self.cast.as_ref().map_or_else(never, |cast| cast.problems().clone())
    }

    /// Stops recording.
    pub(crate) fn end_cast(&mut self) {
        self.cast = None;
    }

    /// Stops writing, so that another program can have the terminal.
    pub fn close(&mut self) {
        self.writer = None;
        self.record_closing();
    }

    /// Records what gives a player's terminal back as it was, with the last frame left on it.
    fn record_closing(&mut self) {
        if let (Some(cast), false) = (&mut self.cast, self.opening) {
            cast.output(&frame_closing());
        }
    }

    /// Starts again, on a terminal of which nothing is known.
    pub fn reopen(&mut self) -> io::Result<()> {
        if self.writer.is_none() {
            self.writer = Some(Writer::start(self.device.try_clone()?)?);
        }
        self.opening = true;
        self.repaint();
        Ok(())
    }
}

impl Drop for Renderer {
    fn drop(&mut self) {
        if self.writer.is_some() {
            self.record_closing();
        }
    }
}
