//! Archives of NumPy arrays: images and labels, with or without test images; and folders with an archive an array.

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use zip::ZipArchive;

use super::{
    image_set::{ImageSet, ImageSets, Labels, square},
    npy::{self, Array},
    source::{FaultPosition, ImportError, MAX_BYTES, open},
};
use crate::text::{excerpt, thousands};

/// The maximum number of arrays in an archive.
const MAX_ARRAYS: usize = 64;

/// Names of arrays: images and labels to train on, and to test on. As Keras has them, and others.
const PAIRS: [[&str; 4]; 2] = [
    ["x_train", "y_train", "x_test", "y_test"],
    ["train_images", "train_labels", "test_images", "test_labels"],
];

/// Names of arrays without test images.
const SINGLES: [[&str; 2]; 5] =
    [["x", "y"], ["images", "labels"], ["data", "target"], ["data", "labels"], ["arr_0", "arr_1"]];

/// How the files of a folder end, as KMNIST's do: `kmnist-train-imgs.npz`.
const ENDS: [&str; 4] = ["train-imgs.npz", "train-labels.npz", "test-imgs.npz", "test-labels.npz"];

pub(super) fn read(path: &Path) -> Result<ImageSets, ImportError> {
    let mut archive = Archive::open(path)?;
    for [images, labels, test_images, test_labels] in PAIRS {
        if archive.has(images) {
            let train = archive.image_set(images, labels)?;
            let tested = archive.has(test_images);
            let test = tested.then(|| archive.image_set(test_images, test_labels)).transpose()?;
            return Ok(ImageSets { train, test });
        }
    }
    let single = SINGLES.iter().find(|[images, labels]| archive.has(images) && archive.has(labels));
    let Some([images, labels]) = single else {
        let names: Vec<String> = archive.names.iter().map(|name| excerpt(name)).collect();
        let held = if names.is_empty() { "no array".into() } else { names.join(", ") };
        let what = format!("holds {held}; needed are x_train, y_train, x_test and y_test, or x and y");
        return Err(ImportError::of(path, what));
    };
    Ok(ImageSets { train: archive.image_set(images, labels)?, test: None })
}

/// Whether a folder holds archives.
pub(super) fn is_folder(path: &Path) -> bool {
    file(path, ENDS[0]).is_some()
}

/// Reads a folder with an archive of one array for each of the four.
pub(super) fn read_folder(path: &Path) -> Result<ImageSets, ImportError> {
    let array = |end: &str| {
        let file = file(path, end).ok_or_else(|| ImportError::of(path, format!("holds no file …{end}")))?;
        let mut archive = Archive::open(&file)?;
        let name = archive.names.first().cloned().unwrap_or_default();
        archive.array(&name).map(|array| (file, array))
    };
    let set = |images: &str, labels: &str| {
        let ((file, images), (_, labels)) = (array(images)?, array(labels)?);
        image_set(&file, images, &labels)
    };
    Ok(ImageSets { train: set(ENDS[0], ENDS[1])?, test: Some(set(ENDS[2], ENDS[3])?) })
}

/// The first file of a folder, by name, that ends so.
fn file(folder: &Path, end: &str) -> Option<PathBuf> {
    let paths = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.is_file() && path.to_string_lossy().ends_with(end)).min()
}

struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    /// The names of its arrays, without `.npy`.
    names: Vec<String>,
}

impl Archive {
    fn open(path: &Path) -> Result<Self, ImportError> {
        let file = open(path)?;
        let zip = ZipArchive::new(BufReader::new(file))
            .map_err(|error| ImportError::of(path, format!("can't be read as an NPZ archive: {error}")))?;
        let names = zip.file_names().filter_map(|name| name.strip_suffix(".npy")).take(MAX_ARRAYS);
        let names = names.map(str::to_owned).collect();
        Ok(Self { path: path.to_owned(), zip, names })
    }

    fn has(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
    }

    fn image_set(&mut self, images: &str, labels: &str) -> Result<ImageSet, ImportError> {
        let (images, labels) = (self.array(images)?, self.array(labels)?);
        image_set(&self.path, images, &labels)
    }

    fn array(&mut self, wanted: &str) -> Result<Array, ImportError> {
        let wrong = |what: String| ImportError::of(&self.path, what);
        let name = self.names.iter().find(|name| name.eq_ignore_ascii_case(wanted));
        let name = name.ok_or_else(|| wrong(format!("holds no array {wanted}")))?.clone();
        let file = self.zip.by_name(&format!("{name}.npy"));
        let file = file.map_err(|error| wrong(format!("array {}: {error}", excerpt(&name))))?;
        // Room for the largest array and its header.
        let file = std::io::Read::take(file, 2 * MAX_BYTES);
        npy::read(BufReader::new(file)).map_err(|(at, what)| {
            ImportError::new(&self.path, FaultPosition::Byte(at), format!("array {}: {what}", excerpt(&name)))
        })
    }
}

/// Images and labels in one.
fn image_set(path: &Path, images: Array, labels: &Array) -> Result<ImageSet, ImportError> {
    let wrong = |what: String| Err(ImportError::of(path, what));
    let (count, size) = match *images.shape.as_slice() {
        [count, pixels] => (count, square(pixels)),
        [count, height, width] | [count, height, width, 1] | [count, 1, height, width] => {
            (count, (height, width))
        }
        _ => {
            let right = "(images, rows, columns) or (images, numbers) are needed, in shades of grey";
            return wrong(format!("images of shape {:?}; {right}", images.shape));
        }
    };
    let ([labelled] | [labelled, 1]) = *labels.shape.as_slice() else {
        return wrong(format!("labels of shape {:?}; one number an image is needed", labels.shape));
    };
    if count != labelled {
        let (images, labels) = (thousands(count as u64), thousands(labelled as u64));
        return wrong(format!("{images} images, but {labels} labels"));
    }
    if count == 0 || size.0 == 0 || size.1 == 0 || u32::try_from(count.max(size.0).max(size.1)).is_err() {
        return wrong(format!("images of shape {:?} are none, or too many", images.shape));
    }
    let mut own = Labels::default();
    for label in labels.values.iter() {
        own.push(&label.to_string(), path, FaultPosition::Whole)?;
    }
    Ok(ImageSet { values: images.values, labels: own, size })
}
