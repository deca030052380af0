//! The terminal front end: drain updates, draw, handle keys.
//!
//! The front end never waits for the terminal: frames go out through a thread of their own, one at a
//! time, and while one is on its way none is drawn.

mod action;
mod app;
mod axis;
mod bindings;
mod form;
mod glyphs;
mod keys;
mod number;
mod outlet;
mod plot;
mod surroundings;
mod terminal;
#[cfg(test)]
mod testing;
mod theme;
mod view;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    layout::{Position, Rect},
};

use crate::{
    history::History,
    record::RunFolder,
    session::{Session, Update},
};
use app::{App, Effect};
use keys::Key;
use outlet::Outlet;
use surroundings::Surroundings;
use terminal::{Guard, Input};

/// How the screen looks, and what it knows.
#[derive(Debug)]
pub struct Screen {
    /// What is known of the race already.
    pub history: History,
    /// Colours.
    pub theme: ThemeChoice,
    /// Signs that curves are drawn with.
    pub plot: PlotChoice,
    /// Frames a second at the most.
    pub fps: u32,
    /// What goes wrong while the run is recorded.
    pub problems: Option<Receiver<String>>,
}

/// Which colours were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the terminal's background says, dark if it doesn't.
    Auto,
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// Told apart with any kind of colour vision.
    Safe,
}

/// Which signs were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotChoice {
    /// As the locale and the terminal allow.
    Auto,
    /// Braille.
    Braille,
    /// Quadrant blocks.
    Block,
    /// One dot a cell.
    Dot,
    /// ASCII only.
    Ascii,
}

/// What is left when the screen is.
#[derive(Debug)]
pub struct Ended {
    /// Everything that was known.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// Shows a session until the person quits or a signal comes; the terminal is restored in any case.
///
/// # Errors
/// If the terminal can't be used, or at a fault in the program.
pub fn run(session: Session, updates: Receiver<Update>, screen: Screen) -> anyhow::Result<Ended> {
    let faults = terminal::catch_panics();
    let guard = Guard::enter().context("the terminal can't be set up")?;
    let ended = catch_unwind(AssertUnwindSafe(|| show(&guard, &session, updates, screen)));
    let restored = guard.leave();
    terminal::release_panics();
    // The terminal is back before the trainer's thread is waited for.
    drop(session);
    match ended {
        Ok(ended) => {
            let ended = ended?;
            restored.context("the terminal can't be restored")?;
            Ok(ended)
        }
        Err(_) => Err(anyhow::anyhow!("fault in the program: {}", faults.try_recv().unwrap_or_default())),
    }
}

fn show(
    guard: &Guard,
    session: &Session,
    updates: Receiver<Update>,
    screen: Screen,
) -> anyhow::Result<Ended> {
    let surroundings = Surroundings::read();
    let (theme, plot) = (surroundings.theme(screen.theme), surroundings.plot(screen.plot));
    let mut outlet = Outlet::start().context("no thread to write to the terminal")?;
    let options = TerminalOptions { viewport: Viewport::Fullscreen };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(outlet.frame()), options)?;
    let input = guard.listen().context("no thread to read keys")?;
    let (saved, saves) = bounded(1);
    let mut front = Front {
        app: App::new(screen.history, theme, plot),
        session,
        updates,
        problems: screen.problems.unwrap_or_else(never),
        dirty: true,
        saved,
    };
    let frame_time = Duration::from_secs(1) / screen.fps.max(1);
    let mut next_frame = Instant::now();
    loop {
        front.drain();
        let now = Instant::now();
        if front.dirty && outlet.is_free() && now >= next_frame {
            terminal.draw(|frame| frame.render_widget(&front.app, frame.area()))?;
            outlet.send();
            front.dirty = false;
            next_frame = now + frame_time;
        }
        // While a frame is due anyway, updates wait for it; an idle screen is woken by them.
        let idle = never();
        let updates = if front.dirty { &idle } else { &front.updates };
        select! {
            recv(input) -> event => match event {
                Ok(Input::Key(key)) => match front.key(key) {
                    Next::Stay => {}
                    Next::Redraw => terminal.resize(Rect::from((Position::ORIGIN, terminal.size()?)))?,
                    Next::Leave => return Ok(Ended { history: front.app.into_history(), signal: None }),
                },
                Ok(Input::Resized) => front.dirty = true,
                Ok(Input::Signal(signal)) => {
                    return Ok(Ended { history: front.app.into_history(), signal: Some(signal) });
                }
                Err(_) => return Ok(Ended { history: front.app.into_history(), signal: None }),
            },
            recv(updates) -> update => match update {
                Ok(update) => front.apply(&update),
                Err(_) => front.updates = never(),
            },
            recv(outlet.returned()) -> buffer => outlet.take_back(buffer),
            recv(front.problems) -> problem => match problem {
                Ok(problem) => front.warn(problem),
                Err(_) => front.problems = never(),
            },
            recv(saves) -> result => front.tell_saved(result.unwrap_or_else(|_| Err(String::new()))),
            default(front.patience(next_frame, outlet.is_free())) => front.expire(),
        }
    }
}

