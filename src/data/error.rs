//! What can be wrong with a data set: where it is, what is there, what would be right.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

use crate::text::{shown, thousands};

/// Why a data set was refused. A message shows its path as a shell takes it, so it may go to a terminal as it is.
#[derive(Debug, Error)]
pub enum DataError {
    /// One of the four files is in the folder under none of its names.
    #[error(
        "{}: not found, and neither is {}.gz; one of the two must be there; {there}",
        shown(path),
        shown(path.file_name().unwrap_or_default().as_ref())
    )]
    Missing {
        /// The plain spelling; the other one ends in `.gz`.
        path: PathBuf,
        /// What the folder holds instead.
        there: String,
    },
    /// There is more than one set.
    #[error("{}: holds several data sets; name one of them, such as {}", shown(path), shown(example))]
    Several {
        /// The folder.
        path: PathBuf,
        /// One of them.
        example: PathBuf,
    },
    /// The names of the classes can't be those of this set.
    #[error("{}: {found}; {right}", shown(path))]
    Classes {
        /// The file, or the folder of the set.
        path: PathBuf,
        /// What is there.
        found: String,
        /// What would be right.
        right: String,
    },
    /// The path leads to something else than what is needed.
    #[error("{}: {found}, where {needed} is needed", shown(path))]
    WrongKind {
        /// Where.
        path: PathBuf,
        /// What is there.
        found: &'static str,
        /// What would be right.
        needed: &'static str,
    },
    /// The system, or the unpacking, failed on the way.
    #[error("{}: cannot be read past {at}: {cause}", shown(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What was read so far.
        at: Offset,
        /// The reason given; part of the message, hence no `source`.
        cause: io::Error,
    },
    /// The header is no IDX header of the right kind, or says what cannot be.
    #[error("{}: {found} at {at}; {right}", shown(path))]
    Header {
        /// The file.
        path: PathBuf,
        /// Where the header goes wrong.
        at: Offset,
        /// What stands there.
        found: String,
        /// What would be right.
        right: String,
    },
    /// The file ends too early.
    #[error("{}: ends at {at}, but {} bytes are needed", shown(path), thousands(*needed))]
    Short {
        /// The file.
        path: PathBuf,
        /// Where it ends.
        at: Offset,
        /// Bytes it should have, unpacked; of the header alone if it ends there.
        needed: u64,
    },
    /// The file goes on where it should end.
    #[error("{}: goes on at {at}, where its header's sizes say it ends", shown(path))]
    Long {
        /// The file.
        path: PathBuf,
        /// The first byte too many.
        at: Offset,
    },
    /// The sizes in the headers are beyond what is ever read.
    #[error(
        "{}: {found} at {at} are too large; a data set may have {} bytes unpacked",
        shown(path),
        thousands(super::LARGEST)
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Where the sizes stand.
        at: Offset,
        /// The sizes.
        found: String,
    },
    /// Two files disagree on how many images there are, or how large they are.
    #[error("{}: {found} at {at}, but {expected} in {}", shown(path), shown(other))]
    Mismatch {
        /// One file.
        path: PathBuf,
        /// Where the number stands.
        at: Offset,
        /// What it says.
        found: String,
        /// The other file.
        other: PathBuf,
        /// What that one says.
        expected: String,
    },
    /// A label that cannot be right beside the others.
    #[error("{}: label {label} at {at}, but {right}", shown(path))]
    Label {
        /// The file.
        path: PathBuf,
        /// Where the label stands.
        at: Offset,
        /// The label.
        label: u8,
        /// What would be right.
        right: String,
    },
    /// The data inside the program is not what was put there.
    #[error(
        "{file} inside this program is damaged ({cause}); install it anew, or name a folder with the data"
    )]
    Embedded {
        /// The file, as it is called among the sources.
        file: &'static str,
        /// How it shows.
        cause: String,
    },
}

/// A place in a file's content, counted from 0; in what a packed file unpacks to if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// Bytes before it.
    pub byte: u64,
    /// Whether they are counted after unpacking.
    pub unpacked: bool,
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}byte {}", if self.unpacked { "unpacked " } else { "" }, thousands(self.byte))
    }
}
