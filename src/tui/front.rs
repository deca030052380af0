//! The front end with what it is connected to: what updates, keys and passing time do to it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender};

use super::{
    Ended, Starter, Way,
    app::{App, Effect, Trials},
    picture,
    renderer::Renderer,
};
use crate::{
    record::{RecordError, RunFolder, numbered_screenshots},
    session::{Command, Refusal, Session, Update, Watch},
    terminal::{Device, Key, suspend_job},
    words::say,
};

/// What to do after a key.
pub(super) enum Next {
    Stay,
    Redraw,
    Leave(Way),
}

/// Whether the screen is behind what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Behind {
    /// It shows everything.
    Not,
    /// There is news.
    Told,
    /// Somebody waits for an answer.
    Key,
}

/// The front end with what it is connected to.
pub(super) struct Front<'a> {
    pub(super) app: App,
    pub(super) session: &'a Session,
    pub(super) updates: Receiver<Update>,
    /// An iteration at which it fails, for trials.
    pub(super) fault: Option<u64>,
    pub(super) starter: Starter,
    /// The session of the trials of rates.
    pub(super) trials: &'a mut Option<Session>,
    pub(super) trial_updates: Receiver<Update>,
    pub(super) screen: Behind,
    pub(super) saved: Sender<Result<String, String>>,
    /// What is expected of the race.
    pub(super) hypothesis: Option<String>,
    /// What tells the size of the window.
    pub(super) device: Device,
}

