//! By a real Slurm: arrays of tasks that are killed, requeued, cancelled.

use std::{collections::BTreeSet, fs, path::Path, process::Command, thread, time::Duration};

use super::{PATIENCE, SWEEP, assert_alike, count, done, result, sweep, trial, undisturbed};
use crate::{
    process::{is_gone, wait_for},
    slurm::Slurm,
};

#[test]
fn every_task_of_an_array_runs_and_nothing_of_slurm_stays() {
    let Some(slurm) = Slurm::start() else { return };
    // A task that nothing but KILL ends, and something that it left to itself.
    let stubborn = "trap '' TERM; setsid sleep 1000 & echo $! $$ >part; mv part processes; sleep 1000";
    slurm.run("sbatch", &["--wrap", stubborn]);
    let processes = slurm.folder().join("processes");
    assert!(wait_for(PATIENCE, || processes.exists()), "the task runs");
    let files = ["processes", "munged.pid", "slurmctld.pid", "slurmd.pid"];
    let texts = files.map(|file| fs::read_to_string(slurm.folder().join(file)).unwrap());
    let ids: Vec<u32> =
        texts.iter().flat_map(|text| text.split_whitespace()).map(|id| id.parse().unwrap()).collect();
    assert!(!ids.iter().any(|&id| is_gone(id)), "all of them run");
    drop(slurm);
    assert!(ids.iter().all(|&id| is_gone(id)), "all of them are gone");
}

/// A command of a sweep that may speak with Slurm.
fn with(slurm: &Slurm, arguments: &[&str], folder: &Path) -> Command {
    let mut command = sweep(arguments, folder);
    command.env("SLURM_CONF", slurm.conf());
    command
}

/// The numbers of the jobs that a sweep was given to.
fn jobs(folder: &Path) -> Vec<String> {
    let lists = (1..).map(|number| folder.join(format!("tasks/{number}"))).take_while(|list| list.exists());
    // One that was refused has none.
    let texts = lists.filter_map(|list| fs::read_to_string(list.join("job")).ok());
    texts.map(|text| text.split(' ').next().unwrap().to_owned()).collect()
}

fn over(slurm: &Slurm, folder: &Path) {
    for job in jobs(folder) {
        assert!(slurm.wait_for(&job, PATIENCE), "job {job} ends");
    }
}

/// The process of a trial's task.
fn process(folder: &Path, task: usize) -> Option<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.find(|id| {
        let read = |name: &str| fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
        let has =
            |bytes: Vec<u8>, part: &str| String::from_utf8_lossy(&bytes).split('\0').any(|word| word == part);
        has(read("cmdline"), "trial")
            && has(read("cmdline"), folder.to_str().unwrap())
            && has(read("environ"), &format!("SLURM_ARRAY_TASK_ID={task}"))
    })
}

