//! The front end with what it is connected to: what updates, keys and time do to it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, never};

use super::{
    app::App,
    context::ChosenBy,
    errands::{Done, find_recorded, load, run},
    keymap::Effect,
    layout,
    renderer::Renderer,
    screen::{ExitReason, ScreenOutcome, Starter},
    screenshot::screenshot,
    theme::Palette,
    views::lesson,
};
use crate::{
    config::Config,
    export,
    record::{RecordError, RunFolder, TrialTable, numbered_screenshots},
    session::{Command, Refusal, Session, Update, Watch},
    terminal::{Background, Device, Guard, Key, suspend_job},
    words::say,
};

/// What to do after a key.
pub(super) enum AfterKey {
    Stay,
    Redraw,
    Leave(ExitReason),
}

/// Whether the screen is behind what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dirty {
    No,
    Updated,
    /// Somebody waits for the answer to a key.
    Unanswered,
}

/// The front end with what it is connected to.
pub(super) struct Controller<'a> {
    pub(super) app: App,
    pub(super) session: &'a Session,
    pub(super) updates: Receiver<Update>,
    /// An iteration at which it fails, for tests.
    pub(super) fault: Option<u64>,
    pub(super) starter: Starter,
    /// The session of trials.
    pub(super) trials: &'a mut Option<Session>,
    pub(super) trial_updates: Receiver<Update>,
    pub(super) dirty: Dirty,
    /// Where errands report what has come of them.
    pub(super) done: Sender<Done>,
    /// What is expected of the race.
    pub(super) hypothesis: Option<String>,
    /// Knows the size of the window.
    pub(super) device: Device,
    /// How the screen is to be left, once that was asked for.
    pub(super) leaving: Option<ExitReason>,
}

