//! A run folder: made or checked before the race, held so that no second program writes into it.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    CHECKPOINT, CHECKPOINT_BEFORE, CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, RECORDED, REPORT, RecordError,
    SAVED, SCREEN, Saved, TRIALS,
};
use crate::{
    export::{config_toml, figure_png, figure_svg, losses_csv, report_md},
    history::{History, Smoothing},
};

/// What numbered folders are called before their number.
const NUMBERED: &str = "downhill";

/// Numbers that are tried before giving up: a folder with more runs is no place for another.
const MOST_NUMBERS: u32 = 100_000;

/// A folder that a run may be written into. As long as it is held, no other program can have it.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// What somebody expects of the race that is saved there.
    hypothesis: Option<String>,
    /// The lock, on the folder itself so that no file is left behind; `None` on systems without.
    _lock: Option<File>,
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
        let folder = Self { _lock: lock(&path)?, path, hypothesis: None };
        let path = &folder.path;
        let mut entries = fs::read_dir(path).map_err(RecordError::system(path, "look into the folder"))?;
        if !force && entries.next().is_some() {
            return Err(RecordError::NotEmpty(path.clone()));
        }
        folder.sweep()?;
        // Better now than after an hour of training.
        tempfile::tempfile_in(path).map_err(RecordError::system(path, "write into the folder"))?;
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
                Ok(()) => return Ok(Self { _lock: lock(&path)?, path, hypothesis: None }),
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
                Ok(Self { _lock: lock(path)?, path: path.to_owned(), hypothesis: None })
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
            for entry in fs::read_dir(&self.path)? {
                let entry = entry?;
                let name = entry.file_name();
                let half =
                    |file: &&str| name.to_str().is_some_and(|name| name.starts_with(&unfinished(file)));
                if RECORDED.iter().any(half) && entry.file_type()?.is_file() {
                    fs::remove_file(entry.path())?;
                }
            }
            Ok(())
        };
        sweep().map_err(RecordError::system(&self.path, "tidy the folder"))
    }

    /// Takes the checkpoints of an earlier race away: they are not of the one that begins.
    pub(super) fn forget_checkpoints(&self) -> Result<(), RecordError> {
        for name in [CHECKPOINT, CHECKPOINT_BEFORE] {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(RecordError::system(&path, "replace")(error));
                }
                _ => {}
            }
        }
        Ok(())
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

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        let path = self.path.join(name);
        let write = || {
            let mut file = self.beside(name)?;
            file.write_all(bytes)?;
            put(file, &path)
        };
        write().map(drop).map_err(RecordError::system(&path, "write"))
    }

    /// A new file that is to take the place of `name`.
    pub(super) fn beside(&self, name: &str) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        let prefix = unfinished(name);
        builder.prefix(&prefix);
        #[cfg(unix)]
        {
            // As any other file of that person: the default is for secrets.
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(&self.path)
    }
}

/// How the names of files begin that are to take the place of `name`.
fn unfinished(name: &str) -> String {
    format!(".{name}-")
}

/// Puts a written file in its place. Its bytes reach the disk first: after a power cut there is the old
/// file or the new one, never half of it. A link in that place is replaced, not followed.
pub(super) fn put(file: NamedTempFile, path: &Path) -> io::Result<File> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)
}

fn lock(path: &Path) -> Result<Option<File>, RecordError> {
    // Some systems open no folders, some file systems lock nothing: there the folder goes unguarded.
    let Ok(folder) = File::open(path) else { return Ok(None) };
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RecordError::InUse(path.to_owned())),
        Err(TryLockError::Error(_)) => Ok(None),
        Ok(()) => Ok(Some(folder)),
    }
}
