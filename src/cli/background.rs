//! A race without a terminal: its process is started here, and leaves the terminal it was started from.

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

use anyhow::{Context as _, bail};
use close_fds::set_fds_cloexec_threadsafe;

use super::{
    list,
    output::{Work, printed},
};
use crate::{record::holder, remote::RemoteError, text::shown};

/// The flag that makes a process the one in the background.
const FLAG: &str = "--background";

/// The name of that process in a list of processes.
const NAME: &str = "downhill";

/// The first file descriptor after the standard streams.
const FIRST_UNNAMED: i32 = 3;

/// What runs in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Started {
    Race,
    Sweep,
}

/// Starts this program in the background, and prints where, once what it does has begun.
///
/// # Errors
/// If it can't be started, or ends with an error before there is a race.
pub(super) fn start(
    arguments: impl IntoIterator<Item = OsString>,
    what: Started,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    // The file that runs, wherever its name leads by now.
    let itself = Path::new("/proc/self/exe");
    let program = if itself.exists() {
        itself.to_owned()
    } else {
        std::env::current_exe().context("which program is this?")?
    };
    // Whoever waits for the end of a pipe, or for a lock, must not wait for the race.
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
    // Its standard error is closed, too, once its race has begun.
    let mut note = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut note).context("the background is silent")?;
    }
    // A path may hold any byte but the zero that ends it here.
    if folder.pop() == Some(0) {
        let folder = PathBuf::from(OsString::from_vec(folder));
        let (commands, name) = match what {
            Started::Race => ("downhill", list::short_name(&folder)),
            Started::Sweep => ("downhill sweep", format!(" {}", shown(&folder))),
        };
        let folder = shown(&folder);
        let mut print = || {
            writeln!(out, "in the background: {folder}")?;
            writeln!(out, "{commands} attach{name} shows it, {commands} stop{name} ends it")?;
            write!(out, "{note}")?;
            out.flush()
        };
        return printed(print()).map(drop);
    }
    let code = child.wait().context("the background is lost")?;
    let error = note.trim_end();
    let error = error.strip_prefix("downhill: ").unwrap_or(error);
    bail!("{}", if error.is_empty() { format!("in the background: {code}") } else { error.to_owned() })
}

/// Starts this program again in the background, with the arguments of a command line, the program's name first.
pub(super) fn work(typed: Vec<OsString>) -> Work {
    Box::new(|out| start(typed.into_iter().skip(1), Started::Race, out).map(|()| 0))
}

/// Takes the program's name, and leaves the session of the terminal that this process was started from, so that it
/// doesn't end with it.
pub(super) fn leave_terminal() {
    // It was started through a link of another name.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_name(c"downhill");
    // One that leads a session has no terminal that could go.
    let _ = rustix::process::setsid();
}

/// Sends the race's folder and any warning to the process that started this one, and closes the streams to it.
pub(super) fn release_starter(folder: &Path, note: Option<&str>) {
    let mut out = io::stdout().lock();
    // If it has ended, nobody reads that.
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

/// Names the process that holds the lock of a folder where nothing answers.
pub(super) fn or_holder(error: RemoteError) -> RemoteError {
    match error {
        RemoteError::NotRunning(folder) => match holder(&folder) {
            Some(process) => RemoteError::Unreachable { folder, process },
            None => RemoteError::NotRunning(folder),
        },
        error => error,
    }
}
