//! A session, a recorder and a front end brought together, from the start of a race to its exit code.

use std::{
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, anyhow, bail};
use crossbeam_channel::Receiver;
use signal_hook::consts::SIGHUP;

use super::{
    args::{OnHangup, SavingArgs},
    background,
    front::{Front, Show, watch_signals},
    printed,
};
use crate::{
    config::Config,
    data::{self, Folder},
    headless,
    history::{History, LaneHistory},
    memory,
    race::LaneState,
    record::{RecordError, Recorded, Recorder, Resumed, RunFolder, Saved},
    remote::{Socket, Stopped, Stoppers},
    session::{Loader, Opening, Origin, Session, Update},
    text,
    tui::{Place, Way},
};

/// Everything that a session is started with.
pub(super) struct Run {
    pub(super) origin: Origin,
    pub(super) opening: Opening,
    pub(super) loader: Loader,
    /// The files and folders that it is read from.
    pub(super) inputs: Vec<PathBuf>,
    /// Where it is recorded, if it is.
    pub(super) recording: Option<Recording>,
    /// From one checkpoint to the next.
    pub(super) save_every: Duration,
    /// What is known of it already.
    pub(super) history: History,
    /// How it goes on in the background, if it is to when it is left.
    pub(super) handover: Handover,
}

/// How a recorded race goes on in the background.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handover {
    /// Whether a terminal that is closed is left so.
    pub on_hangup: bool,
    /// What `downhill resume` is told beside the folder.
    pub arguments: Vec<OsString>,
}

impl Handover {
    pub(super) fn new(saving: &SavingArgs, data: Option<&Path>, threads: usize) -> Self {
        let mut arguments: Vec<OsString> = vec![
            "--save-every".into(),
            saving.save_every.as_secs_f64().to_string().into(),
            "--threads".into(),
            threads.to_string().into(),
        ];
        if let Some(data) = data {
            arguments.extend(["--data".into(), data.as_os_str().to_owned()]);
        }
        Self { on_hangup: saving.on_hangup == OnHangup::Detach, arguments }
    }

    /// Goes on with the race of a folder that nobody records into any more.
    fn go_on(self, folder: &Path, out: &mut impl Write) -> anyhow::Result<()> {
        let resume = ["resume".into(), folder.as_os_str().to_owned()];
        let started = background::start(resume.into_iter().chain(self.arguments))?;
        printed(background::tell_started(&started, out)).map(drop)
    }
}

/// A run folder that is filled while a race runs.
pub(super) enum Recording {
    /// From its start.
    New(RunFolder),
    /// From where it stopped.
    GoingOn(Box<Resumed>),
}

/// How a front end has ended.
pub(super) struct Ending {
    pub(super) history: History,
    pub(super) way: Way,
    /// What became of the picture of the last screen, where one was asked for.
    pub(super) picture: Option<Result<String, RecordError>>,
    /// Whether its lines could be printed to the end.
    pub(super) printed: io::Result<()>,
    /// Who waits for what is saved of the race.
    pub(super) stoppers: Stoppers,
}

impl Run {
    /// Runs it to its end and tells the exit code.
    pub(super) fn show(self, front: Front, out: &mut impl Write) -> anyhow::Result<u8> {
        // This lives to the end: saving is not to be cut short either.
        let signals = watch_signals()?;
        let files = front.files(&self.inputs)?;
        let folder = self.recording.as_ref().map(|recording| recording.path().to_owned());
        let socket = match (&folder, &front) {
            (Some(folder), Front::Guests) => {
                background::leave_terminal();
                Some(Socket::open(folder)?)
            }
            _ => None,
        };
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
        let place = if recorder.is_some() { Place::Recorded } else { Place::Here };
        let show =
            Show { history: self.history, socket, files, ..Show::new(session, updates, &signals, place) };
        let ending = front.show(show, out);
        // The front end has dropped the session; that is what the recorder waits for.
        let recorded = recorder.map(Recorder::finish);
        let mut ending = ending?;
        if let (Some(ending), Some(recorded)) = (&mut ending, &recorded) {
            ending.answer(recorded);
        }
        let saved = recorded.map(|recorded| recorded.result).transpose();
        let Some(ending) = ending else {
            saved?;
            return Ok(0);
        };
        match &saved {
            Ok(Some(saved)) if ending.left(self.handover.on_hangup) => {
                self.handover.go_on(&saved.path, out)?;
                ending.report(Ok(None), &mut std::io::sink())
            }
            _ => ending.report(saved, out),
        }
    }
}

