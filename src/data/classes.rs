//! What classes are called: as somebody says, as the folder says, as a known set has it, or by their labels.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::DataError;
use crate::{
    input,
    text::{excerpt, hex, sanitized},
};

/// The file in a folder that names its classes, a line each.
const FILE: &str = "classes.txt";

/// Bytes of that file at the most; 256 names of the longest take a third.
const MAX_FILE: u64 = 64 << 10;

/// Characters of a name.
const MAX_NAME: usize = 40;

/// Classes at the most: labels are bytes.
const MAX_CLASSES: usize = 256;

/// A data set that is known by itself.
struct Known {
    key: &'static str,
    /// Of its test labels' unpacked file, where it is known.
    sha256: Option<&'static str>,
    /// The classes in the order of their labels.
    classes: &'static [&'static str],
}

const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Its labels begin with 1.
const LETTERS: &[&str] = &[
    "-", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T",
    "U", "V", "W", "X", "Y", "Z",
];

/// Small letters that look like large ones are one class with them.
const BALANCED: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
    "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "d", "e", "f", "g",
    "h", "n", "q", "r", "t",
];

const BY_CLASS: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
    "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "c", "d", "e", "f",
    "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
];

const FASHION: &[&str] =
    &["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

const SIGNS: &[&str] = &[
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

const KNOWN: [Known; 10] = [
    Known {
        key: "fashion-mnist",
        sha256: Some("0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        classes: FASHION,
    },
    Known {
        key: "kmnist",
        sha256: None,
        classes: &["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    },
    Known { key: "sign-mnist", sha256: None, classes: SIGNS },
    Known { key: "emnist-letters", sha256: None, classes: LETTERS },
    Known { key: "emnist-balanced", sha256: None, classes: BALANCED },
    Known { key: "emnist-bymerge", sha256: None, classes: BALANCED },
    Known { key: "emnist-byclass", sha256: None, classes: BY_CLASS },
    Known { key: "emnist-digits", sha256: None, classes: DIGITS },
    Known { key: "emnist-mnist", sha256: None, classes: DIGITS },
    Known { key: "qmnist", sha256: None, classes: DIGITS },
];

/// Reads what somebody says that classes are called: a known set, a file with a name a line, or names with commas
/// between.
///
/// # Errors
/// If it is none of them, or a name is too long.
pub fn parse_classes(text: &str) -> Result<Vec<String>, String> {
    if let Some(known) = KNOWN.iter().find(|known| known.key.eq_ignore_ascii_case(text.trim())) {
        return Ok(owned(known.classes));
    }
    let path = Path::new(text);
    if path.exists() {
        return read(path).map_err(|error| error.to_string());
    }
    if text.contains(',') {
        let names = text.split(',').map(str::trim);
        return checked(names).map_err(|(at, wrong)| format!("name {at}: {wrong}"));
    }
    let keys: Vec<&str> = KNOWN.iter().map(|known| known.key).collect();
    Err(format!(
        "must be a file with a name a line, names with commas between, or one of {}",
        keys.join(", ")
    ))
}

/// What the classes with these labels are called: as was said, as the folder's file says, or as a set does that is
/// known by its file names or its test labels.
pub(super) fn names(
    said: &[String],
    place: &Path,
    set: &str,
    test_labels: &[u8],
    classes: &[u8],
) -> Result<Vec<String>, DataError> {
    let file = place.join(FILE);
    let (names, path): (Vec<String>, PathBuf) = if !said.is_empty() {
        (said.to_vec(), place.to_owned())
    } else if file.exists() {
        (read(&file)?, file)
    } else {
        let known = KNOWN.iter().find(|known| known.key == set).or_else(|| {
            let hash = hash(test_labels);
            KNOWN.iter().find(|known| known.sha256 == Some(hash.as_str()))
        });
        let names = known.and_then(|known| fitted(&owned(known.classes), classes));
        return Ok(names.unwrap_or_else(|| classes.iter().map(u8::to_string).collect()));
    };
    fitted(&names, classes).ok_or_else(|| {
        let largest = classes.last().copied().unwrap_or(0);
        let right = if usize::from(largest) + 1 == classes.len() {
            format!("the labels need {}", classes.len())
        } else {
            format!(
                "the labels need {}, one for each that occurs, or one for each up to {largest}",
                classes.len()
            )
        };
        DataError::Classes { path, found: format!("{} class names", names.len()), right }
    })
}

/// A name for every class: in their order, or by their labels.
fn fitted(names: &[String], classes: &[u8]) -> Option<Vec<String>> {
    if names.len() == classes.len() {
        return Some(names.to_vec());
    }
    classes.iter().map(|&label| names.get(usize::from(label)).cloned()).collect()
}

/// Reads a file of names.
fn read(path: &Path) -> Result<Vec<String>, DataError> {
    let wrong =
        |found: String, right: &str| DataError::Classes { path: path.into(), found, right: right.into() };
    let text = input::read(path, MAX_FILE)
        .map_err(|error| wrong(error.to_string(), "a class name a line is needed"))?;
    let text = String::from_utf8_lossy(&text);
    let lines = text.trim_start_matches('\u{feff}').trim_end().lines().map(str::trim);
    checked(lines).map_err(|(at, found)| wrong(format!("line {at}: {found}"), "a line is a class name"))
}

/// Names fit to be shown, if there is none that is too long or empty; else its number, from 1 on, and what is wrong.
fn checked<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<String>, (usize, String)> {
    let name = |(index, name): (usize, &str)| match name.chars().count() {
        _ if index >= MAX_CLASSES => Err((index + 1, format!("there are at most {MAX_CLASSES} classes"))),
        0 => Err((index + 1, "a name is missing".into())),
        1..=MAX_NAME => Ok(sanitized(name)),
        _ => Err((index + 1, format!("{} is longer than {MAX_NAME} characters", excerpt(name)))),
    };
    names.enumerate().map(name).collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The SHA-256 of the file that holds these labels.
fn hash(labels: &[u8]) -> String {
    let count = u32::try_from(labels.len()).unwrap_or(u32::MAX).to_be_bytes();
    hex(&Sha256::new().chain_update([0, 0, 8, 1]).chain_update(count).chain_update(labels).finalize())
}
