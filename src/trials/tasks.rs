//! What a scheduler gets: trials put together into tasks that are worth starting a program for.

use std::{
    collections::HashSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    data::TrialData,
    error::TrialsError,
    folder::{SweepFolder, write},
    numbers::{parse_numbers, written_numbers},
};
use crate::{input, race::Race, system::cannot, text::shell_word};

/// How long a task should take at least: starting a program and reading the data is a second of it.
const WORTH: Duration = Duration::from_mins(1);

/// How long each trial is tried to see how fast they are.
const TRIED: Duration = Duration::from_millis(100);

/// How many trials are tried for that.
const SAMPLES: usize = 4;

/// Who starts the tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scheduler {
    /// This process, on all its cores.
    #[default]
    Local,
    /// Slurm, as arrays of jobs.
    Slurm,
    /// GNU parallel.
    Parallel,
}

impl Scheduler {
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("local", Self::Local), ("slurm", Self::Slurm), ("parallel", Self::Parallel)];
}

/// How tasks are started.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Engine {
    pub(crate) via: Scheduler,
    /// What a task calls.
    pub(crate) program: String,
    /// What the scheduler gets as it is.
    pub(crate) arguments: Vec<String>,
    /// Trials of a task; `None` for as many as are worth one.
    pub(crate) bundle: Option<usize>,
}

/// The most bytes of that file.
const MAX_ENGINE: u64 = 1 << 20;

/// The file that says how tasks were started last.
const ENGINE: &str = "engine.toml";

impl Engine {
    /// How tasks of a sweep were started last; here, if nobody has said.
    pub(crate) fn read(sweep: &SweepFolder) -> Self {
        let bytes = input::read(&sweep.path.join(ENGINE), MAX_ENGINE).unwrap_or_default();
        toml::from_slice(&bytes).unwrap_or_default()
    }

    pub(crate) fn write(&self, sweep: &SweepFolder) -> Result<(), TrialsError> {
        let path = sweep.path.join(ENGINE);
        let text = toml::to_string(self).map_err(|error| TrialsError::refused(&path, error.to_string()))?;
        write(&path, text.as_bytes())
    }
}

/// One list of tasks that a scheduler was given: `tasks/1` in the folder of its sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskList {
    pub(super) number: u32,
    pub(super) path: PathBuf,
}

/// The most bytes of a list of tasks.
const MAX_LIST: u64 = 1 << 28;

/// The file with a line for each task: its trials; in a later stage, their places among those who go on.
const LIST: &str = "list.txt";

impl TaskList {
    /// Writes a new list.
    pub(super) fn create(sweep: &SweepFolder, tasks: &[Vec<u32>]) -> Result<Self, TrialsError> {
        let place = sweep.path.join("tasks");
        fs::create_dir_all(&place).map_err(cannot("make the folder", &place))?;
        for number in Self::all(sweep).len() as u32 + 1.. {
            let path = place.join(number.to_string());
            match fs::create_dir(&path) {
                Ok(()) => {
                    let lines: String = tasks.iter().map(|task| written_numbers(task) + "\n").collect();
                    write(&path.join(LIST), lines.as_bytes())?;
                    return Ok(Self { number, path });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot("make the folder", &path)(error).into()),
            }
        }
        Err(TrialsError::refused(&place, "no number is left for another list"))
    }

    /// All lists of a sweep, the first one first.
    pub(super) fn all(sweep: &SweepFolder) -> Vec<Self> {
        let place = sweep.path.join("tasks");
        let lists = (1..).map(|number: u32| Self { number, path: place.join(number.to_string()) });
        lists.take_while(|list| list.path.is_dir()).collect()
    }

    /// The trials of a task, or their places in a later stage.
    pub(super) fn task(sweep: &SweepFolder, list: usize, task: usize) -> Result<Vec<u32>, TrialsError> {
        let path = sweep.path.join("tasks").join(list.to_string()).join(LIST);
        let tasks = Self::read(sweep, &path)?;
        let last = tasks.len().saturating_sub(1);
        let none = || TrialsError::refused(&path, format!("no task {task}; there are 0 to {last}"));
        tasks.into_iter().nth(task).ok_or_else(none)
    }

    /// All tasks of the list.
    pub(super) fn tasks(&self, sweep: &SweepFolder) -> Result<Vec<Vec<u32>>, TrialsError> {
        Self::read(sweep, &self.path.join(LIST))
    }

