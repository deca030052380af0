//! A run folder: made or checked before the race, and locked so that no second program writes into it.

use std::{
    ffi::OsStr,
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use rustix::fs::FileType;

use super::{RecordError, Saved, dir, lock, log};
use crate::{
    export::{CHECKPOINT, ExportError, LOG, RUN_FILES, RunFile, RunInput, STARTS, WriteTime, rows_left_out},
    history::{History, Smoothing},
    system::{SystemError, cannot},
};

/// What numbered folders are called before their number.
const NUMBERED: &str = "downhill";

/// Numbers that are tried before giving up: a folder with more runs is no place for another.
pub(super) const MAX_NUMBER: u32 = 100_000;

/// The checkpoint before the newest.
pub(super) const CHECKPOINT_BEFORE: &str = "checkpoint.previous.safetensors";

/// A table of trials, which has a folder of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrialTable {
    /// Of learning rates.
    Rates,
    /// Of a race from several starts.
    Starts,
}

impl TrialTable {
    const ALL: [Self; 2] = [Self::Rates, Self::Starts];

    /// The name of its file.
    const fn name(self) -> &'static str {
        match self {
            Self::Rates => "rates.csv",
            Self::Starts => STARTS,
        }
    }
}

const NOT_A_FOLDER: &str = "a file, not a folder; name another folder";
const NOT_EMPTY: &str = "not empty; name another folder";
const HOLDS_RUN: &str = "not empty; name another folder, or --force replaces the run in it";
const HOLDS_NO_RUN: &str = "not empty, and --force replaces only a run: there is no run.jsonl of downhill in it; \
                            name another folder";

