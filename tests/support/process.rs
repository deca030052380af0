//! What the system tells of a running program: files, threads, memory, processor time.

use std::{
    fs,
    time::{Duration, Instant},
};

/// What a program holds at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub files: usize,
    pub threads: usize,
    /// Resident memory.
    pub bytes: u64,
}

pub fn held(id: u32) -> Held {
    let count = |folder: &str| fs::read_dir(format!("/proc/{id}/{folder}")).unwrap().count();
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    Held { files: count("fd"), threads: count("task"), bytes: kib * 1_024 }
}

/// Processor time of the threads with these names; the program's own name is its main thread's.
pub fn processor_time(id: u32, names: &[&str]) -> Duration {
    /// The system counts in hundredths of a second, whatever the kernel does inside.
    const TICK: Duration = Duration::from_millis(10);
    let mut ticks = 0;
    for entry in fs::read_dir(format!("/proc/{id}/task")).unwrap() {
        // A thread may end between the listing and the look.
        let Ok(stat) = fs::read_to_string(entry.unwrap().path().join("stat")) else { continue };
        let (start, rest) = stat.split_once(") ").unwrap();
        if names.contains(&start.split_once('(').unwrap().1) {
            let fields: Vec<u32> = rest.split(' ').filter_map(|field| field.parse().ok()).collect();
            // The letter of the state is no number: user and system time are the 14th and 15th field of all.
            ticks += fields[10] + fields[11];
        }
    }
    TICK * ticks
}

/// Whether the program is stopped, as by Ctrl-Z.
pub fn is_stopped(id: u32) -> bool {
    state(id) == Some('T')
}

/// Whether the program has ended, though nobody may have asked for its exit code yet.
pub fn is_gone(id: u32) -> bool {
    matches!(state(id), None | Some('Z'))
}

/// The letter that the system has for what the program does.
fn state(id: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.split_once(") ")?.1.chars().next()
}

/// Waits until something holds, at most so long; tells whether it does.
pub fn wait_for(time: Duration, holds: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + time;
    while !holds() {
        if Instant::now() >= deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}
