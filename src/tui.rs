//! The terminal front end: drain updates, draw, handle keys.
//!
//! The front end never waits for the terminal: frames go out through a thread of their own, one at a
//! time, and while one is on its way none is drawn.

mod action;
mod app;
mod axis;
mod bindings;
mod device;
mod explain;
mod form;
mod glyphs;
pub mod keys;
mod lecture;
mod lock;
mod number;
mod outlet;
mod pace;
mod painter;
mod picture;
mod plot;
mod stage;
mod surroundings;
mod terminal;
#[cfg(test)]
mod testing;
mod theme;
mod view;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use crossbeam_channel::{Receiver, Sender, bounded, never, select};

use crate::{
    config::Config,
    export::Grid,
    history::History,
    lesson::Runner,
    record::{CastFile, RecordError, RunFolder, numbered_pictures},
    session::{Command, Session, Update, Watch},
    words::Lang,
};
use app::{App, Effect, Trials};
use device::Device;
use keys::Key;
use pace::Pace;
use stage::Stage;
use surroundings::Surroundings;
use terminal::{Guard, Input};

pub use lecture::Lecture;
pub use lock::Locks;

/// How the screen looks, and what it knows.
#[derive(Debug)]
pub struct Screen {
    /// What is known of the race already.
    pub history: History,
    /// Where it runs.
    pub place: Place,
    /// Colours.
    pub theme: ThemeChoice,
    /// Signs that curves are drawn with.
    pub plot: PlotChoice,
    /// How many colours.
    pub color: ColorChoice,
    /// Whether the terminal is told to show each frame at once.
    pub sync: SyncChoice,
    /// Frames a second at the most.
    pub fps: u32,
    /// In which language; `None` goes by the locale.
    pub lang: Option<Lang>,
    /// What is taught with it.
    pub lesson: Option<Runner>,
    /// What goes wrong while the run is recorded.
    pub problems: Option<Receiver<String>>,
    /// What starts trials.
    pub starter: Starter,
    /// An iteration at which the front end fails, for trials.
    pub fault: Option<u64>,
    /// What a lecture asks of it.
    pub lecture: Box<Lecture>,
    /// What it is recorded into.
    pub cast: Option<CastFile>,
}

/// Starts a session of trials on the data of that folder, or on those in the binary; it waits for a step.
pub type Starter = fn(Config, Option<PathBuf>) -> anyhow::Result<(Session, Receiver<Update>)>;

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

/// How many colours were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorChoice {
    /// As the terminal and the environment say.
    Auto,
    /// None.
    None,
    /// The sixteen of the terminal's own palette.
    Sixteen,
    /// The fixed palette of 256.
    Indexed,
    /// Any.
    True,
}

