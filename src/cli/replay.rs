//! The command `replay`: a recording on the screen, or trained again.

use std::{io::Write, path::PathBuf};

use anyhow::bail;

use super::{
    Surroundings, Usage,
    args::ReplayArgs,
    front::{Front, Show, watch_signals},
    printed,
    run::loader,
};
use crate::{
    record::Log,
    replay::{Difference, Pace, Report, play, rerun},
    text::{sanitized, thousands},
    tui::Place,
};

/// A recording and what is done with it.
#[derive(Debug)]
pub struct ReplayOrder {
    /// Where it lies.
    pub folder: PathBuf,
    /// What is done.
    pub what: Replay,
}

/// What is done with a recording.
#[derive(Debug, Clone, PartialEq)]
pub enum Replay {
    /// It is shown.
    Play {
        /// How fast.
        pace: Pace,
        /// Whether it waits for a key.
        paused: bool,
        /// Who shows it.
        front: Front,
    },
    /// It is trained again.
    Rerun {
        /// Where its data lie; `None` looks where they were.
        data: Option<PathBuf>,
    },
}

impl ReplayOrder {
    pub(super) fn new(args: ReplayArgs, around: Surroundings) -> Result<Self, Usage> {
        if args.rerun {
            return Ok(Self { folder: args.folder, what: Replay::Rerun { data: args.data } });
        }
        let front = Front::new(&args.screen, false, around)?;
        front.check_paused(args.paused, args.screen.headless)?;
        let pace = match (args.pace, &front) {
            (Some(pace), _) => Pace::Steady(pace),
            // Plain lines are read afterwards.
            (None, Front::Plain) => Pace::Fastest,
            (None, Front::Screen { .. } | Front::Guests) => Pace::Recorded,
        };
        Ok(Self { folder: args.folder, what: Replay::Play { pace, paused: args.paused, front } })
    }

    /// Does it and tells the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let folder = self.folder;
        match self.what {
            Replay::Play { pace, paused, front } => {
                let signals = watch_signals()?;
                let (session, updates) = play(&folder, pace, paused)?;
                front.watch(Show::new(session, updates, &signals, Place::Recording), &[folder], out)
            }
            Replay::Rerun { data } => {
                let data = Log::open(&folder, None)?.header().data.folder(data);
                let data = loader(data)?(&mut |_| ())?;
                let report = rerun(&folder, data)?;
                printed(tell(&report, out).and_then(|()| out.flush()))?;
                match report {
                    Report { difference: Some(_), .. } => bail!("the race did not come out the same"),
                    Report { weights: Some(false), .. } => bail!("the weights did not come out the same"),
                    _ => Ok(0),
                }
            }
        }
    }
}

fn tell(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    let (iterations, losses) = (thousands(report.iterations), thousands(report.losses));
    writeln!(out, "{iterations} iterations trained again")?;
    match &report.difference {
        None => writeln!(out, "{losses} losses: every one the same bits")?,
        Some(Difference { lane, iteration, recorded, again }) => {
            let loss =
                |loss: &Option<f32>| loss.map_or_else(|| "none".to_owned(), |loss| format!("{loss:?}"));
            let (lane, at) = (sanitized(lane), thousands(*iteration));
            writeln!(out, "{lane} at iteration {at}: recorded {}, now {}", loss(recorded), loss(again))?;
        }
    }
    if report.merged > 0 {
        let merged = thousands(report.merged);
        let same = if report.difference.is_none() { ", which are the same" } else { "" };
        writeln!(out, "{merged} losses were recorded only as smallest and largest of neighbours{same}")?;
    }
    match report.weights {
        Some(true) => writeln!(out, "weights and optimizer memory: the same bits as the checkpoint's"),
        Some(false) => writeln!(out, "weights or optimizer memory: other than the checkpoint's"),
        None => Ok(()),
    }
}
