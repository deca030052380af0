//! The terminal front end: drain updates, draw, handle keys.
//!
//! ```text
//!  updates ─▶ Controller ─▶ App: Context, views, a layer ─▶ layout ─▶ Renderer ─▶ terminal
//!  keys ────▶     │           a key goes through the tables of the keymap to the view, layer or shared keys that have it,
//!  commands ◀─────┘           which change themselves and the Context, and give back effects
//! ```
//! The front end never waits for the terminal: a thread of its own writes frames, one at a time, and while it does none
//! is drawn. What is drawn reads the state and leaves it alone; no state asks what is drawn.

mod announcement;
mod app;
mod chart_settings;
mod context;
mod controller;
mod direction;
mod errands;
mod frame;
mod glyphs;
mod key_names;
mod keymap;
mod layers;
mod layout;
mod lock;
mod mouse;
mod number;
mod options;
mod rebinding;
mod renderer;
mod screen;
mod screenshot;
mod scrolled;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod theme;
mod told;
mod views;
mod widgets;

use std::{
    panic::{self, AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, bounded, never, select};

use crate::{
    session::{MetricKind, Session, Update},
    signals::{HANG_UP, JobSignal, Signals},
    terminal::{Capabilities, FramePacer, Guard, TerminalEvent, has_shell},
};
use app::App;
use context::{ChosenBy, Context};
use controller::{AfterKey, Controller, Dirty};
use renderer::Renderer;

pub(crate) use glyphs::Plot;
pub(crate) use options::{Choice, Locks, Rebinding, ScreenOptions};
pub(crate) use screen::{ExitReason, Place, ScreenInput, ScreenOutcome};
pub(crate) use theme::{ColorDepth, Palette};
pub(crate) use widgets::axis::YAxis;

/// Shows a session until the person quits or a signal comes; the terminal is restored in any case.
///
/// # Errors
/// If the terminal can't be used, or at a fault in the program.
pub(crate) fn run(
    session: Session,
    updates: Receiver<Update>,
    signals: &Signals,
    input: ScreenInput,
) -> anyhow::Result<ScreenOutcome> {
    let faults = capture_panics();
    let terminal = Capabilities::detect();
    let announces = input.options.announces(&terminal);
    let mut guard = Guard::enter(announces).context("the terminal can't be set up")?;
    signals.on_forced_exit(guard.emergency_restore().context("the terminal can't be set up")?);
    let mut trials = None;
    let show = || show(&mut guard, &terminal, &session, &mut trials, updates, signals, input);
    let outcome = catch_unwind(AssertUnwindSafe(show));
    let restored = guard.leave();
    drop(panic::take_hook());
    // The terminal is back before the trainers' threads are waited for.
    drop((session, trials));
    match outcome {
        Ok(outcome) => {
            let outcome = outcome?;
            // One that is gone can't be, and its signal says more than that.
            if !matches!(outcome.reason, ExitReason::Signal(_)) {
                restored.context("the terminal can't be restored")?;
            }
            Ok(outcome)
        }
        Err(_) => Err(anyhow::anyhow!("fault in the program: {}", faults.try_recv().unwrap_or_default())),
    }
}

/// Keeps panics from being printed, which would spoil the screen and be lost with it. The message of the first one on
/// this thread, the main one, comes out of the channel; other threads report theirs themselves.
fn capture_panics() -> Receiver<String> {
    let (sender, messages) = bounded(1);
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == main {
            // Full after the first, which is the one of interest.
            let _ = sender.try_send(info.to_string());
        }
    }));
    messages
}

