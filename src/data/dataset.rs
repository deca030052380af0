//! A data set, and how one in a folder is to be read.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::images::Images;
use crate::text::hex;

/// The maximum number of bytes of a set's four files, unpacked: three times EMNIST's largest.
pub(super) const MAX_BYTES: u64 = 2 << 30;

/// Images to train on, images to test on, and the set's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The name on screen: MNIST, or the folder's.
    pub name: String,
    /// Where it is and how it was read; `None` for the built-in set.
    pub folder: Option<Folder>,
    /// The images that lanes are trained on.
    pub train: Images,
    /// The images that accuracy is measured on.
    pub test: Images,
    /// The number of classes; labels are 0 to `classes - 1`.
    pub classes: usize,
}

/// A data set in a folder, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The folder, or one of the sets in it: `gzip/emnist-letters`. Absolute once it has been read.
    pub path: PathBuf,
    /// Which labels are classes.
    pub outputs: Outputs,
    /// Whether every image is transposed.
    pub transpose: bool,
    /// The names of the classes. Empty takes those of the folder, and is filled once it has been read.
    pub classes: Vec<String>,
}

impl Folder {
    /// A folder, with every choice left to its files.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), outputs: Outputs::Occurring, transpose: false, classes: Vec::new() }
    }
}

/// Which classes a set has, and a network outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outputs {
    /// The labels that occur among the training images.
    Occurring,
    /// Every number from 0 to the largest label, as in all races before there was a choice.
    UpToLargest,
}

impl Dataset {
    /// The SHA-256 of all that training and testing depend on, in hex: images, their size, and labels.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.train, &self.test] {
            let (width, height) = part.size();
            for size in [part.len(), height, width, self.classes] {
                hash.update((size as u64).to_le_bytes());
            }
            hash.update(part.labels());
            part.hash_values(&mut hash);
        }
        hex(&hash.finalize())
    }
}

/// How much of a data set has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadProgress {
    /// Unpacked bytes so far.
    pub done: u64,
    /// Unpacked bytes of the whole set.
    pub total: u64,
}