impl Recording {
    fn path(&self) -> &Path {
        match self {
            Self::New(folder) => folder.path(),
            Self::GoingOn(resumed) => resumed.path(),
        }
    }
}

impl Ending {
    pub(super) fn new(history: History, way: Way) -> Self {
        Self { history, way, picture: None, printed: Ok(()), stoppers: Stoppers::default() }
    }

    /// Whether its race is to go on in the background.
    fn left(&self, on_hangup: bool) -> bool {
        self.way == Way::Detach || (on_hangup && self.way == Way::Signal(SIGHUP))
    }

    /// Tells whoever has stopped the race what is saved of it.
    fn answer(&mut self, recorded: &Recorded) {
        let failure = self.history.failure().map(str::to_owned);
        let problem = failure.or_else(|| Some(recorded.result.as_ref().err()?.to_string()));
        let problem = problem.as_deref().map(text::message);
        let stopped = Stopped { reached: recorded.reached, saved: recorded.saved, problem };
        std::mem::take(&mut self.stoppers).answer(&stopped);
    }

    /// Prints what there is to say at the end and tells the exit code.
    pub(super) fn report(
        mut self,
        saved: Result<Option<Saved>, RecordError>,
        out: &mut impl Write,
    ) -> anyhow::Result<u8> {
        let lines = std::mem::replace(&mut self.printed, Ok(()));
        let mut print = || {
            if self.history.card().is_some() {
                headless::summary(&self.history, out)?;
            }
            if let Ok(Some(saved)) = &saved {
                writeln!(out, "{saved}")?;
            }
            if let Some(Ok(picture)) = &self.picture {
                writeln!(out, "{picture}")?;
            }
            out.flush()
        };
        let printed = printed(lines.and_then(|()| print()));
        if let Some(failure) = self.history.failure() {
            bail!("{failure}");
        }
        saved?;
        self.picture.transpose()?;
        let faulted = |lane: &&LaneHistory| matches!(lane.card.state, LaneState::Faulted { .. });
        if let Some(lane) = self.history.lanes().iter().find(faulted) {
            bail!("{} was stopped by a fault in the program; the other lanes went on", lane.card.name);
        }
        if let Way::Signal(signal) = self.way {
            // The terminal may have gone with the signal, so whether printing went well counts no more.
            return Ok(u8::try_from(128 + signal).unwrap_or(u8::MAX));
        }
        printed.map(|_| 0)
    }
}

/// Starts many short races at once that wait for a step, beside the one that is shown.
pub(super) fn start_trials(
    config: Config,
    data: Option<Folder>,
) -> anyhow::Result<(Session, Receiver<Update>)> {
    memory::check(&config, false)?;
    let opening = Opening { paused: true, ..Opening::default() };
    let (session, [updates]) =
        Session::start::<1>(config, opening, loader(data)?).context("no thread for trials")?;
    Ok((session, updates))
}

/// Reads the data that were asked for.
///
/// # Errors
/// If the folder is none: a mistyped one is found before anything starts.
pub(super) fn loader(folder: Option<Folder>) -> anyhow::Result<Loader> {
    let Some(folder) = folder else { return Ok(Box::new(|progress| data::load_embedded(progress))) };
    data::check_folder(&folder.path).map_err(|error| anyhow!("--data {error}"))?;
    Ok(Box::new(move |progress| data::load_folder(&folder, progress)))
}
