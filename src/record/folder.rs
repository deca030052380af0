//! A run folder: made or checked before the race, held so that no second program writes into it.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rustix::fs::FileType;

use super::{
    CHECKPOINT, CHECKPOINT_BEFORE, CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, RECORDED, REPORT, RecordError,
    SAVED, SCREEN, Saved, TRIALS,
    dir::{Dir, Unfinished},
    lock::{LOCK, Locked},
    log::is_run,
    unfinished,
};
use crate::{
    export::{config_toml, figure_png, figure_svg, losses_csv, report_md},
    history::{History, Smoothing},
    system::{SystemError, cannot},
};

/// What numbered folders are called before their number.
const NUMBERED: &str = "downhill";

/// Numbers that are tried before giving up: a folder with more runs is no place for another.
const MOST_NUMBERS: u32 = 100_000;

/// A folder that a run may be written into. As long as it is held, no other program can have it, and all goes into it
/// even where it is moved: another that has its name by then is somebody else's.
#[derive(Debug)]
pub struct RunFolder {
    /// Where it was found last.
    path: PathBuf,
    locked: Locked,
    /// Whether it is known to have been removed.
    gone: bool,
    /// What somebody expects of the race that is saved there.
    hypothesis: Option<String>,
}

/// What has become of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It is where it was, or was moved.
    There,
    /// It was removed, and an empty one of its name has taken its place.
    Anew,
}

impl RunFolder {
    const fn new(locked: Locked, path: PathBuf) -> Self {
        Self { path, locked, gone: false, hypothesis: None }
    }

