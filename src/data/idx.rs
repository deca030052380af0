//! Reads one IDX file: a header of big-endian sizes, then a number for each pixel or label.
//!
//! ```text
//!  0 0 T D | D sizes of 4 bytes | the numbers, row by row, big-endian
//! ```
//!
//! `T` says what numbers are, `D` in how many dimensions they stand (<http://yann.lecun.com/exdb/mnist/>).
//! Images are bytes or floats in up to three dimensions; labels are numbers in one, or the first of several
//! columns, as QMNIST has them.
//!
//! A header is a claim: memory is taken only as the file bears it out.

use std::{
    io,
    path::{Path, PathBuf},
};

use byteorder::{BigEndian, ByteOrder};

use super::{
    LARGEST,
    error::{DataError, Offset},
    images::Values,
    source::Source,
};
use crate::{memory, text::thousands};

/// Where it stands what numbers are, how many images or labels there are, and then an image's height and width.
const TYPE_AT: u64 = 2;
const COUNT_AT: u64 = 4;
const HEIGHT_AT: u64 = 8;

/// Bytes read between two reports of progress.
const CHUNK: u64 = 1 << 20;

/// Bytes of memory taken at a time for what a packed file unpacks to: what a false header can cost at most.
const GROWTH: u64 = 32 << 20;

/// Deflate spends at least 2 bits on a copy of at most 258 bytes: no packed file grows by more than this.
const DEFLATE_LIMIT: u64 = 1_032;

/// What an IDX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Numbers in three dimensions: image, row, column.
    Images,
    /// Numbers in one dimension.
    Labels,
}

impl Content {
    /// What the sizes in the header count.
    const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Images => &["images", "rows", "columns"],
            Self::Labels => &["labels", "columns"],
        }
    }

    /// How most files start, and what else is read.
    const fn magic(self) -> ([u8; 4], &'static str) {
        match self {
            Self::Images => ([0, 0, 8, 3], "or, with floats, [00, 00, 0d, 02]"),
            Self::Labels => ([0, 0, 8, 1], "or, with wider numbers, [00, 00, 0c, 01]"),
        }
    }

    /// Whether such numbers in so many dimensions are read.
    fn takes(self, number: Number, dimensions: u8) -> bool {
        match self {
            Self::Images => match number {
                Number::Byte => (2..=3).contains(&dimensions),
                Number::Float | Number::Double => (1..=3).contains(&dimensions),
                Number::Int => false,
            },
            // A byte or a float a column would be one-hot labels, whose first column is no label.
            Self::Labels => dimensions == 1 || dimensions == 2 && number == Number::Int,
        }
    }
}

/// What a number is, by its code in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Byte = 0x08,
    Int = 0x0c,
    Float = 0x0d,
    Double = 0x0e,
}

impl Number {
    const ALL: [Self; 4] = [Self::Byte, Self::Int, Self::Float, Self::Double];

    const fn bytes(self) -> u64 {
        match self {
            Self::Byte => 1,
            Self::Int | Self::Float => 4,
            Self::Double => 8,
        }
    }

    /// The number that these bytes are.
    fn read(self, bytes: &[u8]) -> f64 {
        match self {
            Self::Byte => bytes[0].into(),
            Self::Int => BigEndian::read_i32(bytes).into(),
            Self::Float => BigEndian::read_f32(bytes).into(),
            Self::Double => BigEndian::read_f64(bytes),
        }
    }
}

/// An IDX file whose header has been read and could be true.
pub(super) struct IdxFile {
    source: Source,
    content: Content,
    number: Number,
    /// Images (or labels), and then rows and columns as far as there are any.
    sizes: Vec<u32>,
    /// Bytes after the header.
    body: u64,
}

