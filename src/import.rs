//! Other people's files made into a data set: CSV, NPZ and folders of PNG to IDX files.
//!
//! ```text
//!  csv, npz, png ─▶ Part (numbers, labels) ─▶ split ─▶ scaled to bytes, or left as floats ─▶ four files, packed
//! ```
//!
//! Nothing is written before all has been read, and nothing that exists is overwritten.

mod csv;
mod npy;
mod npz;
mod part;
mod png;
mod scale;
mod write;

use std::{
    ffi::OsStr,
    fmt,
    fs::File,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    input,
    text::{sanitized, shown, thousands},
};
use part::Part;
use scale::Scale;

/// Bytes that a source may have unpacked, and its numbers in memory.
const MAX_BYTES: u64 = 2 << 30;

/// One image of so many of each class is for testing, where the source doesn't say which: as many as in MNIST.
pub const EVERY: usize = 7;

/// What is imported, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// A CSV or NPZ file, or a folder.
    pub source: PathBuf,
    /// Where the test images are, if not in the source.
    pub test: Option<PathBuf>,
    /// The folder that is made.
    pub target: PathBuf,
    /// The CSV column of the labels; `None` takes the one called `label`, or the first.
    pub label: Option<String>,
    /// The number that is as bright as can be; `None` is 1 for fractions and 255 for whole numbers.
    pub white: Option<f32>,
    /// Whether bright and dark change places.
    pub invert: bool,
}

/// Why something was not imported.
#[derive(Debug, Error)]
#[error("{}: {at}{what}", shown(path))]
pub struct ImportError {
    path: PathBuf,
    at: Place,
    what: String,
}

impl ImportError {
    fn new(path: &Path, at: Place, what: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), at, what: what.to_string() }
    }

    /// About a file as a whole.
    fn of(path: &Path, what: impl fmt::Display) -> Self {
        Self::new(path, Place::Whole, what)
    }
}

/// Where in a file something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    /// From 1 on.
    Line(u64),
    /// From 0 on, of what is packed in a file after unpacking.
    Byte(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(f, "line {}: ", thousands(*line)),
            Self::Byte(byte) => write!(f, "byte {}: ", thousands(*byte)),
        }
    }
}

/// What a source holds.
struct Read {
    train: Part,
    test: Option<Part>,
}

/// Reads a source and writes the data set; tells in lines what was done.
///
/// # Errors
/// If the source can't be read or is no data set, or the target exists. Nothing has been written then.
pub fn import(request: &Request) -> Result<Vec<String>, ImportError> {
    write::check(&request.target)?;
    let source = &request.source;
    let read = read(source, request)?;
    let test = match (read.test, &request.test) {
        (Some(_), Some(test)) => return Err(ImportError::of(test, "the source has test images of its own")),
        (Some(own), None) => Some(own),
        (None, Some(test)) => {
            let Read { train, test: None } = self::read(test, request)? else {
                return Err(ImportError::of(test, "it must hold test images only"));
            };
            Some(train)
        }
        (None, None) => None,
    };
    let (train, test, split) = if let Some(test) = test {
        (read.train, test, "as the source has it".to_owned())
    } else {
        let (train, test) = read.train.split(EVERY);
        (train, test, format!("every {EVERY}th image of each class is for testing"))
    };
    let classes = train.classes(source)?;
    let tested = request.test.as_ref().unwrap_or(source);
    test.check(tested, &train, &classes)?;
    let scale = Scale::of(&[&train, &test], request.white, request.invert);
    write::write(&request.target, [&train, &test], &classes, &scale)?;
    let (height, width) = train.size;
    let names: Vec<&str> = classes.names().collect();
    Ok(vec![
        format!("images: {} of {width} × {height} pixels", thousands((train.len() + test.len()) as u64)),
        format!("classes: {}, {}", names.len(), listed(&names)),
        format!(
            "split: {} to train, {} to test; {split}",
            thousands(train.len() as u64),
            thousands(test.len() as u64)
        ),
        format!("scaling: {scale}"),
    ])
}

/// Reads a source by what it is.
fn read(source: &Path, request: &Request) -> Result<Read, ImportError> {
    if source.is_dir() {
        return if npz::is_folder(source) { npz::read_folder(source) } else { png::read(source) };
    }
    match source.extension().map(OsStr::to_ascii_lowercase) {
        Some(extension) if extension == "npz" => npz::read(source),
        Some(extension) if extension == "csv" || extension == "tsv" || extension == "txt" => {
            csv::read(source, request.label.as_deref())
        }
        _ => open(source).and(Err(ImportError::of(
            source,
            "must be a .csv or .npz file, or a folder of PNG images by class",
        ))),
    }
}

/// Opens a regular file.
fn open(path: &Path) -> Result<File, ImportError> {
    input::open(path, MAX_BYTES).map(|input| input.file).map_err(|error| ImportError::of(path, error))
}

/// Some names, the first of them if they are many.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 10;
    let first: Vec<String> = names.iter().take(MOST).map(|name| sanitized(name)).collect();
    let more = if names.len() > MOST { " …" } else { "" };
    first.join(" ") + more
}

/// Fails if so many numbers more than there are don't fit into what is read.
fn check_room(path: &Path, at: Place, numbers: u64) -> Result<(), ImportError> {
    if numbers.saturating_mul(size_of::<f32>() as u64) <= MAX_BYTES {
        return Ok(());
    }
    Err(ImportError::new(path, at, format!("more than {} numbers", thousands(MAX_BYTES / 4))))
}
