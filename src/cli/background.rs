//! A race without a terminal: started as a process of its own, shown, listed and stopped.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read as _, Write},
    os::unix::{
        ffi::{OsStrExt as _, OsStringExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use close_fds::set_fds_cloexec_threadsafe;

use super::{
    front::{Front, Show, watch_signals},
    printed,
};
use crate::{
    record::{RunFolder, holder},
    remote::{self, Attached, Listing, RemoteError, Stopped},
    session::State,
    text::{excerpt, sanitized, shown, thousands},
    tui::Place,
};

/// The flag that makes a process the one in the background.
const FLAG: &str = "--background";

/// What the background shows as in a list of processes.
const NAME: &str = "downhill";

/// The first file of a process beside its standard streams.
const FIRST_UNNAMED: i32 = 3;

/// A race that has begun in the background.
pub(super) struct Started {
    folder: PathBuf,
    /// What its process had to say, if anything.
    note: String,
}

/// Starts this program in the background and waits until its race has begun.
///
/// # Errors
/// If it can't be started, or ends with an error before there is a race.
pub(super) fn start(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Started> {
    // The file that runs, whatever its name leads to by now.
    let itself = Path::new("/proc/self/exe");
    let program = if itself.exists() {
        itself.to_owned()
    } else {
        std::env::current_exe().context("which program is this?")?
    };
    // Whoever waits for the end of a pipe, or for a lock, is not to wait for the race.
    set_fds_cloexec_threadsafe(FIRST_UNNAMED, &[]);
    let mut child = Command::new(program)
        .arg0(NAME)
        .args(arguments)
        .arg(FLAG)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("can't start in the background")?;
    let mut folder = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_until(0, &mut folder).context("the background is silent")?;
    }
    // It lets go of that, too, once its race has begun.
    let mut complaint = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut complaint).context("the background is silent")?;
    }
    // A name may hold anything but the zero that ends it here.
    if folder.pop() == Some(0) {
        return Ok(Started { folder: OsString::from_vec(folder).into(), note: complaint });
    }
    let code = child.wait().context("the background is lost")?;
    let complaint = complaint.trim_end();
    let complaint = complaint.strip_prefix("downhill: ").unwrap_or(complaint);
    bail!(
        "{}",
        if complaint.is_empty() { format!("in the background: {code}") } else { complaint.to_owned() }
    )
}

/// What a person needs to know of a race that has gone into the background.
pub(super) fn tell_started(started: &Started, out: &mut impl Write) -> io::Result<()> {
    let folder = shown(&started.folder);
    writeln!(out, "in the background: {folder}")?;
    writeln!(out, "downhill attach {folder} shows it, downhill stop {folder} ends it")?;
    write!(out, "{}", started.note)?;
    out.flush()
}

/// Takes the program's name, and leaves the session of the terminal that this process was started from, so that it
/// doesn't end with it.
pub(super) fn leave_terminal() {
    // It was started by a link of another name.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_name(c"downhill");
    // One that leads a session has no terminal that could go.
    let _ = rustix::process::setsid();
}

/// Lets go of whoever started this process, once he knows the race's folder and what else there is to say.
pub(super) fn let_go(folder: &Path, note: Option<&str>) {
    let mut out = io::stdout().lock();
    // If he has gone, there is nobody to tell.
    let _ = out
        .write_all(folder.as_os_str().as_bytes())
        .and_then(|()| out.write_all(b"\0"))
        .and_then(|()| out.flush());
    if let Some(note) = note {
        let _ = writeln!(io::stderr(), "{note}");
    }
    if let Ok(nowhere) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(&nowhere).and_then(|()| rustix::stdio::dup2_stderr(&nowhere));
    }
}

/// Shows a race that runs in the background.
pub(super) fn attach(folder: Option<PathBuf>, front: Front, out: &mut impl Write) -> anyhow::Result<u8> {
    let folder = match folder {
        Some(folder) => folder,
        None => the_one_that_runs()?,
    };
    let signals = watch_signals()?;
    let Attached { session, updates, history } = remote::attach(&folder).map_err(or_holder)?;
    let show = Show::new(session, updates, &signals, Place::Background);
    let code = front.watch(Show { history, ..show }, std::slice::from_ref(&folder), out)?;
    let state = remote::status(&folder).map(|status| status.state);
    if matches!(state, Ok(State::Loading | State::Running | State::Paused)) {
        let folder = shown(&folder);
        // If the terminal has gone, there is nobody to tell.
        let _ = writeln!(out, "the race goes on in the background: {folder}")
            .and_then(|()| {
                writeln!(out, "downhill attach {folder} shows it again, downhill stop {folder} ends it")
            })
            .and_then(|()| out.flush());
    }
    Ok(code)
}

