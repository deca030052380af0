//! The way in for everything that others have made: which files are read, and what a JSON text from a file or socket may
//! hold.
//!
//! Past this room no text acts on a terminal, no count is so large that adding to it overflows, and every value is one
//! that some race can have: what is not is refused where it comes in, with one line.

mod check;
mod file;
mod json;

pub use check::{Check, Checked, MAX_COUNT, MAX_TEXT, Unsound, all, at_most, hex, require};
pub use file::{FileError, InputFile, open, read};
pub use json::from_json;
