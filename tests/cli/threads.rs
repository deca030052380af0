//! How many threads the lanes of a race have: as many as asked for, or as there are cores that it may use.

#![cfg(target_os = "linux")]

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, ErrorKind},
    process::{Command, Stdio},
};

use super::downhill;

/// The threads of lanes of a race that runs, and those that have no name of their own; `None` without that program.
fn threads(program: &[&str], flags: &[&str], variables: &[(&str, &str)]) -> Option<Vec<String>> {
    let mut line: Vec<&OsStr> = program.iter().map(OsStr::new).collect();
    let downhill = downhill();
    line.push(downhill.get_program());
    let mut command = Command::new(line[0]);
    command.args(&line[1..]).args(["--headless", "--no-config", "--iterations", "0", "--pace", "50"]);
    command.args(["--batch-size", "8", "--hidden", "8"]).args(flags);
    for name in ["SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "SLURM_JOB_ID"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        spawned => spawned.unwrap(),
    };
    // The first losses: all threads are there.
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let has_begun = lines.map_while(Result::ok).any(|line| line.starts_with("        1  "));
    let tasks = fs::read_dir(format!("/proc/{}/task", child.id()));
    let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    let names: Vec<String> = tasks.into_iter().flatten().flatten().map(name).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(has_begun);
    let mut names: Vec<String> = names.iter().map(|name| name.trim_end().to_owned()).collect();
    names.retain(|name| name.starts_with("lanes-") || name == "downhill");
    names.sort();
    Some(names)
}

#[test]
fn a_race_has_as_many_threads_as_a_scheduler_grants_cores_or_as_are_asked_for() {
    let one = [("SLURM_CPUS_PER_TASK", "1")];
    assert_eq!(threads(&[], &[], &one).unwrap(), ["downhill", "lanes-0"]);
    assert_eq!(threads(&[], &["--threads", "0"], &one).unwrap(), ["downhill", "lanes-0"]);
    let node = [("SLURM_JOB_ID", "7"), ("SLURM_CPUS_ON_NODE", "1")];
    assert_eq!(threads(&[], &[], &node).unwrap(), ["downhill", "lanes-0"]);
    let asked = threads(&[], &["--threads", "3"], &one).unwrap();
    assert_eq!(asked, ["downhill", "lanes-0", "lanes-1", "lanes-2"]);
}

#[test]
fn a_race_that_may_use_one_core_has_one_thread() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
    let core = allowed.trim().split([',', '-']).next().unwrap();
    // Not every machine has it.
    if let Some(threads) = threads(&["taskset", "-c", core], &[], &[]) {
        assert_eq!(threads, ["downhill", "lanes-0"]);
    }
}
