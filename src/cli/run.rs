//! A session, a recorder and a front end brought together, from the start of a race to its exit code.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use crossbeam_channel::Receiver;

use super::{Surroundings, Usage, args::ScreenArgs, printed};
use crate::{
    data,
    headless::{self, Signals},
    history::{History, LaneHistory},
    race::LaneState,
    record::{RecordError, Recorder, Resumed, RunFolder, Saved},
    session::{Loader, Opening, Origin, Session, Update},
    tui::{self, PlotChoice, Screen, ThemeChoice},
};

/// Frames a second on a terminal nearby.
const FPS: u32 = 30;

/// Frames a second over SSH: a link's bytes are dearer than a smooth curve.
const FPS_OVER_SSH: u32 = 10;

/// Who shows a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Plain lines.
    Plain,
    /// A screen.
    Screen {
        /// Its colours.
        theme: ThemeChoice,
        /// What its curves are drawn with.
        plot: PlotChoice,
        /// Frames a second at the most.
        fps: u32,
    },
}

/// Everything that a session is started with.
pub(super) struct Run {
    pub(super) origin: Origin,
    pub(super) opening: Opening,
    pub(super) loader: Loader,
    /// Where it is recorded, if it is.
    pub(super) recording: Option<Recording>,
    /// From one checkpoint to the next.
    pub(super) save_every: Duration,
    /// What is known of it already.
    pub(super) history: History,
}

/// A run folder that is filled while a race runs.
pub(super) enum Recording {
    /// From its start.
    New(RunFolder),
    /// From where it stopped.
    GoingOn(Box<Resumed>),
}

/// How a front end has ended.
struct Ending {
    history: History,
    signal: Option<i32>,
}

impl Run {
    /// Runs it to its end and tells the exit code.
    pub(super) fn show(self, front: Front, out: &mut impl Write) -> anyhow::Result<u8> {
        // A screen watches for signals itself. This lives to the end: saving is not to be cut short either.
        let signals = (front == Front::Plain).then(Signals::watch).transpose();
        let signals = signals.context("can't watch for signals")?;
        let no_thread = "no thread for the race";
        let (session, updates, recorder) = if let Some(recording) = self.recording {
            let (session, [updates], log) =
                Session::start_recorded::<1>(self.origin, self.opening, self.loader, self.save_every)
                    .context(no_thread)?;
            let recorder = match recording {
                Recording::New(folder) => Recorder::start(folder, log),
                Recording::GoingOn(resumed) => resumed.record(log),
            };
            (session, updates, Some(recorder.context("no thread to record the race")?))
        } else {
            let (session, [updates]) =
                Session::start::<1>(self.origin, self.opening, self.loader).context(no_thread)?;
            (session, updates, None)
        };
        let problems = recorder.as_ref().map(|recorder| recorder.problems().clone());
        let ending = front.show(session, updates, self.history, problems, signals.as_ref(), out);
        // The front end has dropped the session; that is what the recorder waits for.
        let saved = recorder.map(Recorder::finish).transpose();
        let Some(ending) = ending? else {
            saved?;
            return Ok(0);
        };
        ending.report(saved, out)
    }
}

impl Front {
    /// The one that was asked for, or that there is a terminal for.
    pub(super) fn new(args: &ScreenArgs, around: Surroundings) -> Self {
        if args.headless || !around.screen {
            return Self::Plain;
        }
        let usual = if around.ssh { FPS_OVER_SSH } else { FPS };
        let fps = args.fps.and_then(|fps| u32::try_from(fps).ok()).unwrap_or(usual);
        Self::Screen { theme: args.theme.into(), plot: args.plot.into(), fps }
    }

    /// Refuses a pause that nobody could end.
    pub(super) fn check_paused(self, paused: bool, headless: bool) -> Result<(), Usage> {
        if !paused || self != Self::Plain {
            return Ok(());
        }
        let why = if headless {
            "with --headless"
        } else {
            "without a screen (standard output is no terminal, or TERM is dumb)"
        };
        Err(Usage::new(format!("--paused: nobody could go on {why}")))
    }

    /// Shows a session that needs no recorder, and tells the exit code.
    pub(super) fn watch(
        self,
        session: Session,
        updates: Receiver<Update>,
        out: &mut impl Write,
    ) -> anyhow::Result<u8> {
        let signals = (self == Self::Plain).then(Signals::watch).transpose();
        let signals = signals.context("can't watch for signals")?;
        match self.show(session, updates, History::default(), None, signals.as_ref(), out)? {
            Some(ending) => ending.report(Ok(None), out),
            None => Ok(0),
        }
    }

    /// Shows the race to its end; `None` if whoever read the lines has gone.
    fn show(
        self,
        session: Session,
        updates: Receiver<Update>,
        history: History,
        problems: Option<Receiver<String>>,
        signals: Option<&Signals>,
        out: &mut impl Write,
    ) -> anyhow::Result<Option<Ending>> {
        match self {
            Self::Plain => {
                let around = headless::Around { signals, problems: problems.as_ref() };
                match headless::run(session, &updates, history, around, out) {
                    Ok(headless::Ended { history, signal }) => Ok(Some(Ending { history, signal })),
                    Err(error) => printed(Err(error)).map(|_| None),
                }
            }
            Self::Screen { theme, plot, fps } => {
                let screen = Screen { history, theme, plot, fps, problems };
                let tui::Ended { history, signal } = tui::run(session, updates, screen)?;
                Ok(Some(Ending { history, signal }))
            }
        }
    }
}

impl Ending {
    /// Prints what there is to say at the end and tells the exit code.
    fn report(self, saved: Result<Option<Saved>, RecordError>, out: &mut impl Write) -> anyhow::Result<u8> {
        let mut print = || {
            if self.history.card().is_some() {
                headless::summary(&self.history, out)?;
            }
            if let Ok(Some(saved)) = &saved {
                writeln!(out, "{saved}")?;
            }
            out.flush()
        };
        let printed = printed(print());
        if let Some(failure) = self.history.failure() {
            bail!("{failure}");
        }
        saved?;
        let faulted = |lane: &&LaneHistory| matches!(lane.card.state, LaneState::Faulted { .. });
        if let Some(lane) = self.history.lanes().iter().find(faulted) {
            bail!("{} was stopped by a fault in the program; the other lanes went on", lane.card.name);
        }
        if let Some(signal) = self.signal {
            // The terminal may have gone with the signal, so whether printing went well counts no more.
            return Ok(u8::try_from(128 + signal).unwrap_or(u8::MAX));
        }
        printed.map(|_| 0)
    }
}

/// Reads the data that were asked for.
///
/// # Errors
/// If the folder is none: a mistyped one is found before anything starts.
pub(super) fn loader(folder: Option<PathBuf>) -> anyhow::Result<Loader> {
    let Some(folder) = folder else { return Ok(Box::new(|progress| data::load_embedded(progress))) };
    check_folder(&folder)?;
    Ok(Box::new(move |progress| data::load_folder(&folder, progress)))
}

fn check_folder(folder: &Path) -> anyhow::Result<()> {
    let found = std::fs::metadata(folder).with_context(|| format!("--data {}", folder.display()))?;
    if !found.is_dir() {
        bail!("--data {}: not a folder; it must be one that holds the four MNIST files", folder.display());
    }
    Ok(())
}
