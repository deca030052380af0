//! A race from several starts, one after the other, and what they come to together.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use super::{
    data,
    destination::Destination,
    front_end::watch_signals,
    launch::{RunOptions, start},
    notify::Notifier,
    outcome::{RaceOutcome, ResultFormat},
    output::printed,
    tensorboard::{self, EventWriter},
};
use crate::{
    config::Config,
    data::Folder,
    export::RaceResult,
    headless,
    history::{History, LaneHistory, Smoother, Smoothing},
    memory,
    record::{Recorder, RunFolder, RunWriter},
    signals::{Signals, exit_code},
    text::{self, sanitized, thousands},
    tui::ExitReason,
};

/// A race, and from how many starts it is run; their seeds count from its own on.
pub(super) struct Starts {
    pub(super) count: u64,
    pub(super) config: Config,
    /// `None` means the built-in data.
    pub(super) data: Option<Folder>,
    pub(super) destination: Destination,
    /// What is expected of the race.
    pub(super) hypothesis: Option<String>,
    pub(super) options: RunOptions,
}

impl Starts {
    /// Runs it and returns the exit code.
    pub(super) fn run(&self, out: &mut impl Write) -> anyhow::Result<u8> {
        let mut results = Vec::new();
        if self.options.format == ResultFormat::Lines {
            return self.run_all(&mut results, out);
        }
        let code = self.run_all(&mut results, &mut io::sink());
        if results.is_empty() {
            return code;
        }
        // What the starts came to is told however the last one ended.
        let json = RaceResult::all_to_json(&results)?;
        let printed = printed(out.write_all(json.as_bytes()).and_then(|()| out.flush()));
        match code? {
            0 => printed.map(|_| 0),
            signal => Ok(signal),
        }
    }

    /// Runs one start after the other, and adds what each came to.
    fn run_all(&self, results: &mut Vec<RaceResult>, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::check(&self.config, false)?;
        let signals = watch_signals()?;
        let folder = match &self.destination {
            // What is there is never replaced: it may be a race of its own.
            Destination::Folder(folder) => Some(RunFolder::create_empty(folder).context("--out")?),
            other => other.open(self.config.seed)?,
        };
        let mut runs = Vec::new();
        for seed in (0..self.count).map(|start| self.config.seed.wrapping_add(start)) {
            let place = folder.as_ref().map(RunFolder::path);
            let (history, signal) = self.run_one(seed, place, &signals)?;
            let result = RaceResult::of(&history, Smoothing::default()).map(RaceResult::stopped);
            results.extend(result.map(|result| match place {
                Some(place) => result.recorded_in(&start_folder(place, seed)),
                None => result,
            }));
            if let Some(failure) = history.failure() {
                bail!("seed {seed}: {failure}");
            }
            if let Some(signal) = signal {
                return Ok(exit_code(signal));
            }
            write_start(&history, seed, (runs.len() as u64 + 1, self.count), out)?;
            runs.push((seed, history));
        }
        let smoother = Smoother::new(Smoothing::default());
        let history = History::repeat(&runs, &smoother).context("nothing was run")?;
        let save = |folder: RunFolder| {
            folder.with_hypothesis(self.hypothesis.clone()).save(&history, Smoothing::default(), "")
        };
        let saved = folder.map(save).transpose();
        RaceOutcome::new(history, ExitReason::Quit).report(saved, out)
    }

    /// Runs the race from one start to its end, and records it into a folder of its own in that place.
    fn run_one(
        &self,
        seed: u64,
        place: Option<&Path>,
        signals: &Signals,
    ) -> anyhow::Result<(History, Option<i32>)> {
        let config = Config { seed, ..self.config.clone() };
        let events = self.options.tensorboard.as_ref().map(|folder| folder.join(format!("seed-{seed}")));
        let events = events.as_deref().map(tensorboard::open).transpose()?;
        let folder = place.map(|place| RunFolder::create_empty(&start_folder(place, seed)));
        let writer = folder.transpose()?.map(|folder| folder.with_hypothesis(self.hypothesis.clone()));
        let (loader, save_every) = (data::loader(self.data.clone())?, self.options.save_every);
        let (opening, writer) = (self.options.opening, writer.map(RunWriter::new));
        let (session, [updates, told, written], recorder) =
            start::<3>(config.into(), opening, loader, writer, save_every)?;
        let notifier = self.options.notify.clone().map(|command| Notifier::start(command, told)).transpose();
        let notifier = notifier.context("no thread to notify anybody")?;
        let events = events.map(|files| EventWriter::start(files, written)).transpose()?;
        let race = headless::PlainRace::Here;
        let outcome = headless::run(session, &updates, History::default(), signals, race, &mut io::sink());
        drop(notifier);
        // The session is gone; that is what these wait for.
        events.map_or(Ok(()), EventWriter::finish)?;
        recorder.map(Recorder::finish).map(|recorded| recorded.result).transpose()?;
        Ok((outcome.history, outcome.signal))
    }
}

/// The folder of one start.
fn start_folder(place: &Path, seed: u64) -> PathBuf {
    place.join(format!("seed-{seed}"))
}

/// A line for one start: what every lane came to.
fn write_start(
    history: &History,
    seed: u64,
    (start, starts): (u64, u64),
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let smoother = Smoother::new(Smoothing::default());
    let lane = |lane: &LaneHistory| {
        let end = match lane.info.state.end() {
            Some((iteration, how)) => format!("{how} at {}", thousands(iteration)),
            None => lane.smoothed(&smoother).map_or_else(|| "-".into(), text::loss),
        };
        format!("{} {end}", sanitized(&lane.info.name))
    };
    let lanes: Vec<String> = history.lanes().iter().map(lane).collect();
    let line = format!("start {start} of {starts}, seed {seed}: {}", lanes.join(", "));
    printed(writeln!(out, "{line}").and_then(|()| out.flush()))?;
    Ok(())
}
