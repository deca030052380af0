//! Reads a data set from a folder of four IDX files, and checks that they belong together.
//!
//! All headers are compared before anything large is read, since most mistakes and attacks show in them.

use std::{fs, path::Path};

use super::{
    DataError, Dataset, Folder, Images, LoadProgress, Outputs, classes, dataset::MAX_BYTES, find, idx,
};
use crate::text::sanitized;

/// The maximum number of characters of a set's name.
const MAX_NAME: usize = 24;

/// Reads a data set from the four IDX files in a folder, each plain or packed with gzip.
///
/// Images may have any size, and there may be up to 256 classes; the set has the name of its folder, or its files.
/// `progress` is called at least for every MiB.
///
/// # Errors
/// If a file is missing, no regular file, damaged, or not IDX; if sizes, counts, labels or class names don't
/// fit together; or if the set has more than 2 GiB unpacked.
pub fn load_folder(folder: &Folder, progress: &mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> {
    let find::SetFiles { files, place, set } = find::find(&folder.path)?;
    let [train_images, train_labels, test_images, test_labels] = &files;
    let mut train_images = idx::IdxFile::new(train_images, idx::IdxContent::Images)?;
    let mut train_labels = idx::IdxFile::new(train_labels, idx::IdxContent::Labels)?;
    let mut test_images = idx::IdxFile::new(test_images, idx::IdxContent::Images)?;
    let mut test_labels = idx::IdxFile::new(test_labels, idx::IdxContent::Labels)?;

    train_images.check_count(&train_labels)?;
    test_images.check_count(&test_labels)?;
    test_images.check_dimensions(&train_images)?;
    let files = [&train_images, &train_labels, &test_images, &test_labels];
    let total = files.map(idx::IdxFile::bytes).iter().sum();
    if total > MAX_BYTES {
        return Err(train_images.too_large());
    }

    let mut left = total;
    let mut report = |bytes| {
        left -= bytes;
        progress(LoadProgress { done: total - left, total });
    };
    report(files.map(idx::IdxFile::header).iter().sum());
    // Labels come first: they are small, and an error in them should not wait for the images.
    let mut labels = train_labels.read_labels(&mut report)?;
    let kinds = label_kinds(&train_labels, &labels, folder.outputs)?;
    let mut tested = test_labels.read_labels(&mut report)?;
    let beside = train_labels.path().parent().map_or_else(|| place.clone(), Path::to_owned);
    let names = classes::names(&folder.classes, &beside, &set, &tested, &kinds)?;
    number_classes(&train_labels, &mut labels, &kinds)?;
    number_classes(&test_labels, &mut tested, &kinds)?;
    let mut images = |file: &mut idx::IdxFile, labels| {
        let (mut values, mut size) = (file.read_images(&mut report)?, file.dimensions());
        if folder.transpose {
            values.transpose(size);
            size = (size.1, size.0);
        }
        Ok::<_, DataError>(Images::of(values, labels, size))
    };
    let train = images(&mut train_images, labels)?;
    let test = images(&mut test_images, tested)?;
    let name = if set.is_empty() { name_of(&place) } else { fit(&set) };
    // A race may be resumed from another working folder.
    let path = std::path::absolute(&place).unwrap_or(place);
    let folder = Folder { path, classes: names, ..folder.clone() };
    Ok(Dataset { name, folder: Some(folder), train, test, classes: kinds.len() })
}

/// The labels that are classes, in their order.
fn label_kinds(file: &idx::IdxFile, labels: &[u8], outputs: Outputs) -> Result<Vec<u8>, DataError> {
    let mut occurs = [false; 256];
    for &label in labels {
        occurs[usize::from(label)] = true;
    }
    let occurring: Vec<u8> = (0..=u8::MAX).filter(|&label| occurs[usize::from(label)]).collect();
    match (occurring.as_slice(), outputs) {
        (&[only], _) => {
            Err(file.bad_label(0, only, "all labels are this one; at least 2 classes are needed"))
        }
        (&[.., largest], Outputs::UpToLargest) => Ok((0..=largest).collect()),
        _ => Ok(occurring),
    }
}

/// Replaces every label by the number of its class, from 0.
fn number_classes(file: &idx::IdxFile, labels: &mut [u8], kinds: &[u8]) -> Result<(), DataError> {
    for (index, label) in labels.iter_mut().enumerate() {
        let Ok(class) = kinds.binary_search(label) else {
            let largest = kinds.last().copied().unwrap_or(0);
            let right = if *label > largest {
                format!("the training labels end at {largest}")
            } else {
                format!("no training label is {label}")
            };
            return Err(file.bad_label(index, *label, &right));
        };
        *label = class as u8;
    }
    Ok(())
}

/// The name of the folder, safe to show; that of the one above, where the files are in torchvision's `raw`.
fn name_of(folder: &Path) -> String {
    // `.` and `..` have a name only once they are resolved.
    let resolved = fs::canonicalize(folder).ok();
    let own = if folder.file_name().is_some() { Some(folder) } else { resolved.as_deref() };
    let above = own.filter(|own| find::is_inner(own)).and(resolved.as_deref()).and_then(Path::parent);
    let name = above.or(own).and_then(Path::file_name).unwrap_or_default();
    fit(&name.to_string_lossy())
}

fn fit(name: &str) -> String {
    let name = sanitized(name);
    match name.chars().count() {
        0 => "data".to_string(),
        1..=MAX_NAME => name,
        _ => name.chars().take(MAX_NAME - 1).chain(['…']).collect(),
    }
}
