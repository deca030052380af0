//! How showing a race has ended: what is printed then, and the exit code.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::bail;

use super::output::printed;
use crate::{
    export::RaceResult,
    headless,
    history::{History, LaneHistory, Smoothing},
    race::LaneState,
    record::{RecordError, Recorded, Saved},
    remote::{StopRequests, Stopped},
    session::State,
    signals::{HANG_UP, exit_code},
    text,
    tui::ExitReason,
};

/// How a race is told that has no screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultFormat {
    /// Lines while it runs, and a summary.
    Lines,
    /// One JSON document at its end, and nothing else.
    Json,
}

pub(super) struct RaceOutcome {
    pub(super) format: ResultFormat,
    pub(super) history: History,
    pub(super) reason: ExitReason,
    /// What became of the screenshot, where one was asked for.
    pub(super) screenshot: Option<Result<String, RecordError>>,
    /// A loss of which it is told when each lane got there.
    pub(super) target: Option<f32>,
    /// Where the screen was recorded, if it was.
    pub(super) cast: Option<PathBuf>,
    /// Whether its lines could be printed to the end.
    pub(super) printed: io::Result<()>,
    /// Clients that wait for the answer of what is saved.
    pub(super) stop_requests: StopRequests,
}

impl RaceOutcome {
    pub(super) fn new(history: History, reason: ExitReason) -> Self {
        Self {
            format: ResultFormat::Lines,
            history,
            reason,
            screenshot: None,
            cast: None,
            target: None,
            printed: Ok(()),
            stop_requests: StopRequests::default(),
        }
    }

    /// Whether the race is to continue in the background.
    pub(super) fn is_detached(&self, on_hangup: bool) -> bool {
        self.reason == ExitReason::Detach || (on_hangup && self.reason == ExitReason::Signal(HANG_UP))
    }

    /// Answers whoever has stopped the race: what is saved of it.
    pub(super) fn answer_stop_requests(&mut self, recorded: &Recorded) {
        let elsewhere = self.history.foreign().is_some();
        let failure = self.history.failure().map(str::to_owned);
        let goes_on = elsewhere && !matches!(self.history.state(), State::Finished | State::Failed);
        let goes_on = goes_on.then(|| "the training has not ended, and goes on unseen".to_owned());
        let problem = failure.or(goes_on).or_else(|| Some(recorded.result.as_ref().err()?.to_string()));
        let problem = problem.as_deref().map(text::message);
        let stopped = Stopped { reached: recorded.reached, saved: recorded.saved, problem, elsewhere };
        std::mem::take(&mut self.stop_requests).answer(&stopped);
    }

    /// Prints the summary and what was written, and returns the exit code.
    pub(super) fn report(
        mut self,
        saved: Result<Option<Saved>, RecordError>,
        out: &mut impl Write,
    ) -> anyhow::Result<u8> {
        let lines = std::mem::replace(&mut self.printed, Ok(()));
        let printed = printed(lines.and_then(|()| self.print(&saved, out)));
        if let Some(failure) = self.history.failure() {
            bail!("{failure}");
        }
        saved?;
        self.screenshot.transpose()?;
        let faulted = |lane: &&LaneHistory| matches!(lane.info.state, LaneState::Faulted { .. });
        if let Some(lane) = self.history.lanes().iter().find(faulted) {
            bail!("{} was stopped by a fault in the program; the other lanes went on", lane.info.name);
        }
        if let ExitReason::Signal(signal) = self.reason {
            // The terminal may have gone with the signal, so whether printing went well counts no more.
            return Ok(exit_code(signal));
        }
        printed.map(|_| 0)
    }

    fn print(&self, saved: &Result<Option<Saved>, RecordError>, out: &mut impl Write) -> io::Result<()> {
        if self.format == ResultFormat::Json {
            return self.print_json(saved, out);
        }
        // What has come of a sweep is printed by whoever shows it.
        if self.history.info().is_some() && self.history.sweep.is_none() {
            headless::write_summary(&self.history, self.target, out)?;
        }
        if let Ok(Some(saved)) = saved {
            writeln!(out, "{saved}")?;
        }
        if let Some(Ok(screenshot)) = &self.screenshot {
            writeln!(out, "{screenshot}")?;
        }
        // One that could not be written has said so on the screen.
        if let Some(cast) = self.cast.as_ref().filter(|cast| cast.exists()) {
            writeln!(out, "screen recorded: {}", text::shown(cast))?;
        }
        out.flush()
    }

    /// Prints what the race came to; nothing of one that has not begun.
    fn print_json(&self, saved: &Result<Option<Saved>, RecordError>, out: &mut impl Write) -> io::Result<()> {
        let Some(mut result) = RaceResult::of(&self.history, Smoothing::default()) else { return Ok(()) };
        if let Ok(Some(saved)) = saved {
            result = result.recorded_in(&saved.path);
        }
        // Its process ends, so that nobody goes on with it here.
        out.write_all(result.stopped().to_json()?.as_bytes())?;
        out.flush()
    }
}
