//! A session, a recorder and a front end brought together, from the start of a race to its exit code.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    background,
    front_end::{Feed, FrontEnd, watch_signals},
    run_options::RunOptions,
};
use crate::{
    history::History,
    record::{Recorder, Resumed, RunFolder},
    remote::Socket,
    session::{Loader, Origin, Session},
    tui::Place,
};

/// Everything that a race is started with.
pub(super) struct Launch {
    pub(super) origin: Origin,
    pub(super) loader: Loader,
    /// The files and folders that it is read from.
    pub(super) inputs: Vec<PathBuf>,
    pub(super) target: Option<RecordTarget>,
    /// What is known of the race already.
    pub(super) history: History,
    pub(super) options: RunOptions,
}

/// The run folder that a race is recorded into.
pub(super) enum RecordTarget {
    /// A new one, from the start of the race.
    New(RunFolder),
    /// The one that the race is resumed from.
    Resumed(Box<Resumed>),
}

impl Launch {
    /// Runs the race to its end and returns the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        // Watched to the end: saving must not be cut short either.
        let signals = watch_signals()?;
        let RunOptions { opening, save_every, front_end, handover, .. } = self.options;
        let files = front_end.open_files(&self.inputs)?;
        let socket = match (&self.target, &front_end) {
            (Some(target), FrontEnd::Server) => {
                background::leave_terminal();
                Some(Socket::open(target.path())?)
            }
            _ => None,
        };
        let no_thread = "no thread for the race";
        let (session, updates, recorder) = if let Some(target) = self.target {
            let (session, [updates], channels) =
                Session::start_recorded::<1>(self.origin, opening, self.loader, save_every)
                    .context(no_thread)?;
            let recorder = match target {
                RecordTarget::New(folder) => Recorder::start(folder, channels),
                RecordTarget::Resumed(resumed) => resumed.record(channels),
            };
            (session, updates, Some(recorder.context("no thread to record the race")?))
        } else {
            let (session, [updates]) =
                Session::start::<1>(self.origin, opening, self.loader).context(no_thread)?;
            (session, updates, None)
        };
        let place = if recorder.is_some() { Place::Recorded } else { Place::Here };
        let feed =
            Feed { history: self.history, socket, files, ..Feed::new(session, updates, &signals, place) };
        let outcome = front_end.show(feed, out);
        // The front end has dropped the session; that is what the recorder waits for.
        let recorded = recorder.map(Recorder::finish);
        let mut outcome = outcome?;
        if let (Some(outcome), Some(recorded)) = (&mut outcome, &recorded) {
            outcome.answer_stop_requests(recorded);
        }
        let saved = recorded.map(|recorded| recorded.result).transpose();
        let Some(outcome) = outcome else {
            saved?;
            return Ok(0);
        };
        match &saved {
            Ok(Some(saved)) if outcome.is_detached(handover.on_hangup) => {
                handover.resume(&saved.path, out)?;
                outcome.report(Ok(None), &mut std::io::sink())
            }
            _ => outcome.report(saved, out),
        }
    }
}

impl RecordTarget {
    fn path(&self) -> &Path {
        match self {
            Self::New(folder) => folder.path(),
            Self::Resumed(resumed) => resumed.path(),
        }
    }
}
