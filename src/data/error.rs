//! What can be wrong with a data set: where, what is there, and what would be right.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

use super::dataset::MAX_BYTES;
use crate::text::{shown, thousands};

/// Why a data set was refused. A message shows its path as a shell takes it, so it may go to a terminal as it is.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "what a field is shows in the message")]
pub enum DataError {
    /// The folder has one of the four files under none of its names.
    #[error(
        "{}: not found, and neither is {}.gz; one of the two must be there; {there}",
        shown(path),
        shown(path.file_name().unwrap_or_default().as_ref())
    )]
    Missing {
        /// The plain name; the other one ends in `.gz`.
        path: PathBuf,
        there: String,
    },
    /// The folder holds more than one set.
    #[error("{}: holds several data sets; name one of them, such as {}", shown(path), shown(example))]
    Several {
        path: PathBuf,
        /// The path of one set.
        example: PathBuf,
    },
    /// The names of the classes can't be those of this set.
    #[error("{}: {found}; {right}", shown(path))]
    Classes { path: PathBuf, found: String, right: String },
    /// The path leads to something other than what is needed.
    #[error("{}: {found}, where {needed} is needed", shown(path))]
    WrongKind { path: PathBuf, found: &'static str, needed: &'static str },
    /// The system, or unpacking, failed.
    #[error("{}: cannot be read past {at}: {cause}", shown(path))]
    Unreadable {
        path: PathBuf,
        at: Offset,
        /// The cause; part of the message, hence no `source`.
        cause: io::Error,
    },
    /// The header is no IDX header of the right kind, or is impossible.
    #[error("{}: {found} at {at}; {right}", shown(path))]
    Header {
        path: PathBuf,
        /// The first byte that is wrong.
        at: Offset,
        found: String,
        right: String,
    },
    /// The file ends too early.
    #[error("{}: ends at {at}, but {} bytes are needed", shown(path), thousands(*needed))]
    Short {
        path: PathBuf,
        at: Offset,
        /// Bytes it should have, unpacked; those of the header if it ends there.
        needed: u64,
    },
    /// The file is longer than its header says.
    #[error("{}: goes on at {at}, where its header's sizes say it ends", shown(path))]
    Long { path: PathBuf, at: Offset },
    /// The sizes in the headers are larger than any that are read.
    #[error(
        "{}: {found} at {at} are too large; a data set may have {} bytes unpacked",
        shown(path),
        thousands(MAX_BYTES)
    )]
    TooLarge { path: PathBuf, at: Offset, found: String },
    /// Two files disagree on how many images there are, or how large they are.
    #[error("{}: {found} at {at}, but {expected} in {}", shown(path), shown(other))]
    Mismatch { path: PathBuf, at: Offset, found: String, other: PathBuf, expected: String },
    /// A label that doesn't fit the others.
    #[error("{}: label {label} at {at}, but {right}", shown(path))]
    Label { path: PathBuf, at: Offset, label: u8, right: String },
    /// The built-in data is damaged.
    #[error(
        "{file} inside this program is damaged ({cause}); install it anew, or name a folder with the data"
    )]
    Embedded {
        /// The file's name in the source.
        file: &'static str,
        cause: String,
    },
}

/// A position in a file, from 0; of a packed file, in what it unpacks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    pub(super) byte: u64,
    /// Whether bytes of the unpacked file are counted.
    pub(super) unpacked: bool,
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}byte {}", if self.unpacked { "unpacked " } else { "" }, thousands(self.byte))
    }
}
