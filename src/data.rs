//! Images with labels: read from IDX files or the binary, drawn as batches.

mod classes;
mod drawn;
mod embedded;
mod error;
mod find;
mod folder;
mod idx;
mod images;
mod sampler;
mod source;

pub use classes::parse_classes;
pub use drawn::centred;
pub use embedded::load_embedded;
pub use error::{DataError, Offset};
pub use find::check_folder;
pub use folder::load_folder;
pub use images::Images;
pub use sampler::{Sampler, Stream, stream};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::hex;

/// Bytes a set's four files may have unpacked: three times EMNIST's largest, and what memory can be counted on.
const LARGEST: u64 = 2 << 30;

/// Images to train on, images to test on, and what they are called.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The name on screen: MNIST, or the folder's.
    pub name: String,
    /// Where it lies and how it was read; `None` for the one in the binary.
    pub folder: Option<Folder>,
    /// What the lanes learn from.
    pub train: Images,
    /// What accuracy is measured on.
    pub test: Images,
    /// How many classes there are; labels count them from 0.
    pub classes: usize,
}

/// A data set in a folder, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The folder, or one of the sets in it: `gzip/emnist-letters`. From the root on once it has been read.
    pub path: PathBuf,
    /// Which classes there are.
    pub outputs: Outputs,
    /// Whether rows and columns of every image change places.
    pub transpose: bool,
    /// What the classes are called; empty asks the folder, and is filled once it has been read.
    pub classes: Vec<String>,
}

impl Folder {
    /// A folder read as it is.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), outputs: Outputs::Occurring, transpose: false, classes: Vec::new() }
    }
}

/// Which classes a set has, and so a network outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outputs {
    /// The labels that occur among the training images.
    Occurring,
    /// Every number from 0 to the largest label, as all races had it before there was a choice.
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

/// How much of a data set has been read, in unpacked bytes; `total` is what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadProgress {
    /// Bytes so far.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}
