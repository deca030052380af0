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

mod header;

pub(super) use header::IdxContent;

use std::{io, path::Path};

use super::{
    dataset::{MAX_BYTES, PixelValues},
    error::DataError,
    source::ByteSource,
};
use crate::{memory, text};
use header::{COUNT_AT, ElementType, HEIGHT_AT, TYPE_AT};

/// Bytes read between two reports of progress.
const CHUNK: u64 = 1 << 20;

/// Bytes of memory taken at a time for what a packed file unpacks to: what a false header can cost at most.
const GROWTH: u64 = 32 << 20;

/// Deflate spends at least 2 bits on a copy of at most 258 bytes: no packed file unpacks to more times its size.
const DEFLATE_LIMIT: u64 = 1_032;

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
        let (element, sizes) = content.read_header(&mut source)?;
        let body = sizes.iter().try_fold(element.bytes(), |product, &size| product.checked_mul(size.into()));
        let file = Self { source, content, element, sizes, body: body.unwrap_or(u64::MAX) };
        if file.body > MAX_BYTES {
            return Err(file.too_large());
        }
        file.check_size()?;
        Ok(file)
    }

    /// Checks the header against the size on the disk: of a plain file it is known, of a packed one there is a bound.
    fn check_size(&self) -> Result<(), DataError> {
        let (size, needed) = (self.source.size, self.bytes());
        if self.source.layers == 0 {
            return match size {
                size if size < needed => Err(self.source.short(size, needed)),
                size if size > needed => Err(self.source.long(needed)),
                _ => Ok(()),
            };
        }
        let max = size.saturating_mul(DEFLATE_LIMIT.pow(self.source.layers));
        if needed <= max {
            return Ok(());
        }
        let found = format!("sizes for {} bytes", text::thousands(needed));
        let (size, max) = (text::thousands(size), text::thousands(max));
        let right = format!("a gzip file of {size} bytes cannot unpack to more than {max}");
        Err(self.source.wrong(COUNT_AT, found, right))
    }

    /// Checks that there are as many images as labels.
    pub(super) fn check_count(&self, labels: &Self) -> Result<(), DataError> {
        self.check_same(COUNT_AT, labels, |file| {
            (file.sizes[0], format!("{} {}", text::thousands(file.sizes[0].into()), file.content.units()[0]))
        })
    }

    /// Checks that the images of both files are of the same size and the same kind of numbers.
    pub(super) fn check_dimensions(&self, other: &Self) -> Result<(), DataError> {
        self.check_same(TYPE_AT, other, |file| {
            let are_bytes = file.element == ElementType::Byte;
            (are_bytes, if are_bytes { "bytes" } else { "floats" }.to_owned())
        })?;
        self.check_same(HEIGHT_AT, other, |file| {
            let (height, width) = file.dimensions();
            let what =
                format!("images of {} × {}", text::thousands(height as u64), text::thousands(width as u64));
            ((height, width), what)
        })
    }

    /// Fails if this file has another value at a byte of its header than another; `read` says it in words, too.
    fn check_same<T: PartialEq>(
        &self,
        byte: u64,
        other: &Self,
        read: impl Fn(&Self) -> (T, String),
    ) -> Result<(), DataError> {
        let ((own, found), (expected, instead)) = (read(self), read(other));
        if own == expected {
            return Ok(());
        }
        let (at, other) = (self.source.offset(byte), text::shown(&other.source.path));
        Err(DataError::new(&self.source.path, format!("{found} at {at}, but {instead} in {other}")))
    }

    pub(super) fn path(&self) -> &Path {
        &self.source.path
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
        let sizes: Vec<_> = self.sizes.iter().map(|&size| text::thousands(size.into())).collect();
        let units = self.content.units()[..sizes.len()].join(" × ");
        let (sizes, at) = (sizes.join(" × "), self.source.offset(COUNT_AT));
        let most = format!("a data set may have {} bytes unpacked", text::thousands(MAX_BYTES));
        let what = format!("sizes of {sizes} {units} at {at} are too large; {most}");
        DataError::new(&self.source.path, what)
    }

    /// The error for the label with this index.
    pub(super) fn bad_label(&self, index: usize, label: u8, right: &str) -> DataError {
        let at = self.source.offset(self.label_at(index));
        DataError::new(&self.source.path, format!("label {label} at {at}, but {right}"))
    }

    fn label_at(&self, index: usize) -> u64 {
        let row = self.sizes[1..].iter().fold(self.element.bytes(), |bytes, &size| bytes * u64::from(size));
        self.header() + index as u64 * row
    }

    /// Reads the labels, which are whole numbers from 0 to 255.
    pub(super) fn read_labels(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let body = self.read_bytes(progress)?;
        if self.element == ElementType::Byte {
            return Ok(body);
        }
        let row = body.len() / self.sizes[0] as usize;
        let label = |(index, bytes): (usize, &[u8])| {
            let number = self.element.read(bytes);
            let label =
                Some(number as u8).filter(|&label| f64::from(label).to_bits() == (number + 0.0).to_bits());
            label.ok_or_else(|| {
                let right = "a label is a whole number from 0 to 255";
                self.source.wrong(self.label_at(index), format!("label {number}"), right)
            })
        };
        body.chunks_exact(row).enumerate().map(label).collect()
    }

    pub(super) fn read_images(&mut self, progress: &mut dyn FnMut(u64)) -> Result<PixelValues, DataError> {
        if self.element == ElementType::Byte {
            return self.read_bytes(progress).map(PixelValues::Bytes);
        }
        let (element, header) = (self.element, self.header());
        let each = length(element.bytes());
        let floats = self.read_body(each, progress, |source, chunk, floats| {
            for bytes in chunk.chunks_exact(each) {
                let value = element.read(bytes);
                if !(value as f32).is_finite() {
                    let right = "every number must be finite, and fit into 32 bits";
                    return Err(source.wrong(header + (floats.len() * each) as u64, value, right));
                }
                floats.push(value as f32);
            }
            Ok(())
        });
        floats.map(PixelValues::Floats)
    }

    fn read_bytes(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        self.read_body(1, progress, |_, chunk, body| {
            body.extend_from_slice(chunk);
            Ok(())
        })
    }

    /// Reads what follows the header, to the end of the file; calls `progress` with the bytes of every chunk. `take`
    /// makes a number of every `each` bytes of a chunk.
    fn read_body<T>(
        &mut self,
        each: usize,
        progress: &mut dyn FnMut(u64),
        take: impl Fn(&ByteSource, &[u8], &mut Vec<T>) -> Result<(), DataError>,
    ) -> Result<Vec<T>, DataError> {
        let (mut numbers, mut chunk) = (Vec::new(), vec![0; length(CHUNK.min(self.body))]);
        let mut left = self.body;
        while left > 0 {
            let chunk = &mut chunk[..length(left.min(CHUNK))];
            self.source.fill_all(chunk, self.header() + self.body)?;
            reserve(&mut numbers, chunk.len() / each, length(left) / each, &self.source)?;
            take(&self.source, chunk, &mut numbers)?;
            left -= chunk.len() as u64;
            progress(chunk.len() as u64);
        }
        self.source.end()?;
        Ok(numbers)
    }
}

/// Makes room for `more` of the `left` numbers that are still to come.
fn reserve<T>(numbers: &mut Vec<T>, more: usize, left: usize, source: &ByteSource) -> Result<(), DataError> {
    if numbers.capacity() - numbers.len() >= more {
        return Ok(());
    }
    memory::room_for(GROWTH as f64).map_err(|short| source.unreadable(short))?;
    let room = left.min(length(GROWTH) / size_of::<T>());
    let refused = |_| source.unreadable(io::Error::from(io::ErrorKind::OutOfMemory));
    numbers.try_reserve_exact(room).map_err(refused)
}

/// Bytes as a length in memory; they are at most [`MAX_BYTES`], which fits every platform.
#[expect(clippy::cast_possible_truncation, reason = "at most 2³¹, checked when the header was read")]
const fn length(bytes: u64) -> usize {
    bytes as usize
}
