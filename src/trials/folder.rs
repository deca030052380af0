//! The folder of a sweep: made once with the whole plan in it, then read by everybody.

use std::{
    collections::HashSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf, absolute},
    sync::Arc,
};

use super::{
    error::TrialsError,
    list::{self, LIST},
    plan_file::{FORMAT, PlanFile},
    result::{TrialEnd, TrialResult, is_missing},
};
use crate::{
    config::Config,
    input,
    record::{Existing, OutFile, RecordError, RunFolder},
    sweep::{Pruner, SHARD, SweepError, SweepPlan, Trial, TrialState, run_folder, shard_folder},
    system::cannot,
    text::{plain_fault, shown},
};

/// The file of the plan. It is written last: a folder that has it is whole.
const PLAN: &str = "sweep.toml";

/// The most bytes of a plan.
const MAX_PLAN: u64 = 1 << 20;

/// The file that lies there while the sweep is to stand still.
const STOP: &str = "stop";

/// A sweep's folder, with its plan.
#[derive(Debug, Clone)]
pub(crate) struct SweepFolder {
    /// Its absolute path.
    pub(crate) path: PathBuf,
    pub(crate) file: PlanFile,
    pub(crate) plan: Arc<SweepPlan>,
    pub(crate) trials: Arc<Vec<Trial>>,
}

impl SweepFolder {
    /// Makes a new folder, or takes an empty one, and writes the whole plan into it: these are its trials. `command` is
    /// the line that makes it again.
    ///
    /// # Errors
    /// If a trial can't be, or the folder holds something.
    pub(crate) fn create(
        path: &Path,
        file: PlanFile,
        plan: SweepPlan,
        trials: Vec<Trial>,
        command: &str,
    ) -> Result<Self, TrialsError> {
        for trial in &trials {
            plan.race(trial)?;
        }
        if path.is_file() {
            return Err(TrialsError::refused(path, "a file, not a folder; name another"));
        }
        fs::create_dir_all(path).map_err(cannot("make the folder", path))?;
        let mut entries = fs::read_dir(path).map_err(cannot("look into the folder", path))?;
        if entries.next().is_some() {
            let holds_sweep = Self::is_one(path);
            let command = if holds_sweep {
                format!("; downhill sweep retry {} goes on with the sweep in it", shown(path))
            } else {
                String::new()
            };
            return Err(TrialsError::refused(path, format!("not empty; name another folder{command}")));
        }
        let file = PlanFile { planned: trials.len(), ..file };
        let text = toml::to_string(&file).map_err(|error| TrialsError::refused(path, error.to_string()))?;
        write(&path.join(LIST), &list::written(&plan, &trials))?;
        write(&path.join(PLAN), format!("# {command}\n\n{text}").as_bytes())?;
        Ok(Self { path: found(path)?, file, plan: plan.into(), trials: trials.into() })
    }

    /// Whether there is a sweep in a folder.
    pub(crate) fn is_one(path: &Path) -> bool {
        path.join(PLAN).is_file()
    }

    /// Reads the plan in a folder.
    ///
    /// # Errors
    /// If there is none, or it is damaged or of another version.
    pub(crate) fn open(path: &Path) -> Result<Self, TrialsError> {
        let place = path.join(PLAN);
        let bytes = input::read(&place, MAX_PLAN).map_err(|error| {
            let none = "no sweep in it; downhill sweep DIR makes one";
            if error.is_missing() {
                TrialsError::refused(path, none)
            } else {
                TrialsError::refused(&place, error.to_string())
            }
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| TrialsError::refused(&place, "must be UTF-8 text"))?;
        let file: PlanFile = toml::from_str(&text).map_err(|error| {
            let before = &text[..error.span().map_or(0, |span| span.start.min(text.len()))];
            let line = before.matches('\n').count() + 1;
            TrialsError::refused(&place, format!("line {line}: {}", plain_fault(error.message())))
        })?;
        if file.format != FORMAT {
            let what = format!("of version {} of a sweep, where {FORMAT} is known", file.format);
            return Err(TrialsError::refused(&place, what));
        }
        let plan = file.plan().map_err(|error| TrialsError::refused(&place, error.to_string()))?;
        let trials = list::read(&path.join(LIST), &plan)?;
        if trials.len() != file.planned {
            let what = format!("{} trials, where sweep.toml has {}", trials.len(), file.planned);
            return Err(TrialsError::refused(&path.join(LIST), what));
        }
        Ok(Self { path: found(path)?, file, plan: plan.into(), trials: trials.into() })
    }

    /// The folder of a trial.
    pub(crate) fn trial(&self, number: u32) -> PathBuf {
        run_folder(&self.path, number)
    }

    /// The folders of trials, and how many there can be.
    pub(super) fn shards(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let shards = (self.trials.len() as u32).div_ceil(SHARD);
        (0..shards).map(|shard| shard_folder(&self.path, shard * SHARD))
    }

    /// The race that a trial is.
    pub(crate) fn race(&self, number: u32) -> Result<Config, SweepError> {
        self.plan.race(&self.trials[number as usize])
    }

    /// Notes that a trial has reached a rung, and its loss there.
    pub(super) fn reach(&self, rung: usize, trial: u32, loss: Option<f32>) -> Result<(), TrialsError> {
        let folder = self.rung(rung);
        fs::create_dir_all(&folder).map_err(cannot("make the folder", &folder))?;
        let loss = loss.map_or_else(|| "nan".to_owned(), |loss| loss.to_string());
        let path = folder.join(format!("{trial}={loss}"));
        match fs::File::create_new(&path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(cannot("write", &path)(error).into())
            }
            _ => Ok(()),
        }
    }

