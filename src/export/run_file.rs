//! What a file of a run is: its name, when it is written, the function that makes it, and why that may fail.

use std::path::Path;

use crate::history::{History, Smoothing};

/// The settings of one race.
pub(super) const CONFIG: &str = "config.toml";

/// The files that [`crate::record`] writes by itself while a race runs.
pub(crate) const LOG: &str = "run.jsonl";
pub(crate) const LOSSES: &str = "losses.csv";
pub(crate) const METRICS: &str = "metrics.csv";
pub(crate) const CHECKPOINT: &str = "checkpoint.safetensors";

/// What a race came to from each of several starts.
pub(crate) const STARTS: &str = "starts.csv";

/// What stood on the screen.
pub(super) const SCREEN: &str = "screen.txt";

/// A file of a run folder.
pub(crate) struct RunFile {
    pub(crate) name: &'static str,
    /// When the recorder of a race writes it.
    pub(crate) recorded: WriteTime,
    /// Makes it from what is known of a race, also when a key saves one as it stands. `None` for what only a recorder
    /// can know.
    pub(crate) make: Option<Make>,
}

/// When the recorder of a race writes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteTime {
    /// When the race starts and, with what was changed on the way, when it ends.
    StartAndEnd,
    /// Again and again while the race runs; [`crate::record`] does it by itself.
    Running,
    /// When the race ends.
    End,
    /// Only a key saves it.
    Never,
}

type Make = fn(&RunInput<'_>) -> Result<Vec<u8>, ExportError>;

/// What the files of a run are made from.
pub(crate) struct RunInput<'a> {
    pub(crate) history: &'a History,
    pub(crate) smoothing: Smoothing,
    pub(crate) hypothesis: Option<&'a str>,
    /// The folder that the race is recorded into.
    pub(crate) recording: Option<&'a Path>,
    /// The text on the screen.
    pub(crate) screen: &'a str,
}

impl RunFile {
    pub(super) const fn made(name: &'static str, recorded: WriteTime, make: Make) -> Self {
        Self { name, recorded, make: Some(make) }
    }

    /// Whether there is what it is made of: several races have no settings in common, means no losses of their own, and
    /// without a screen there is nothing on it.
    pub(crate) fn suits(&self, run: &RunInput<'_>) -> bool {
        let (compared, repeated) = (run.history.comparison().is_some(), run.history.repeated().is_some());
        let own = run.history.own().is_some();
        match self.name {
            CONFIG => !compared && !repeated && own,
            // Another trainer's losses are a metric like the others.
            LOSSES => !repeated && own,
            METRICS => !repeated,
            STARTS => repeated,
            SCREEN => !run.screen.is_empty(),
            _ => true,
        }
    }

    pub(super) const fn recorded(name: &'static str) -> Self {
        Self { name, recorded: WriteTime::Running, make: None }
    }
}

/// Why a history could not be put into another form.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The history has no race yet.
    #[error("there is no race to save yet")]
    NoRace,
    /// The table of losses could not be written.
    #[error("losses as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The settings could not be written.
    #[error("settings as TOML: {0}")]
    Toml(#[from] toml::ser::Error),
    /// The figure could not be drawn.
    #[error("figure: {0}")]
    Figure(String),
    /// The drawn figure could not be compressed.
    #[error("figure as PNG: {0}")]
    Png(#[from] png::EncodingError),
    /// A lane, and the network that its weights are not of.
    #[error("{0}: its weights are not those of a network {1}")]
    OtherNetwork(String, String),
    /// What is said of networks could not be written.
    #[error("networks: {0}")]
    Json(#[from] serde_json::Error),
    /// The archive of arrays could not be written.
    #[error("networks as NPZ: {0}")]
    Npz(#[from] zip::result::ZipError),
    /// A network is larger than that many bytes.
    #[error("an ONNX file can't have more than {} bytes; safetensors and NPZ can", crate::text::thousands(*.0 as u64))]
    OnnxTooLarge(usize),
}
