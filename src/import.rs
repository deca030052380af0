//! Other people's files made into a data set: CSV, NPZ and folders of PNG to IDX files.
//!
//! ```text
//!  csv, npz, png ─▶ ImageSet (numbers, labels) ─▶ split ─▶ scaled to bytes, or left as floats ─▶ four files, packed
//! ```
//!
//! Nothing is written before everything has been read, and nothing that exists is overwritten.

mod csv;
mod image_set;
mod npy;
mod npz;
mod png;
mod source;
mod write;

use std::path::{Path, PathBuf};

pub use source::ImportError;

use crate::text::{sanitized, thousands};
use image_set::ImageSets;
use write::Scaling;

/// Without test images in the source, one of so many images of each class is for testing: as many as in MNIST.
const TEST_EVERY: usize = 7;

/// What is imported, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportOptions {
    /// A CSV or NPZ file, or a folder.
    pub source: PathBuf,
    /// The file or folder of the test images, if they are not in the source.
    pub test: Option<PathBuf>,
    /// The folder to create.
    pub target: PathBuf,
    /// The CSV column of the labels; `None` takes the one called `label`, or the first.
    pub label: Option<String>,
    /// The number that stands for white; `None` takes 1 for fractions and 255 for whole numbers.
    pub white: Option<f32>,
    /// Whether bright and dark change places.
    pub invert: bool,
}

/// Reads a source and writes the data set; returns lines that say what was done.
///
/// # Errors
/// If the source can't be read or is no data set, or the target exists. Nothing has been written then.
pub fn import(options: &ImportOptions) -> Result<Vec<String>, ImportError> {
    write::check(&options.target)?;
    let source = &options.source;
    let read = read(source, options)?;
    let given = || "as the source has it".to_owned();
    let (train, test, split) = match (read.test, &options.test) {
        (Some(_), Some(test)) => return Err(ImportError::of(test, "the source has test images of its own")),
        (Some(own), None) => (read.train, own, given()),
        (None, Some(test)) => {
            let ImageSets { train: tested, test: None } = self::read(test, options)? else {
                return Err(ImportError::of(test, "it must hold test images only"));
            };
            (read.train, tested, given())
        }
        (None, None) => {
            let (train, test) = read.train.split(TEST_EVERY);
            (train, test, format!("every {TEST_EVERY}th image of each class is for testing"))
        }
    };
    let classes = train.classes(source)?;
    let tested = options.test.as_ref().unwrap_or(source);
    test.check(tested, &train, &classes)?;
    let scaling = Scaling::of(&[&train, &test], options.white, options.invert);
    write::write(&options.target, [&train, &test], &classes, &scaling)?;
    let count = |images: usize| thousands(images as u64);
    let (height, width) = train.size;
    let names = &classes.texts;
    Ok(vec![
        format!("images: {} of {width} × {height} pixels", count(train.len() + test.len())),
        format!("classes: {}, {}", names.len(), listed(names)),
        format!("split: {} to train, {} to test; {split}", count(train.len()), count(test.len())),
        format!("scaling: {scaling}"),
    ])
}

fn read(source: &Path, options: &ImportOptions) -> Result<ImageSets, ImportError> {
    if source.is_dir() {
        return if npz::is_folder(source) { npz::read_folder(source) } else { png::read(source) };
    }
    match source.extension().map(std::ffi::OsStr::to_ascii_lowercase) {
        Some(extension) if extension == "npz" => npz::read(source),
        Some(extension) if extension == "csv" || extension == "tsv" || extension == "txt" => {
            csv::read(source, options.label.as_deref())
        }
        _ => {
            let what = "must be a .csv or .npz file, or a folder of PNG images by class";
            source::open(source).and(Err(ImportError::of(source, what)))
        }
    }
}

fn listed(names: &[String]) -> String {
    const MAX: usize = 10;
    let first: Vec<String> = names.iter().take(MAX).map(|name| sanitized(name)).collect();
    let more = if names.len() > MAX { " …" } else { "" };
    first.join(" ") + more
}
