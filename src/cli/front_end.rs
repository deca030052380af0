//! Who shows a session: plain lines, a screen, or the clients of a race in the background.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use crossbeam_channel::Receiver;

use super::screen::{OpenFiles, ScreenArgs, ScreenFiles};
use super::{Environment, Usage, background, data, environment, outcome::RaceOutcome};
use crate::{
    headless, history::History, lesson::Course, record::RecordError, remote, session, signals::Signals, tui,
};

/// Frames a second on a local terminal.
const FPS: u32 = 30;

/// Frames a second over SSH: a link's bytes are dearer than a smooth curve.
const FPS_OVER_SSH: u32 = 10;

const WITH_HEADLESS: &str = "with --headless";

#[derive(Debug, Clone, PartialEq)]
pub(super) enum FrontEnd {
    Plain,
    /// A screen, and the files that are written of it.
    Screen(Box<tui::ScreenOptions>, ScreenFiles),
    /// A socket for whoever attaches: this process is the one in the background.
    Server,
}

/// What a front end shows.
pub(super) struct Feed<'a> {
    pub(super) session: session::Session,
    pub(super) updates: Receiver<session::Update>,
    /// What is known of the race already.
    pub(super) history: History,
    pub(super) signals: &'a Signals,
    /// Where clients connect, if the race runs in the background.
    pub(super) socket: Option<remote::Socket>,
    pub(super) place: tui::Place,
    pub(super) files: OpenFiles,
    pub(super) course: Option<Course>,
    /// A warning to begin with.
    pub(super) note: Option<String>,
}

impl<'a> Feed<'a> {
    /// A session alone, of which nothing is known yet.
    pub(super) fn new(
        session: session::Session,
        updates: Receiver<session::Update>,
        signals: &'a Signals,
        place: tui::Place,
    ) -> Self {
        Self {
            session,
            updates,
            history: History::default(),
            signals,
            socket: None,
            place,
            files: OpenFiles::default(),
            course: None,
            note: None,
        }
    }
}

/// Starts to watch for signals: to be called before anything that must be restored or saved when one comes.
pub(super) fn watch_signals() -> anyhow::Result<Signals> {
    Signals::watch().context("can't watch for signals")
}

impl FrontEnd {
    /// The one that was asked for, or that standard output allows.
    pub(super) fn new(args: &ScreenArgs, environment: Environment) -> Result<Self, Usage> {
        let no_screen = match environment.screen {
            _ if args.headless => Some(WITH_HEADLESS),
            true => None,
            false => Some("here (standard output is no terminal, or TERM is dumb)"),
        };
        let files = args.files(no_screen)?;
        let (keys, locks) = (args.keys.clone().unwrap_or_default(), args.lock.clone().unwrap_or_default());
        keys.check().map_err(|wrong| Usage::new(format!("--keys: {wrong}")))?;
        locks.check(&keys).map_err(|wrong| Usage::new(format!("--lock: {wrong}")))?;
        if no_screen.is_some() {
            return Ok(Self::Plain);
        }
        let default_fps = if environment.ssh { FPS_OVER_SSH } else { FPS };
        let options = tui::ScreenOptions {
            theme: args.theme,
            plot: args.plot,
            axis: args.axis,
            target: None,
            color: args.color,
            sync: args.sync,
            fps: args.fps.and_then(|fps| u32::try_from(fps).ok()).unwrap_or(default_fps),
            lang: args.lang,
            presenter: args.presenter,
            mouse: args.mouse,
            title: args.title.unwrap_or(true),
            locks,
            rebinding: keys,
            hypothesis: None,
        };
        Ok(Self::Screen(Box::new(options), files))
    }

    /// Opens the files that are written of a screen; `inputs` are the files and folders that are read meanwhile.
    pub(super) fn open_files(&self, inputs: &[PathBuf]) -> Result<OpenFiles, RecordError> {
        match self {
            Self::Screen(_, files) => files.open(inputs),
            Self::Plain | Self::Server => Ok(OpenFiles::default()),
        }
    }

