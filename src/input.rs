//! Everything that comes from outside enters here: which files are read, and what JSON from a file or socket may hold.
//!
//! Past this room no text acts on a terminal, no count is so large that adding to it overflows, and every value is one
//! that some race can have. What is not is refused at once, with one line.

mod file;
mod json;

pub(crate) use file::{FileError, InputFile, open, read};
pub(crate) use json::from_foreign_json;
pub use json::{Check, Checked, InvalidValue, from_json};
pub(crate) use json::{MAX_COUNT, MAX_TEXT, all, at_most, hex, require};
