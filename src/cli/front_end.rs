//! Who shows a session: plain lines, a screen, or guests of a race in the background.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use crossbeam_channel::Receiver;

use super::{
    Surroundings, Usage,
    args::ScreenArgs,
    background,
    fault::planted_in_screen,
    lecture::Files,
    printed,
    run::{Ending, start_trials},
};
use crate::{
    headless::{self, Ends, Unprinted},
    history::History,
    lesson::Course,
    record::RecordError,
    remote::{Entry, Socket, serve},
    session::{Session, Update},
    signals::Signals,
    tui::{self, ColorChoice, Lecture, Place, PlotChoice, Screen, SyncChoice, ThemeChoice, Way},
    words::Lang,
};

/// Frames a second on a terminal nearby.
const FPS: u32 = 30;

/// Frames a second over SSH: a link's bytes are dearer than a smooth curve.
const FPS_OVER_SSH: u32 = 10;

/// Why there is no screen.
const WITH_HEADLESS: &str = "with --headless";

/// Who shows a race.
#[derive(Debug, Clone, PartialEq)]
pub enum Front {
    /// Plain lines.
    Plain,
    /// A screen.
    Screen {
        /// Its colours.
        theme: ThemeChoice,
        /// What its curves are drawn with.
        plot: PlotChoice,
        /// How many colours.
        color: ColorChoice,
        /// Whether each frame is shown at once.
        sync: SyncChoice,
        /// Frames a second at the most.
        fps: u32,
        /// What a lecture asks of it.
        lecture: Box<Lecture>,
        /// In which language; `None` goes by the locale.
        lang: Option<Lang>,
    },
    /// Whoever attaches: this process is the one in the background.
    Guests,
}

/// What a front end is given.
pub(super) struct Show<'a> {
    pub(super) session: Session,
    pub(super) updates: Receiver<Update>,
    pub(super) history: History,
    pub(super) signals: &'a Signals,
    /// Where guests come to.
    pub(super) socket: Option<Socket>,
    /// Where it runs.
    pub(super) place: Place,
    /// What is written of its screen.
    pub(super) files: Files,
    /// What is taught with it.
    pub(super) course: Option<Course>,
    /// What a person is told before anything else.
    pub(super) note: Option<String>,
}

impl<'a> Show<'a> {
    /// A session there, and nothing beside it.
    pub(super) fn new(
        session: Session,
        updates: Receiver<Update>,
        signals: &'a Signals,
        place: Place,
    ) -> Self {
        Self {
            session,
            updates,
            history: History::default(),
            signals,
            socket: None,
            place,
            files: Files::default(),
            course: None,
            note: None,
        }
    }
}

/// Starts to watch for signals: before anything that is to be put back or saved when one comes.
pub(super) fn watch_signals() -> anyhow::Result<Signals> {
    Signals::watch().context("can't watch for signals")
}

impl Front {
    /// The one that was asked for, or that there is a terminal for.
    pub(super) fn new(args: &ScreenArgs, background: bool, around: Surroundings) -> Result<Self, Usage> {
        if background {
            return Ok(Self::Guests);
        }
        let no_screen = match around.screen {
            _ if args.headless => Some(WITH_HEADLESS),
            true => None,
            false => Some("here (standard output is no terminal, or TERM is dumb)"),
        };
        let lecture = Box::new(args.lecture.lecture(no_screen)?);
        if no_screen.is_some() {
            return Ok(Self::Plain);
        }
        let usual = if around.ssh { FPS_OVER_SSH } else { FPS };
        let fps = args.fps.and_then(|fps| u32::try_from(fps).ok()).unwrap_or(usual);
        let (theme, plot, lang) = (args.theme.into(), args.plot.into(), args.lang.map(Into::into));
        Ok(Self::Screen { theme, plot, color: args.color.into(), sync: args.sync.into(), fps, lecture, lang })
    }

    /// The same, with what is expected of the race.
    pub(super) fn with_hypothesis(mut self, hypothesis: Option<&str>) -> Self {
        if let Self::Screen { lecture, .. } = &mut self {
            lecture.hypothesis = hypothesis.map(str::to_owned);
        }
        self
    }

    /// The files that are written of a screen; `inputs` are the files and folders that are read meanwhile.
    pub(super) fn files(&self, inputs: &[PathBuf]) -> Result<Files, RecordError> {
        match self {
            Self::Screen { lecture, .. } => Files::open(lecture, inputs),
            Self::Plain | Self::Guests => Ok(Files::default()),
        }
    }

    /// Whether anybody could ask a race to go back.
    pub(super) const fn rewinds(&self) -> bool {
        !matches!(self, Self::Plain)
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

    /// Shows a session that needs no recorder, and tells the exit code; `inputs` are the files and folders that it
    /// is read from.
    pub(super) fn watch(
        self,
        show: Show<'_>,
        inputs: &[PathBuf],
        out: &mut impl Write,
    ) -> anyhow::Result<u8> {
        let files = self.files(inputs)?;
        match self.show(Show { files, ..show }, out)? {
            Some(ending) => ending.report(Ok(None), out),
            None => Ok(0),
        }
    }

    /// Shows the race to its end; `None` if whoever read the lines has gone.
    pub(super) fn show(self, show: Show<'_>, out: &mut impl Write) -> anyhow::Result<Option<Ending>> {
        let Show { session, updates, history, signals, socket, place, files, course, note } = show;
        match self {
            Self::Plain => {
                let ends = match place {
                    Place::Here | Place::Recorded => Ends::Race,
                    Place::Background | Place::Recording => Ends::Watching,
                };
                let unprinted = if place == Place::Recorded { Unprinted::GoesOn } else { Unprinted::Ends };
                let around = headless::Around { signals: Some(signals), ends, unprinted };
                match headless::run(session, &updates, history, around, out) {
                    Ok(headless::Ended { history, signal, printed }) => {
                        Ok(Some(Ending { printed, ..Ending::new(history, Way::of(signal)) }))
                    }
                    Err(error) => printed(Err(error)).map(|_| None),
                }
            }
            Self::Screen { theme, plot, color, sync, fps, lecture, lang } => {
                let (fault, cast) = (planted_in_screen(), files.cast);
                let screen = Screen {
                    history,
                    place,
                    theme,
                    plot,
                    color,
                    sync,
                    fps,
                    lang,
                    course,
                    note,
                    starter: start_trials,
                    fault,
                    lecture,
                    cast,
                };
                let tui::Ended { history, way, picture } = tui::run(session, updates, signals, screen)?;
                let picture = files.screenshot.map(|file| file.write(&picture));
                Ok(Some(Ending { picture, ..Ending::new(history, way) }))
            }
            Self::Guests => {
                // Only a recorded race is put into the background.
                let Some(socket) = socket else { return Ok(None) };
                // By its folder it can be reached nevertheless.
                let entry = Entry::new(socket.folder());
                let note = match &entry {
                    Ok(entry) => entry.note.clone(),
                    Err(error) => Some(format!("downhill list will not have it: {error}")),
                };
                let folder = socket.folder().to_owned();
                let ready = || background::let_go(&folder, note.as_deref());
                let mut entry = entry.ok();
                let moved = |folder: &Path| {
                    // The old one goes first: both may have the same name.
                    drop(entry.take());
                    entry = Entry::new(folder).ok();
                };
                let served = serve(session, &updates, history, socket, signals.receiver(), ready, moved)?;
                let (way, stoppers) = (Way::of(served.signal), served.stoppers);
                Ok(Some(Ending { stoppers, ..Ending::new(served.history, way) }))
            }
        }
    }
}
