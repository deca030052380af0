//! Why a race could not be saved or read back, or what was saved.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{export, session::Trouble, system::SystemError, text, words};

/// Why a race could not be saved or read back; the message names the path and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A path that can't be what it was named for.
    #[error("{}: {why}", text::shown(.path))]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, and what would be right.
        why: &'static str,
    },
    /// The file is there already.
    #[error("{}: already exists; name another, or --overwrite replaces it", text::shown(.0))]
    Exists(PathBuf),
    /// A file is damaged or incomplete, or was written by another version.
    #[error("{}: {what}", text::shown(.path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first fault that was found in it.
        what: String,
    },
    /// Another program records into the folder.
    #[error(
        "{0}: in use by another downhill{1}; downhill stop {0}{2} ends that one, saved, or name another folder",
        text::shown(.path),
        .holder.map_or_else(String::new, |process| format!(", process {process}")),
        .holder.map_or_else(String::new, |process| format!(" or kill {process}"))
    )]
    InUse {
        /// The folder that is locked.
        path: PathBuf,
        /// The process that holds the lock, if the system says.
        holder: Option<u32>,
    },
    /// The file system of the folder has no locks.
    #[error("{}: can't be locked, so another downhill could write into it, too: {}; name a folder on another disk", text::shown(.path), text::reason(.cause))]
    NoLock {
        /// The folder that can't be locked.
        path: PathBuf,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// The folder was removed while a race was recorded into it.
    #[error("{}: the folder was removed; an empty one of that name takes all that is known of the race", text::shown(.0))]
    FolderGone(PathBuf),
    /// The system refused something.
    #[error(transparent)]
    System(#[from] SystemError),
    /// The race could not be put into the form of a file.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// The recorder's thread has panicked.
    #[error("the recorder has stopped at a fault in the program")]
    Fault,
}

impl RecordError {
    pub(super) fn refused(path: &Path, why: &'static str) -> Self {
        Self::Refused { path: path.to_owned(), why }
    }
}

impl From<RecordError> for Trouble {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::FolderGone(path) => Self::FolderGone(text::message(&text::shown(&path))),
            error => Self::NotSaved(text::message(&error.to_string())),
        }
    }
}

/// What was saved, for one line on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The run folder.
    pub path: PathBuf,
    /// The names of the files that are sure to be in it.
    pub files: Vec<&'static str>,
    /// Early iterations that have no row in the table of losses.
    pub left_out: u64,
}

impl Saved {
    /// The line for the screen.
    pub(crate) fn say(&self, lang: words::Lang) -> String {
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        // Without the slashes at its end.
        let path = text::shown(path.components().as_path());
        let files = self.files.join(", ");
        match self.left_out {
            0 => words::say!(lang, run::saved(&path, &files)),
            left_out => words::say!(lang, run::saved_from(&path, &files, export::LOSSES, left_out + 1)),
        }
    }
}

impl fmt::Display for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(words::Lang::En))
    }
}
