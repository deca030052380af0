//! Which files of a folder are a data set's four, under the names that people have them by.
//!
//! ```text
//!  [set-] train|t10k|test - images|labels - idx1|idx2|idx3 - ubyte|int|float|double [.gz]
//! ```
//!
//! with `-`, `.` or `_` between: `train-images.idx3-ubyte` as archive programs write it, `emnist-letters-…`,
//! `qmnist-train-labels-idx2-int`. They may lie where torchvision (`MNIST/raw`) and EMNIST (`gzip`) put them.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    DataError,
    source::{opened, unopened},
};
use crate::text::{excerpt, thousands};

/// The files as MNIST has them.
const PLAIN: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Folders that hold the files of a set, which is called after the folder above.
pub(super) const INNER: [&str; 2] = ["raw", "gzip"];

/// The most folders that are looked into.
const MAX_FOLDERS: usize = 256;

/// The most files that a message lists.
const MAX_LISTED: usize = 8;

/// A set's four files: images and labels to train on, and to test on.
pub(super) struct Found {
    pub(super) files: [PathBuf; 4],
    /// What names the set again: its folder, with its name where there are several.
    pub(super) place: PathBuf,
    /// What its file names begin with.
    pub(super) set: String,
}

/// Fails if a path leads to no folder, and to no set in one.
///
/// # Errors
/// If it is so.
pub fn check_folder(path: &Path) -> Result<(), DataError> {
    if path.is_dir() { Ok(()) } else { find(path).map(drop) }
}

/// Finds the set that a path names: in its folder or one below it, or by its name among others.
pub(super) fn find(path: &Path) -> Result<Found, DataError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => find_below(path),
        Ok(_) => Err(no_folder(path, "no folder")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().and_then(|name| name.to_str()).map(str::to_ascii_lowercase);
            let named = path.parent().zip(name);
            let found = named.and_then(|(folder, name)| {
                let shelf = Shelf::read(folder).ok()?;
                shelf.sets.contains_key(&name).then(|| shelf.take(&name))
            });
            found.unwrap_or_else(|| Err(no_folder(path, "not found")))
        }
        Err(cause) => Err(unopened(path, cause)),
    }
}

fn no_folder(path: &Path, found: &'static str) -> DataError {
    DataError::WrongKind { path: path.into(), found, needed: "a folder with the four IDX files" }
}

fn find_below(path: &Path) -> Result<Found, DataError> {
    let shelf = Shelf::read(path)?;
    if !shelf.sets.is_empty() {
        return shelf.only();
    }
    let mut below = Vec::new();
    for inner in shelf.folders.iter().take(MAX_FOLDERS) {
        // Folders that can't be read hold no set that could be.
        let Ok(inner) = Shelf::read(inner) else { continue };
        let deeper =
            inner.folders.iter().filter(|path| is_inner(path)).filter_map(|path| Shelf::read(path).ok());
        below.extend(deeper.filter(|shelf| !shelf.sets.is_empty()));
        if !inner.sets.is_empty() {
            below.push(inner);
        }
    }
    match below.as_slice() {
        [] => shelf.take(""),
        [only] => only.only(),
        // What torchvision or EMNIST has put there is meant, if it is there.
        [first, ..] => {
            match below.iter().find(|below| is_inner(&below.path) && below.path.parent() == Some(path)) {
                Some(inner) => inner.only(),
                None => Err(DataError::Several { path: path.into(), example: first.path.clone() }),
            }
        }
    }
}

fn is_inner(path: &Path) -> bool {
    path.file_name().is_some_and(|name| INNER.iter().any(|inner| name == *inner))
}

/// What a folder holds.
struct Shelf {
    path: PathBuf,
    /// Files that could be a set's, by what their names begin with and by their place among the four.
    sets: BTreeMap<String, [Vec<PathBuf>; 4]>,
    folders: Vec<PathBuf>,
    names: Vec<String>,
}

impl Shelf {
    fn read(path: &Path) -> Result<Self, DataError> {
        let failed = |cause| unopened(path, cause);
        let mut shelf =
            Self { path: path.to_owned(), sets: BTreeMap::new(), folders: Vec::new(), names: Vec::new() };
        for entry in
            fs::read_dir(if path.as_os_str().is_empty() { Path::new(".") } else { path }).map_err(failed)?
        {
            let entry = entry.map_err(failed)?;
            let (name, place) =
                (entry.file_name().to_string_lossy().into_owned(), path.join(entry.file_name()));
            if let Some((set, role)) = parse(&name) {
                shelf.sets.entry(set).or_default()[role].push(place.clone());
            }
            if place.is_dir() {
                shelf.folders.push(place);
            }
            shelf.names.push(name);
        }
        shelf.names.sort_unstable();
        shelf.folders.sort_unstable();
        Ok(shelf)
    }

    /// The set that is meant where none is named: the one that is called as MNIST's, or the only one.
    fn only(&self) -> Result<Found, DataError> {
        let whole: Vec<&String> = self
            .sets
            .iter()
            .filter(|(_, files)| files.iter().all(|file| !file.is_empty()))
            .map(|(set, _)| set)
            .collect();
        match (whole.as_slice(), self.sets.keys().next()) {
            _ if self.sets.contains_key("") => self.take(""),
            ([set], _) => self.take(set),
            ([set, ..], _) => {
                Err(DataError::Several { path: self.path.clone(), example: self.path.join(set) })
            }
            ([], Some(set)) => self.take(set),
            ([], None) => self.take(""),
        }
    }

    fn take(&self, set: &str) -> Result<Found, DataError> {
        let [train, train_labels, test, test_labels] = std::array::from_fn(|role| self.file(set, role));
        let place =
            if self.sets.len() > 1 && !set.is_empty() { self.path.join(set) } else { self.path.clone() };
        Ok(Found { files: [train?, train_labels?, test?, test_labels?], place, set: set.to_owned() })
    }

    /// The first regular file among those that could be meant: plain ones before packed ones, MNIST's name first.
    fn file(&self, set: &str, role: usize) -> Result<PathBuf, DataError> {
        let spelling = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name.to_ascii_lowercase().ends_with(".gz"), !name.starts_with(PLAIN[role]), name)
        };
        let mut files = self.sets.get(set).map_or_else(Vec::new, |files| files[role].clone());
        files.sort_by_cached_key(spelling);
        let sound = |path: &&PathBuf| matches!(opened(path), Ok(Some(_)));
        if let Some(file) = files.iter().find(sound) {
            return Ok(file.clone());
        }
        // None is a file: says what the first is.
        if let Some(file) = files.first() {
            opened(file)?;
        }
        let name = if set.is_empty() {
            PLAIN[role].to_owned()
        } else {
            format!("{set}-{}", PLAIN[role].replace("t10k", "test"))
        };
        Err(DataError::Missing { path: self.path.join(name), there: self.listing() })
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

/// The set that a file name belongs to, and which of the four it is.
fn parse(name: &str) -> Option<(String, usize)> {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.strip_suffix(".gz").unwrap_or(&name).split(['-', '.', '_']).collect();
    let [set @ .., part, what, "idx1" | "idx2" | "idx3", "ubyte" | "int" | "float" | "double"] =
        parts.as_slice()
    else {
        return None;
    };
    // Hidden files that lie beside those that are meant.
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
    fn files_are_known_by_every_name_that_people_have_them_by() {
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