/// What to do after a key.
enum Next {
    Stay,
    Redraw,
    Leave,
}

/// The front end with what it is connected to.
struct Front<'a> {
    app: App,
    session: &'a Session,
    updates: Receiver<Update>,
    problems: Receiver<String>,
    /// Whether the screen is behind.
    dirty: bool,
    saved: Sender<Result<String, String>>,
}

impl Front<'_> {
    fn drain(&mut self) {
        while let Ok(update) = self.updates.try_recv() {
            self.apply(&update);
        }
    }

    fn apply(&mut self, update: &Update) {
        self.app.apply(update, Instant::now());
        self.dirty = true;
    }

    fn warn(&mut self, problem: String) {
        self.app.warn(problem);
        self.dirty = true;
    }

    fn expire(&mut self) {
        self.dirty |= self.app.expire(Instant::now());
    }

    /// How long there is nothing to do but wait: until the next frame, or until a message goes.
    fn patience(&self, next_frame: Instant, free: bool) -> Duration {
        /// Longer than anything that is waited for.
        const LONG: Duration = Duration::from_hours(1);
        let now = Instant::now();
        let frame = (self.dirty && free).then_some(next_frame);
        let message = self.app.message.as_ref().and_then(|message| message.until);
        let until = [frame, message].into_iter().flatten().min();
        until.map_or(LONG, |until| until.saturating_duration_since(now))
    }

    fn key(&mut self, key: Key) -> Next {
        self.dirty = true;
        let mut next = Next::Stay;
        for effect in self.app.key(key, Instant::now()) {
            match effect {
                Effect::Send(command) => {
                    if !self.session.send(command) {
                        self.app.warn("the session takes no more commands");
                    }
                }
                Effect::Save => self.save(),
                Effect::Redraw => next = Next::Redraw,
                Effect::Quit => return Next::Leave,
            }
        }
        next
    }

    /// Writes csv and figure in a thread of its own: a picture takes a while.
    fn save(&mut self) {
        let (history, smoothing) = (self.app.shown().clone(), self.app.chart.smoothing);
        let saved = self.saved.clone();
        let write = move || {
            let result =
                RunFolder::numbered(Path::new(".")).and_then(|folder| folder.save(&history, smoothing));
            // A front end that has left meanwhile needs no word.
            let _ = saved.send(result.map(|saved| saved.to_string()).map_err(|error| error.to_string()));
        };
        match thread::Builder::new().name("save".into()).spawn(write) {
            Ok(_) => self.app.say("writing …", Instant::now()),
            Err(error) => self.app.warn(format!("not written: {error}")),
        }
    }

    fn tell_saved(&mut self, result: Result<String, String>) {
        match result {
            Ok(text) => self.app.say(text, Instant::now()),
            Err(error) => self.app.warn(format!("not written: {error}")),
        }
        self.dirty = true;
    }
}
