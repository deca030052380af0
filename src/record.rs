//! A race on disk: its folder, and the recorder that fills it while the race runs.
//!
//! `export::RUN_FILES` lists the files of a run folder; `checkpoint.previous.safetensors`, the checkpoint before
//! the newest, comes on top. What was saved before is never half overwritten: a file is written under another name and
//! then replaces the old one, or grows by whole lines.

mod cast;
mod checkpoint;
mod content;
mod dir;
mod error;
mod folder;
mod growing;
mod header;
mod lock;
mod log;
mod log_file;
mod losses;
mod out_file;
mod recorder;
mod resume;
mod run_writer;
mod saved;
mod screenshot_file;
mod thinner;
mod unfinished;

pub(crate) use cast::{Cast, CastFile};
pub use error::RecordError;
pub use folder::RunFolder;
pub use header::Header;
pub(crate) use header::MAX_HYPOTHESIS;
pub use lock::holder;
pub use log::Log;
pub(crate) use out_file::{Existing, OutFile};
pub use recorder::{Recorded, Recorder};
pub use resume::{CheckpointChoice, Resumed, newest_checkpoint};
pub use saved::Saved;
pub(crate) use screenshot_file::{ScreenshotFile, numbered_screenshots};

#[cfg(test)]
mod tests;
