//! Where frames are made: drawn when they are due, painted, and sent off.

use std::{
    io,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvError, never};

use super::{
    app::App,
    device::Device,
    outlet::{Left, Outlet},
    pace::{Meter, Pace},
    painter::Painter,
    terminal::{Guard, closing},
};
use crate::record::Cast;

/// The way from the front end's state to the terminal.
pub struct Stage {
    device: Device,
    painter: Painter,
    pace: Pace,
    meter: Meter,
    /// `None` while the program is stopped.
    outlet: Option<Outlet>,
    /// What stands in for it then.
    nothing: Receiver<Left>,
    /// The next frame begins with setting up the screen.
    opening: bool,
    /// What is shown is recorded there.
    cast: Option<Cast>,
    /// What stands in for its problems where there is none.
    no_problems: Receiver<String>,
}

impl Stage {
    /// On that terminal.
    pub fn open(device: Device, pace: Pace, cast: Option<Cast>) -> io::Result<Self> {
        let outlet = Some(Outlet::start(device.try_clone()?)?);
        let (painter, meter) = (Painter::new(device.size()), Meter::new(Instant::now()));
        Ok(Self {
            device,
            painter,
            pace,
            meter,
            outlet,
            nothing: never(),
            opening: true,
            cast,
            no_problems: never(),
        })
    }

    /// How long it is until a frame may be drawn; `None` if something else must come first.
    pub fn due_in(&self, key: bool) -> Option<Duration> {
        let free = self.outlet.as_ref().is_some_and(Outlet::is_free);
        let now = Instant::now();
        free.then(|| self.pace.next(key).map_or(Duration::ZERO, |next| next.saturating_duration_since(now)))
    }

    /// How long it is until the shown bytes a second are read again.
    pub fn reading_in(&self) -> Duration {
        self.meter.next().saturating_duration_since(Instant::now())
    }

    /// Draws what the front end shows now.
    pub fn draw(&mut self, app: &mut App, guard: &mut Guard) {
        let Some(outlet) = &mut self.outlet else { return };
        let now = Instant::now();
        if let Some(traffic) = &mut app.traffic {
            *traffic = self.meter.read(now);
        }
        let size = self.device.size();
        app.window = size;
        let resized = self.painter.resize(size);
        if let Some(cast) = self.cast.as_mut().filter(|_| resized) {
            cast.resized(size);
        }
        let cast = &mut self.cast;
        let bytes = outlet.send(|frame| {
            if std::mem::take(&mut self.opening) {
                guard.open_screen(frame);
            }
            guard.listen_to_mouse(app.listens_to_mouse(), frame);
            self.painter.paint(&*app, app.as_one, frame);
            if let Some(cast) = cast {
                cast.output(frame);
            }
        });
        self.meter.count(bytes);
        self.pace.drawn(now, bytes);
    }

    /// Paints everything next time.
    pub fn start_anew(&mut self) {
        self.painter.start_anew(self.device.size());
    }

    /// Frames that have left.
    pub fn left(&self) -> &Receiver<Left> {
        self.outlet.as_ref().map_or(&self.nothing, Outlet::left)
    }

    /// One of them.
    pub fn take_back(&mut self, left: Result<Left, RecvError>) {
        if let Some((bytes, took)) = self.outlet.as_mut().and_then(|outlet| outlet.take_back(left)) {
            self.pace.left(bytes, took);
        }
    }

    /// What goes wrong while the screen is recorded.
    pub fn problems(&self) -> &Receiver<String> {
        self.cast.as_ref().map_or(&self.no_problems, Cast::problems)
    }

    /// Records no more.
    pub fn end_cast(&mut self) {
        self.cast = None;
    }

    /// Writes no more, so that the terminal can be given to somebody else.
    pub fn close(&mut self) {
        self.outlet = None;
        self.record_closing();
    }

    /// The terminal's guard leaves the screen, which a player must do, too.
    fn record_closing(&mut self) {
        if let (Some(cast), false) = (&mut self.cast, self.opening) {
            cast.output(&closing());
        }
    }

    /// Begins again, on a terminal of which nothing is known.
    pub fn reopen(&mut self) -> io::Result<()> {
        if self.outlet.is_none() {
            self.outlet = Some(Outlet::start(self.device.try_clone()?)?);
        }
        self.opening = true;
        self.start_anew();
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.outlet.is_some() {
            self.record_closing();
        }
    }
}