/// The races in the background, by all that can be told from here.
fn running() -> anyhow::Result<Listing> {
    let is_free = |folder: &Path| RunFolder::reopen(folder).is_ok();
    remote::running(is_free).context("can't list the races in the background")
}

fn the_one_that_runs() -> anyhow::Result<PathBuf> {
    let (running, silent): (Vec<_>, Vec<_>) =
        running()?.races.into_iter().partition(|race| race.status.is_ok());
    match (&running[..], &silent[..]) {
        ([], []) => bail!("no race runs in the background; downhill --detach starts one"),
        ([], silent) => {
            let errors = silent.iter().filter_map(|race| race.status.as_ref().err());
            bail!("{}", errors.map(ToString::to_string).collect::<Vec<_>>().join("; "))
        }
        ([race], _) => Ok(race.folder.clone()),
        (several, _) => {
            let folders: Vec<String> = several.iter().map(|race| shown(&race.folder)).collect();
            bail!("several races run in the background; name one of {}", folders.join(", "))
        }
    }
}

/// Lists the races that run in the background.
pub(super) fn list(out: &mut impl Write) -> anyhow::Result<u8> {
    let Listing { races, note } = running()?;
    let mut print = || {
        if races.is_empty() {
            writeln!(out, "no race runs in the background; downhill --detach starts one")?;
        }
        for race in &races {
            let status = match &race.status {
                Ok(status) => status,
                Err(error) => {
                    writeln!(out, "{error}")?;
                    continue;
                }
            };
            let end = status.end.map_or_else(|| "until stopped".into(), thousands);
            let (folder, lanes) = (shown(&race.folder), excerpt(&status.lanes.join(", ")));
            let (state, done) = (word(status.state), thousands(status.iteration));
            writeln!(out, "{folder}  {state}  {done} / {end}  {lanes}")?;
            if let Some(trouble) = &status.saving.trouble {
                writeln!(out, "  {}", sanitized(&trouble.to_string()))?;
            }
        }
        if let Some(note) = &note {
            writeln!(out, "races may be missing here: {note}")?;
        }
        out.flush()
    };
    printed(print()).map(|_| 0)
}

const fn word(state: State) -> &'static str {
    match state {
        State::Loading => "loading",
        State::Running => "running",
        State::Paused => "paused",
        State::Finished => "finished",
        State::Failed => "failed",
    }
}

/// Ends a race that runs in the background, and waits until it is saved.
pub(super) fn stop(folder: &Path, out: &mut impl Write) -> anyhow::Result<u8> {
    let Stopped { reached, saved, problem } = remote::stop(folder).map_err(or_holder)?;
    let shown = shown(folder);
    let at = thousands(reached);
    let why = problem.as_ref().map_or_else(String::new, |problem| format!(": {}", sanitized(problem)));
    match saved {
        None => bail!("{shown}: stopped at iteration {at}, with nothing saved to go on from{why}"),
        Some(saved) if saved < reached || problem.is_some() => {
            let saved = thousands(saved);
            bail!("{shown}: stopped at iteration {at}, saved up to iteration {saved}{why}")
        }
        Some(saved) => {
            let saved = thousands(saved);
            let print =
                writeln!(out, "stopped and saved up to iteration {saved}; downhill resume {shown} goes on")
                    .and_then(|()| out.flush());
            printed(print).map(|_| 0)
        }
    }
}

/// Names the process that has a folder where nothing answers.
fn or_holder(error: RemoteError) -> RemoteError {
    match error {
        RemoteError::NotRunning(folder) => match holder(&folder) {
            Some(process) => RemoteError::Unreachable { folder, process },
            None => RemoteError::NotRunning(folder),
        },
        error => error,
    }
}
