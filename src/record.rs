//! A race on disk: its folder, and the recorder that fills it while the race runs.
//!
//! `export::RUN_FILES` lists the files of a run folder; `checkpoint.previous.safetensors`, the checkpoint before
//! the newest, comes on top. What was saved before is never half overwritten: a file is written under another name and
//! then replaces the old one, or grows by whole lines.

mod cast;
mod checkpoint;
mod dir;
mod error;
mod events;
mod folder;
mod growing;
mod lock;
mod log;
mod losses;
mod metrics;
mod out_file;
mod recorder;
mod resume;
mod run_writer;
mod saved_race;
mod table;
mod thinner;

pub(crate) use cast::{Cast, CastFile};
pub use error::{RecordError, Saved};
pub(crate) use events::EventFiles;
pub use folder::RunFolder;
pub(crate) use folder::TrialTable;
pub(crate) use lock::FolderLock;
pub use lock::holder;
pub(crate) use log::MAX_HYPOTHESIS;
pub use log::{Header, Log};
pub(crate) use out_file::{Existing, OutFile, ScreenshotFile, numbered_screenshots};
pub use recorder::{Recorded, Recorder};
pub(crate) use resume::usable_checkpoint;
pub use resume::{CheckpointChoice, Resumed, newest_checkpoint};
pub(crate) use run_writer::{Recording, RunWriter};
pub(crate) use saved_race::{SavedRace, recorded_history};

#[cfg(test)]
mod tests;
