//! What can be done with a sweep that is there.

use std::{
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::bail;
use clap::Args;

use super::{
    engine::{self, EngineArgs, Rest},
    show,
};
use crate::{
    cli::{
        Environment, Usage,
        front_end::FrontEnd,
        output::{Work, success},
        screen::ScreenArgs,
    },
    export, headless,
    record::{Existing, FolderLock, OutFile},
    sweep::{SweepStanding, TrialRanking, TrialState},
    text::shown,
    trials::{self, Engine, Scanner, SweepFolder},
};

/// How long `stop` waits until trials have saved.
const PATIENCE: Duration = Duration::from_secs(20);

/// Show a sweep while it runs, here or elsewhere: its screen, or lines without one
#[derive(Debug, Args)]
pub(super) struct AttachSweepArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl AttachSweepArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        Ok(Box::new(move |out| show::attach(&self.folder, front_end, out)))
    }
}

/// Print how many trials have ended, run, wait or have failed, why, and the best so far
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    /// Print one JSON document, with every trial
    #[arg(long)]
    json: bool,
}

impl StatusArgs {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let standing = standing(&self.folder)?;
        success(if self.json {
            serde_json::to_writer_pretty(&mut *out, &headless::sweep_json(&standing))
                .map_err(Into::into)
                .and_then(|()| writeln!(out))
                .and_then(|()| out.flush())
        } else {
            headless::write_sweep(&standing, out)
        })
    }
}

/// How a sweep stands now.
fn standing(folder: &Path) -> anyhow::Result<SweepStanding> {
    Ok(Scanner::new(SweepFolder::open(folder)?, shown(folder)).scan()?)
}

/// Print the best trials, and the command that repeats the best of each optimizer
#[derive(Debug, Args)]
pub(super) struct BestArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    /// How many trials
    #[arg(long, value_name = "N", default_value = "10")]
    top: usize,
}

impl BestArgs {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let standing = standing(&self.folder)?;
        let ranking = TrialRanking::new(&standing);
        let best = ranking.best_of_each();
        if best.is_empty() {
            bail!("{}: no trial has ended yet", shown(&self.folder));
        }
        let print = || {
            headless::write_best(&ranking, self.top, out)?;
            for trial in best {
                if let Some(command) = export::best_command(&standing, trial) {
                    writeln!(out, "\ntrial {trial} again:\n  {command}")?;
                }
            }
            out.flush()
        };
        success(print())
    }
}

/// Write results, figure, report and a table for LaTeX, and replace earlier ones
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    /// Write them into this folder instead of the sweep's own
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl ReportArgs {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let standing = standing(&self.folder)?;
        let target = self.out.as_deref().unwrap_or(&self.folder);
        std::fs::create_dir_all(target).map_err(|error| {
            anyhow::anyhow!("{}: can't make the folder: {}", shown(target), crate::text::reason(&error))
        })?;
        let files = export::sweep_files(&standing)?;
        for (name, bytes) in &files {
            OutFile::new(&target.join(name), Existing::Replaced, &[])?.write(bytes)?;
        }
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        success(writeln!(out, "{}: {}", shown(target), names.join(", ")).and_then(|()| out.flush()))
    }
}

/// Run what is missing or has failed, the way it was run before unless another is named
#[derive(Debug, Args)]
#[command(override_usage = "downhill sweep retry [OPTIONS] OUT [-- ARGUMENTS]")]
pub(super) struct RetryArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,

    #[command(flatten)]
    engine: EngineArgs,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl RetryArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<Work, Usage> {
        let front_end =
            if self.engine.background { FrontEnd::Server } else { FrontEnd::new(&self.screen, environment)? };
        Ok(Box::new(move |out| {
            let sweep = SweepFolder::open(&self.folder)?;
            // Before anything of it is changed.
            let lock = engine::hold(&sweep)?;
            let engine =
                self.engine.again(Engine::read(&sweep)).map_err(|usage| anyhow::anyhow!("{usage}"))?;
            engine.write(&sweep)?;
            sweep.go_on()?;
            let threads = self.engine.threads();
            let rest = Rest { sweep: &sweep, named: &self.folder, engine: &engine, threads, lock };
            if self.engine.background {
                return rest.serve();
            }
            rest.start(self.engine.detach, front_end, out)
        }))
    }
}

/// Let all trials save and end, wherever they run; `retry` goes on with them
#[derive(Debug, Args)]
pub(super) struct StopSweepArgs {
    /// The folder of the sweep
    #[arg(value_name = "OUT")]
    folder: PathBuf,
}

impl StopSweepArgs {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let sweep = SweepFolder::open(&self.folder)?;
        let mut scanner = Scanner::new(sweep.clone(), shown(&self.folder));
        let mut standing = scanner.scan()?;
        if standing.is_over() {
            let line = writeln!(out, "all trials are over; there is nothing to stop");
            return success(line.and_then(|()| out.flush()));
        }
        sweep.stop()?;
        let cancelled = trials::cancel(&sweep)?;
        let begun = Instant::now();
        // Whoever goes on at once must find nobody else at it.
        let is_busy = |standing: &SweepStanding| -> anyhow::Result<bool> {
            let runs = standing.count(TrialState::Running) > 0 || FolderLock::take(&sweep.path).is_err();
            Ok(runs || trials::are_queued(&cancelled)?)
        };
        while begun.elapsed() < PATIENCE && is_busy(&standing)? {
            thread::sleep(Duration::from_millis(100));
            standing = scanner.scan()?;
        }
        let folder = shown(&self.folder);
        let running = standing.count(TrialState::Running);
        let mut print = || {
            for job in &cancelled {
                writeln!(out, "Slurm's job {job} is cancelled")?;
            }
            writeln!(out, "{}", headless::sweep_line(&standing))?;
            if running > 0 {
                writeln!(out, "{running} have not answered yet; they save and end as soon as they see it")?;
            }
            writeln!(out, "downhill sweep retry {folder} goes on")?;
            out.flush()
        };
        success(print())
    }
}