/// Whether synchronised output was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncChoice {
    /// Where the terminal is known to take it well.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
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
pub fn run(session: Session, updates: Receiver<Update>, screen: Screen) -> anyhow::Result<Ended> {
    let faults = terminal::catch_panics();
    let mut guard = Guard::enter().context("the terminal can't be set up")?;
    let ended = catch_unwind(AssertUnwindSafe(|| show(&mut guard, &session, updates, screen)));
    let restored = guard.leave();
    terminal::release_panics();
    // The terminal is back before the trainer's thread is waited for.
    drop(session);
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
    updates: Receiver<Update>,
    screen: Screen,
) -> anyhow::Result<Ended> {
    let surroundings = Surroundings::read();
    let mut app = App::new(
        screen.history,
        screen.place,
        surroundings.theme(screen.theme, screen.color),
        surroundings.plot(screen.plot),
    );
    app.as_one = surroundings.as_one(screen.sync);
    app.locks = screen.lecture.locks;
    app.present(screen.lecture.presenter);
    app.speak(surroundings.lang(screen.lang));
    if let Some(runner) = screen.lesson {
        app.teach(runner);
    }
    let pace = Pace::new(screen.fps, surroundings.budget());
    let cast = screen.cast.map(|file| file.begin(guard.device()?.size(), surroundings.term())).transpose();
    let cast = cast.context("no thread to record the screen")?;
    let mut stage = Stage::open(guard.device()?, pace, cast).context("no thread to write to the terminal")?;
    let input = guard.listen().context("no thread to read keys")?;
    let (saved, saves) = bounded(1);
    let mut front = Front {
        app,
        session,
        updates,
        problems: screen.problems.unwrap_or_else(never),
        fault: screen.fault,
        starter: screen.starter,
        trials: None,
        trial_updates: never(),
        screen: Behind::Told,
        saved,
        hypothesis: screen.lecture.hypothesis,
        device: guard.device()?,
    };
    loop {
        front.drain();
        front.advance();
        if front.screen != Behind::Not && stage.due_in(front.screen == Behind::Key) == Some(Duration::ZERO) {
            stage.draw(&mut front.app, guard);
            front.screen = Behind::Not;
        }
        // While a frame is due anyway, updates wait for it; an idle screen is woken by them.
        let idle = never();
        let updates = if front.screen == Behind::Not { &front.updates } else { &idle };
        select! {
            recv(input) -> event => match event {
                Ok(Input::Key(key)) => match front.key(key) {
                    Next::Stay => {}
                    Next::Redraw => stage.start_anew(),
                    Next::Leave(way) => return Ok(front.ended(way)),
                },
                Ok(Input::Resized) => front.screen = Behind::Key,
                Ok(Input::Stop) if !terminal::has_shell() => {}
                Ok(Input::Stop) => {
                    stage.close();
                    guard.stop()?;
                }
                Ok(Input::Continued) => {
                    guard.make_raw()?;
                    stage.reopen()?;
                    front.screen = Behind::Key;
                }
                Ok(Input::Signal(signal)) => return Ok(front.ended(Way::Signal(signal))),
                Err(_) => return Ok(front.ended(Way::Quit)),
            },
            recv(updates) -> update => match update {
                Ok(update) => front.apply(&update),
                Err(_) => front.updates = never(),
            },
            recv(front.trial_updates) -> update => match update {
                Ok(update) => front.apply_trials(&update),
                Err(_) => front.trial_updates = never(),
            },
            recv(stage.left()) -> left => stage.take_back(left),
            recv(front.problems) -> problem => match problem {
                Ok(problem) => front.warn(problem),
                Err(_) => front.problems = never(),
            },
            recv(stage.problems()) -> problem => match problem {
                Ok(problem) => front.warn(problem),
                Err(_) => stage.end_cast(),
            },
            recv(saves) -> result => front.tell_saved(result.unwrap_or_else(|_| Err(String::new()))),
            default(front.patience(&stage)) => front.expire(&stage),
        }
    }
}

/// What to do after a key.
enum Next {
    Stay,
    Redraw,
    Leave(Way),
}

/// Whether the screen is behind what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Behind {
    /// It shows everything.
    Not,
    /// There is news.
    Told,
    /// Somebody waits for an answer.
    Key,
}

/// The front end with what it is connected to.
struct Front<'a> {
    app: App,
    session: &'a Session,
    updates: Receiver<Update>,
    problems: Receiver<String>,
    /// An iteration at which it fails, for trials.
    fault: Option<u64>,
    starter: Starter,
    /// The session of the trials of rates.
    trials: Option<Session>,
    trial_updates: Receiver<Update>,
    screen: Behind,
    saved: Sender<Result<String, String>>,
    /// What is expected of the race.
    hypothesis: Option<String>,
    /// What tells the size of the window.
    device: Device,
}

