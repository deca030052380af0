//! A race on disk: its folder, and the recorder that fills it while the race runs.
//!
//! A run folder holds `config.toml`, `run.jsonl`, `losses.csv`, `checkpoint.safetensors` with the one before it,
//! `figure.svg`, `figure.png` and `report.md`. What was saved before is never half overwritten: a file is written under
//! another name and then takes the place of the old one, or grows by whole lines.

mod cast;
mod checkpoint;
mod dir;
mod folder;
mod growing;
mod lock;
mod log;
mod losses;
mod out_file;
mod recorder;
mod resume;
mod single;
mod thinned;
mod unfinished;

use std::path::PathBuf;

pub use cast::{Cast, CastFile};
pub use folder::RunFolder;
pub use lock::holder;
pub use log::{Header, Log, MAX_HYPOTHESIS};
pub use out_file::{Existing, OutFile};
pub use recorder::{Recorded, Recorder};
pub use resume::{Resumed, Which, newest_checkpoint};
pub use single::{PictureFile, numbered_pictures};

use crate::{
    export::ExportError,
    session::Trouble,
    system::SystemError,
    text::{message, shown, thousands},
    words::{Lang, say},
};

const CONFIG: &str = "config.toml";
const LOG: &str = "run.jsonl";
const CHECKPOINT: &str = "checkpoint.safetensors";
const CHECKPOINT_BEFORE: &str = "checkpoint.previous.safetensors";
const LOSSES: &str = "losses.csv";
const TRIALS: &str = "rates.csv";
const FIGURE_SVG: &str = "figure.svg";
const FIGURE_PNG: &str = "figure.png";
const REPORT: &str = "report.md";
const SCREEN: &str = "screen.txt";

/// What is written of a race by a key.
const SAVED: [&str; 6] = [CONFIG, LOSSES, FIGURE_SVG, FIGURE_PNG, REPORT, SCREEN];

/// What is written of a race while it runs.
const RECORDED: [&str; 7] = [CONFIG, LOG, LOSSES, CHECKPOINT, FIGURE_SVG, FIGURE_PNG, REPORT];

/// Why a race could not be saved; the message names the path and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is a file of that name.
    #[error("{}: a file, not a folder; name another folder", shown(.0))]
    NotAFolder(PathBuf),
    /// There is a link of that name, and nothing where it leads.
    #[error("{}: a link to nothing; name another folder", shown(.0))]
    DeadLink(PathBuf),
    /// There is such a file already.
    #[error("{}: there is such a file; name another, or --overwrite replaces it", shown(.0))]
    Exists(PathBuf),
    /// A device, a pipe or a folder has the name of a file that is to be written.
    #[error("{}: no regular file; name another", shown(.0))]
    NoFile(PathBuf),
    /// A file that is to be written is read, too.
    #[error("{}: is read by this command; name another file", shown(.0))]
    IsInput(PathBuf),
    /// The name tells no format of pictures.
    #[error("{}: no picture; a name must end in .svg, .png or .txt", shown(.0))]
    NoPicture(PathBuf),
    /// The folder has something in it, and no run.
    #[error("{}: not empty; name another folder", shown(.0))]
    NotEmpty(PathBuf),
    /// The folder has a run in it.
    #[error("{}: not empty; name another folder, or --force replaces the run in it", shown(.0))]
    HoldsRun(PathBuf),
    /// The folder has something in it that is not to be replaced.
    #[error("{}: not empty, and --force replaces only a run: there is no {LOG} of downhill in it; name another folder", shown(.0))]
    HoldsNoRun(PathBuf),
    /// There is no folder of that name.
    #[error("{}: no such folder; name one that a race was recorded into", shown(.0))]
    NoFolder(PathBuf),
    /// There is nothing to go on from.
    #[error("{}: no checkpoint to go on from; a race recorded with --out DIR or --keep has one", shown(.0))]
    NoCheckpoint(PathBuf),
    /// There is nothing to play.
    #[error("{}: no recording in it; a race recorded with --out DIR or --keep is one", shown(.0))]
    NoRecording(PathBuf),
    /// A file is not what was written, or by another version.
    #[error("{}: {what}", shown(.path))]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The newest checkpoint is damaged, the one before it is not.
    #[error("{}: {what}; --previous goes on from the checkpoint before it", shown(.path))]
    DamagedButOne {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
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
        /// Which folder.
        path: PathBuf,
        /// Its process, where the system tells.
        holder: Option<u32>,
    },
    /// Nothing keeps other programs out of the folder.
    #[error("{}: can't be locked, so another downhill could write into it, too: {cause}; name a folder on another disk", shown(.path))]
    NoLock {
        /// Which folder.
        path: PathBuf,
        /// Why not.
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
    /// Losses came faster than a full or missing disk took them, and are gone.
    #[error("{}: {} iterations are missing, the disk took nothing for too long", shown(.path), thousands(*.rows))]
    RowsLost {
        /// The table.
        path: PathBuf,
        /// How many.
        rows: u64,
    },
    /// The recorder has stopped at a fault in the program.
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

/// What was saved, for one line on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The folder.
    pub path: PathBuf,
    /// The files that are sure to be in it.
    pub files: &'static [&'static str],
    /// Early iterations that have no row in the table of losses.
    pub left_out: u64,
}

impl Saved {
    /// What is to be said of it.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        // Without the slashes at its end.
        let path = shown(path.components().as_path());
        let files = self.files.join(", ");
        match self.left_out {
            0 => say!(lang, run::saved(&path, &files)),
            left_out => say!(lang, run::saved_from(&path, &files, LOSSES, left_out + 1)),
        }
    }
}

impl std::fmt::Display for Saved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

#[cfg(test)]
mod tests;
