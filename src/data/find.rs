//! Finds the four files of a data set in a folder, under the names in use.
//!
//! ```text
//!  [set-] train|t10k|test - images|labels - idx1|idx2|idx3 - ubyte|int|float|double [.gz]
//! ```
//!
//! with `-`, `.` or `_` between: `train-images.idx3-ubyte` as archive programs write it, `emnist-letters-…`,
//! `qmnist-train-labels-idx2-int`. They may be where torchvision (`MNIST/raw`) and EMNIST (`gzip`) put them.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{error::DataError, source::opened};
use crate::text::{excerpt, shown, thousands};

/// The names of MNIST's files.
const MNIST_NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Folders whose files are those of a set that has the name of the folder above.
const INNER: [&str; 2] = ["raw", "gzip"];

/// The maximum number of folders that are searched.
const MAX_FOLDERS: usize = 256;

/// The maximum number of files that a message lists.
const MAX_LISTED: usize = 8;

/// A set's four files: images and labels to train on, and to test on.
pub(super) struct SetFiles {
    pub(super) files: [PathBuf; 4],
    /// The path that names the set: its folder, with its name where there are several.
    pub(super) place: PathBuf,
    /// The prefix of its file names.
    pub(super) set: String,
}

/// Fails if a path leads neither to a folder nor to a set in one.
pub(crate) fn check_folder(path: &Path) -> Result<(), DataError> {
    if path.is_dir() { Ok(()) } else { find(path).map(drop) }
}

/// Finds the set that a path names: in that folder or one below it, or by its name among several.
pub(super) fn find(path: &Path) -> Result<SetFiles, DataError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => find_below(path),
        Ok(_) => Err(no_folder(path, "no folder")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            find_named(path).unwrap_or_else(|| Err(no_folder(path, "not found")))
        }
        Err(cause) => Err(DataError::unopened(path, &cause)),
    }
}

/// The set of that name in the folder above.
fn find_named(path: &Path) -> Option<Result<SetFiles, DataError>> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let directory = Directory::read(path.parent()?).ok()?;
    directory.sets.contains_key(&name).then(|| directory.set(&name))
}

fn no_folder(path: &Path, found: &str) -> DataError {
    DataError::wrong_kind(path, found, "a folder with the four IDX files")
}

/// The error for a folder with more than one set; `example` is the path of one of them.
fn several(path: &Path, example: &Path) -> DataError {
    DataError::new(path, format!("holds several data sets; name one of them, such as {}", shown(example)))
}

fn find_below(path: &Path) -> Result<SetFiles, DataError> {
    let directory = Directory::read(path)?;
    if !directory.sets.is_empty() {
        return directory.only_set();
    }
    // A folder that can't be read is skipped.
    let read = |path: &PathBuf| Directory::read(path).ok();
    let mut below: Vec<Directory> = Vec::new();
    for inner in directory.folders.iter().take(MAX_FOLDERS).filter_map(read) {
        below.extend(inner.folders.iter().filter(|path| is_inner(path)).filter_map(read));
        below.push(inner);
    }
    below.retain(|below| !below.sets.is_empty());
    // The folder of torchvision or EMNIST is meant, if there is one.
    let inner = below.iter().find(|below| is_inner(&below.path) && below.path.parent() == Some(path));
    match (below.as_slice(), inner) {
        ([], _) => directory.set(""),
        ([only], _) | (_, Some(only)) => only.only_set(),
        ([first, ..], None) => Err(several(path, &first.path)),
    }
}

/// Whether a folder is one of [`INNER`].
pub(super) fn is_inner(path: &Path) -> bool {
    path.file_name().is_some_and(|name| INNER.iter().any(|inner| name == *inner))
}

/// What a folder holds.
struct Directory {
    path: PathBuf,
    /// Files that could be a set's, by the prefix of their names and by which of the four they are.
    sets: BTreeMap<String, [Vec<PathBuf>; 4]>,
    folders: Vec<PathBuf>,
    names: Vec<String>,
}

impl Directory {
    fn read(path: &Path) -> Result<Self, DataError> {
        let failed = |cause| DataError::unopened(path, &cause);
        let mut directory =
            Self { path: path.to_owned(), sets: BTreeMap::new(), folders: Vec::new(), names: Vec::new() };
        for entry in
            fs::read_dir(if path.as_os_str().is_empty() { Path::new(".") } else { path }).map_err(failed)?
        {
            let entry = entry.map_err(failed)?;
            let (name, place) =
                (entry.file_name().to_string_lossy().into_owned(), path.join(entry.file_name()));
            if let Some((set, role)) = parse(&name) {
                directory.sets.entry(set).or_default()[role].push(place.clone());
            }
            if place.is_dir() {
                directory.folders.push(place);
            }
            directory.names.push(name);
        }
        directory.names.sort_unstable();
        directory.folders.sort_unstable();
        Ok(directory)
    }

