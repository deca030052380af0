//! The system refuses the recorder an open, a write, a flush or a rename, or kills it right there.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use downhill::record::newest_checkpoint;

use super::{PROGRAM, forms::forms, has, process::wait_for};

const RACE: [&str; 12] = [
    "--headless",
    "--iterations",
    "0",
    "--hidden",
    "8",
    "--batch-size",
    "4",
    "--pace",
    "200",
    "--save-every",
    "0.05",
    "--out",
];

/// What can go wrong, as `strace` writes it.
const CALLS: [&str; 4] = ["openat", "write", "fsync", "/^rename"];
const FAULTS: [&str; 3] = ["error=EIO", "error=ENOSPC", "signal=KILL"];

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The iteration that a folder could be gone on from.
fn reached(run: &Path) -> Option<u64> {
    newest_checkpoint(run).ok().map(|(checkpoint, _)| checkpoint.race.iteration)
}

/// The thread that writes.
fn recorder(race: &Child) -> String {
    let tasks = fs::read_dir(format!("/proc/{}/task", race.id())).unwrap();
    let mut threads = tasks.map(|task| task.unwrap().path());
    let is_recorder = |path: &std::path::PathBuf| {
        fs::read_to_string(path.join("comm")).is_ok_and(|name| name.trim() == "record")
    };
    threads.find(is_recorder).unwrap().file_name().unwrap().to_str().unwrap().to_owned()
}

/// One fault at the `count`-th such call of a race that has saved already.
fn inject(call: &str, fault: &str, count: u32) {
    let what = format!("{call}:{fault}:when={count}");
    let place = tempfile::tempdir().unwrap();
    let (run, trace) = (place.path().join("run"), place.path().join("trace"));
    let mut race = Command::new(PROGRAM)
        .args(RACE)
        .arg(&run)
        .stdin(Stdio::null())
        .stdout(fs::File::create(place.path().join("lines")).unwrap())
        .spawn()
        .unwrap();
    assert!(wait_for(PATIENCE, || reached(&run).is_some()), "{what}: nothing was saved");
    let mut strace = Command::new("strace")
        .args([
            "-qq",
            "-p",
            &recorder(&race),
            "-e",
            &format!("trace={call}"),
            "-e",
            &format!("inject={what}"),
            "-o",
        ])
        .arg(&trace)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let kill = fault == "signal=KILL";
    let done = || {
        let traced = fs::read_to_string(&trace).unwrap_or_default();
        traced.contains("INJECTED") || traced.contains("killed by SIGKILL")
    };
    assert!(wait_for(PATIENCE, done), "{what}: never came");
    // Whatever happened, there is one to go on from at every moment.
    let at_fault = reached(&run).unwrap_or_else(|| panic!("{what}: no checkpoint is left"));
    let _ = strace.kill();
    let _ = strace.wait();
    if kill {
        race.wait().unwrap();
    } else {
        assert!(
            wait_for(PATIENCE, || reached(&run).is_some_and(|now| now > at_fault + 20)),
            "{what}: no saving after"
        );
        assert!(race.try_wait().unwrap().is_none(), "{what}: the race has ended");
        Command::new("kill").args(["-s", "TERM", &race.id().to_string()]).status().unwrap();
        assert_eq!(race.wait().unwrap().code(), Some(143), "{what}");
        let lines = fs::read_to_string(place.path().join("lines")).unwrap();
        assert!(
            lines.contains("saving is tried again") && lines.contains("saving goes on"),
            "{what}: {lines}"
        );
    }
    let again =
        Command::new(PROGRAM).args(["replay", "--rerun"]).arg(&run).stdin(Stdio::null()).output().unwrap();
    assert!(again.status.success(), "{what}: {}", String::from_utf8_lossy(&again.stderr));
    let go_on = ["resume", "--headless", "--pace", "1000000", "--save-every", "0.05"];
    let mut resumed = Command::new(PROGRAM)
        .args(go_on)
        .arg(&run)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let before = reached(&run).unwrap();
    assert!(wait_for(PATIENCE, || reached(&run).is_some_and(|now| now > before)), "{what}: it doesn't go on");
    Command::new("kill").args(["-s", "TERM", &resumed.id().to_string()]).status().unwrap();
    assert_eq!(resumed.wait().unwrap().code(), Some(143), "{what}");
}

fn what_the_system_refuses_the_recorder_costs_neither_the_race_nor_what_was_saved(counts: u32) {
    if !has("strace", "what the system refuses the recorder") {
        return;
    }
    let mut faults = 0;
    for count in 1..=counts {
        for (index, call) in (0..).zip(CALLS) {
            // Each once in the short form.
            let all = counts > 2;
            let chosen =
                FAULTS.iter().enumerate().filter(|(fault, _)| all || (index + count as usize) % 3 == *fault);
            for (_, fault) in chosen {
                inject(call, fault, count);
                faults += 1;
            }
        }
    }
    eprintln!("{faults} faults at opens, writes, flushes and renames: all outlived");
}

forms!(what_the_system_refuses_the_recorder_costs_neither_the_race_nor_what_was_saved, short 2, long 12, "144 faults");