    /// Makes a folder with its parents, or takes an empty one. With `force` it may hold a run, whose files are
    /// replaced when there are new ones; other files stay.
    ///
    /// # Errors
    /// If the path is no folder, has something in it (with `force`: and no run), is in use, or can't be written into.
    pub fn create(path: &Path, force: bool) -> Result<Self, RecordError> {
        let path = path.to_owned();
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(RecordError::NotAFolder(path)),
            Err(_) if fs::symlink_metadata(&path).is_ok_and(|link| link.is_symlink()) => {
                return Err(RecordError::DeadLink(path));
            }
            Err(_) => fs::create_dir_all(&path).map_err(cannot("make the folder", &path))?,
        }
        let folder = Self::new(Locked::take(&path)?, path);
        let path = &folder.path;
        let content = content(folder.dir()).map_err(cannot("look into the folder", path))?;
        match (content, force) {
            (Content::Nothing, _) | (Content::Run, true) => folder.sweep()?,
            (Content::Run, false) => return Err(RecordError::HoldsRun(path.clone())),
            (Content::Other, false) => return Err(RecordError::NotEmpty(path.clone())),
            (Content::Other, true) => return Err(RecordError::HoldsNoRun(path.clone())),
        }
        // Better now than after an hour of training.
        folder.dir().beside(CONFIG).map_err(cannot("write into the folder", path))?;
        Ok(folder)
    }

    /// Makes the first of `downhill-1`, `downhill-2` … that is free in `parent`.
    ///
    /// # Errors
    /// If the folder can't be made.
    pub fn numbered(parent: &Path) -> Result<Self, RecordError> {
        let names = (1..=MOST_NUMBERS).map(|number| format!("{NUMBERED}-{number}"));
        Self::free(parent, names)
    }

    /// Makes the first of these folders that is free.
    fn free(parent: &Path, names: impl Iterator<Item = String>) -> Result<Self, RecordError> {
        for name in names {
            let path = parent.join(name);
            // Making it is the test, so that two programs never take the same.
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self::new(Locked::take(&path)?, path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot("make the folder", &path)(error).into()),
            }
        }
        let path = parent.join(NUMBERED);
        Err(cannot("find a free number", &path)(io::ErrorKind::AlreadyExists.into()).into())
    }

    /// Makes a folder in `parent` that is named by this minute and a race's seed.
    ///
    /// # Errors
    /// If the folder can't be made.
    pub fn dated(parent: &Path, seed: u64) -> Result<Self, RecordError> {
        let now = jiff::Zoned::now().strftime("%Y-%m-%d-%H%M");
        let name = format!("{NUMBERED}-{now}-seed-{seed}");
        let numbered = (2..=MOST_NUMBERS).map(|number| format!("{name}-{number}"));
        Self::free(parent, std::iter::once(name.clone()).chain(numbered))
    }

    /// Takes a folder that a race was recorded into.
    ///
    /// # Errors
    /// If there is none of that name, or another program records into it.
    pub fn reopen(path: &Path) -> Result<Self, RecordError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(Self::new(Locked::take(path)?, path.to_owned())),
            Ok(_) => Err(RecordError::NotAFolder(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(RecordError::NoFolder(path.to_owned()))
            }
            Err(error) => Err(cannot("look into the folder", path)(error).into()),
        }
    }

    /// Takes away what a program that was killed left half written.
    pub(super) fn sweep(&self) -> Result<(), RecordError> {
        let sweep = || -> io::Result<()> {
            for (name, kind) in self.dir().entries()? {
                if is_unfinished(&name, kind) {
                    self.dir().remove(&name)?;
                }
            }
            Ok(())
        };
        Ok(sweep().map_err(cannot("tidy the folder", &self.path))?)
    }

    /// Takes the checkpoints of an earlier race away: they are not of the one that begins.
    pub(super) fn forget_checkpoints(&self) -> Result<(), RecordError> {
        for name in [CHECKPOINT, CHECKPOINT_BEFORE] {
            match self.dir().remove(name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(cannot("replace", &self.path.join(name))(error).into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks what has become of it. One that was moved is written on where it is; one that was removed only once there
    /// is an empty folder of its name, which nobody else has.
    ///
    /// # Errors
    /// If it was removed.
    pub(super) fn find(&mut self) -> Result<Found, RecordError> {
        if !self.dir().is_removed() {
            if !self.dir().is_at(&self.path)
                && let Some(path) = self.dir().path()
            {
                self.path = path;
            }
            return Ok(Found::There);
        }
        let error = RecordError::FolderGone(self.path.clone());
        // That is told first: whoever removed it may be about to begin something else there.
        if !std::mem::replace(&mut self.gone, true) {
            return Err(error);
        }
        match Locked::take(&self.path) {
            Ok(anew) if content(anew.dir()).is_ok_and(|content| content == Content::Nothing) => {
                (self.locked, self.gone) = (anew, false);
                Ok(Found::Anew)
            }
            _ => Err(error),
        }
    }

    /// Itself, whatever its name leads to.
    pub(super) const fn dir(&self) -> &Dir {
        self.locked.dir()
    }

    /// With what somebody expects of the race, for the report.
    #[must_use]
    pub fn with_hypothesis(self, hypothesis: Option<String>) -> Self {
        Self { hypothesis, ..self }
    }

    pub(super) fn hypothesis(&self) -> Option<&str> {
        self.hypothesis.as_deref()
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes everything that a history knows of its race, and what stood on the screen. It takes about a tenth of a
    /// second.
    ///
    /// # Errors
    /// If there is no race yet, or the folder can't be written into.
    pub fn save(&self, history: &History, smoothing: Smoothing, screen: &str) -> Result<Saved, RecordError> {
        let losses = losses_csv(history)?;
        let mut files = vec![(LOSSES, losses.csv.into_bytes()), (CONFIG, config_toml(history, None)?.into())];
        files.extend(self.figures(history, smoothing, None)?);
        files.push((SCREEN, screen.into()));
        self.write(&files).inspect_err(|_| self.leave())?;
        Ok(Saved { path: self.path.clone(), files: &SAVED, left_out: losses.left_out })
    }

    /// Writes a table of trials.
    ///
    /// # Errors
    /// If the folder can't be written into.
    pub fn save_trials(&self, csv: &str) -> Result<Saved, RecordError> {
        self.write(&[(TRIALS, csv.into())]).inspect_err(|_| self.leave())?;
        Ok(Saved { path: self.path.clone(), files: &[TRIALS], left_out: 0 })
    }

    /// Takes the folder away if nothing has come into it.
    fn leave(&self) {
        let _ = fs::remove_dir(&self.path);
    }

    /// Writes the settings of the race that is recorded here.
    pub(super) fn save_config(&self, history: &History) -> Result<(), RecordError> {
        self.write(&[(CONFIG, config_toml(history, Some(self.path()))?.into())])
    }

    /// Writes the figure of the race that is recorded here, and the report that shows it.
    pub(super) fn save_figures(&self, history: &History, smoothing: Smoothing) -> Result<(), RecordError> {
        self.write(&self.figures(history, smoothing, Some(self.path()))?)
    }

    fn figures(
        &self,
        history: &History,
        smoothing: Smoothing,
        recording: Option<&Path>,
    ) -> Result<[(&'static str, Vec<u8>); 3], RecordError> {
        let report = report_md(history, smoothing, self.hypothesis(), FIGURE_SVG, recording)?;
        Ok([
            (FIGURE_SVG, figure_svg(history, smoothing)?.into()),
            (FIGURE_PNG, figure_png(history, smoothing)?),
            (REPORT, report.into()),
        ])
    }

    /// Writes files of these names. None takes its place before all are on the disk, so that a full one leaves
    /// what there was.
    fn write(&self, files: &[(&'static str, Vec<u8>)]) -> Result<(), RecordError> {
        let written: Vec<(Unfinished<'_>, &str)> = files
            .iter()
            .map(|(name, bytes)| {
                let write = || {
                    let mut file = self.dir().beside(name)?;
                    file.write_all(bytes)?;
                    file.sync()?;
                    Ok((file, *name))
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

/// What a folder holds beside its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Nothing, or what a program that was killed in its first moment left half written.
    Nothing,
    /// A run, and maybe more.
    Run,
    /// Somebody's files.
    Other,
}

fn content(dir: &Dir) -> io::Result<Content> {
    let entries = dir.entries()?;
    if entries.iter().all(|(name, kind)| name == LOCK || is_unfinished(name, *kind)) {
        return Ok(Content::Nothing);
    }
    Ok(if is_run(dir) { Content::Run } else { Content::Other })
}

/// Whether it is a file of a run that was being written when its program was killed.
fn is_unfinished(name: &OsStr, kind: FileType) -> bool {
    let half = |file: &&str| name.to_str().is_some_and(|name| unfinished::is_of(name, file));
    RECORDED.iter().chain(&SAVED).chain(&[TRIALS]).any(half) && kind == FileType::RegularFile
}