impl Controller<'_> {
    pub(super) fn drain(&mut self) {
        while let Ok(update) = self.updates.try_recv() {
            self.apply(&update);
        }
    }

    pub(super) fn advance(&mut self) {
        if self.app.advance(Instant::now()) {
            self.outdate();
        }
        self.press_held();
    }

    pub(super) fn apply(&mut self, update: &Update) {
        self.app.apply(update, Instant::now());
        self.ask();
        for command in lesson::apply(&mut self.app.context, update) {
            self.send(command);
        }
        self.press_held();
        self.outdate();
        assert!(
            self.fault.is_none_or(|fault| self.app.context.history.iteration() < fault),
            "planted in the front end"
        );
    }

    /// Handles the keys whose turn has come.
    fn press_held(&mut self) {
        while let Some(effects) = self.app.held_key(Instant::now()) {
            self.outdate();
            for effect in effects {
                self.carry_out(effect);
            }
        }
    }

    pub(super) fn apply_trials(&mut self, update: &Update) {
        for effect in self.app.apply_trials(update) {
            self.carry_out(effect);
        }
        self.outdate();
    }

    fn send_to_trials(&mut self, command: Command) {
        if !self.trials.as_ref().is_some_and(|session| session.send(command)) {
            self.app.context.warn(say!(self.app.context.lang(), rates::TRIALS_TAKE_NO_MORE));
        }
    }

    fn start_trials(&mut self, config: Config) {
        self.trial_updates = never();
        if let Some(earlier) = self.trials.take() {
            // It takes a while to end, and the screen must not wait for it; without a thread it does.
            let _ = thread::Builder::new().name("end trials".into()).spawn(move || drop(earlier));
        }
        let race = self.app.context.history.own();
        let folder = race.and_then(|race| race.data.folder(None));
        match (self.starter)(config, folder) {
            Ok((session, updates)) => {
                *self.trials = Some(session);
                self.trial_updates = updates;
            }
            Err(error) => {
                let error = say!(self.app.context.lang(), rates::no_trials(&format!("{error:#}")));
                // Whoever waits for them has to know, too.
                self.apply_trials(&Update::Failed { message: error.clone() });
                self.app.context.warn(error);
            }
        }
    }

    /// Writes a table of trials into a new folder.
    fn save_trials(&mut self, table: TrialTable, csv: &str) {
        let saved = RunFolder::numbered(Path::new(".")).and_then(|folder| folder.save_trials(table, csv));
        let lang = self.app.context.lang();
        self.finish(Done::Written(saved.map(|saved| saved.say(lang)).map_err(|error| error.to_string())));
    }

    /// Takes the colours for the terminal's background, unless somebody has chosen some.
    pub(super) fn background(&mut self, background: Background) {
        let context = &mut self.app.context;
        if context.theme_by == ChosenBy::Program {
            context.theme = context.theme.with_palette(Palette::on(Some(background)));
            self.outdate();
        }
    }

    pub(super) fn warn(&mut self, problem: String) {
        self.app.context.warn(problem);
        self.outdate();
    }

    fn outdate(&mut self) {
        self.dirty = self.dirty.max(Dirty::Updated);
    }

    /// Draws what there is to be seen now.
    pub(super) fn draw(&mut self, renderer: &mut Renderer, guard: &mut Guard) {
        if let Some(traffic) = &mut self.app.context.traffic {
            *traffic = renderer.traffic();
        }
        renderer.draw(&self.app, guard);
        self.dirty = Dirty::No;
    }

    pub(super) fn expire(&mut self, renderer: &Renderer) {
        let read = self.app.context.traffic.is_some() && renderer.reading_in().is_zero();
        if self.app.context.expire(Instant::now()) || read {
            self.outdate();
        }
    }

    /// How long it is until the next frame; `None` if the screen shows everything, or the last frame is on its way still.
    pub(super) fn due_in(&self, renderer: &Renderer) -> Option<Duration> {
        if self.dirty == Dirty::No { None } else { renderer.due_in(self.dirty == Dirty::Unanswered) }
    }

    /// How long there is nothing to do but wait: until the next frame, until something changes by itself, or
    /// until the bytes a second are read.
    pub(super) fn patience(&self, renderer: &Renderer) -> Duration {
        /// Longer than anything that is waited for.
        const LONG: Duration = Duration::from_hours(1);
        let frame = self.due_in(renderer);
        let change = self.app.due().map(|due| due.saturating_duration_since(Instant::now()));
        let reading = self.app.context.traffic.filter(|traffic| *traffic > 0 && self.dirty == Dirty::No);
        let reading = reading.map(|_| renderer.reading_in());
        [frame, change, reading].into_iter().flatten().min().unwrap_or(LONG)
    }

    /// Asks the session for what the view that is shown needs, if that has changed.
    fn ask(&mut self) {
        if let Some(command) = self.app.ask() {
            self.send(command);
        }
    }

    pub(super) fn leave(self, reason: ExitReason) -> ScreenOutcome {
        // Nobody looks any more; a session that has ended takes no command, and needs none.
        let _ = self.session.send(Command::Watch(Watch::Nothing));
        let screenshot = screenshot(&self.app, self.device.size());
        ScreenOutcome { history: self.app.context.history, reason, screenshot }
    }

    pub(super) fn key(&mut self, key: Key) -> AfterKey {
        self.dirty = Dirty::Unanswered;
        let (mut after, now) = (AfterKey::Stay, Instant::now());
        let effects = match key {
            Key::Mouse(event) => {
                let target = layout::target(&self.app, self.device.size(), event);
                self.app.mouse(event, target, now)
            }
            key => self.app.key(key, now),
        };
        for effect in effects {
            match effect {
                Effect::Redraw => after = AfterKey::Redraw,
                Effect::Quit => return AfterKey::Leave(ExitReason::Quit),
                Effect::Detach => return AfterKey::Leave(ExitReason::Detach),
                effect => self.carry_out(effect),
            }
        }
        self.press_held();
        self.ask();
        after
    }

    /// Does what needs neither the terminal nor the end of the loop.
    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Send(command) => self.send(command),
            Effect::Save => self.save(),
            Effect::StartTrials(config) => self.start_trials(*config),
            Effect::SendTrials(command) => self.send_to_trials(command),
            Effect::SaveTrials(table, csv) => self.save_trials(table, &csv),
            Effect::SaveSweep => self.save_sweep(),
            Effect::Screenshot => self.save_screenshot(),
            Effect::FindRecorded => self.run(|| Done::Found(find_recorded(Path::new(".")))),
            Effect::LoadLane(lane) => {
                self.run(move || Done::Loaded(load(&lane).map_err(|error| error.to_string())));
            }
            Effect::Suspend => {
                if !suspend_job() {
                    self.app.say(say!(self.app.context.lang(), display::NO_SHELL), Instant::now());
                }
            }
            // Asked for by a key that has waited; the loop sees to it.
            Effect::Quit => self.leaving = Some(ExitReason::Quit),
            Effect::Detach => self.leaving = Some(ExitReason::Detach),
            // The loop's, or done by the front end itself.
            Effect::Redraw | Effect::Open(_) | Effect::Close | Effect::ShowView(_) | Effect::TurnView(_) => {}
        }
    }

    fn send(&mut self, command: Command) {
        self.app.sent(&command, Instant::now());
        if !self.session.send(command) {
            self.app.context.warn(say!(self.app.context.lang(), refusals::refusal(&Refusal::Gone)));
        }
    }

    /// Writes everything that is known into a new folder.
    fn save(&mut self) {
        let (history, smoothing) = (self.app.context.shown().clone(), self.app.context.chart.smoothing);
        let (screen, hypothesis) = (screenshot(&self.app, self.device.size()), self.hypothesis.clone());
        let lang = self.app.context.lang();
        self.write(move || {
            let folder = RunFolder::numbered(Path::new("."))?.with_hypothesis(hypothesis);
            folder.save(&history, smoothing, &screen.text()).map(|saved| saved.say(lang))
        });
    }

    /// Writes what has come of the trials of a sweep into a new folder.
    fn save_sweep(&mut self) {
        let Some(sweep) = self.app.context.history.sweep.clone() else { return };
        let lang = self.app.context.lang();
        self.write(move || {
            let files = export::sweep_files(&sweep)?;
            RunFolder::numbered(Path::new("."))?.save_files(&files, 0).map(|saved| saved.say(lang))
        });
    }

    /// Writes the screen as pictures.
    fn save_screenshot(&mut self) {
        let screen = screenshot(&self.app, self.device.size());
        let lang = self.app.context.lang();
        self.write(move || {
            let name = numbered_screenshots(Path::new("."), &screen)?;
            Ok(say!(lang, run::screen_saved(&name)))
        });
    }

    /// Writes in a thread of its own: a picture takes a while.
    fn write(&mut self, write: impl FnOnce() -> Result<String, RecordError> + Send + 'static) {
        self.app.say(say!(self.app.context.lang(), run::WRITING), Instant::now());
        self.run(move || Done::Written(write().map_err(|error| error.to_string())));
    }

    fn run(&mut self, work: impl FnOnce() -> Done + Send + 'static) {
        if let Err(error) = run(self.done.clone(), work) {
            self.app.context.warn(say!(self.app.context.lang(), run::no_thread(&error.to_string())));
        }
    }

    /// Takes in what has come of an errand.
    pub(super) fn finish(&mut self, done: Done) {
        let lang = self.app.context.lang();
        let context = &mut self.app.context;
        context.now = Instant::now();
        match done {
            Done::Written(Ok(text)) => context.say(text),
            Done::Written(Err(error)) => context.warn(say!(lang, run::not_written(&error))),
            Done::Found(lanes) => context.recorded = Some(lanes),
            Done::Loaded(Ok(Some(lane))) => context.invite(*lane),
            Done::Loaded(Ok(None)) => context.warn(say!(lang, race::LEFT_ITS_RACE)),
            Done::Loaded(Err(error)) => context.warn(say!(lang, race::not_loaded(&error))),
        }
        self.outdate();
    }
}
