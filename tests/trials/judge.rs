//! A command that reads what somebody crafted, judged by its time, its memory, its end and what it prints.

use std::{
    fs,
    io::Read,
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{PROGRAM, hostile_text::acting};

/// The processor time that a command may take, whatever it reads; by the clock it may be kept waiting by other tests.
const MAX_WORK: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(30);

/// A race that goes on, as one may after a change of its length, is asked to end after that; one that has begun follows.
const GOES_ON: Duration = Duration::from_secs(5);

/// The most memory that a command may hold.
const MAX_BYTES: u64 = 256 << 20;

/// What a command left.
pub struct Ended {
    pub printed: String,
    pub took: Duration,
}

/// Runs a command to its end, and judges all of it but what it was to do.
pub fn judge(arguments: &[&str], folder: &Path, input: &str) -> Ended {
    let start = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let read = |mut from: Box<dyn Read + Send>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).unwrap();
            bytes
        })
    };
    let out = [read(Box::new(child.stdout.take().unwrap())), read(Box::new(child.stderr.take().unwrap()))];
    let (status, most, work) = wait(&mut child, start);
    let took = start.elapsed();
    let [printed, complaint] =
        out.map(|thread| String::from_utf8_lossy(&thread.join().unwrap()).into_owned());
    let what = format!("{arguments:?} of {}", input.chars().take(600).collect::<String>());
    assert!(took < PATIENCE && work < MAX_WORK, "{what}: took {took:?}, {work:?} of a processor");
    assert!(status.signal().is_none(), "{what}: ended by {status}: {complaint}");
    assert!(most <= MAX_BYTES, "{what}: held {most} bytes");
    for text in [&printed, &complaint] {
        assert_eq!(acting(text), None, "{what}: {text:?}");
        assert!(!text.contains("panicked") && !text.contains("fault in the program"), "{what}: {text}");
    }
    Ended { printed: printed + &complaint, took }
}

/// Waits for the end, which it asks for where a race goes on; tells the most memory and processor time that was seen, of
/// which what a race took that went on is none.
fn wait(child: &mut Child, start: Instant) -> (std::process::ExitStatus, u64, Duration) {
    let (mut most, mut work, mut asked) = (0, Duration::ZERO, false);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status, most, work);
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kib.unwrap_or(0) * 1_024);
        if !asked {
            work = all_work(child.id());
        }
        if start.elapsed() > GOES_ON && !asked {
            let id = Pid::from_child(child);
            kill_process(id, Signal::TERM).unwrap();
            asked = true;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Processor time of a program in hundredths of a second, as the system counts.
fn all_work(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').skip(11).take(2);
    Duration::from_millis(10) * fields.filter_map(|field| field.parse::<u32>().ok()).sum::<u32>()
}
