//! Trials as the tasks of a real Slurm, and of GNU parallel on two hosts.

use std::{collections::BTreeSet, fs, time::Duration};

use super::{
    parallel::{HOSTS, Parallel},
    process::{is_gone, wait_for},
    slurm::Slurm,
};

/// How long a few tasks of a moment may take.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn every_task_of_an_array_runs_and_nothing_of_slurm_stays() {
    let Some(slurm) = Slurm::start() else { return };
    let write = ["--parsable", "--array=0-3", "--wrap", "echo $SLURM_ARRAY_TASK_ID >$SLURM_ARRAY_TASK_ID"];
    let array = slurm.run("sbatch", &write);
    assert!(slurm.wait_for(&array, PATIENCE), "the array ends");
    for index in 0..4 {
        let path = slurm.folder().join(index.to_string());
        assert_eq!(fs::read_to_string(path).unwrap(), format!("{index}\n"));
    }

    // A task that nothing but KILL ends, and something that it left to itself.
    let stubborn = "trap '' TERM; setsid sleep 1000 & echo $! $$ >part; mv part processes; sleep 1000";
    slurm.run("sbatch", &["--wrap", stubborn]);
    let processes = slurm.folder().join("processes");
    assert!(wait_for(PATIENCE, || processes.exists()), "the task runs");
    let files = ["processes", "munged.pid", "slurmctld.pid", "slurmd.pid"];
    let texts = files.map(|file| fs::read_to_string(slurm.folder().join(file)).unwrap());
    let ids: Vec<u32> =
        texts.iter().flat_map(|text| text.split_whitespace()).map(|id| id.parse().unwrap()).collect();
    assert_eq!(ids.len(), 5);
    assert!(!ids.iter().any(|&id| is_gone(id)), "all of them run");
    drop(slurm);
    assert!(ids.iter().all(|&id| is_gone(id)), "all of them are gone");
}

#[test]
fn two_slurms_beside_each_other_have_arrays_as_large_as_each_allows() {
    let Some(usual) = Slurm::start() else { return };
    let Some(small) = Slurm::start_with(&[("MAX_ARRAY_SIZE", "4")]) else { return };
    let five = ["--parsable", "--array=0-4", "--wrap", "true"];
    let refused = small.command("sbatch", &five).output().unwrap();
    let message = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(message, "sbatch: error: Batch job submission failed: Invalid job array specification\n");
    let array = usual.run("sbatch", &five);
    assert!(usual.wait_for(&array, PATIENCE), "the array ends");
}

#[test]
fn parallel_runs_jobs_on_two_hosts_and_asks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(parallel) = Parallel::start(folder.path()) else { return };
    let hosts = HOSTS.map(|host| format!("1/{host}")).join(",");
    let arguments =
        ["-k", "--sshlogin", &hosts, "echo $PARALLEL_SSHHOST $PARALLEL_SEQ", ":::", "a", "b", "c", "d"];
    let output = parallel.command("parallel", &arguments).output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
    let used: BTreeSet<_> = lines.iter().map(|fields| fields[0]).collect();
    assert_eq!(used, BTreeSet::from(HOSTS), "{text}");
    let jobs: Vec<_> = lines.iter().map(|fields| fields[1..].join(" ")).collect();
    assert_eq!(jobs, ["1 a", "2 b", "3 c", "4 d"]);
}
