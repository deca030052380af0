//! Why a race could not be saved, or read back.

use std::path::PathBuf;

use crate::{
    export::{ExportError, LOG},
    session::Trouble,
    system::SystemError,
    text::{message, shown, thousands},
};

/// Why a race could not be saved or read back; the message names the path and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The path of a folder is that of a file.
    #[error("{}: a file, not a folder; name another folder", shown(.0))]
    NotAFolder(PathBuf),
    /// The path of a folder is a link to nothing.
    #[error("{}: a link to nothing; name another folder", shown(.0))]
    DeadLink(PathBuf),
    /// The file is there already.
    #[error("{}: there is such a file; name another, or --overwrite replaces it", shown(.0))]
    Exists(PathBuf),
    /// The path of a file is that of a device, a pipe or a folder.
    #[error("{}: no regular file; name another", shown(.0))]
    NoFile(PathBuf),
    /// The command would write over its own input.
    #[error("{}: is read by this command; name another file", shown(.0))]
    IsInput(PathBuf),
    /// The name of a screenshot has no known ending.
    #[error("{}: no picture; a name must end in .svg, .png or .txt", shown(.0))]
    NoImageFormat(PathBuf),
    /// The folder is not empty, and holds no run.
    #[error("{}: not empty; name another folder", shown(.0))]
    NotEmpty(PathBuf),
    /// The folder holds a run, and may not be overwritten.
    #[error("{}: not empty; name another folder, or --force replaces the run in it", shown(.0))]
    HoldsRun(PathBuf),
    /// The folder may be overwritten, but what it holds is no run.
    #[error("{}: not empty, and --force replaces only a run: there is no {LOG} of downhill in it; name another folder", shown(.0))]
    HoldsNoRun(PathBuf),
    /// There is no folder of that name.
    #[error("{}: no such folder; name one that a race was recorded into", shown(.0))]
    NoFolder(PathBuf),
    /// The folder has no checkpoint to resume from.
    #[error("{}: no checkpoint to go on from; a race recorded with --out DIR or --keep has one", shown(.0))]
    NoCheckpoint(PathBuf),
    /// The folder has no run log to play.
    #[error("{}: no recording in it; a race recorded with --out DIR or --keep is one", shown(.0))]
    NoRecording(PathBuf),
    /// A file is damaged, or was written by another version.
    #[error("{}: {what}", shown(.path))]
    Damaged {
        /// The file that can't be read.
        path: PathBuf,
        /// The first fault that was found in it.
        what: String,
    },
    /// The newest checkpoint is damaged, the one before it is not.
    #[error("{}: {what}; --previous goes on from the checkpoint before it", shown(.path))]
    DamagedButOne {
        /// The file that can't be read.
        path: PathBuf,
        /// The first fault that was found in it.
        what: String,
    },
    /// Another program records into the folder.
    #[error(
        "{0}: in use by another downhill{1}; downhill stop {0}{2} ends that one, saved, or name another folder",
        shown(.path),
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
    #[error("{}: can't be locked, so another downhill could write into it, too: {cause}; name a folder on another disk", shown(.path))]
    NoLock {
        /// The folder that can't be locked.
        path: PathBuf,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// The folder was removed while a race was recorded into it.
    #[error("{}: the folder was removed; an empty one of that name takes all that is known of the race", shown(.0))]
    FolderGone(PathBuf),
    /// The system refused something.
    #[error(transparent)]
    System(#[from] SystemError),
    /// The race could not be put into the form of a file.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A full or missing disk took losses too slowly, and some were dropped.
    #[error("{}: {} iterations are missing, the disk took nothing for too long", shown(.path), thousands(*.rows))]
    RowsLost {
        /// The table of losses.
        path: PathBuf,
        /// The number of missing rows.
        rows: u64,
    },
    /// The recorder's thread has panicked.
    #[error("the recorder has stopped at a fault in the program")]
    Fault,
}

impl From<RecordError> for Trouble {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::FolderGone(path) => Self::FolderGone(message(&shown(&path))),
            error => Self::NotSaved(message(&error.to_string())),
        }
    }
}
