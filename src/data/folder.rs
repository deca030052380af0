//! Reads a data set from a folder of four IDX files, and checks that they belong together.
//!
//! All headers are compared before anything large is read: most mistakes, and most traps, show there.

use std::{
    fs, io,
    path::{self, Path},
};

use super::{
    DataError, Dataset, Images, LARGEST, LoadProgress,
    idx::{Content, IdxFile},
    source::unopened,
};
use crate::text::sanitized;

/// Characters of a set's name on screen.
const NAME_LENGTH: usize = 24;

/// Reads a data set from the four IDX files in `folder`, each plain or packed with gzip (`.gz`).
///
/// Images of any size and up to 256 classes will do; the set is called after its folder.
/// `progress` hears of every MiB or less, in unpacked bytes.
///
/// # Errors
/// If a file is missing or no regular file, damaged, or not IDX; if sizes, counts or labels don't fit
/// together; or if the set has more than 2 GiB unpacked.
pub fn load_folder(folder: &Path, progress: &mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> {
    check_folder(folder)?;
    let open = |name, content| IdxFile::open(folder, name, content);
    let mut train_images = open("train-images-idx3-ubyte", Content::Images)?;
    let mut train_labels = open("train-labels-idx1-ubyte", Content::Labels)?;
    let mut test_images = open("t10k-images-idx3-ubyte", Content::Images)?;
    let mut test_labels = open("t10k-labels-idx1-ubyte", Content::Labels)?;

    train_images.check_count(&train_labels)?;
    test_images.check_count(&test_labels)?;
    test_images.check_dimensions(&train_images)?;
    let files = [&train_images, &train_labels, &test_images, &test_labels];
    let total = files.map(IdxFile::bytes).iter().sum();
    if total > LARGEST {
        return Err(train_images.too_large());
    }

    let mut left = total;
    let mut report = |bytes| {
        left -= bytes;
        progress(LoadProgress { done: total - left, total });
    };
    report(files.map(IdxFile::header).iter().sum());
    // Labels come first: they are small, and what is wrong with them should not wait for the images.
    let labels = train_labels.read_body(&mut report)?;
    let classes = count_classes(&train_labels, &labels)?;
    let (height, width) = train_images.dimensions();
    let test = test_labels.read_body(&mut report)?;
    check_test_labels(&test_labels, &test, classes)?;
    let train = Images::new(train_images.read_body(&mut report)?, labels, height, width);
    let test = Images::new(test_images.read_body(&mut report)?, test, height, width);
    // A race may be gone on with from elsewhere.
    let place = path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    Ok(Dataset { name: name_of(folder), folder: Some(place), train, test, classes })
}

fn check_folder(folder: &Path) -> Result<(), DataError> {
    let found = match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => "no folder",
        Err(error) if error.kind() == io::ErrorKind::NotFound => "not found",
        Err(cause) => return Err(unopened(folder, cause)),
    };
    Err(DataError::WrongKind { path: folder.into(), found, needed: "a folder with the four IDX files" })
}

/// One more than the largest label; a label missing below it is the sign of a damaged file.
fn count_classes(file: &IdxFile, labels: &[u8]) -> Result<usize, DataError> {
    let mut occurs = [false; 256];
    for &label in labels {
        occurs[usize::from(label)] = true;
    }
    let present = || (0..=u8::MAX).filter(|&label| occurs[usize::from(label)]);
    let (smallest, largest) =
        present().fold((u8::MAX, 0), |(low, high), label| (low.min(label), high.max(label)));
    if smallest >= largest {
        let right = "all labels are this one; at least 2 classes are needed";
        return Err(file.bad_label(0, smallest, right.to_string()));
    }
    if let Some(missing) = (smallest..largest).find(|&label| !occurs[usize::from(label)]) {
        let index = labels.iter().position(|&label| label > missing).unwrap_or_default();
        let right = format!("no label is {missing}; labels must leave no gap");
        return Err(file.bad_label(index, labels[index], right));
    }
    Ok(usize::from(largest) + 1)
}

fn check_test_labels(file: &IdxFile, labels: &[u8], classes: usize) -> Result<(), DataError> {
    let Some(index) = labels.iter().position(|&label| usize::from(label) >= classes) else { return Ok(()) };
    Err(file.bad_label(index, labels[index], format!("the training labels end at {}", classes - 1)))
}

/// What the folder is called, fit to be shown.
fn name_of(folder: &Path) -> String {
    // `.` and `..` have a name only once they are resolved.
    let resolved = fs::canonicalize(folder).ok();
    let name =
        folder.file_name().or_else(|| resolved.as_deref().and_then(Path::file_name)).unwrap_or_default();
    let name = sanitized(&name.to_string_lossy());
    match name.chars().count() {
        0 => "data".to_string(),
        1..=NAME_LENGTH => name,
        _ => name.chars().take(NAME_LENGTH - 1).chain(['…']).collect(),
    }
}
