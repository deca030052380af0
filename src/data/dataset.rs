//! A data set: images with a label each, to train and to test on; and how one in a folder is to be read.

use std::{borrow::Cow, path::PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

/// Images of one size with their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    values: PixelValues,
    labels: Vec<u8>,
    width: usize,
    height: usize,
}

/// The numbers of all images, one image after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PixelValues {
    /// Pixels, 0 to 255, which a network gets as 0 to 1.
    Bytes(Vec<u8>),
    /// Numbers of a table, which a network gets as they are.
    Floats(Vec<f32>),
}

impl Images {
    /// Images of `height` × `width` pixels, one for each label.
    ///
    /// # Panics
    /// If there are not `labels × height × width` pixels; the readers check that before.
    #[must_use]
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>, height: usize, width: usize) -> Self {
        Self::of(PixelValues::Bytes(pixels), labels, (height, width))
    }

    pub(super) fn of(values: PixelValues, labels: Vec<u8>, (height, width): (usize, usize)) -> Self {
        assert_eq!(values.len(), labels.len() * height * width, "pixels for every label");
        Self { values, labels, width, height }
    }

    /// The number of images.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no images.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Width and height of an image in pixels.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Pixels of one image: the inputs of a network.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.width * self.height
    }

    /// The label of every image.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// All pixels, one image after the other; `None` if they are floats.
    #[must_use]
    pub const fn bytes(&self) -> Option<&[u8]> {
        match &self.values {
            PixelValues::Bytes(bytes) => Some(bytes.as_slice()),
            PixelValues::Floats(_) => None,
        }
    }

    /// The pixels of one image for showing it; floats are scaled from the image's smallest to its largest.
    #[must_use]
    pub fn image(&self, index: usize) -> Cow<'_, [u8]> {
        let place = index * self.inputs()..(index + 1) * self.inputs();
        match &self.values {
            PixelValues::Bytes(bytes) => Cow::Borrowed(&bytes[place]),
            PixelValues::Floats(floats) => {
                let floats = &floats[place];
                let (low, high) = range(floats);
                let shade = |value: &f32| ((value - low) / (high - low).max(f32::MIN_POSITIVE) * 255.0) as u8;
                Cow::Owned(floats.iter().map(shade).collect())
            }
        }
    }

    /// Writes the inputs of a network for an image into `row`: pixels as 0 to 1, floats as they are.
    pub fn write(&self, index: usize, row: &mut [f32]) {
        let start = index * self.inputs();
        match &self.values {
            PixelValues::Bytes(bytes) => {
                for (cell, &pixel) in row.iter_mut().zip(&bytes[start..]) {
                    *cell = f32::from(pixel) / 255.0;
                }
            }
            PixelValues::Floats(floats) => row.copy_from_slice(&floats[start..start + row.len()]),
        }
    }

    /// One image that somebody has drawn in pixels of 0 to 255, with numbers like those of these images.
    #[must_use]
    pub fn drawn(&self, pixels: &[u8]) -> Self {
        let values = match &self.values {
            PixelValues::Bytes(_) => PixelValues::Bytes(pixels.to_vec()),
            PixelValues::Floats(floats) => {
                let (low, high) = range(floats);
                let value = |pixel: &u8| low + f32::from(*pixel) / 255.0 * (high - low);
                PixelValues::Floats(pixels.iter().map(value).collect())
            }
        };
        Self::of(values, vec![0], (self.height, self.width))
    }

    pub(super) fn hash_values(&self, hash: &mut Sha256) {
        match &self.values {
            PixelValues::Bytes(bytes) => hash.update(bytes),
            PixelValues::Floats(floats) => floats.iter().for_each(|value| hash.update(value.to_le_bytes())),
        }
    }
}

impl PixelValues {
    const fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Floats(floats) => floats.len(),
        }
    }

    pub(super) fn transpose(&mut self, size: (usize, usize)) {
        match self {
            Self::Bytes(bytes) => transpose(bytes, size),
            Self::Floats(floats) => transpose(floats, size),
        }
    }
}

fn transpose<T: Copy>(values: &mut [T], (height, width): (usize, usize)) {
    let mut turned = Vec::with_capacity(height * width);
    for image in values.chunks_exact_mut(height * width) {
        turned.clear();
        turned.extend((0..height * width).map(|at| image[at % height * width + at / height]));
        image.copy_from_slice(&turned);
    }
}

/// The smallest and the largest of some numbers.
fn range(values: &[f32]) -> (f32, f32) {
    values
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_is_transposed() {
        let mut values = vec![1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];
        transpose(&mut values, (2, 3));
        assert_eq!(values, [1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16]);
        transpose(&mut values, (3, 2));
        assert_eq!(values, [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
    }

    #[test]
    fn floats_reach_a_network_as_they_are_and_are_shown_from_dark_to_light() {
        let table = Images::of(PixelValues::Floats(vec![-1.0, 0.0, 1.0, 5.0, 5.0, 5.0]), vec![0, 1], (1, 3));
        let mut row = [0.0; 3];
        table.write(0, &mut row);
        assert_eq!(
            (row.map(f32::to_bits), &*table.image(0)),
            ([-1.0, 0.0, 1.0].map(f32::to_bits), &[0, 127, 255][..])
        );
        assert_eq!(&*table.image(1), [0, 0, 0]);
        table.drawn(&[0, 255, 0]).write(0, &mut row);
        assert_eq!(row.map(f32::to_bits), [-1.0, 5.0, -1.0].map(f32::to_bits));
    }
}
