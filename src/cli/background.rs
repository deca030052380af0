//! A race without a terminal: started as a process of its own, shown, listed and stopped.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read as _, Write},
    os::unix::ffi::{OsStrExt as _, OsStringExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use super::{
    front::{Front, Show},
    printed,
};
use crate::{
    record::RunFolder,
    remote::{self, Attached},
    session::State,
    text::{excerpt, sanitized, thousands},
    tui::Place,
};

/// The flag that makes a process the one in the background.
const FLAG: &str = "--background";

/// How long a race may take to be saved after it was stopped: its last checkpoint and its figures.
const SAVED_WITHIN: Duration = Duration::from_mins(1);

/// Starts this program in the background and waits until its race has begun; tells the race's folder.
///
/// # Errors
/// If it can't be started, or ends with an error before there is a race.
pub(super) fn start(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<PathBuf> {
    // The file that runs, whatever its name leads to by now.
    let itself = Path::new("/proc/self/exe");
    let program = if itself.exists() {
        itself.to_owned()
    } else {
        std::env::current_exe().context("which program is this?")?
    };
    let mut child = Command::new(program)
        .args(arguments)
        .arg(FLAG)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("can't start in the background")?;
    let mut folder = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_until(b'\n', &mut folder).context("the background is silent")?;
    }
    if folder.pop() == Some(b'\n') {
        return Ok(OsString::from_vec(folder).into());
    }
    let mut complaint = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut complaint).context("the background is silent")?;
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
pub(super) fn tell_started(folder: &Path, out: &mut impl Write) -> io::Result<()> {
    let folder = sanitized(&folder.to_string_lossy());
    writeln!(out, "in the background: {folder}")?;
    writeln!(out, "downhill attach {folder} shows it, downhill stop {folder} ends it")?;
    out.flush()
}

/// Leaves the session of the terminal that this process was started from, so that it doesn't end with it.
pub(super) fn leave_terminal() {
    // One that leads a session has no terminal that could go.
    let _ = rustix::process::setsid();
}

/// Lets go of whoever started this process, once he knows the race's folder.
pub(super) fn let_go(folder: &Path) {
    let mut out = io::stdout().lock();
    // If he has gone, there is nobody to tell.
    let _ = out
        .write_all(folder.as_os_str().as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
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
    let Attached { session, updates, history } = remote::attach(&folder)?;
    let show = Show::new(session, updates, Place::Background);
    front.watch(Show { history, ..show }, out)
}

fn the_one_that_runs() -> anyhow::Result<PathBuf> {
    let running = remote::running().context("can't list the races in the background")?;
    match &running[..] {
        [] => bail!("no race runs in the background; downhill --detach starts one"),
        [(folder, _)] => Ok(folder.clone()),
        several => {
            let folders: Vec<String> =
                several.iter().map(|(folder, _)| sanitized(&folder.to_string_lossy())).collect();
            bail!("several races run in the background; name one of {}", folders.join(", "))
        }
    }
}

/// Lists the races that run in the background.
pub(super) fn list(out: &mut impl Write) -> anyhow::Result<u8> {
    let running = remote::running().context("can't list the races in the background")?;
    let mut print = || {
        if running.is_empty() {
            writeln!(out, "no race runs in the background; downhill --detach starts one")?;
        }
        for (folder, status) in &running {
            let end = status.end.map_or_else(|| "until stopped".into(), thousands);
            let (folder, lanes) = (sanitized(&folder.to_string_lossy()), excerpt(&status.lanes.join(", ")));
            let (state, done) = (word(status.state), thousands(status.iteration));
            writeln!(out, "{folder}  {state}  {done} / {end}  {lanes}")?;
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
    remote::stop(folder)?;
    let deadline = Instant::now() + SAVED_WITHIN;
    // Its process holds the folder until all is on the disk.
    while RunFolder::reopen(folder).is_err() {
        if Instant::now() > deadline {
            bail!("{}: told to stop, but still saving after a minute", folder.display());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let shown = sanitized(&folder.to_string_lossy());
    let print =
        writeln!(out, "stopped and saved; downhill resume {shown} goes on").and_then(|()| out.flush());
    printed(print).map(|_| 0)
}
