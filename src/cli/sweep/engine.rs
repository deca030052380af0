//! Who runs the trials: the flags, and the start of it, here, in the background, or by a scheduler.

use std::{
    ffi::OsString,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use clap::Args;

use super::show;
use crate::{
    cli::{
        Usage, background, data, environment,
        front_end::{FrontEnd, watch_signals},
        output::{Out, printed},
        screen::choice,
    },
    config::Bounds,
    headless,
    record::{FolderLock, RecordError},
    signals::{Signals, exit_code},
    sweep::{SweepStanding, TrialStanding, TrialState},
    text::shown,
    trials::{self, Engine, Scanner, Scheduler, Submitted, SweepFolder, TrialData},
};

/// It is read so seldom that it costs one part in so many of the time.
const REST: u32 = 60;

/// How often a line is printed of what has been done, at most.
const PRINT_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Who runs the trials: this machine, Slurm, or GNU parallel
    #[arg(long, value_name = "NAME", help_heading = "Engine", value_parser = choice(&Scheduler::ALL))]
    pub(super) via: Option<Scheduler>,

    /// Trials of one task, for Slurm and GNU parallel [default: as many as take a minute]
    #[arg(long, value_name = "N", help_heading = "Engine")]
    #[arg(value_parser = |text: &str| Bounds::TRIALS.parse_size(text), allow_hyphen_values = true)]
    bundle: Option<usize>,

    /// The program that a task calls [default: this one, by its path]
    #[arg(long, value_name = "PATH", help_heading = "Engine")]
    program: Option<PathBuf>,

    /// Trials at once on this machine, 0 for one per core that was granted; they never change a result
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Engine")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    threads: usize,

    /// Don't show it: it runs in the background
    #[arg(long, help_heading = "Engine")]
    pub(super) detach: bool,

    /// This process is the one in the background
    #[arg(long, hide = true)]
    pub(super) background: bool,

    /// Arguments for sbatch or parallel, as they are
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

impl EngineArgs {
    /// How tasks are started, as it was typed.
    pub(super) fn engine(&self) -> Result<Engine, Usage> {
        let via = self.via.unwrap_or_default();
        if via == Scheduler::Local && !self.arguments.is_empty() {
            return Err(Usage::new(
                "--: arguments go to a scheduler; name it with --via slurm or --via parallel",
            ));
        }
        Ok(Engine { via, program: self.program(), arguments: self.arguments.clone(), bundle: self.bundle })
    }

    /// The same as the last time, but for what was typed now.
    pub(super) fn again(&self, last: Engine) -> Result<Engine, Usage> {
        let typed = self.engine();
        let via = self.via.unwrap_or(last.via);
        if self.via.is_some() && via != last.via {
            return typed;
        }
        let arguments = if self.arguments.is_empty() { last.arguments } else { self.arguments.clone() };
        if via == Scheduler::Local && !arguments.is_empty() {
            return typed;
        }
        let program =
            if self.program.is_none() && !last.program.is_empty() { last.program } else { self.program() };
        Ok(Engine { via, program, arguments, bundle: self.bundle.or(last.bundle) })
    }

    fn program(&self) -> String {
        let own = || std::env::current_exe().unwrap_or_else(|_| "downhill".into());
        self.program.clone().unwrap_or_else(own).to_string_lossy().into_owned()
    }

    pub(super) fn threads(&self) -> usize {
        environment::threads(self.threads)
    }
}

/// A sweep whose rest is to be run.
pub(super) struct Rest<'a> {
    pub(super) sweep: &'a SweepFolder,
    /// Its folder, as it was named.
    pub(super) named: &'a Path,
    pub(super) engine: &'a Engine,
    pub(super) threads: usize,
    /// Keeps a second process from running it.
    pub(super) lock: FolderLock,
}

impl Rest<'_> {
    /// Starts it, and shows it.
    pub(super) fn start(self, detach: bool, front_end: FrontEnd, out: &mut Out) -> anyhow::Result<u8> {
        let Self { sweep, named, engine, threads, lock } = self;
        if engine.via == Scheduler::Slurm {
            submit(sweep, engine, out)?;
            drop(lock);
            if detach || front_end == FrontEnd::Plain {
                return Ok(0);
            }
            return show::attach(named, front_end, out);
        }
        trials::refuse_queued(sweep)?;
        if front_end == FrontEnd::Plain && !detach {
            let signals = watch_signals()?;
            return drive(sweep, engine, threads, &signals, out);
        }
        // The process in the background takes it.
        drop(lock);
        let mut arguments: Vec<OsString> = vec!["sweep".into(), "retry".into(), named.into()];
        arguments.extend(["--threads".into(), threads.to_string().into()]);
        background::start(arguments, background::Started::Sweep, out)?;
        if detach { Ok(0) } else { show::attach(named, front_end, out) }
    }

    /// The process in the background: runs it, once whoever started this process knows that it can.
    pub(super) fn serve(self) -> anyhow::Result<u8> {
        let signals = watch_signals()?;
        background::leave_terminal();
        let data = prepare(self.sweep, self.engine)?;
        background::release_starter(&self.sweep.path, None);
        let signal = run(self.sweep, self.engine, &data, self.threads, &signals, &mut || {})?;
        Ok(code(signal, &Scanner::new(self.sweep.clone(), String::new()).scan()?))
    }
}

