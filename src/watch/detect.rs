//! What a file is, told by its name and its first bytes.

use std::{ffi::OsStr, io::Read as _, path::Path};

use super::{event_folder::is_event_file, table::looks_like_table, trainer};
use crate::{events::begins_as_records, input, text::shown};

/// Bytes of a file that are looked at.
const HEAD: u64 = 64 << 10;

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of any kind: printed dicts, pairs and prose.
    Lines,
    /// An object of JSON on each line.
    JsonLines,
    /// Event files.
    TensorBoard,
    /// A table with a header.
    Csv,
    /// The log in the state of Hugging Face's Trainer.
    TrainerState,
    /// `MLflow`'s file store.
    Mlflow,
    /// A run folder of this program.
    RunFolder,
    /// A folder with logs of several formats.
    Several,
    /// A folder in which there is nothing to be read yet.
    Nothing,
}

impl Format {
    /// Its name, as it is shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::JsonLines => "JSON lines",
            Self::TensorBoard => "TensorBoard",
            Self::Csv => "CSV",
            Self::TrainerState => "trainer state",
            Self::Mlflow => "MLflow",
            Self::RunFolder => "run folder",
            Self::Several => "several formats",
            Self::Nothing => "nothing yet",
        }
    }
}

/// Why a path is no source; the message says what would be one.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is nothing of that name.
    #[error(
        "{path}: there is no such file or folder; give a log that a training writes, or the folder of it"
    )]
    Missing {
        /// The path as it is shown.
        path: String,
    },
    /// It can't be opened, or is none that is read.
    #[error("{path}: {fault}")]
    Unreadable {
        /// The path as it is shown.
        path: String,
        /// What the system says.
        fault: String,
    },
    /// Its content is none of the formats.
    #[error(
        "{path}: none of the formats that can be read: TensorBoard's event files, CSV, JSON lines, trainer_state.json, \
         MLflow's folders, and lines of text"
    )]
    Unknown {
        /// The path as it is shown.
        path: String,
    },
}

/// Tells what a file is.
pub(super) fn detect(path: &Path) -> Result<Format, WatchError> {
    let fault = |fault: String| WatchError::Unreadable { path: shown(path), fault };
    let file = input::open(path, u64::MAX).map_err(|error| fault(pipes_too(error.to_string())))?;
    let mut head = Vec::new();
    file.file
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| fault(format!("can't be read: {}", crate::text::reason(&error))))?;
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    if is_event_file(path) || begins_as_records(&head) {
        return Ok(Format::TensorBoard);
    }
    if head.contains(&0) {
        return Err(WatchError::Unknown { path: shown(path) });
    }
    let is_state =
        path.file_name().is_some_and(|name| name == trainer::FILE) || trainer::looks_like_state(&head);
    Ok(match &extension[..] {
        _ if is_state => Format::TrainerState,
        "csv" | "tsv" => Format::Csv,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ if head.trim_ascii_start().starts_with(b"{") => Format::JsonLines,
        "log" => Format::Lines,
        _ if looks_like_table(&head) => Format::Csv,
        _ => Format::Lines,
    })
}

/// A pipe can be read, but by another door.
fn pipes_too(fault: String) -> String {
    if fault.starts_with("a pipe") { format!("{fault}; a pipe can be read as standard input") } else { fault }
}