fn show(
    guard: &mut Guard,
    terminal: &Capabilities,
    session: &Session,
    trials: &mut Option<Session>,
    updates: Receiver<Update>,
    signals: &Signals,
    mut input: ScreenInput,
) -> anyhow::Result<ScreenOutcome> {
    let pacer = FramePacer::new(input.options.fps, terminal.link_budget);
    let cast = input.cast.take().map(|file| file.begin(guard.device()?.size(), &terminal.term)).transpose();
    let cast = cast.context("no thread to record the screen")?;
    let asking = terminal.tells_background && input.options.asks_background(terminal);
    let renderer = Renderer::open(guard.device()?, pacer, asking, cast);
    let mut renderer = renderer.context("no thread to write to the terminal")?;
    let events = guard.listen().context("no thread to read keys")?;
    let (done, errands) = bounded(1);
    let mut controller = Controller {
        fault: input.fault,
        starter: input.starter,
        hypothesis: input.options.hypothesis.clone(),
        app: open_app(input, terminal),
        session,
        updates,
        trials,
        trial_updates: never(),
        dirty: Dirty::Updated,
        done,
        device: guard.device()?,
        leaving: None,
    };
    loop {
        controller.drain();
        if let Some(reason) = controller.leaving {
            return Ok(controller.leave(reason));
        }
        controller.advance();
        let mut due = controller.due_in(&renderer);
        if due == Some(Duration::ZERO) {
            controller.draw(&mut renderer, guard);
            due = None;
        }
        // While a frame is due anyway, updates wait for it. An idle screen is woken by them, and before a terminal that
        // takes nothing they don't pile up.
        let idle = never();
        let updates = if due.is_none() { &controller.updates } else { &idle };
        select! {
            recv(events) -> event => match event {
                Ok(TerminalEvent::Key(key)) => match controller.key(key) {
                    AfterKey::Stay => {}
                    AfterKey::Redraw => renderer.repaint(),
                    AfterKey::Leave(reason) => return Ok(controller.leave(reason)),
                },
                Ok(TerminalEvent::Background(background)) => {
                    guard.answered();
                    controller.background(background);
                }
                Ok(TerminalEvent::Job(JobSignal::Resized)) => controller.dirty = Dirty::Unanswered,
                Ok(TerminalEvent::Job(JobSignal::Stop)) if !has_shell() => {}
                Ok(TerminalEvent::Job(JobSignal::Stop)) => {
                    renderer.close();
                    guard.suspend()?;
                }
                Ok(TerminalEvent::Job(JobSignal::Continued)) => {
                    if guard.resume()? {
                        renderer.reopen()?;
                        controller.dirty = Dirty::Unanswered;
                    }
                }
                Ok(TerminalEvent::HungUp) => return Ok(controller.leave(ExitReason::Signal(HANG_UP))),
                Err(_) => return Ok(controller.leave(ExitReason::Quit)),
            },
            recv(signals.receiver()) -> signal => return Ok(controller.leave(ExitReason::of(signal.ok()))),
            recv(updates) -> update => match update {
                Ok(update) => controller.apply(&update),
                Err(_) => controller.updates = never(),
            },
            recv(controller.trial_updates) -> update => match update {
                Ok(update) => controller.apply_trials(&update),
                Err(_) => controller.trial_updates = never(),
            },
            recv(renderer.written()) -> frame => renderer.reclaim(frame),
            recv(renderer.problems()) -> problem => match problem {
                Ok(problem) => controller.warn(problem),
                Err(_) => renderer.end_cast(),
            },
            recv(errands) -> done => {
                if let Ok(done) = done {
                    controller.finish(done);
                }
            }
            default(controller.patience(&renderer)) => controller.expire(&renderer),
        }
    }
}

/// The front end as it is at first.
fn open_app(input: ScreenInput, terminal: &Capabilities) -> App {
    let options = input.options;
    let (theme, plot) = (options.theme(terminal), options.plot(terminal));
    let mut context = Context::new(input.history, input.place, theme, plot, Instant::now());
    context.synchronized = options.is_synchronized(terminal);
    context.lang = options.lang(terminal);
    context.theme_by = ChosenBy::flag(options.theme.as_ref());
    if let Some(axis) = options.axis {
        context.chart.set_axis(MetricKind::Loss, axis);
    }
    context.chart.target = options.target;
    context.plot_by = ChosenBy::flag(options.plot.as_ref());
    context.locks = options.locks;
    context.rebinding = options.rebinding;
    context.mouse.on = options.mouse;
    context.present(options.presenter);
    let mut app = App::new(context);
    app.report_trouble();
    if let Some(course) = input.course {
        app.open_course(course);
    }
    if let Some(note) = input.note {
        app.context.warn(note);
    }
    app
}
