//! Images with labels: read from IDX files or the binary, drawn as batches.

mod drawn;
mod embedded;
mod error;
mod folder;
mod idx;
mod sampler;
mod source;

pub use drawn::centred;
pub use embedded::load_embedded;
pub use error::{DataError, Offset};
pub use folder::load_folder;
pub use sampler::{Sampler, Stream, stream};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::hex;

/// Bytes a set's four files may have unpacked: three times EMNIST's largest, and what memory can be counted on.
const LARGEST: u64 = 2 << 30;

/// One part of a data set: u8 pixels, one image after the other, and a label each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    pixels: Vec<u8>,
    labels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Images {
    /// Images of `height` × `width` pixels; `pixels` holds as many as there are labels.
    ///
    /// # Panics
    /// If the numbers don't fit together; the readers check that before.
    #[must_use]
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>, height: usize, width: usize) -> Self {
        assert_eq!(pixels.len(), labels.len() * height * width, "pixels for every label");
        Self { pixels, labels, width, height }
    }

    /// How many images there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Pixels across and down.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Pixels of one image.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.width * self.height
    }

    /// Every label.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The pixels of one image.
    #[must_use]
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels[index * self.inputs()..(index + 1) * self.inputs()]
    }

    /// Writes an image's pixels as 0 to 1 into `row`.
    pub fn write(&self, index: usize, row: &mut [f32]) {
        for (cell, &pixel) in row.iter_mut().zip(self.image(index)) {
            *cell = f32::from(pixel) / 255.0;
        }
    }
}

/// Images to train on, images to test on, and what they are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// The name on screen: MNIST, or the folder's.
    pub name: String,
    /// Where it lies, from the root on; `None` for the one in the binary.
    pub folder: Option<PathBuf>,
    /// What the lanes learn from.
    pub train: Images,
    /// What accuracy is measured on.
    pub test: Images,
    /// How many classes the labels name.
    pub classes: usize,
}

impl Dataset {
    /// The SHA-256 of all that training and testing depend on, in hex: images, their size, and labels.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.train, &self.test] {
            for size in [part.len(), part.height, part.width, self.classes] {
                hash.update((size as u64).to_le_bytes());
            }
            hash.update(&part.labels);
            hash.update(&part.pixels);
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