impl Front<'_> {
    fn drain(&mut self) {
        while let Ok(update) = self.updates.try_recv() {
            self.apply(&update);
        }
    }

    fn advance(&mut self) {
        if self.app.advance(Instant::now()) {
            self.news();
        }
    }

    fn apply(&mut self, update: &Update) {
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

    fn apply_trials(&mut self, update: &Update) {
        for trials in self.app.rates.apply(update) {
            self.follow_trials(trials);
        }
        self.news();
    }

    fn follow_trials(&mut self, trials: Trials) {
        match trials {
            Trials::Send(command) => {
                if !self.trials.as_ref().is_some_and(|session| session.send(command)) {
                    self.app.warn("the trials take no more commands");
                }
            }
            Trials::Start(config) => {
                // The earlier ones end before these begin.
                self.trials = None;
                let card = self.app.history().card();
                let folder = card.and_then(|card| card.data.folder.as_ref()).map(PathBuf::from);
                match (self.starter)(*config, folder) {
                    Ok((session, updates)) => {
                        self.trials = Some(session);
                        self.trial_updates = updates;
                    }
                    Err(error) => self.app.warn(format!("no trials: {error:#}")),
                }
            }
        }
    }

    /// Writes the table of trials into a new folder.
    fn save_trials(&mut self) {
        let csv = self.app.rates.csv();
        let saved = RunFolder::numbered(Path::new(".")).and_then(|folder| folder.save_trials(&csv));
        self.tell_saved(saved.map(|saved| saved.to_string()).map_err(|error| error.to_string()));
    }

    fn warn(&mut self, problem: String) {
        self.app.warn(problem);
        self.news();
    }

    fn news(&mut self) {
        self.screen = self.screen.max(Behind::Told);
    }

    fn expire(&mut self, stage: &Stage) {
        let read = self.app.traffic.is_some() && stage.reading_in().is_zero();
        if self.app.expire(Instant::now()) || read {
            self.news();
        }
    }

    /// How long there is nothing to do but wait: until the next frame, until something changes by itself, or
    /// until the bytes a second are read.
    fn patience(&self, stage: &Stage) -> Duration {
        /// Longer than anything that is waited for.
        const LONG: Duration = Duration::from_hours(1);
        let frame = if self.screen == Behind::Not { None } else { stage.due_in(self.screen == Behind::Key) };
        let change = self.app.due().map(|due| due.saturating_duration_since(Instant::now()));
        let reading = self.app.traffic.filter(|traffic| *traffic > 0 && self.screen == Behind::Not);
        let reading = reading.map(|_| stage.reading_in());
        [frame, change, reading].into_iter().flatten().min().unwrap_or(LONG)
    }

    /// Asks to be told what the view that is shown needs; nothing where it needs nothing.
    fn ask(&mut self) {
        if let Some(command) = self.app.ask()
            && !self.session.send(command)
        {
            self.app.warn("the session takes no more commands");
        }
    }

    fn ended(self, way: Way) -> Ended {
        // Of no use to whoever goes on with the race; one that has ended takes it no more.
        let _ = self.session.send(Command::Watch(Watch::Nothing));
        let picture = picture::picture(&self.app, self.device.size());
        Ended { history: self.app.into_history(), way, picture }
    }

    fn key(&mut self, key: Key) -> Next {
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
                    if !terminal::ask_to_stop() {
                        let lang = self.app.lang();
                        let none = lang.say("there is no shell to go back to", "돌아갈 셸이 없습니다");
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
            let full = "the session takes no more commands";
            self.app.warn(self.app.lang().say(full, "경주가 명령을 더 받지 못합니다"));
        }
    }

    /// Writes everything that is known into a new folder.
    fn save(&mut self) {
        let (history, smoothing) = (self.app.shown().clone(), self.app.chart.smoothing);
        let (screen, hypothesis) = (picture::picture(&self.app, self.device.size()), self.hypothesis.clone());
        self.write(move || {
            let folder = RunFolder::numbered(Path::new("."))?.with_hypothesis(hypothesis);
            folder.save(&history, smoothing, &screen.text()).map(|saved| saved.to_string())
        });
    }

    /// Writes a picture of the screen.
    fn picture(&mut self) {
        let screen = picture::picture(&self.app, self.device.size());
        self.write(move || numbered_pictures(Path::new("."), &screen));
    }

    /// Writes in a thread of its own: a picture takes a while.
    fn write(&mut self, write: impl FnOnce() -> Result<String, RecordError> + Send + 'static) {
        let saved = self.saved.clone();
        // A front end that has left meanwhile needs no word.
        let tell = move || drop(saved.send(write().map_err(|error| error.to_string())));
        match thread::Builder::new().name("save".into()).spawn(tell) {
            Ok(_) => self.app.say(self.app.lang().say("writing …", "쓰는 중 …"), Instant::now()),
            Err(error) => self.not_written(error),
        }
    }

    fn not_written(&mut self, error: impl std::fmt::Display) {
        let what = self.app.lang().say("not written:", "쓰지 못했습니다:");
        self.app.warn(format!("{what} {error}"));
    }

    fn tell_saved(&mut self, result: Result<String, String>) {
        match result {
            Ok(text) => self.app.say(text, Instant::now()),
            Err(error) => self.not_written(error),
        }
        self.news();
    }
}
