//! The way in for everything that others have made: which files are read at all.

mod file;

pub use file::{FileError, InputFile, open, read};