/// A file's name and its bytes.
type NamedFile = (&'static str, Vec<u8>);

/// A folder that a run may be written into. As long as it is held, no other program can lock it. All files go into it
/// even if it is moved: another folder that has its name by then is somebody else's.
#[derive(Debug)]
pub struct RunFolder {
    /// Where it was found last.
    path: PathBuf,
    locked: lock::Locked,
    /// Whether it is known to have been removed.
    gone: bool,
    /// What somebody expects of the race that is saved there, for the report.
    pub(super) hypothesis: Option<String>,
}

impl RunFolder {
    const fn new(locked: lock::Locked, path: PathBuf) -> Self {
        Self { path, locked, gone: false, hypothesis: None }
    }

    /// Makes a folder with its parents, or takes an empty one. With `force` it may hold a run, whose files are
    /// replaced when there are new ones; other files stay.
    ///
    /// # Errors
    /// If the path is no folder, has something in it (with `force`: that is no run), is in use, or can't be written
    /// into.
    pub fn create(path: &Path, force: bool) -> Result<Self, RecordError> {
        Self::take(path, if force { None } else { Some(HOLDS_RUN) })
    }

    /// Makes a folder with its parents, or takes an empty one, where no run may be replaced.
    pub(crate) fn create_empty(path: &Path) -> Result<Self, RecordError> {
        Self::take(path, Some(NOT_EMPTY))
    }

    /// Makes it or takes it; with a reason a run in it is refused.
    fn take(path: &Path, holds_run: Option<&'static str>) -> Result<Self, RecordError> {
        let path = path.to_owned();
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(RecordError::refused(&path, NOT_A_FOLDER)),
            Err(_) if fs::symlink_metadata(&path).is_ok_and(|link| link.is_symlink()) => {
                return Err(RecordError::refused(&path, "a link to nothing; name another folder"));
            }
            Err(_) => fs::create_dir_all(&path).map_err(cannot("make the folder", &path))?,
        }
        let folder = Self::new(lock::Locked::take(&path)?, path);
        let path = &folder.path;
        let content = FolderContent::of(folder.dir()).map_err(cannot("look into the folder", path))?;
        match (content, holds_run) {
            (FolderContent::Nothing, _) | (FolderContent::Run, None) => folder.sweep()?,
            (FolderContent::Run, Some(why)) => return Err(RecordError::refused(path, why)),
            (FolderContent::Other, Some(_)) => return Err(RecordError::refused(path, NOT_EMPTY)),
            (FolderContent::Other, None) => return Err(RecordError::refused(path, HOLDS_NO_RUN)),
        }
        // It is better to fail now than after an hour of training.
        folder.dir().beside(LOG).map_err(cannot("write into the folder", path))?;
        Ok(folder)
    }

    /// Makes the first of `downhill-1`, `downhill-2` … that is free in `parent`.
    pub(crate) fn numbered(parent: &Path) -> Result<Self, RecordError> {
        let names = (1..=MAX_NUMBER).map(|number| format!("{NUMBERED}-{number}"));
        Self::first_free(parent, names)
    }

    /// Makes a folder in `parent` that is named by this minute and what it is of.
    pub(crate) fn dated(parent: &Path, of: &str) -> Result<Self, RecordError> {
        let now = jiff::Zoned::now().strftime("%Y-%m-%d-%H%M");
        let name = format!("{NUMBERED}-{now}-{of}");
        let numbered = (2..=MAX_NUMBER).map(|number| format!("{name}-{number}"));
        Self::first_free(parent, std::iter::once(name.clone()).chain(numbered))
    }

    /// Makes a folder with its parents, or takes an empty one; if there is a run in it already, the first of `NAME-2`,
    /// `NAME-3` … beside it that is free.
    pub(crate) fn create_beside(path: &Path) -> Result<Self, RecordError> {
        let taken = match Self::create_empty(path) {
            Err(error) if path.join(LOG).exists() => error,
            other => return other,
        };
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Err(taken) };
        let numbered = (2..=MAX_NUMBER).map(|number| format!("{}-{number}", name.to_string_lossy()));
        Self::first_free(parent, numbered)
    }

    fn first_free(parent: &Path, names: impl Iterator<Item = String>) -> Result<Self, RecordError> {
        for name in names {
            let path = parent.join(name);
            // Making it is the test, so that two programs never take the same.
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self::new(lock::Locked::take(&path)?, path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot("make the folder", &path)(error).into()),
            }
        }
        let path = parent.join(NUMBERED);
        Err(cannot("find a free number", &path)(ErrorKind::AlreadyExists.into()).into())
    }

    /// Makes or takes the folder of a trial, in which a run goes on or is replaced. Where the file system has no locks,
    /// the plan of the sweep sees to it that nobody else writes there.
    pub(crate) fn of_trial(path: &Path) -> Result<Self, RecordError> {
        fs::create_dir_all(path).map_err(cannot("make the folder", path))?;
        let folder = Self::new(lock::Locked::take_if_possible(path)?, path.to_owned());
        folder.sweep()?;
        Ok(folder)
    }

    /// Takes a folder that a race was recorded into.
    ///
    /// # Errors
    /// If there is none of that name, or another program records into it.
    pub fn reopen(path: &Path) -> Result<Self, RecordError> {
        check_recorded(path)?;
        Ok(Self::new(lock::Locked::take(path)?, path.to_owned()))
    }

    /// Removes what a program that was killed left half written.
    pub(super) fn sweep(&self) -> Result<(), RecordError> {
        let sweep = || -> io::Result<()> {
            let mut left =
                self.dir().entries()?.into_iter().filter(|(name, kind)| is_unfinished(name, *kind));
            left.try_for_each(|(name, _)| self.dir().remove(&name))
        };
        Ok(sweep().map_err(cannot("tidy the folder", &self.path))?)
    }

    /// Removes the checkpoints of an earlier race.
    pub(crate) fn remove_checkpoints(&self) -> Result<(), RecordError> {
        for name in [CHECKPOINT, CHECKPOINT_BEFORE] {
            match self.dir().remove(name) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(cannot("replace", &self.path.join(name))(error).into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Finds out what has become of it; true if an empty one of its name has taken its place. One that was moved is
    /// written into where it is now; one that was removed only once there is an empty folder of its name that nobody has
    /// locked.
    ///
    /// # Errors
    /// If it was removed.
    pub(super) fn was_replaced(&mut self) -> Result<bool, RecordError> {
        if !self.dir().is_removed() {
            if !self.dir().is_at(&self.path)
                && let Some(path) = self.dir().path()
            {
                self.path = path;
            }
            return Ok(false);
        }
        let error = RecordError::FolderGone(self.path.clone());
        // That is reported first: whoever removed it may be about to start something else there.
        if !std::mem::replace(&mut self.gone, true) {
            return Err(error);
        }
        match lock::Locked::take(&self.path) {
            Ok(new) if FolderContent::of(&new.dir).is_ok_and(|content| content == FolderContent::Nothing) => {
                (self.locked, self.gone) = (new, false);
                Ok(true)
            }
            _ => Err(error),
        }
    }

    /// The open folder itself, whatever its name leads to.
    pub(super) const fn dir(&self) -> &dir::Dir {
        &self.locked.dir
    }

    pub(crate) fn with_hypothesis(self, hypothesis: Option<String>) -> Self {
        Self { hypothesis, ..self }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes every file that can be made from a history and from what stands on the screen. It takes about a tenth of
    /// a second.
    pub(crate) fn save(
        &self,
        history: &History,
        smoothing: Smoothing,
        screen: &str,
    ) -> Result<Saved, RecordError> {
        let run =
            RunInput { history, smoothing, hypothesis: self.hypothesis.as_deref(), recording: None, screen };
        self.save_files(&make(&run, |_| true)?, rows_left_out(history))
    }

    /// Writes a table of trials.
    pub(crate) fn save_trials(&self, table: TrialTable, csv: &str) -> Result<Saved, RecordError> {
        self.save_files(&[(table.name(), csv.into())], 0)
    }

    /// Writes files into a new folder, or removes it.
    pub(crate) fn save_files(&self, files: &[NamedFile], left_out: u64) -> Result<Saved, RecordError> {
        self.write(files).inspect_err(|_| drop(fs::remove_dir(&self.path)))?;
        let files = files.iter().map(|(name, _)| *name).collect();
        Ok(Saved { path: self.path.clone(), files, left_out })
    }

    /// Writes the files that a recorder writes at that moment.
    pub(super) fn save_recorded(&self, when: WriteTime, history: &History) -> Result<(), RecordError> {
        let (smoothing, recording) = (Smoothing::default(), Some(self.path()));
        let run =
            RunInput { history, smoothing, hypothesis: self.hypothesis.as_deref(), recording, screen: "" };
        self.write(&make(&run, |file| file.recorded == when)?)
    }

    /// Writes files of these names. None takes its place before all are on the disk, so that a full one leaves
    /// what there was.
    fn write(&self, files: &[NamedFile]) -> Result<(), RecordError> {
        let written: Vec<(dir::Unfinished<'_>, &str)> = files
            .iter()
            .map(|(name, bytes)| {
                let write = || {
                    let mut new = self.dir().beside(name)?;
                    new.file.write_all(bytes)?;
                    new.sync()?;
                    Ok((new, *name))
                };
                write().map_err(cannot("write", &self.path.join(name)))
            })
            .collect::<Result<_, SystemError>>()?;
        for (file, name) in written {
            file.put().map_err(cannot("write", &self.path.join(name)))?;
        }
        Ok(())
    }
}

/// Refuses what can't be a folder that a race was recorded into.
pub(super) fn check_recorded(path: &Path) -> Result<(), RecordError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(RecordError::refused(path, NOT_A_FOLDER)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(RecordError::refused(path, "no such folder; name one that a race was recorded into"))
        }
        Err(error) => Err(cannot("look into the folder", path)(error).into()),
    }
}

/// Makes the files of the table that are wanted and can be made.
fn make(run: &RunInput<'_>, is_wanted: impl Fn(&RunFile) -> bool) -> Result<Vec<NamedFile>, ExportError> {
    let wanted = RUN_FILES.iter().filter(|file| is_wanted(file) && file.suits(run));
    let made = wanted.filter_map(|file| Some((file.name, file.make?(run))));
    made.map(|(name, bytes)| Ok((name, bytes?))).collect()
}

/// What a folder holds besides its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FolderContent {
    /// Nothing, or what a program that was killed in its first moment left half written.
    Nothing,
    /// A run, and maybe more.
    Run,
    /// Files of somebody else.
    Other,
}

impl FolderContent {
    fn of(dir: &dir::Dir) -> io::Result<Self> {
        let entries = dir.entries()?;
        if entries.iter().all(|(name, kind)| name == lock::LOCK || is_unfinished(name, *kind)) {
            return Ok(Self::Nothing);
        }
        Ok(if log::is_run(dir) { Self::Run } else { Self::Other })
    }
}

/// Whether it is a file of a run that was being written when its program was killed.
fn is_unfinished(name: &OsStr, kind: FileType) -> bool {
    let is_of = |file| name.to_str().is_some_and(|name| dir::is_temporary_of(name, file));
    let mut files = RUN_FILES.iter().map(|file| file.name).chain(TrialTable::ALL.map(TrialTable::name));
    files.any(is_of) && kind == FileType::RegularFile
}
