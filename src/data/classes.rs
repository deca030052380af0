//! The names of classes: from a flag, from the folder, from a known set, or else their labels.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::DataError;
use crate::{input, text};

/// The file in a folder that names its classes, a line for each.
const FILE: &str = "classes.txt";

/// The maximum number of bytes of that file; 256 of the longest names take a third.
const MAX_FILE: u64 = 64 << 10;

/// The maximum number of characters of a name.
const MAX_NAME: usize = 40;

/// Classes at the most: labels are bytes.
const MAX_CLASSES: usize = 256;

const DIGITS: &str = "0,1,2,3,4,5,6,7,8,9";

const UPPER: &str = "A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z";

/// Its labels begin with 1.
const EMNIST_LETTERS: &str = "-,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z";

/// Small letters that look like capitals are in one class with them.
const EMNIST_BALANCED: &str =
    "0,1,2,3,4,5,6,7,8,9,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z,a,b,d,e,f,g,h,n,q,r,t";

const EMNIST_BY_CLASS: &str = "0,1,2,3,4,5,6,7,8,9,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z,\
    a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z";

/// Data sets whose classes are known, and those in the order of their labels.
const KNOWN: [(&str, &str); 10] = [
    (FASHION_MNIST, "T-shirt,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"),
    ("kmnist", "o,ki,su,tsu,na,ha,ma,ya,re,wo"),
    ("sign-mnist", UPPER),
    ("emnist-letters", EMNIST_LETTERS),
    ("emnist-balanced", EMNIST_BALANCED),
    ("emnist-bymerge", EMNIST_BALANCED),
    ("emnist-byclass", EMNIST_BY_CLASS),
    ("emnist-digits", DIGITS),
    ("emnist-mnist", DIGITS),
    ("qmnist", DIGITS),
];

/// Fashion-MNIST's files have MNIST's names; the hash of its unpacked file of test labels tells it apart.
const FASHION_MNIST: &str = "fashion-mnist";
const FASHION_MNIST_SHA256: &str = "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34";

/// The classes of a data set that is known by this name.
fn known(set: &str) -> Option<Vec<String>> {
    let (_, classes) = KNOWN.iter().find(|(key, _)| key.eq_ignore_ascii_case(set))?;
    Some(classes.split(',').map(str::to_owned).collect())
}

/// Parses the names of classes: a known set, a file with a name on each line, or names separated by commas.
///
/// # Errors
/// If it is none of these, or a name is too long.
pub fn parse_classes(text: &str) -> Result<Vec<String>, String> {
    if let Some(names) = known(text.trim()) {
        return Ok(names);
    }
    let path = Path::new(text);
    if path.exists() {
        return read(path).map_err(|error| error.to_string());
    }
    if text.contains(',') {
        let names = text.split(',').map(str::trim);
        return checked(names).map_err(|(at, wrong)| format!("name {at}: {wrong}"));
    }
    let keys = KNOWN.map(|(key, _)| key).join(", ");
    Err(format!("must be a file with one name per line, names with commas between, or one of {keys}"))
}

/// The names of the classes with these labels: those given, those of the folder's file, those of a set that is known by
/// its file names or its test labels, or else the labels.
pub(super) fn names(
    given: &[String],
    folder: &Path,
    set: &str,
    test_labels: &[u8],
    classes: &[u8],
) -> Result<Vec<String>, DataError> {
    let file = folder.join(FILE);
    let (names, path) = if !given.is_empty() {
        (given.to_vec(), folder)
    } else if file.exists() {
        (read(&file)?, file.as_path())
    } else {
        let is_fashion = || hash(test_labels) == FASHION_MNIST_SHA256;
        let known = known(set).or_else(|| if is_fashion() { known(FASHION_MNIST) } else { None });
        let names = known.and_then(|names| fitted(&names, classes));
        return Ok(names.unwrap_or_else(|| classes.iter().map(u8::to_string).collect()));
    };
    fitted(&names, classes).ok_or_else(|| {
        let (found, needed) = (names.len(), classes.len());
        let choice = match classes.last() {
            Some(&largest) if usize::from(largest) + 1 != needed => {
                format!(", one for each that occurs, or one for each up to {largest}")
            }
            _ => String::new(),
        };
        DataError::new(path, format!("{found} class names; the labels need {needed}{choice}"))
    })
}

/// A name for every class: names are in the order of the classes, or one for every possible label.
fn fitted(names: &[String], classes: &[u8]) -> Option<Vec<String>> {
    if names.len() == classes.len() {
        return Some(names.to_vec());
    }
    classes.iter().map(|&label| names.get(usize::from(label)).cloned()).collect()
}

fn read(path: &Path) -> Result<Vec<String>, DataError> {
    let text = input::read(path, MAX_FILE)
        .map_err(|error| DataError::new(path, format!("{error}; one class name per line is needed")))?;
    let text = String::from_utf8_lossy(&text);
    let lines = text.trim_start_matches('\u{feff}').trim_end().lines().map(str::trim);
    checked(lines)
        .map_err(|(at, found)| DataError::new(path, format!("line {at}: {found}; a line is a class name")))
}

/// The names, safe to show; or the number of the first that is empty or too long, from 1, and what is wrong with it.
fn checked<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<String>, (usize, String)> {
    let name = |(index, name): (usize, &str)| match name.chars().count() {
        _ if index >= MAX_CLASSES => Err((index + 1, format!("there are at most {MAX_CLASSES} classes"))),
        0 => Err((index + 1, "a name is missing".into())),
        1..=MAX_NAME => Ok(text::sanitized(name)),
        _ => Err((index + 1, format!("{} is longer than {MAX_NAME} characters", text::excerpt(name)))),
    };
    names.enumerate().map(name).collect()
}

/// The SHA-256 of the IDX file with these labels.
fn hash(labels: &[u8]) -> String {
    let count = u32::try_from(labels.len()).unwrap_or(u32::MAX).to_be_bytes();
    text::hex(&Sha256::new().chain_update([0, 0, 8, 1]).chain_update(count).chain_update(labels).finalize())
}
