//! The subcommand `replay`: a recording on the screen, or trained again.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::bail;
use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{
    Environment, Usage,
    data::{loader, unchecked_loader},
    environment, output,
    screen::ScreenArgs,
};
use crate::{
    config::parse_pace,
    record::{CheckpointChoice, Log},
    replay, text,
    tui::Place,
};

const HELP: &str = "\
Keys: space pauses, [ and ] play slower and faster, n steps, g goes to an iteration, r plays from the start.

The views 3 and 4 look into the networks of the checkpoint, which are those of one iteration, wherever it is played.

Exit codes: 0 played, or every loss the same; 1 one differs, or the recording can't be read; 2 wrong usage";

/// Play a recorded race on the screen, or train it again to see that every loss comes out the same
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ReplayArgs {
    /// The folder that the race was recorded into
    folder: PathBuf,

    /// Train it again, with its commands at their iterations, and compare every loss; exit code 1 if one differs
    #[arg(long, conflicts_with_all = ["pace", "paused"])]
    rerun: bool,

    /// Folder with the data of the race [default: where they were]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Show the networks of the checkpoint before the newest
    #[arg(long, conflicts_with = "rerun")]
    previous: bool,

    /// Iterations a second, fractions allowed [default: as the race was run]
    #[arg(long, value_name = "N")]
    #[arg(value_parser = parse_pace, allow_hyphen_values = true)]
    pace: Option<f64>,

    /// Wait at iteration 0 for a key
    #[arg(long)]
    paused: bool,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl ReplayArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let Self { folder, data, previous, paused, .. } = self;
        if self.rerun {
            return Ok(Box::new(move |out| rerun(&folder, data, out)));
        }
        let front_end = FrontEnd::new(&self.screen, environment)?;
        front_end.check_paused(paused, self.screen.headless)?;
        let pace = match (self.pace, &front_end) {
            (Some(pace), _) => replay::PlaybackPace::Steady(pace),
            // Plain lines are read afterwards.
            (None, FrontEnd::Plain) => replay::PlaybackPace::Fastest,
            (None, FrontEnd::Screen(..) | FrontEnd::Server) => replay::PlaybackPace::Recorded,
        };
        Ok(Box::new(move |out| {
            let signals = watch_signals()?;
            let networks = networks(&folder, data, previous)?;
            let (session, updates) = replay::play(&folder, pace, paused, networks)?;
            front_end.watch(Feed::new(session, updates, &signals, Place::Recording), &[folder], out)
        }))
    }
}

/// Where the networks of a race are, and its data; those of `data`, which must be there, or of where they were.
fn networks(folder: &Path, data: Option<PathBuf>, previous: bool) -> anyhow::Result<replay::NetworkSource> {
    let named = data.is_some();
    let known = Log::open(folder, None)?.header.data;
    let data = known.and_then(|known| known.folder(data));
    // Where they were they may have gone: that is told once somebody wants to see the networks.
    let loader = if named { loader(data)? } else { unchecked_loader(data) };
    let checkpoint = if previous { CheckpointChoice::Previous } else { CheckpointChoice::Newest };
    Ok(replay::NetworkSource { checkpoint, loader, threads: environment::threads(0) })
}

/// Trains a race again; without `data` on those where they were.
fn rerun(folder: &Path, data: Option<PathBuf>, out: &mut output::Out) -> anyhow::Result<u8> {
    let known = Log::open(folder, None)?.header.data;
    let data = known.and_then(|known| known.folder(data));
    let data = loader(data)?(&mut |_| ())?;
    let report = environment::on_all_cores(|| replay::rerun(folder, data))??;
    output::printed(write_report(&report, out).and_then(|()| out.flush()))?;
    if report.difference.is_some() {
        bail!("the race did not come out the same");
    }
    if report.weights == Some(false) {
        bail!("the weights did not come out the same");
    }
    Ok(0)
}

fn write_report(report: &replay::RerunReport, out: &mut impl Write) -> io::Result<()> {
    let (iterations, losses) = (text::thousands(report.iterations), text::thousands(report.losses));
    writeln!(out, "{iterations} iterations trained again")?;
    match &report.difference {
        None => writeln!(out, "{losses} losses: every one the same bits")?,
        Some(replay::Difference { lane, iteration, recorded, again }) => {
            let loss =
                |loss: &Option<f32>| loss.map_or_else(|| "none".to_owned(), |loss| format!("{loss:?}"));
            let (lane, at) = (text::sanitized(lane), text::thousands(*iteration));
            writeln!(out, "{lane} at iteration {at}: recorded {}, now {}", loss(recorded), loss(again))?;
        }
    }
    if report.merged > 0 {
        let merged = text::thousands(report.merged);
        let same = if report.difference.is_none() { ", which are the same" } else { "" };
        writeln!(out, "{merged} losses were recorded only as smallest and largest of neighbours{same}")?;
    }
    match report.weights {
        Some(true) => writeln!(out, "weights and optimizer memory: the same bits as the checkpoint's"),
        Some(false) => writeln!(out, "weights or optimizer memory: other than the checkpoint's"),
        None => Ok(()),
    }
}