/// Gives a sweep to Slurm, and prints what it took.
fn submit(sweep: &SweepFolder, engine: &Engine, out: &mut impl Write) -> anyhow::Result<()> {
    let data = TrialData::load(data::loader(sweep.file.data())?)?;
    let mut written = Ok(true);
    let mut taken = 0;
    let mut report = |array: &Submitted| {
        taken += 1;
        let stage = if sweep.stages() > 1 { format!(" of rung {}", array.stage) } else { String::new() };
        let tasks = if array.tasks == 1 { "1 task".to_owned() } else { format!("{} tasks", array.tasks) };
        if matches!(written, Ok(true)) {
            let line = format!("Slurm has job {}: {tasks}{stage}", array.job);
            written = printed(writeln!(out, "{line}").and_then(|()| out.flush()));
        }
    };
    trials::submit(sweep, engine, &data, &mut report)?;
    if written? && taken == 0 {
        printed(writeln!(out, "nothing is left to give to Slurm").and_then(|()| out.flush()))?;
    }
    Ok(())
}

/// What can fail before anything runs.
fn prepare(sweep: &SweepFolder, engine: &Engine) -> anyhow::Result<TrialData> {
    if engine.via == Scheduler::Parallel {
        trials::check_parallel(sweep)?;
    }
    Ok(TrialData::load(data::loader(sweep.file.data())?)?)
}

/// Runs what is left of a sweep here, with a line now and then, and a summary.
fn drive(
    sweep: &SweepFolder,
    engine: &Engine,
    threads: usize,
    signals: &Signals,
    out: &mut Out,
) -> anyhow::Result<u8> {
    let data = prepare(sweep, engine)?;
    let mut scanner = Scanner::new(sweep.clone(), shown(&sweep.path));
    let mut due = Instant::now() + PRINT_EVERY;
    // A reader that has left, or a full disk, does not end it: its results are files.
    let mut written = Ok(true);
    let signal = run(sweep, engine, &data, threads, signals, &mut || {
        let now = Instant::now();
        if now < due || !matches!(written, Ok(true)) {
            return;
        }
        // The last one is told by the summary.
        if let Some(standing) = scanner.scan().ok().filter(|standing| !standing.is_over()) {
            let line = headless::sweep_line(&standing);
            written = printed(writeln!(out, "{line}").and_then(|()| out.flush()));
        }
        // A large one takes a while to read.
        due = Instant::now() + PRINT_EVERY.max(now.elapsed() * REST);
    })?;
    let standing = scanner.scan()?;
    if written? {
        printed(headless::write_sweep(&standing, out))?;
    }
    Ok(code(signal, &standing))
}

/// Runs what is left of a sweep, and returns the signal that has ended it.
fn run(
    sweep: &SweepFolder,
    engine: &Engine,
    data: &TrialData,
    threads: usize,
    signals: &Signals,
    done: &mut dyn FnMut(),
) -> anyhow::Result<Option<i32>> {
    let outcome = match engine.via {
        Scheduler::Parallel => trials::run_by_parallel(sweep, engine, data, signals)?,
        Scheduler::Local | Scheduler::Slurm => {
            trials::run_stages(sweep, data, threads, signals, &mut |_| done())?
        }
    };
    Ok(outcome.signal)
}

/// The exit code of a run after which a sweep stands like that.
fn code(signal: Option<i32>, standing: &SweepStanding) -> u8 {
    let left = |trial: &TrialStanding| trial.state.is_owed() || trial.state == TrialState::Running;
    signal.map_or_else(|| standing.standings.iter().any(left).into(), exit_code)
}

/// Keeps a second process from running the same sweep.
pub(super) fn hold(sweep: &SweepFolder) -> anyhow::Result<FolderLock> {
    match FolderLock::take(&sweep.path) {
        Err(RecordError::InUse { holder, .. }) => {
            let (folder, process) =
                (shown(&sweep.path), holder.map_or_else(String::new, |id| format!(", process {id}")));
            bail!(
                "{folder}: this sweep runs already{process}; downhill sweep attach {folder} shows it, downhill sweep stop \
                 {folder} ends it"
            )
        }
        taken => taken.context("the sweep's folder"),
    }
}
