//! Logs of foreign trainings, read while they grow: whatever a training writes becomes a stream of readings.
//!
//! ```text
//! file or folder ──▶ Source ──▶ members, a reader each: lines, tables, events, trainer states, metric files ──▶ Reading
//! standard input ──▶ LineReader ────────────────────────────────────────────────────────────────────────────▶ Reading
//! ```
//! Nothing here has a thread or waits: a source is polled, and [`Changes`] says when that is worth while. Whatever a
//! file says, the memory that it costs is bounded: lines are cut, and names, metrics and lanes beyond their bounds are
//! left out.

mod changes;
mod detect;
mod event_folder;
mod line;
mod line_file;
mod literal;
mod member;
mod mlflow;
mod object;
mod prose;
mod reading;
mod scan;
mod source;
mod table;
mod tail;
mod trainer;

pub use changes::Changes;
pub use detect::{Format, WatchError};
pub use line::LineReader;
pub use member::Poll;
pub use reading::{Reading, Values};
pub use source::Source;