#[test]
fn killed_requeued_and_cancelled_tasks_end_in_the_same_bits() {
    let Some(slurm) = Slurm::start() else { return };
    let place = tempfile::tempdir().unwrap();
    let long = ["--iterations", "4000", "--trials", "32"];
    let straight = undisturbed(place.path(), &long);
    let folder = place.path().join("sweep");
    let by_slurm = ["--via", "slurm", "--bundle", "1"];
    let told = done(with(&slurm, &[&SWEEP[..15], &long, &by_slurm].concat(), &folder));
    assert!(told.contains("32 tasks"), "{told}");
    let job = jobs(&folder)[0].clone();
    let running = |number: usize| wait_for(PATIENCE, || process(&folder, number).is_some());
    let saved = |number: usize| {
        let has = || trial(&folder, number).join("checkpoint.previous.safetensors").exists();
        wait_for(PATIENCE, || has() || result(&folder, number).is_some())
    };
    // One is killed.
    assert!(running(0) && saved(0));
    let killed =
        process(&folder, 0).map(|id| Command::new("kill").args(["-9", &id.to_string()]).status().unwrap());
    assert!(killed.is_some_and(|status| status.success()), "task 0 was killed");
    // One is requeued on its way, and starts again at once.
    let finished =
        |number: usize| result(&folder, number).is_some_and(|result| result["state"] == "finished");
    let requeued = (1..20).find(|&number| {
        assert!(wait_for(PATIENCE, || process(&folder, number).is_some() || finished(number)));
        let requeue = ["requeue", &format!("{job}_{number}")];
        let is_under_way = saved(number) && process(&folder, number).is_some() && !finished(number);
        is_under_way
            && slurm.command("scontrol", &requeue).output().unwrap().status.success()
            && !finished(number)
    });
    let requeued = requeued.expect("a task that is requeued on its way");
    let again = || {
        // Refused while it still ends, and without effect before it waits.
        let update = ["update", &format!("JobId={job}_{requeued}"), "StartTime=now"];
        let _ = slurm.command("scontrol", &update).output().unwrap();
        thread::sleep(Duration::from_millis(500));
        finished(requeued)
    };
    assert!(wait_for(PATIENCE, again), "task {requeued} starts again, and ends");
    // Some more go by, and then everything is cancelled.
    assert!(wait_for(PATIENCE, || result(&folder, 6).is_some()));
    slurm.run("scancel", &[&job]);
    over(&slurm, &folder);
    let finished = count(&folder, "finished");
    assert!((4..32).contains(&finished), "{finished} finished");
    assert!(result(&folder, 0).is_none_or(|result| result["state"] != "finished"), "task 0 was killed");
    // What is missing is given to Slurm again, and nothing else.
    done(with(&slurm, &["retry", "--headless"], &folder));
    let list = fs::read_to_string(folder.join("tasks/2/list.txt")).unwrap();
    assert_eq!(list.lines().count() as u64, 32 - finished, "{list}");
    over(&slurm, &folder);
    assert_eq!(count(&folder, "finished"), 32);
    assert_alike(&straight, &folder, 32);
}

#[test]
fn arrays_are_split_and_rungs_wait_for_each_other() {
    let Some(slurm) = Slurm::start_with(&[("MAX_ARRAY_SIZE", "6")]) else { return };
    let place = tempfile::tempdir().unwrap();
    let halving = ["--iterations", "64", "--pruner", "halving", "--min-iterations", "4", "--trials", "16"];
    let straight = undisturbed(place.path(), &halving);
    let folder = place.path().join("sweep");
    let told =
        done(with(&slurm, &[&SWEEP[..15], &halving, &["--via", "slurm", "--bundle", "2"]].concat(), &folder));
    // Eight tasks in arrays of five at most, then two, then one.
    assert_eq!(told.lines().filter(|line| line.starts_with("Slurm has job")).count(), 4, "{told}");
    over(&slurm, &folder);
    assert_eq!((count(&folder, "finished"), count(&folder, "pruned")), (1, 15));
    assert_alike(&straight, &folder, 16);
    let reached: BTreeSet<_> =
        fs::read_dir(folder.join("rungs/1")).unwrap().map(|file| file.unwrap().file_name()).collect();
    let straight: BTreeSet<_> =
        fs::read_dir(straight.join("rungs/1")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(reached, straight);
}

#[test]
fn what_slurm_refuses_is_told_in_its_words() {
    let Some(slurm) = Slurm::start() else { return };
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    let refused = with(&slurm, &[&SWEEP[..], &["--via", "slurm", "--iterations", "9"]].concat(), &folder)
        .args(["--", "-p", "nope"])
        .output();
    let refused = refused.unwrap();
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{message}");
    assert!(message.contains("sbatch has refused: ") && message.contains("nope"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    // The plan stays, and goes to Slurm with other arguments; stop takes it back.
    let held = ["retry", "--headless"];
    done({
        let mut command = with(&slurm, &held, &folder);
        command.args(["--", "--hold"]);
        command
    });
    let told = done(with(&slurm, &["stop"], &folder));
    assert!(told.contains("is cancelled"), "{told}");
    assert!(slurm.wait_for(jobs(&folder).last().unwrap(), Duration::from_secs(20)));
}