impl IdxFile {
    /// Opens a file and reads its header.
    pub(super) fn begin(path: &Path, content: Content) -> Result<Self, DataError> {
        let mut source = Source::open(path)?;
        let (number, sizes) = read_header(&mut source, content)?;
        let body = sizes.iter().try_fold(number.bytes(), |product, &size| product.checked_mul(size.into()));
        let Some(body) = body.filter(|&body| body <= LARGEST) else {
            return Err(too_large(&source, content, &sizes));
        };
        let file = Self { source, content, number, sizes, body };
        file.check_against_size()?;
        Ok(file)
    }

    /// The file.
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

    /// Rows and columns of an image; a row of as many numbers as a square has is shown as one.
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

    /// A plain file shows its length beforehand, and a packed one bounds it.
    fn check_against_size(&self) -> Result<(), DataError> {
        let (path, size, needed) = (self.source.path(), self.source.size(), self.bytes());
        if self.source.layers() > 0 {
            let most = size.saturating_mul(DEFLATE_LIMIT.pow(self.source.layers()));
            if needed <= most {
                return Ok(());
            }
            let right = format!(
                "a gzip file of {} bytes cannot unpack to more than {}",
                thousands(size),
                thousands(most)
            );
            let found = format!("sizes for {} bytes", thousands(needed));
            return Err(DataError::Header { path, at: self.source.offset(COUNT_AT), found, right });
        }
        if size < needed {
            return Err(DataError::Short { path, at: self.source.offset(size), needed });
        }
        if size > needed {
            return Err(DataError::Long { path, at: self.source.offset(needed) });
        }
        Ok(())
    }

    /// Checks that there are as many images as labels.
    pub(super) fn check_count(&self, labels: &Self) -> Result<(), DataError> {
        if self.sizes[0] == labels.sizes[0] {
            return Ok(());
        }
        Err(self.mismatch(COUNT_AT, labels, |file| {
            format!("{} {}", thousands(file.sizes[0].into()), file.content.units()[0])
        }))
    }

    /// Checks that images are as large as those of another file, and made of the same kind of numbers.
    pub(super) fn check_dimensions(&self, other: &Self) -> Result<(), DataError> {
        if (self.number == Number::Byte) != (other.number == Number::Byte) {
            return Err(self.mismatch(TYPE_AT, other, |file| match file.number {
                Number::Byte => "bytes".into(),
                _ => "floats".into(),
            }));
        }
        if self.dimensions() == other.dimensions() {
            return Ok(());
        }
        Err(self.mismatch(HEIGHT_AT, other, |file| {
            let (height, width) = file.dimensions();
            format!("images of {} × {}", thousands(height as u64), thousands(width as u64))
        }))
    }

    fn mismatch(&self, at: u64, other: &Self, says: impl Fn(&Self) -> String) -> DataError {
        DataError::Mismatch {
            path: self.source.path(),
            at: self.source.offset(at),
            found: says(self),
            other: other.source.path(),
            expected: says(other),
        }
    }

    /// The error for this file's part in a set that is too large.
    pub(super) fn too_large(&self) -> DataError {
        too_large(&self.source, self.content, &self.sizes)
    }

    /// The error for the label with this index.
    pub(super) fn bad_label(&self, index: usize, label: u8, right: String) -> DataError {
        let at = self.label_offset(index);
        DataError::Label { path: self.source.path(), at, label, right }
    }

    fn label_offset(&self, index: usize) -> Offset {
        let row = self.sizes[1..].iter().fold(self.number.bytes(), |bytes, &size| bytes * u64::from(size));
        self.source.offset(self.header() + index as u64 * row)
    }

