//! Trainings that another program does, by what it writes: its logs are read while they grow, and become updates.
//!
//! ```text
//! file or folder ──▶ Source ──▶ members, a reader each: lines, tables, events … ──▶ Reading ─▶ Collector ─▶ Update
//! standard input ──▶ LineReader ────────────────────────────────────────────────▶ Reading ─▶
//! ```
//! No reader has a thread or waits: a source is polled, and [`Changes`] says when that is worth while; `follow` does
//! it. Whatever a file says, the memory that it costs is bounded: lines are cut, and names, metrics and lanes beyond
//! their bounds are left out.

mod changes;
mod collector;
mod detect;
mod event_folder;
mod follower;
mod inputs;
mod line;
mod line_file;
mod literal;
mod member;
mod mlflow;
mod object;
mod prose;
mod reading;
mod scan;
mod series;
mod source;
mod stream;
mod table;
mod tail;
mod trainer;

pub use changes::Changes;
pub(crate) use collector::Collector;
pub use detect::{Format, WatchError};
pub(crate) use follower::follow;
pub(crate) use inputs::WatchInputs;
pub use line::LineReader;
pub use member::Poll;
pub use reading::{Reading, Values};
pub use source::Source;
pub(crate) use stream::pass_on;