    /// The set that is meant if none is named: the one with MNIST's names, or the only one.
    fn only_set(&self) -> Result<SetFiles, DataError> {
        let is_whole = |set: &&String| self.sets[*set].iter().all(|files| !files.is_empty());
        let mut whole = self.sets.keys().filter(is_whole);
        match (whole.next(), whole.next()) {
            _ if self.sets.contains_key("") => self.set(""),
            (Some(set), Some(_)) => Err(several(&self.path, &self.path.join(set))),
            (Some(set), None) => self.set(set),
            (None, _) => self.set(self.sets.keys().next().map_or("", String::as_str)),
        }
    }

    fn set(&self, set: &str) -> Result<SetFiles, DataError> {
        let [train, train_labels, test, test_labels] = std::array::from_fn(|role| self.file(set, role));
        let place =
            if self.sets.len() > 1 && !set.is_empty() { self.path.join(set) } else { self.path.clone() };
        Ok(SetFiles { files: [train?, train_labels?, test?, test_labels?], place, set: set.to_owned() })
    }

    /// The first regular file among those that could be meant: plain ones before packed ones, MNIST's names first.
    fn file(&self, set: &str, role: usize) -> Result<PathBuf, DataError> {
        let spelling = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name.to_ascii_lowercase().ends_with(".gz"), !name.starts_with(MNIST_NAMES[role]), name)
        };
        let mut files = self.sets.get(set).map_or_else(Vec::new, |files| files[role].clone());
        files.sort_by_cached_key(spelling);
        let sound = |path: &&PathBuf| matches!(opened(path), Ok(Some(_)));
        if let Some(file) = files.iter().find(sound) {
            return Ok(file.clone());
        }
        // None is a regular file: the error says what the first one is.
        if let Some(file) = files.first() {
            opened(file)?;
        }
        let name = if set.is_empty() {
            MNIST_NAMES[role].to_owned()
        } else {
            format!("{set}-{}", MNIST_NAMES[role].replace("t10k", "test"))
        };
        let (packed, there) = (shown(format!("{name}.gz").as_ref()), self.listing());
        let what = format!("not found, and neither is {packed}; one of the two must be there; {there}");
        Err(DataError::new(&self.path.join(name), what))
    }

    fn listing(&self) -> String {
        let shown: Vec<String> = self.names.iter().take(MAX_LISTED).map(|name| excerpt(name)).collect();
        match self.names.len().saturating_sub(MAX_LISTED) {
            _ if shown.is_empty() => "the folder is empty".to_owned(),
            0 => format!("the folder holds {}", shown.join(", ")),
            more => format!("the folder holds {} and {} more", shown.join(", "), thousands(more as u64)),
        }
    }
}

/// The prefix of a file name, and which of the four files it is.
fn parse(name: &str) -> Option<(String, usize)> {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.strip_suffix(".gz").unwrap_or(&name).split(['-', '.', '_']).collect();
    let [set @ .., part, what, "idx1" | "idx2" | "idx3", "ubyte" | "int" | "float" | "double"] =
        parts.as_slice()
    else {
        return None;
    };
    // Hidden files, which some systems put beside those that are meant.
    if set.first().is_some_and(|first| first.is_empty()) {
        return None;
    }
    let role = match (*part, *what) {
        ("train", "images") => 0,
        ("train", "labels") => 1,
        ("t10k" | "test", "images") => 2,
        ("t10k" | "test", "labels") => 3,
        _ => return None,
    };
    Some((set.join("-"), role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_every_name_in_use() {
        let cases = [
            ("train-images-idx3-ubyte", "", 0),
            ("train-labels-idx1-ubyte.gz", "", 1),
            ("t10k-images.idx3-ubyte", "", 2),
            ("Test_Labels_IDX1_ubyte.GZ", "", 3),
            ("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters", 0),
            ("emnist-letters-test-labels-idx1-ubyte", "emnist-letters", 3),
            ("qmnist-train-labels-idx2-int.gz", "qmnist", 1),
            ("train-images-idx2-float", "", 0),
            ("train-images-idx1-double", "", 0),
        ];
        for (name, set, role) in cases {
            assert_eq!(parse(name), Some((set.to_owned(), role)), "{name}");
        }
        for name in [
            "train-images",
            "._train-images-idx3-ubyte",
            "dev-images-idx3-ubyte",
            "train-images-idx3-ubyte.zip",
            "",
        ] {
            assert_eq!(parse(name), None, "{name}");
        }
    }
}
