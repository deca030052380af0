//! Slurm: a stage of a sweep is an array of jobs, or several where one may not be so long. Nothing of ours stays alive.

use std::{collections::HashSet, process::Command};

use super::{
    data::TrialData,
    error::TrialsError,
    folder::{SweepFolder, write},
    tasks::{Engine, TaskList, command, worthwhile},
};
use crate::{
    input,
    text::{message, reason},
};

/// The longest array where Slurm doesn't say: its default of `MaxArraySize`, the first number that is too large.
const USUAL_ARRAY: usize = 1_001;

/// How long before a job's time is up it is told, to save: seconds.
const NOTICE: u32 = 30;

/// The most bytes of that file.
const MAX_JOB: u64 = 4_096;

/// The file with the number of the job that a list was given to.
const JOB: &str = "job";

/// An array that Slurm has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Submitted {
    /// Its number.
    pub(crate) job: String,
    pub(crate) tasks: usize,
    pub(crate) stage: usize,
}

/// Gives all that is left of a sweep to Slurm, a stage after the other, and reports what it has taken; trials that it has
/// already are not given twice.
///
/// # Errors
/// If Slurm can't be asked or refuses; what it has taken before stays.
pub(crate) fn submit(
    sweep: &SweepFolder,
    engine: &Engine,
    data: &TrialData,
    report: &mut dyn FnMut(&Submitted),
) -> Result<(), TrialsError> {
    let Queued { trials, mut jobs } = queued(sweep)?;
    let longest = longest_array();
    for stage in 0..sweep.stages() {
        let bundle = match engine.bundle {
            Some(bundle) => bundle,
            None => worthwhile(sweep, data, stage, cores(&engine.arguments))?,
        };
        // The jobs of the stage before.
        let before = std::mem::take(&mut jobs);
        let dependency = (!before.is_empty()).then(|| format!("--dependency=afterany:{}", before.join(":")));
        let tasks = sweep.tasks(stage, before.is_empty(), bundle, &trials)?;
        for tasks in tasks.chunks(longest) {
            let list = TaskList::create(sweep, tasks)?;
            let job = send(sweep, engine, &list, stage, tasks.len(), dependency.as_deref())?;
            report(&Submitted { job: job.clone(), tasks: tasks.len(), stage });
            jobs.push(job);
        }
    }
    Ok(())
}

/// Gives one array to Slurm, and returns its number.
fn send(
    sweep: &SweepFolder,
    engine: &Engine,
    list: &TaskList,
    stage: usize,
    tasks: usize,
    dependency: Option<&str>,
) -> Result<String, TrialsError> {
    let script = list.path.join("task.sh");
    let line = command(engine, &sweep.path, list, stage);
    // The program takes the place of the shell, so that signals of Slurm reach it.
    write(&script, format!("#!/bin/sh\nexec {line}\n").as_bytes())?;
    let name = sweep.path.file_name().map_or_else(|| "sweep".into(), |name| name.to_string_lossy());
    let output = ask(Command::new("sbatch")
        .arg("--parsable")
        .arg(format!("--array=0-{}", tasks - 1))
        .arg(format!("--job-name={name}"))
        // A per cent sign of the path is none of Slurm's.
        .arg(format!("--output={}/%a.log", list.path.display().to_string().replace('%', "%%")))
        .arg("--open-mode=append")
        .arg("--requeue")
        .arg(format!("--signal=B:TERM@{NOTICE}"))
        // What was typed has the last word, but not on what a later stage waits for.
        .args(&engine.arguments)
        .args(dependency)
        .arg(&script))?;
    let job = output.trim().split(';').next().unwrap_or_default().to_owned();
    if job.is_empty() {
        return Err(TrialsError::Scheduler("sbatch has named no job".into()));
    }
    if let Err(error) = write(&list.path.join(JOB), format!("{job} {stage}\n").as_bytes()) {
        // Nobody would know of it.
        ask(Command::new("scancel").arg(&job))?;
        return Err(error);
    }
    Ok(job)
}

/// The jobs that lists of a sweep were given to, with their stage.
fn jobs(sweep: &SweepFolder) -> Vec<(TaskList, String, usize)> {
    let job = |list: TaskList| {
        let text = String::from_utf8(input::read(&list.path.join(JOB), MAX_JOB).ok()?).ok()?;
        let (job, stage) = text.trim().split_once(' ')?;
        Some((list, job.to_owned(), stage.parse().ok()?))
    };
    TaskList::all(sweep).into_iter().filter_map(job).collect()
}

/// What Slurm still has of a sweep.
struct Queued {
    trials: HashSet<u32>,
    /// The jobs that they are in, all of the first stage.
    jobs: Vec<String>,
}