    /// Reads the labels, which are whole numbers from 0 to 255.
    pub(super) fn read_labels(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let body = self.read_body(progress)?;
        if self.number == Number::Byte {
            return Ok(body);
        }
        let row = body.len() / self.sizes[0] as usize;
        let label = |(index, bytes): (usize, &[u8])| {
            let number = self.number.read(bytes);
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

    /// Reads the images.
    pub(super) fn read_images(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Values, DataError> {
        if self.number == Number::Byte {
            self.read_body(progress).map(Values::Bytes)
        } else {
            self.read_floats(progress).map(Values::Floats)
        }
    }

    fn read_floats(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<f32>, DataError> {
        let (mut floats, mut chunk) = (Vec::new(), vec![0; length(CHUNK.min(self.body))]);
        let (mut left, each) = (self.body, length(self.number.bytes()));
        while left > 0 {
            let chunk = &mut chunk[..length(left.min(CHUNK))];
            self.source.fill_all(chunk, self.header() + self.body)?;
            reserve(&mut floats, chunk.len() / each, length(left) / each, &self.source)?;
            for bytes in chunk.chunks_exact(each) {
                let value = self.number.read(bytes);
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

    /// Reads what follows the header, to the end of the file; tells `progress` of every chunk's bytes.
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

/// Makes room for `more` numbers, of which `left` are still to come.
fn reserve<T>(numbers: &mut Vec<T>, more: usize, left: usize, source: &Source) -> Result<(), DataError> {
    if numbers.capacity() - numbers.len() >= more {
        return Ok(());
    }
    memory::room_for(GROWTH as f64)
        .map_err(|short| source.unreadable(io::Error::new(io::ErrorKind::OutOfMemory, short)))?;
    let room = left.min(length(GROWTH) / size_of::<T>());
    numbers.try_reserve_exact(room).map_err(|_| source.unreadable(io::ErrorKind::OutOfMemory.into()))
}

/// Reads the header: a magic number that fits the content, and no size of 0.
fn read_header(source: &mut Source, content: Content) -> Result<(Number, Vec<u32>), DataError> {
    const MAGIC: usize = 4;
    let mut magic = [0; MAGIC];
    // As many bytes as the usual header has.
    let usual = MAGIC * (1 + usize::from(content.magic().0[3]));
    source.fill_all(&mut magic, usual as u64)?;
    let error = |source: &Source, byte: usize, found, right| {
        Err(DataError::Header { path: source.path(), at: source.offset(byte as u64), found, right })
    };
    let dimensions = magic[3];
    let number = Number::ALL.into_iter().find(|number| *number as u8 == magic[2]);
    let number = number.filter(|&number| magic[..2] == [0, 0] && content.takes(number, dimensions));
    let Some(number) = number else {
        let (right, or) = content.magic();
        let byte = (0..MAGIC).find(|&byte| magic[byte] != right[byte]).unwrap_or(0);
        let unit = content.units()[0];
        let right = match magic {
            [0x1f, 0x8b, ..] => "it is packed more than twice".to_owned(),
            [b'<', ..] => format!("it looks like a web page, no IDX file with a header and {unit}"),
            _ => format!("the header of an IDX file of {unit} starts with bytes {right:02x?} {or}"),
        };
        return error(source, byte, format!("0x{:02x}", magic[byte]), right);
    };
    let mut sizes = vec![0; usize::from(dimensions)];
    let mut bytes = vec![0; MAGIC * sizes.len()];
    source.fill_all(&mut bytes, (MAGIC + MAGIC * sizes.len()) as u64)?;
    BigEndian::read_u32_into(&bytes, &mut sizes);
    if let Some(index) = sizes.iter().position(|&size| size == 0) {
        let at = MAGIC * (1 + index);
        return error(source, at, format!("0 {}", content.units()[index]), "at least 1 is needed".to_owned());
    }
    Ok((number, sizes))
}

fn too_large(source: &Source, content: Content, sizes: &[u32]) -> DataError {
    let sizes: Vec<_> = sizes.iter().map(|&size| thousands(size.into())).collect();
    let units = content.units()[..sizes.len()].join(" × ");
    let found = format!("sizes of {} {units}", sizes.join(" × "));
    DataError::TooLarge { path: source.path(), at: source.offset(COUNT_AT), found }
}

/// Bytes as a length in memory; they are at most `LARGEST`, which fits every platform.
#[expect(clippy::cast_possible_truncation, reason = "at most 2³¹, checked when the header was read")]
const fn length(bytes: u64) -> usize {
    bytes as usize
}
