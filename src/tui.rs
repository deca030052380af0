//! The terminal front end: drain updates, draw, handle keys.
//!
//! The front end never waits for the terminal: a thread of its own writes frames, one at a time, and while it does none
//! is drawn.

mod action;
mod app;
mod bindings;
mod choices;
mod frame;
mod front;
mod glyphs;
mod layers;
mod layout;
mod lock;
mod number;
mod options;
mod picture;
mod renderer;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod theme;
mod views;
mod widgets;

/// Keys, by the path that this room's files have them by.
mod keys {
    pub(crate) use crate::terminal::{Key, MouseAction as Button, MouseEvent as Mouse};
}

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use anyhow::Context;
use crossbeam_channel::{Receiver, bounded, never, select};

use crate::{
    config::Config,
    data::Folder,
    export::Grid,
    history::History,
    lesson::Course,
    record::CastFile,
    session::{Session, Update},
    signals::{HANG_UP, Signals},
    terminal::{Capabilities, FramePacer, Guard, TerminalEvent, capture_panics, has_shell, print_panics},
};
use app::App;
use front::{Behind, Front, Next};
use renderer::Renderer;

pub use choices::{ColorChoice, PlotChoice, SyncChoice, ThemeChoice};
pub use lock::Locks;
pub(crate) use options::ScreenOptions;

/// How the screen looks, and what it knows.
#[derive(Debug)]
pub struct Screen {
    /// What is known of the race already.
    pub history: History,
    /// Where it runs.
    pub place: Place,
    /// How it was asked to look and behave.
    pub(crate) options: ScreenOptions,
    /// What is taught with it.
    pub course: Option<Course>,
    /// What a person is told before anything else.
    pub note: Option<String>,
    /// What starts trials.
    pub starter: Starter,
    /// An iteration at which the front end fails, for trials.
    pub fault: Option<u64>,
    /// What it is recorded into.
    pub cast: Option<CastFile>,
}

/// Starts a session of trials on the data of that folder, or on those in the binary; it waits for a step.
pub type Starter = fn(Config, Option<Folder>) -> anyhow::Result<(Session, Receiver<Update>)>;

/// Where the race that is shown runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this program, and it ends with it.
    Here,
    /// In this program, recorded: it can go on without it.
    Recorded,
    /// In another process, whether or not anybody looks.
    Background,
    /// Nowhere: a recording is played.
    Recording,
}

/// What is left when the screen is.
#[derive(Debug)]
pub struct Ended {
    /// Everything that was known.
    pub history: History,
    /// How it was left.
    pub way: Way,
    /// What stood on the screen last.
    pub picture: Grid,
}

/// How a screen is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a key.
    Quit,
    /// By the key that lets the race go on.
    Detach,
    /// By a signal.
    Signal(i32),
}

impl Way {
    /// By that signal, or else by itself.
    #[must_use]
    pub fn of(signal: Option<i32>) -> Self {
        signal.map_or(Self::Quit, Self::Signal)
    }
}

/// Shows a session until the person quits or a signal comes; the terminal is restored in any case.
///
/// # Errors
/// If the terminal can't be used, or at a fault in the program.
pub fn run(
    session: Session,
    updates: Receiver<Update>,
    signals: &Signals,
    screen: Screen,
) -> anyhow::Result<Ended> {
    let faults = capture_panics();
    let mut guard = Guard::enter().context("the terminal can't be set up")?;
    signals.restore_with(guard.emergency_restore().context("the terminal can't be set up")?);
    let mut trials = None;
    let show = || show(&mut guard, &session, &mut trials, updates, signals, screen);
    let ended = catch_unwind(AssertUnwindSafe(show));
    let restored = guard.leave();
    print_panics();
    // The terminal is back before the trainers' threads are waited for.
    drop((session, trials));
    match ended {
        Ok(ended) => {
            let ended = ended?;
            // One that is gone can't be, and its signal says more than that.
            if !matches!(ended.way, Way::Signal(_)) {
                restored.context("the terminal can't be restored")?;
            }
            Ok(ended)
        }
        Err(_) => Err(anyhow::anyhow!("fault in the program: {}", faults.try_recv().unwrap_or_default())),
    }
}