    /// Refuses a pause that nobody could end.
    pub(super) fn check_paused(&self, paused: bool, headless: bool) -> Result<(), Usage> {
        if !paused || *self != Self::Plain {
            return Ok(());
        }
        let without = "without a screen (standard output is no terminal, or TERM is dumb)";
        let why = if headless { WITH_HEADLESS } else { without };
        Err(Usage::new(format!("--paused: nobody could go on {why}")))
    }

    /// Shows a session that is not recorded here, and returns the exit code; `inputs` are the files and folders that
    /// it is read from.
    pub(super) fn watch(
        self,
        feed: Feed<'_>,
        inputs: &[PathBuf],
        out: &mut impl Write,
    ) -> anyhow::Result<u8> {
        let files = self.open_files(inputs)?;
        self.show(Feed { files, ..feed }, out)?.report(Ok(None), out)
    }

    /// Shows a race to its end.
    pub(super) fn show(self, feed: Feed<'_>, out: &mut impl Write) -> anyhow::Result<RaceOutcome> {
        match self {
            Self::Plain => Ok(print(feed, out)),
            Self::Screen(options, _) => show_on_screen(feed, *options),
            Self::Server => serve_clients(feed),
        }
    }
}

fn print(feed: Feed<'_>, out: &mut impl Write) -> RaceOutcome {
    let Feed { session, updates, history, signals, place, .. } = feed;
    let race = match place {
        tui::Place::Here => headless::PlainRace::Here,
        tui::Place::Recorded => headless::PlainRace::Recorded,
        tui::Place::Background
        | tui::Place::Recording
        | tui::Place::Comparison
        | tui::Place::Log
        | tui::Place::Sweep => headless::PlainRace::Elsewhere,
    };
    let outcome = headless::run(session, &updates, history, signals, race, out);
    let headless::PlainOutcome { history, signal, printed } = outcome;
    RaceOutcome { printed, ..RaceOutcome::new(history, tui::ExitReason::of(signal)) }
}

fn show_on_screen(feed: Feed<'_>, options: tui::ScreenOptions) -> anyhow::Result<RaceOutcome> {
    let Feed { session, updates, history, signals, place, files, course, note, .. } = feed;
    let (starter, fault, cast) = (data::start_trials, environment::planted_in_screen(), files.cast);
    let recorded = cast.as_ref().map(|cast| cast.path().to_owned());
    let input = tui::ScreenInput { history, place, options, course, note, starter, fault, cast };
    let tui::ScreenOutcome { history, reason, screenshot } = tui::run(session, updates, signals, input)?;
    let screenshot = files.screenshot.map(|file| file.write(&screenshot));
    Ok(RaceOutcome { screenshot, cast: recorded, ..RaceOutcome::new(history, reason) })
}

fn serve_clients(feed: Feed<'_>) -> anyhow::Result<RaceOutcome> {
    let Feed { session, updates, history, signals, socket, .. } = feed;
    let socket = socket.context("only a recorded race is put into the background")?;
    serve(session, &updates, history, socket, signals, background::release_starter)
}

/// Serves what is recorded in a socket's folder to whoever attaches, and lists it wherever the folder is moved.
/// `ready` gets the folder once it can be attached to, and why it isn't listed.
pub(super) fn serve(
    session: session::Session,
    updates: &Receiver<session::Update>,
    history: History,
    socket: remote::Socket,
    signals: &Signals,
    ready: impl FnOnce(&Path, Option<&str>),
) -> anyhow::Result<RaceOutcome> {
    // Without an entry it can be reached by its folder.
    let entry = remote::RegistryEntry::new(socket.folder());
    let note = match &entry {
        Ok(entry) => entry.note.clone(),
        Err(error) => Some(format!("downhill list will not have it: {error}")),
    };
    let folder = socket.folder().to_owned();
    let ready = || ready(&folder, note.as_deref());
    let mut entry = entry.ok();
    let moved = |folder: &Path| {
        // The old entry goes first: both may have the same name.
        drop(entry.take());
        entry = remote::RegistryEntry::new(folder).ok();
    };
    let served = remote::serve(session, updates, history, socket, signals.receiver(), ready, moved)?;
    let (reason, stop_requests) = (tui::ExitReason::of(served.signal), served.stop_requests);
    Ok(RaceOutcome { stop_requests, ..RaceOutcome::new(served.history, reason) })
}