    /// Who has reached a rung, and their losses there. A name that is none of ours is no trial.
    pub(super) fn reached(&self, rung: usize) -> Result<Vec<(u32, Option<f32>)>, TrialsError> {
        let folder = self.rung(rung);
        let entries = match fs::read_dir(&folder) {
            Err(error) if is_missing(&error) => return Ok(Vec::new()),
            entries => entries.map_err(cannot("look into the folder", &folder))?,
        };
        let parsed = |name: &str| {
            let (trial, loss) = name.split_once('=')?;
            let trial = trial.parse().ok().filter(|trial: &u32| (*trial as usize) < self.trials.len())?;
            Some((trial, loss.parse().ok().filter(|loss: &f32| loss.is_finite())))
        };
        let mut reached: Vec<_> =
            entries.flatten().filter_map(|entry| parsed(entry.file_name().to_str()?)).collect();
        // Of two of one trial the same counts for everybody.
        let order = |loss: &Option<f32>| loss.unwrap_or(f32::INFINITY);
        reached.sort_by(|one, other| one.0.cmp(&other.0).then(order(&one.1).total_cmp(&order(&other.1))));
        reached.dedup_by_key(|(trial, _)| *trial);
        Ok(reached)
    }

    /// Whether a trial of ASHA goes on from a rung that it has reached. Once it may, it may also after a restart.
    pub(super) fn goes_on(&self, rung: usize, trial: u32) -> Result<bool, TrialsError> {
        let folder = self.path.join("rungs").join(format!("{rung}.on"));
        let path = folder.join(trial.to_string());
        if path.exists() {
            return Ok(true);
        }
        if !self.plan.rungs.go_on(rung, &self.reached(rung)?, self.trials.len()).contains(&trial) {
            return Ok(false);
        }
        fs::create_dir_all(&folder).map_err(cannot("make the folder", &folder))?;
        match fs::File::create_new(&path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(cannot("write", &path)(error).into())
            }
            _ => Ok(true),
        }
    }

    /// Removes the networks of those who were not among the best of a stage of halving. Who is promoted later begins anew,
    /// to the same bits.
    ///
    /// # Errors
    /// If they can't be removed.
    pub(crate) fn release(&self, stage: usize) -> Result<(), TrialsError> {
        if stage == 0 || self.file.keep_checkpoints {
            return Ok(());
        }
        let on: HashSet<u32> = self.participants(stage)?.into_iter().collect();
        let goal = self.plan.rungs.iterations[stage - 1];
        for trial in self.participants(stage - 1)?.into_iter().filter(|trial| !on.contains(trial)) {
            let paused = |result: TrialResult| result.state == TrialEnd::Paused && result.iterations == goal;
            if self.result(trial).is_some_and(paused) {
                match RunFolder::of_trial(&self.trial(trial)) {
                    Err(RecordError::InUse { .. }) => {}
                    folder => folder?.remove_checkpoints()?,
                }
            }
        }
        Ok(())
    }

    fn rung(&self, rung: usize) -> PathBuf {
        self.path.join("rungs").join(rung.to_string())
    }

    /// Who takes part in a rung of halving: all in the first one, then the best of those before.
    ///
    /// # Errors
    /// If the results can't be read.
    pub(crate) fn participants(&self, rung: usize) -> Result<Vec<u32>, TrialsError> {
        let all = 0..self.trials.len() as u32;
        let Some(before) = rung.checked_sub(1).filter(|_| self.plan.rungs.pruner == Pruner::Halving) else {
            return Ok(all.collect());
        };
        Ok(self.plan.rungs.go_on(before, &self.reached(before)?, self.trials.len()))
    }

    /// The rungs that are run one after the other: those of halving; else a trial goes all its way at once.
    pub(crate) fn stages(&self) -> usize {
        if self.plan.rungs.pruner == Pruner::Halving { self.plan.rungs.iterations.len() } else { 1 }
    }

    /// The result of a trial; `None` if there is none, or none that can be read.
    pub(super) fn result(&self, number: u32) -> Option<TrialResult> {
        TrialResult::read(&self.trial(number), number).ok().flatten()
    }

    /// Whether a trial still has to be run up to a rung.
    pub(super) fn owes(&self, number: u32, stage: usize) -> bool {
        let Some(result) = self.result(number) else { return true };
        let goal = self.plan.rungs.iterations[stage.min(self.plan.rungs.iterations.len() - 1)];
        match result.clone().standing().state {
            TrialState::Waiting => result.iterations < goal,
            state => state.is_owed(),
        }
    }

    /// Whether the sweep is to stand still.
    pub(crate) fn is_stopped(&self) -> bool {
        self.path.join(STOP).exists()
    }

    /// Lets whoever runs trials save them and end.
    pub(crate) fn stop(&self) -> Result<(), TrialsError> {
        write(&self.path.join(STOP), b"downhill sweep retry goes on\n")
    }

    /// Lets trials be run again.
    pub(crate) fn go_on(&self) -> Result<(), TrialsError> {
        let path = self.path.join(STOP);
        match fs::remove_file(&path) {
            Err(error) if !is_missing(&error) => Err(cannot("remove", &path)(error).into()),
            _ => Ok(()),
        }
    }
}

