//! Reads one IDX file: a header of big-endian sizes, then a number for each pixel or label.
//!
//! ```text
//!  0 0 T D | D sizes of 4 bytes | the numbers, row by row, big-endian
//! ```
//!
//! `T` is the type of the numbers, `D` how many dimensions they have (<http://yann.lecun.com/exdb/mnist/>).
//! Images are bytes or floats in up to three dimensions; labels are numbers in one, or in the first of several
//! columns, as in QMNIST.
//!
//! A header is a claim: memory is taken only for what the file really has.

mod consistency;
mod element;
mod header;

pub(super) use header::IdxContent;

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    dataset::MAX_BYTES,
    error::{DataError, Offset},
    images::PixelValues,
    source::ByteSource,
};
use crate::memory;
use element::ElementType;
use header::{COUNT_AT, read_header, too_large};

/// Bytes read between two reports of progress.
const CHUNK: u64 = 1 << 20;

/// Bytes of memory taken at a time for what a packed file unpacks to: what a false header can cost at most.
const GROWTH: u64 = 32 << 20;

/// An IDX file whose header has been read and checked against its size.
pub(super) struct IdxFile {
    source: ByteSource,
    content: IdxContent,
    element: ElementType,
    /// The number of images (or labels), then rows and columns if there are any.
    sizes: Vec<u32>,
    /// Bytes after the header.
    body: u64,
}

impl IdxFile {
    /// Opens a file and reads its header.
    pub(super) fn new(path: &Path, content: IdxContent) -> Result<Self, DataError> {
        let mut source = ByteSource::open(path)?;
        let (element, sizes) = read_header(&mut source, content)?;
        let body = sizes.iter().try_fold(element.bytes(), |product, &size| product.checked_mul(size.into()));
        let Some(body) = body.filter(|&body| body <= MAX_BYTES) else {
            return Err(too_large(&source, content, &sizes));
        };
        let file = Self { source, content, element, sizes, body };
        file.check_size()?;
        Ok(file)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.source.path()
    }

    /// Bytes of the whole content, header included.
    pub(super) fn bytes(&self) -> u64 {
        self.header() + self.body
    }

    /// Bytes of the header.
    pub(super) fn header(&self) -> u64 {
        COUNT_AT * (1 + self.sizes.len() as u64)
    }

    /// Rows and columns of an image; one row of as many numbers as a square has counts as a square.
    pub(super) fn dimensions(&self) -> (usize, usize) {
        match *self.sizes.as_slice() {
            [_, rows, columns] => (rows as usize, columns as usize),
            [_, columns] if columns.isqrt().pow(2) == columns => {
                (columns.isqrt() as usize, columns.isqrt() as usize)
            }
            [_, columns] => (1, columns as usize),
            _ => (1, 1),
        }
    }

    /// The error for a set that is too large, in which this file has the largest part.
    pub(super) fn too_large(&self) -> DataError {
        too_large(&self.source, self.content, &self.sizes)
    }

    /// The error for the label with this index.
    pub(super) fn bad_label(&self, index: usize, label: u8, right: String) -> DataError {
        let at = self.label_offset(index);
        DataError::Label { path: self.source.path(), at, label, right }
    }

    fn label_offset(&self, index: usize) -> Offset {
        let row = self.sizes[1..].iter().fold(self.element.bytes(), |bytes, &size| bytes * u64::from(size));
        self.source.offset(self.header() + index as u64 * row)
    }

    /// Reads the labels, which are whole numbers from 0 to 255.
    pub(super) fn read_labels(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let body = self.read_body(progress)?;
        if self.element == ElementType::Byte {
            return Ok(body);
        }
        let row = body.len() / self.sizes[0] as usize;
        let label = |(index, bytes): (usize, &[u8])| {
            let number = self.element.read(bytes);
            let label =
                Some(number as u8).filter(|&label| f64::from(label).to_bits() == (number + 0.0).to_bits());
            label.ok_or_else(|| {
                let right = "a label is a whole number from 0 to 255".to_owned();
                let (path, at) = (self.source.path(), self.label_offset(index));
                DataError::Header { path, at, found: format!("label {number}"), right }
            })
        };
        body.chunks_exact(row).enumerate().map(label).collect()
    }

    pub(super) fn read_images(&mut self, progress: &mut dyn FnMut(u64)) -> Result<PixelValues, DataError> {
        if self.element == ElementType::Byte {
            self.read_body(progress).map(PixelValues::Bytes)
        } else {
            self.read_floats(progress).map(PixelValues::Floats)
        }
    }

    fn read_floats(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<f32>, DataError> {
        let (mut floats, mut chunk) = (Vec::new(), vec![0; length(CHUNK.min(self.body))]);
        let (mut left, each) = (self.body, length(self.element.bytes()));
        while left > 0 {
            let chunk = &mut chunk[..length(left.min(CHUNK))];
            self.source.fill_all(chunk, self.header() + self.body)?;
            reserve(&mut floats, chunk.len() / each, length(left) / each, &self.source)?;
            for bytes in chunk.chunks_exact(each) {
                let value = self.element.read(bytes);
                if !(value as f32).is_finite() {
                    let at = self.source.offset(self.header() + (floats.len() * each) as u64);
                    let right = "every number must be finite, and fit into 32 bits".to_owned();
                    return Err(DataError::Header { path: self.path(), at, found: value.to_string(), right });
                }
                floats.push(value as f32);
            }
            left -= chunk.len() as u64;
            progress(chunk.len() as u64);
        }
        self.source.end()?;
        Ok(floats)
    }

    /// Reads what follows the header, to the end of the file; calls `progress` with the bytes of every chunk.
    fn read_body(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let mut body = Vec::new();
        let mut left = self.body;
        while left > 0 {
            let chunk = length(left.min(CHUNK));
            reserve(&mut body, chunk, length(left), &self.source)?;
            let start = body.len();
            body.resize(start + chunk, 0);
            self.source.fill_all(&mut body[start..], self.header() + self.body)?;
            left -= chunk as u64;
            progress(chunk as u64);
        }
        self.source.end()?;
        Ok(body)
    }
}

/// Makes room for `more` of the `left` numbers that are still to come.
fn reserve<T>(numbers: &mut Vec<T>, more: usize, left: usize, source: &ByteSource) -> Result<(), DataError> {
    if numbers.capacity() - numbers.len() >= more {
        return Ok(());
    }
    memory::room_for(GROWTH as f64)
        .map_err(|short| source.unreadable(io::Error::new(io::ErrorKind::OutOfMemory, short)))?;
    let room = left.min(length(GROWTH) / size_of::<T>());
    numbers.try_reserve_exact(room).map_err(|_| source.unreadable(io::ErrorKind::OutOfMemory.into()))
}

/// Bytes as a length in memory; they are at most [`MAX_BYTES`], which fits every platform.
#[expect(clippy::cast_possible_truncation, reason = "at most 2³¹, checked when the header was read")]
const fn length(bytes: u64) -> usize {
    bytes as usize
}
