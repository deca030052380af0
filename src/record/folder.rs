//! A run folder: made or checked before the race, held so that no second program writes into it.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rustix::fs::FileType;
use tempfile::NamedTempFile;

use super::{
    CHECKPOINT, CHECKPOINT_BEFORE, CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, RECORDED, REPORT, RecordError,
    SAVED, SCREEN, Saved, TRIALS,
    dir::{Dir, is_unfinished},
    lock::{LOCK, Locked},
};
use crate::{
    export::{config_toml, figure_png, figure_svg, losses_csv, report_md},
    history::{History, Smoothing},
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
    /// Makes a folder with its parents, or takes an empty one. With `force` it may hold files: those of
    /// a run are replaced when there are new ones, others stay.
    ///
    /// # Errors
    /// If the path is no folder, has something in it, is in use, or can't be written into.
    pub fn create(path: &Path, force: bool) -> Result<Self, RecordError> {
        let path = path.to_owned();
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(RecordError::NotAFolder(path)),
            Err(_) if fs::symlink_metadata(&path).is_ok_and(|link| link.is_symlink()) => {
                return Err(RecordError::DeadLink(path));
            }
            Err(_) => fs::create_dir_all(&path).map_err(RecordError::system(&path, "make the folder"))?,
        }
        let folder = Self { locked: Locked::take(&path)?, path, hypothesis: None };
        let path = &folder.path;
        let empty = is_empty(folder.dir()).map_err(RecordError::system(path, "look into the folder"))?;
        if !force && !empty {
            return Err(RecordError::NotEmpty(path.clone()));
        }
        folder.sweep()?;
        // Better now than after an hour of training.
        folder.dir().beside(CONFIG).map_err(RecordError::system(path, "write into the folder"))?;
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
                Ok(()) => return Ok(Self { locked: Locked::take(&path)?, path, hypothesis: None }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(RecordError::system(&path, "make the folder")(error)),
            }
        }
        let path = parent.join(NUMBERED);
        Err(RecordError::system(&path, "find a free number")(io::ErrorKind::AlreadyExists.into()))
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
            Ok(found) if found.is_dir() => {
                Ok(Self { locked: Locked::take(path)?, path: path.to_owned(), hypothesis: None })
            }
            Ok(_) => Err(RecordError::NotAFolder(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(RecordError::NoFolder(path.to_owned()))
            }
            Err(error) => Err(RecordError::system(path, "look into the folder")(error)),
        }
    }

    /// Takes away what a program that was killed left half written.
    pub(super) fn sweep(&self) -> Result<(), RecordError> {
        let sweep = || -> io::Result<()> {
            for (name, kind) in self.dir().entries()? {
                let half = |file: &&str| name.to_str().is_some_and(|name| is_unfinished(name, file));
                if RECORDED.iter().any(half) && kind == FileType::RegularFile {
                    self.dir().remove(&name)?;
                }
            }
            Ok(())
        };
        sweep().map_err(RecordError::system(&self.path, "tidy the folder"))
    }

    /// Takes the checkpoints of an earlier race away: they are not of the one that begins.
    pub(super) fn forget_checkpoints(&self) -> Result<(), RecordError> {
        for name in [CHECKPOINT, CHECKPOINT_BEFORE] {
            match self.dir().remove(name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(RecordError::system(&self.path.join(name), "replace")(error));
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
        let gone = || RecordError::FolderGone(self.path.clone());
        let anew = Locked::take(&self.path).map_err(|_| gone())?;
        if !is_empty(anew.dir()).is_ok_and(|empty| empty) {
            return Err(gone());
        }
        self.locked = anew;
        Ok(Found::Anew)
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
        self.write(LOSSES, losses.csv.as_bytes())?;
        self.save_config(history)?;
        self.save_figures(history, smoothing)?;
        self.write(SCREEN, screen.as_bytes())?;
        Ok(Saved { path: self.path.clone(), files: &SAVED, left_out: losses.left_out })
    }

    /// Writes a table of trials.
    ///
    /// # Errors
    /// If the folder can't be written into.
    pub fn save_trials(&self, csv: &str) -> Result<Saved, RecordError> {
        self.write(TRIALS, csv.as_bytes())?;
        Ok(Saved { path: self.path.clone(), files: &[TRIALS], left_out: 0 })
    }

    pub(super) fn save_config(&self, history: &History) -> Result<(), RecordError> {
        self.write(CONFIG, config_toml(history)?.as_bytes())
    }

    /// Writes the figure, and the report that shows it.
    pub(super) fn save_figures(&self, history: &History, smoothing: Smoothing) -> Result<(), RecordError> {
        self.write(FIGURE_SVG, figure_svg(history, smoothing)?.as_bytes())?;
        self.write(FIGURE_PNG, &figure_png(history, smoothing)?)?;
        let report = report_md(history, smoothing, self.hypothesis(), FIGURE_SVG)?;
        self.write(REPORT, report.as_bytes())
    }

    fn write(&self, name: &'static str, bytes: &[u8]) -> Result<(), RecordError> {
        let write = || {
            let mut file = self.dir().beside(name)?;
            file.write_all(bytes)?;
            file.put()
        };
        write().map(drop).map_err(RecordError::system(&self.path.join(name), "write"))
    }
}

/// Whether nothing is in a folder but what its lock needs.
fn is_empty(dir: &Dir) -> io::Result<bool> {
    Ok(dir.entries()?.iter().all(|(name, _)| name == LOCK))
}

/// Puts a written file in its place. Its bytes reach the disk first: after a power cut there is the old
/// file or the new one, never half of it. A link in that place is replaced, not followed.
pub(super) fn put(file: NamedTempFile, path: &Path) -> io::Result<File> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)
}
