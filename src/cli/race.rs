//! The command `race`: from its flags to a session, a front end and a recorder, and to an exit code.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use crossbeam_channel::Receiver;

use super::{
    Surroundings, Usage,
    args::RaceArgs,
    fault::{planted, planted_in_screen},
    memory, printed,
};
use crate::{
    config::{Config, Start, parse_lanes},
    data,
    headless::{self, Signals},
    history::{History, LaneHistory},
    race::LaneState,
    record::{RecordError, Recorder, RunFolder, Saved},
    session::{Loader, Opening, Session, Update},
    tui::{self, ColorChoice, PlotChoice, Screen, SyncChoice, ThemeChoice},
};

/// Frames a second on a terminal nearby.
const FPS: u32 = 30;

/// Frames a second over SSH: a link's bytes are dearer than a smooth curve.
const FPS_OVER_SSH: u32 = 10;

/// A race and how to run it.
#[derive(Debug)]
pub struct RaceOrder {
    /// The race.
    pub config: Config,
    /// How it begins.
    pub opening: Opening,
    /// Where its data lie; `None` takes what is built in.
    pub data: Option<PathBuf>,
    /// Where it is recorded, and whether what lies there may be replaced.
    pub out: Option<(PathBuf, bool)>,
    /// Who shows it.
    pub front: Front,
}

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
        /// How many colours.
        color: ColorChoice,
        /// Whether each frame is shown at once.
        sync: SyncChoice,
        /// Frames a second at the most.
        fps: u32,
    },
}

/// How a front end has ended.
struct Ending {
    history: History,
    signal: Option<i32>,
}

impl RaceOrder {
    pub(super) fn new(args: RaceArgs, around: Surroundings) -> Result<Self, Usage> {
        let lanes = parse_lanes(&args.optimizers, args.weight_decay)
            .map_err(|error| Usage::value("--optimizers", &args.optimizers, &error.to_string()))?;
        let front = Self::front(&args, around);
        if args.force && args.out.is_none() {
            return Err(Usage::new("--force: needs --out DIR, the folder whose run may be replaced"));
        }
        if args.paused && front == Front::Plain {
            let why = if args.headless {
                "with --headless"
            } else {
                "without a screen (standard output is no terminal, or TERM is dumb)"
            };
            return Err(Usage::new(format!("--paused: nobody could go on {why}")));
        }
        let activation = args.activation.parse().map_err(|()| {
            Usage::value("--activation", &args.activation, "must be one of relu, sigmoid, tanh")
        })?;
        let config = Config {
            lanes,
            hidden: args.hidden.0,
            activation,
            init: args.init,
            start: if args.own_weights { Start::Own } else { Start::Fair },
            batch_size: args.batch_size,
            seed: args.seed,
            iterations: (args.iterations > 0).then_some(args.iterations),
            eval_every: args.eval_every,
        };
        let opening =
            Opening { paused: args.paused, pace: args.pace, threads: args.threads, fault: planted() };
        let out = args.out.map(|folder| (folder, args.force));
        Ok(Self { config, opening, data: args.data, out, front })
    }

    fn front(args: &RaceArgs, around: Surroundings) -> Front {
        if args.headless || !around.screen {
            return Front::Plain;
        }
        let usual = if around.ssh { FPS_OVER_SSH } else { FPS };
        let fps = args.fps.and_then(|fps| u32::try_from(fps).ok()).unwrap_or(usual);
        let (theme, plot) = (args.theme.into(), args.plot.into());
        Front::Screen { theme, plot, color: args.color.into(), sync: args.sync.into(), fps }
    }

    /// Runs the race and tells the exit code; all that can be refused is refused before anything starts.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::check(&self.config)?;
        if let Some(folder) = &self.data {
            check_folder(folder)?;
        }
        let folder = self.out.map(|(folder, force)| RunFolder::create(&folder, force)).transpose();
        let folder = folder.context("--out")?;
        // A screen watches for signals itself. This lives to the end: saving is not to be cut short either.
        let signals = (self.front == Front::Plain).then(Signals::watch).transpose();
        let signals = signals.context("can't watch for signals")?;
        let loader = loader(self.data);
        let no_thread = "no thread for the race";
        let (session, updates, recorder) = if let Some(folder) = folder {
            let (session, [updates, log]) =
                Session::start::<2>(self.config, self.opening, loader).context(no_thread)?;
            let recorder = Recorder::start(folder, log).context("no thread to record the race")?;
            (session, updates, Some(recorder))
        } else {
            let (session, [updates]) =
                Session::start::<1>(self.config, self.opening, loader).context(no_thread)?;
            (session, updates, None)
        };
        let problems = recorder.as_ref().map(|recorder| recorder.problems().clone());
        let ending = self.front.show(session, updates, problems, signals.as_ref(), out);
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
    /// Shows the race to its end; `None` if whoever read the lines has gone.
    fn show(
        self,
        session: Session,
        updates: Receiver<Update>,
        problems: Option<Receiver<String>>,
        signals: Option<&Signals>,
        out: &mut impl Write,
    ) -> anyhow::Result<Option<Ending>> {
        match self {
            Self::Plain => match headless::run(session, &updates, signals, out) {
                Ok(headless::Ended { history, signal }) => Ok(Some(Ending { history, signal })),
                Err(error) => printed(Err(error)).map(|_| None),
            },
            Self::Screen { theme, plot, color, sync, fps } => {
                let screen = Screen { theme, plot, color, sync, fps, problems, fault: planted_in_screen() };
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
fn loader(folder: Option<PathBuf>) -> Loader {
    match folder {
        None => Box::new(|progress| data::load_embedded(progress)),
        Some(folder) => Box::new(move |progress| data::load_folder(&folder, progress)),
    }
}

/// Finds a mistyped folder before anything starts.
fn check_folder(folder: &Path) -> anyhow::Result<()> {
    let found = std::fs::metadata(folder).with_context(|| format!("--data {}", folder.display()))?;
    if !found.is_dir() {
        bail!("--data {}: not a folder; it must be one that holds the four MNIST files", folder.display());
    }
    Ok(())
}