/// What Slurm still has of the first stage of a sweep.
///
/// # Errors
/// If it has a later stage, too, or can't be asked.
fn queued(sweep: &SweepFolder) -> Result<Queued, TrialsError> {
    let mut queued = Queued { trials: HashSet::new(), jobs: Vec::new() };
    for (list, job, stage) in jobs(sweep) {
        let tasks = tasks_in_queue(&job)?;
        if tasks.is_empty() {
            continue;
        }
        if stage > 0 {
            return Err(TrialsError::Scheduler(format!(
                "Slurm still has a later stage of this sweep, job {job}; downhill sweep stop takes it back"
            )));
        }
        let of = list.tasks(sweep)?;
        queued.trials.extend(tasks.into_iter().filter_map(|task| of.get(task)).flatten().copied());
        queued.jobs.push(job);
    }
    Ok(queued)
}

/// Refuses to run a sweep elsewhere while Slurm has trials of it, as far as that can be known here.
///
/// # Errors
/// If it has some.
pub(crate) fn refuse_queued(sweep: &SweepFolder) -> Result<(), TrialsError> {
    let has = |job: &String| tasks_in_queue(job).is_ok_and(|tasks| !tasks.is_empty());
    match jobs(sweep).into_iter().map(|(_, job, _)| job).find(has) {
        Some(job) => Err(TrialsError::Scheduler(format!(
            "Slurm still has trials of this sweep, job {job}; downhill sweep stop takes them back"
        ))),
        None => Ok(()),
    }
}

/// The tasks of an array that wait or run; none of one that Slurm has forgotten.
fn tasks_in_queue(job: &str) -> Result<Vec<usize>, TrialsError> {
    let listed =
        ask(Command::new("squeue").args(["--noheader", "--array", "--format=%K", "--jobs"]).arg(job));
    match listed {
        Ok(text) => Ok(text.lines().filter_map(|line| line.trim().parse().ok()).collect()),
        Err(TrialsError::Scheduler(error)) if error.contains("Invalid job id") => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Takes everything back from Slurm that it still has of a sweep, and returns the jobs.
///
/// # Errors
/// If Slurm can't be asked.
pub(crate) fn cancel(sweep: &SweepFolder) -> Result<Vec<String>, TrialsError> {
    let mut cancelled = Vec::new();
    // The last stage first: it begins when those before have ended, however that was.
    for (_, job, _) in jobs(sweep).into_iter().rev() {
        if !tasks_in_queue(&job)?.is_empty() {
            ask(Command::new("scancel").arg(&job))?;
            cancelled.push(job);
        }
    }
    Ok(cancelled)
}

/// Whether some of these jobs still have tasks.
///
/// # Errors
/// If Slurm can't be asked.
pub(crate) fn are_queued(jobs: &[String]) -> Result<bool, TrialsError> {
    for job in jobs {
        if !tasks_in_queue(job)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many tasks an array may have.
fn longest_array() -> usize {
    let config = ask(Command::new("scontrol").args(["show", "config"])).unwrap_or_default();
    let line =
        config.lines().find_map(|line| line.trim().strip_prefix("MaxArraySize")?.trim().strip_prefix('='));
    let size = line.and_then(|size| size.trim().parse().ok()).unwrap_or(USUAL_ARRAY);
    // The greatest number of a task is one below.
    size.max(2) - 1
}

/// The cores that each task is asked for.
fn cores(arguments: &[String]) -> usize {
    let long = arguments.iter().find_map(|argument| argument.strip_prefix("--cpus-per-task="));
    let next = |flags: &[&str]| {
        let at = arguments.iter().position(|argument| flags.contains(&argument.as_str()))?;
        arguments.get(at + 1).map(String::as_str)
    };
    let short =
        || arguments.iter().find_map(|argument| argument.strip_prefix("-c").filter(|rest| !rest.is_empty()));
    let given = long.or_else(|| next(&["--cpus-per-task", "-c"])).or_else(short);
    given.and_then(|cores| cores.parse().ok()).unwrap_or(1)
}

/// Runs a program of Slurm and returns what it prints.
fn ask(program: &mut Command) -> Result<String, TrialsError> {
    let name = program.get_program().to_string_lossy().into_owned();
    let output = program.output().map_err(|error| {
        TrialsError::Scheduler(format!("{name} can't be run: {}; is Slurm here?", reason(&error)))
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let plain = |line: &str| {
        let line = line.trim_start_matches(&format!("{name}: "));
        ["error: ", "fatal: "].into_iter().fold(line, |line, word| line.trim_start_matches(word)).to_owned()
    };
    let said: Vec<String> = said.lines().map(plain).filter(|line| !line.is_empty()).collect();
    Err(TrialsError::Scheduler(format!("{name} has refused: {}", message(&said.join("; ")))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cores_of_a_task_are_read_in_all_ways_in_which_they_are_typed() {
        let read = |words: &[&str]| cores(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["--partition=cpu", "--cpus-per-task=4"]), 4);
        assert_eq!(read(&["--cpus-per-task", "8"]), 8);
        assert_eq!(read(&["-c", "2", "--time=10"]), 2);
        assert_eq!(read(&["-c2"]), 2);
        assert_eq!(read(&["--time=10"]), 1);
    }
}