/// The absolute path of a folder that is there.
fn found(path: &Path) -> Result<PathBuf, TrialsError> {
    Ok(absolute(path).map_err(cannot("look into the folder", path))?)
}

/// Writes a file in one step.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), TrialsError> {
    Ok(OutFile::new(path, Existing::Replaced, &[])?.write(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::{super::testing::small, *};

    fn created(path: &Path) -> Result<SweepFolder, TrialsError> {
        let plan = small().plan()?;
        let trials = plan.trials()?;
        SweepFolder::create(path, small(), plan, trials, "downhill sweep")
    }

    #[test]
    fn a_sweep_is_read_as_it_was_made_and_never_made_over_another() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("sweep");
        let made = created(&path).unwrap();
        let read = SweepFolder::open(&path).unwrap();
        assert_eq!((&read.plan, &read.trials, &read.file), (&made.plan, &made.trials, &made.file));
        let again = created(&path).unwrap_err().to_string();
        assert!(again.contains("not empty") && again.contains("sweep retry"), "{again}");
        let none = SweepFolder::open(place.path()).unwrap_err().to_string();
        assert!(none.contains("no sweep in it"), "{none}");
        fs::write(path.join(PLAN), "format = 9").unwrap();
        assert!(SweepFolder::open(&path).is_err());
    }

    #[test]
    fn a_rung_knows_who_has_reached_it_and_takes_no_foreign_file_for_a_trial() {
        let place = tempfile::tempdir().unwrap();
        let sweep = created(&place.path().join("sweep")).unwrap();
        assert_eq!(sweep.reached(0).unwrap(), []);
        sweep.reach(0, 4, Some(0.25)).unwrap();
        sweep.reach(0, 2, None).unwrap();
        sweep.reach(0, 2, None).unwrap();
        for name in ["junk", "9=0.1", "x=1", "3"] {
            fs::write(sweep.path.join("rungs/0").join(name), "").unwrap();
        }
        assert_eq!(sweep.reached(0).unwrap(), [(2, None), (4, Some(0.25))]);
    }

    #[test]
    fn a_sweep_that_was_stopped_says_so_until_it_goes_on() {
        let place = tempfile::tempdir().unwrap();
        let sweep = created(&place.path().join("sweep")).unwrap();
        assert!(!sweep.is_stopped());
        sweep.stop().unwrap();
        assert!(sweep.is_stopped());
        sweep.go_on().unwrap();
        sweep.go_on().unwrap();
        assert!(!sweep.is_stopped());
    }
}