fn show(
    guard: &mut Guard,
    session: &Session,
    trials: &mut Option<Session>,
    updates: Receiver<Update>,
    signals: &Signals,
    screen: Screen,
) -> anyhow::Result<Ended> {
    let terminal = Capabilities::detect();
    let options = screen.options;
    let mut app = App::new(
        screen.history,
        screen.place,
        options.theme.theme(options.color, &terminal),
        options.plot.plot(&terminal),
    );
    app.as_one = options.sync.is_on(&terminal);
    app.locks = options.locks;
    app.present(options.presenter);
    app.speak(choices::language(options.lang, &terminal));
    app.tell_trouble();
    if let Some(course) = screen.course {
        app.open_course(course);
    }
    if let Some(note) = screen.note {
        app.warn(note);
    }
    let pacer = FramePacer::new(options.fps, terminal.link_budget);
    let cast = screen.cast.map(|file| file.begin(guard.device()?.size(), &terminal.term)).transpose();
    let cast = cast.context("no thread to record the screen")?;
    let renderer = Renderer::open(guard.device()?, pacer, cast);
    let mut renderer = renderer.context("no thread to write to the terminal")?;
    let events = guard.listen().context("no thread to read keys")?;
    let (saved, saves) = bounded(1);
    let mut front = Front {
        app,
        session,
        updates,
        fault: screen.fault,
        starter: screen.starter,
        trials,
        trial_updates: never(),
        screen: Behind::Told,
        saved,
        hypothesis: options.hypothesis,
        device: guard.device()?,
    };
    loop {
        front.drain();
        front.advance();
        let mut due = front.due_in(&renderer);
        if due == Some(Duration::ZERO) {
            front.measure(&mut renderer);
            renderer.draw(&front.app, guard);
            front.screen = Behind::Not;
            due = None;
        }
        // While a frame is due anyway, updates wait for it. An idle screen is woken by them, and before a terminal that
        // takes nothing they don't pile up.
        let idle = never();
        let updates = if due.is_none() { &front.updates } else { &idle };
        select! {
            recv(events) -> event => match event {
                Ok(TerminalEvent::Key(key)) => match front.key(key) {
                    Next::Stay => {}
                    Next::Redraw => renderer.repaint(),
                    Next::Leave(way) => return Ok(front.ended(way)),
                },
                Ok(TerminalEvent::Resized) => front.screen = Behind::Key,
                Ok(TerminalEvent::Stop) if !has_shell() => {}
                Ok(TerminalEvent::Stop) => {
                    renderer.close();
                    guard.suspend()?;
                }
                Ok(TerminalEvent::Continued) => {
                    if guard.resume()? {
                        renderer.reopen()?;
                        front.screen = Behind::Key;
                    }
                }
                Ok(TerminalEvent::HungUp) => return Ok(front.ended(Way::Signal(HANG_UP))),
                Err(_) => return Ok(front.ended(Way::Quit)),
            },
            recv(signals.receiver()) -> signal => return Ok(front.ended(Way::of(signal.ok()))),
            recv(updates) -> update => match update {
                Ok(update) => front.apply(&update),
                Err(_) => front.updates = never(),
            },
            recv(front.trial_updates) -> update => match update {
                Ok(update) => front.apply_trials(&update),
                Err(_) => front.trial_updates = never(),
            },
            recv(renderer.written()) -> frame => renderer.reclaim(frame),
            recv(renderer.problems()) -> problem => match problem {
                Ok(problem) => front.warn(problem),
                Err(_) => renderer.end_cast(),
            },
            recv(saves) -> result => front.tell_saved(result.unwrap_or_else(|_| Err(String::new()))),
            default(front.patience(&renderer)) => front.expire(&renderer),
        }
    }
}
