//! A race on disk: its folder, and the recorder that fills it while the race runs.
//!
//! A run folder holds `config.toml`, `losses.csv`, `figure.svg` and `figure.png`. What was saved before is
//! never half overwritten: a file is written under another name and then takes the place of the old one.

mod folder;
mod losses;
mod recorder;

use std::path::{Path, PathBuf};

pub use folder::RunFolder;
pub use recorder::Recorder;

use crate::{
    export::ExportError,
    text::{sanitized, thousands},
};

const CONFIG: &str = "config.toml";
const LOSSES: &str = "losses.csv";
const FIGURE_SVG: &str = "figure.svg";
const FIGURE_PNG: &str = "figure.png";

/// The files of a run folder.
const FILES: [&str; 4] = [CONFIG, LOSSES, FIGURE_SVG, FIGURE_PNG];

/// Why a race could not be saved; the message names the path and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is a file of that name.
    #[error("{}: a file, not a folder; name another folder", shown(.0))]
    NotAFolder(PathBuf),
    /// There is a link of that name, and nothing where it leads.
    #[error("{}: a link to nothing; name another folder", shown(.0))]
    DeadLink(PathBuf),
    /// The folder has something in it.
    #[error("{}: not empty; name another folder, or --force replaces an earlier run in it", shown(.0))]
    NotEmpty(PathBuf),
    /// Another program records into the folder.
    #[error("{}: in use by another downhill; name another folder", shown(.0))]
    InUse(PathBuf),
    /// The system refused something.
    #[error("{}: can't {action}: {source}", shown(.path))]
    System {
        /// On which file or folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why not.
        source: std::io::Error,
    },
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

impl RecordError {
    fn system(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::System { path: path.to_owned(), action, source }
    }
}

/// A path as it may stand on a screen.
fn shown(path: &Path) -> String {
    sanitized(&path.to_string_lossy())
}

/// What was saved, for one line on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The folder.
    pub path: PathBuf,
    /// Early iterations that have no row in the table of losses.
    pub left_out: u64,
}

impl std::fmt::Display for Saved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = shown(self.path.strip_prefix(".").unwrap_or(&self.path));
        write!(f, "saved to {}/ ({})", path.trim_end_matches('/'), FILES.join(", "))?;
        match self.left_out {
            0 => Ok(()),
            left_out => write!(f, "; {LOSSES} begins at iteration {}", thousands(left_out + 1)),
        }
    }
}

#[cfg(test)]
mod tests;