    fn read(sweep: &SweepFolder, path: &Path) -> Result<Vec<Vec<u32>>, TrialsError> {
        let bytes =
            input::read(path, MAX_LIST).map_err(|error| TrialsError::refused(path, error.to_string()))?;
        let text = String::from_utf8_lossy(&bytes);
        let numbers = text.lines().map(|line| parse_numbers(line, sweep.trials.len()));
        numbers.collect::<Result<_, _>>().map_err(|error| TrialsError::refused(path, error.to_string()))
    }
}

impl SweepFolder {
    /// The trials of a task of a list; in a later stage of halving they are known only now.
    ///
    /// # Errors
    /// If there is no such task.
    pub(crate) fn task(&self, list: usize, task: usize, stage: usize) -> Result<Vec<u32>, TrialsError> {
        let numbers = TaskList::task(self, list, task)?;
        if stage == 0 {
            return Ok(numbers);
        }
        let on = self.participants(stage)?;
        Ok(numbers.iter().filter_map(|place| on.get(*place as usize).copied()).collect())
    }

    /// The trials of each task of a stage. Of the first stage those that are left, but not those that somebody else has;
    /// of a later one the places of those who will go on. If that is `decided` already, of those who are left.
    pub(super) fn tasks(
        &self,
        stage: usize,
        decided: bool,
        bundle: usize,
        elsewhere: &HashSet<u32>,
    ) -> Result<Vec<Vec<u32>>, TrialsError> {
        let numbers: Vec<u32> = if stage == 0 {
            let all = 0..self.trials.len() as u32;
            all.filter(|trial| !elsewhere.contains(trial) && self.owes(*trial, 0)).collect()
        } else if decided {
            let on = (0..).zip(self.participants(stage)?);
            on.filter(|(_, trial)| self.owes(*trial, stage)).map(|(place, _)| place).collect()
        } else {
            (0..self.plan.rungs.places(self.trials.len(), stage) as u32).collect()
        };
        Ok(numbers.chunks(bundle.max(1)).map(<[u32]>::to_vec).collect())
    }
}

/// How many trials of a stage are worth a task on so many cores, by trying some of them.
///
/// # Errors
/// If a trial of the plan can't be made.
pub(super) fn worthwhile(
    sweep: &SweepFolder,
    data: &TrialData,
    stage: usize,
    cores: usize,
) -> Result<usize, TrialsError> {
    let rungs = &sweep.plan.rungs.iterations;
    let before = stage.checked_sub(1).map_or(0, |before| rungs[before]);
    // Where there is one stage, a trial may go all its way.
    let end = if sweep.stages() == 1 { sweep.plan.iterations() } else { rungs[stage] };
    let iterations = end - before;
    let no_thread = |error: rayon::ThreadPoolBuildError| TrialsError::Scheduler(error.to_string());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(no_thread)?;
    let count = sweep.trials.len();
    let samples = (0..SAMPLES.min(count)).map(|sample| (sample * count / SAMPLES.min(count)) as u32);
    let mut spent = Duration::ZERO;
    let mut tried = 0_u32;
    for trial in samples {
        spent += pool.install(|| per_iteration(sweep, trial, data))?;
        tried += 1;
    }
    let trial = (spent / tried.max(1)).mul_f64(iterations as f64).max(Duration::from_micros(1));
    let trials = WORTH.as_secs_f64() / trial.as_secs_f64() * cores as f64;
    Ok((trials.ceil() as usize).clamp(1, count.max(1)))
}

/// How long an iteration of a trial takes on one core.
fn per_iteration(sweep: &SweepFolder, trial: u32, data: &TrialData) -> Result<Duration, TrialsError> {
    let mut race = Race::new(sweep.race(trial)?, data.dataset().clone());
    let begun = Instant::now();
    let mut done = 0_u32;
    while begun.elapsed() < TRIED && race.runs() {
        let taken = race.advance(4);
        if taken == 0 {
            break;
        }
        done += taken as u32;
    }
    Ok(begun.elapsed() / done.max(1))
}

/// The words of the line that a task runs, for a shell.
pub(super) fn command(engine: &Engine, sweep: &Path, list: &TaskList, stage: usize) -> String {
    let mut words = vec![
        shell_word(engine.program.as_ref()),
        "trial".to_owned(),
        shell_word(sweep.as_os_str()),
        format!("--tasks {}", list.number),
    ];
    if stage > 0 {
        words.push(format!("--stage {stage}"));
    }
    words.join(" ")
}