impl Front<'_> {
    pub(super) fn drain(&mut self) {
        while let Ok(update) = self.updates.try_recv() {
            self.apply(&update);
        }
    }

    pub(super) fn advance(&mut self) {
        if self.app.advance(Instant::now()) {
            self.news();
        }
    }

    pub(super) fn apply(&mut self, update: &Update) {
        self.app.apply(update, Instant::now());
        self.ask();
        for command in self.app.hear_lesson(update) {
            self.send(command);
        }
        self.news();
        assert!(
            self.fault.is_none_or(|fault| self.app.history().iteration() < fault),
            "planted in the front end"
        );
    }

    pub(super) fn apply_trials(&mut self, update: &Update) {
        for trials in self.app.rates.apply(update) {
            self.follow_trials(trials);
        }
        self.news();
    }

    fn follow_trials(&mut self, trials: Trials) {
        match trials {
            Trials::Send(command) => {
                if !self.trials.as_ref().is_some_and(|session| session.send(command)) {
                    self.app.warn(say!(self.app.lang(), rates::TRIALS_TAKE_NO_MORE));
                }
            }
            Trials::Start(config) => {
                // The earlier ones end before these begin.
                *self.trials = None;
                let card = self.app.history().card();
                let folder = card.and_then(|card| card.data.folder(None));
                match (self.starter)(*config, folder) {
                    Ok((session, updates)) => {
                        *self.trials = Some(session);
                        self.trial_updates = updates;
                    }
                    Err(error) => {
                        let error = format!("{error:#}");
                        self.app.warn(say!(self.app.lang(), rates::no_trials(&error)));
                    }
                }
            }
        }
    }

    /// Writes the table of trials into a new folder.
    fn save_trials(&mut self) {
        let csv = self.app.rates.csv();
        let saved = RunFolder::numbered(Path::new(".")).and_then(|folder| folder.save_trials(&csv));
        let lang = self.app.lang();
        self.tell_saved(saved.map(|saved| saved.say(lang)).map_err(|error| error.to_string()));
    }

    pub(super) fn warn(&mut self, problem: String) {
        self.app.warn(problem);
        self.news();
    }

    /// Updates what the screen shows of the window and of the link, before it is drawn.
    pub(super) fn measure(&mut self, renderer: &mut Renderer) {
        self.app.window = self.device.size();
        if let Some(traffic) = &mut self.app.traffic {
            *traffic = renderer.traffic();
        }
    }

    fn news(&mut self) {
        self.screen = self.screen.max(Behind::Told);
    }

    pub(super) fn expire(&mut self, renderer: &Renderer) {
        let read = self.app.traffic.is_some() && renderer.reading_in().is_zero();
        if self.app.expire(Instant::now()) || read {
            self.news();
        }
    }

    /// How long it is until the next frame; `None` if the screen shows everything, or the last frame is on its way still.
    pub(super) fn due_in(&self, renderer: &Renderer) -> Option<Duration> {
        if self.screen == Behind::Not { None } else { renderer.due_in(self.screen == Behind::Key) }
    }

    /// How long there is nothing to do but wait: until the next frame, until something changes by itself, or
    /// until the bytes a second are read.
    pub(super) fn patience(&self, renderer: &Renderer) -> Duration {
        /// Longer than anything that is waited for.
        const LONG: Duration = Duration::from_hours(1);
        let frame = self.due_in(renderer);
        let change = self.app.due().map(|due| due.saturating_duration_since(Instant::now()));
        let reading = self.app.traffic.filter(|traffic| *traffic > 0 && self.screen == Behind::Not);
        let reading = reading.map(|_| renderer.reading_in());
        [frame, change, reading].into_iter().flatten().min().unwrap_or(LONG)
    }

    /// Asks to be told what the view that is shown needs; nothing where it needs nothing.
    fn ask(&mut self) {
        if let Some(command) = self.app.ask()
            && !self.session.send(command)
        {
            self.gone();
        }
    }

    pub(super) fn ended(self, way: Way) -> Ended {
        // Of no use to whoever goes on with the race; one that has ended takes it no more.
        let _ = self.session.send(Command::Watch(Watch::Nothing));
        let picture = picture::picture(&self.app, self.device.size());
        Ended { history: self.app.into_history(), way, picture }
    }

    pub(super) fn key(&mut self, key: Key) -> Next {
        self.screen = Behind::Key;
        let mut next = Next::Stay;
        for effect in self.app.key(key, Instant::now()) {
            match effect {
                Effect::Send(command) => self.send(command),
                Effect::Save => self.save(),
                Effect::Trials(trials) => self.follow_trials(trials),
                Effect::SaveTrials => self.save_trials(),
                Effect::Picture => self.picture(),
                Effect::Redraw => next = Next::Redraw,
                Effect::Stop => {
                    if !suspend_job() {
                        let lang = self.app.lang();
                        let none = say!(lang, display::NO_SHELL);
                        self.app.say(none, Instant::now());
                    }
                }
                Effect::Quit => return Next::Leave(Way::Quit),
                Effect::Detach => return Next::Leave(Way::Detach),
            }
        }
        self.ask();
        next
    }

    fn send(&mut self, command: Command) {
        if !self.session.send(command) {
            self.gone();
        }
    }

    fn gone(&mut self) {
        self.app.warn(say!(self.app.lang(), refusals::refusal(&Refusal::Gone)));
    }

    /// Writes everything that is known into a new folder.
    fn save(&mut self) {
        let (history, smoothing) = (self.app.shown().clone(), self.app.chart.smoothing);
        let (screen, hypothesis) = (picture::picture(&self.app, self.device.size()), self.hypothesis.clone());
        let lang = self.app.lang();
        self.write(move || {
            let folder = RunFolder::numbered(Path::new("."))?.with_hypothesis(hypothesis);
            folder.save(&history, smoothing, &screen.text()).map(|saved| saved.say(lang))
        });
    }

    /// Writes a picture of the screen.
    fn picture(&mut self) {
        let screen = picture::picture(&self.app, self.device.size());
        let lang = self.app.lang();
        self.write(move || {
            let name = numbered_screenshots(Path::new("."), &screen)?;
            Ok(say!(lang, run::screen_saved(&name)))
        });
    }

    /// Writes in a thread of its own: a picture takes a while.
    fn write(&mut self, write: impl FnOnce() -> Result<String, RecordError> + Send + 'static) {
        let saved = self.saved.clone();
        // A front end that has left meanwhile needs no word.
        let tell = move || drop(saved.send(write().map_err(|error| error.to_string())));
        match thread::Builder::new().name("save".into()).spawn(tell) {
            Ok(_) => self.app.say(say!(self.app.lang(), run::WRITING), Instant::now()),
            Err(error) => self.not_written(error),
        }
    }

    fn not_written(&mut self, error: impl std::fmt::Display) {
        self.app.warn(say!(self.app.lang(), run::not_written(&error.to_string())));
    }

    pub(super) fn tell_saved(&mut self, result: Result<String, String>) {
        match result {
            Ok(text) => self.app.say(text, Instant::now()),
            Err(error) => self.not_written(error),
        }
        self.news();
    }
}
