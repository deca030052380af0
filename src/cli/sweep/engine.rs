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
        launch,
        output::{Out, printed},
        screen::choice,
    },
    config::Bounds,
    headless,
    record::{FolderLock, RecordError},
    signals::{Signals, exit_code},
    sweep::TrialState,
    text::shown,
    trials::{self, Engine, Scanner, Scheduler, SweepFolder, SweepRun, TrialData},
};

/// How often a line is printed of what has been done.
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

    /// Seconds from one checkpoint of a trial to the next
    #[arg(long, value_name = "S", default_value = "10", help_heading = "Engine")]
    #[arg(value_parser = launch::seconds, allow_hyphen_values = true)]
    save_every: Duration,

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
        Ok(Engine { via, program: self.program(), arguments, bundle: self.bundle.or(last.bundle) })
    }

    fn program(&self) -> String {
        let own = || std::env::current_exe().unwrap_or_else(|_| "downhill".into());
        self.program.clone().unwrap_or_else(own).to_string_lossy().into_owned()
    }

    pub(super) fn threads(&self) -> usize {
        environment::threads(self.threads)
    }

    pub(super) fn save_every(&self) -> f64 {
        self.save_every.as_secs_f64()
    }
}

/// Starts what is left of a sweep, and shows it.
pub(super) fn start(
    sweep: &SweepFolder,
    named: &Path,
    engine: &Engine,
    threads: usize,
    detach: bool,
    front_end: FrontEnd,
    out: &mut Out,
) -> anyhow::Result<u8> {
    if engine.via == Scheduler::Slurm {
        submit(sweep, engine, out)?;
        if detach || front_end == FrontEnd::Plain {
            return Ok(0);
        }
        return show::attach(named, front_end, out);
    }
    if front_end == FrontEnd::Plain && !detach {
        let signals = watch_signals()?;
        return drive(sweep, engine, threads, &signals, out);
    }
    let mut arguments: Vec<OsString> = vec!["sweep".into(), "retry".into(), named.into()];
    arguments.extend(["--threads".into(), threads.to_string().into()]);
    background::start(arguments, background::Started::Sweep, out)?;
    if detach { Ok(0) } else { show::attach(named, front_end, out) }
}

/// Gives a sweep to Slurm, and prints what it took.
fn submit(sweep: &SweepFolder, engine: &Engine, out: &mut impl Write) -> anyhow::Result<()> {
    let data = TrialData::load(data::loader(sweep.file.data())?)?;
    let submitted = trials::submit(sweep, engine, &data)?;
    let mut print = || {
        if submitted.is_empty() {
            writeln!(out, "nothing is left to run")?;
        }
        for array in &submitted {
            let stage = if sweep.stages() > 1 { format!(" of rung {}", array.stage) } else { String::new() };
            let tasks = if array.tasks == 1 { "1 task".to_owned() } else { format!("{} tasks", array.tasks) };
            writeln!(out, "Slurm has job {}: {tasks}{stage}", array.job)?;
        }
        out.flush()
    };
    printed(print()).map(drop)
}

/// The process in the background: tells whoever started it that it runs, and runs the sweep.
pub(super) fn serve(sweep: &SweepFolder, engine: &Engine, threads: usize) -> anyhow::Result<u8> {
    let signals = watch_signals()?;
    background::leave_terminal();
    let lock = hold(sweep)?;
    background::release_starter(&sweep.path, None);
    let code = run(sweep, engine, threads, &signals, &mut || {});
    drop(lock);
    code
}

/// Runs what is left of a sweep here, with a line now and then, and a summary.
fn drive(
    sweep: &SweepFolder,
    engine: &Engine,
    threads: usize,
    signals: &Signals,
    out: &mut Out,
) -> anyhow::Result<u8> {
    let _lock = hold(sweep)?;
    let mut scanner = Scanner::new(sweep.clone(), shown(&sweep.path));
    let mut due = Instant::now() + PRINT_EVERY;
    // A reader that has left, or a full disk, does not end it: its results are files.
    let mut written = Ok(true);
    let code = run(sweep, engine, threads, signals, &mut || {
        if Instant::now() < due || !matches!(written, Ok(true)) {
            return;
        }
        due = Instant::now() + PRINT_EVERY;
        // The last one is told by the summary.
        if let Some(standing) = scanner.scan().ok().filter(|standing| !standing.is_over()) {
            let line = headless::sweep_line(&standing);
            written = printed(writeln!(out, "{line}").and_then(|()| out.flush()));
        }
    })?;
    let standing = scanner.scan()?;
    if written? {
        printed(headless::write_sweep(&standing, out))?;
    }
    Ok(code)
}

/// Runs what is left of a sweep, and returns the exit code.
fn run(
    sweep: &SweepFolder,
    engine: &Engine,
    threads: usize,
    signals: &Signals,
    done: &mut dyn FnMut(),
) -> anyhow::Result<u8> {
    let data = TrialData::load(data::loader(sweep.file.data())?)?;
    let outcome = match engine.via {
        Scheduler::Parallel => trials::run_by_parallel(sweep, engine, &data, signals)?,
        Scheduler::Local | Scheduler::Slurm => {
            trials::run_stages(sweep, &data, threads, signals, |_| done())?
        }
    };
    let mut scanner = Scanner::new(sweep.clone(), String::new());
    let failed = scanner.scan()?.standings.iter().any(|trial| trial.state == TrialState::Failed);
    Ok(match outcome {
        SweepRun { signal: Some(signal), .. } => exit_code(signal),
        SweepRun { failed: 0, .. } if !failed => 0,
        _ => 1,
    })
}

/// Keeps a second process from running the same sweep.
fn hold(sweep: &SweepFolder) -> anyhow::Result<FolderLock> {
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
