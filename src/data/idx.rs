//! Reads one IDX file: a header of big-endian sizes, then one byte for each pixel or label.
//!
//! A header is a claim: memory is taken only as the file bears it out.

use std::{io, path::Path};

use byteorder::{BigEndian, ByteOrder};

use super::{
    LARGEST,
    error::{DataError, Offset},
    source::Source,
};
use crate::{memory, text::thousands};

/// Where the number of images or labels stands, and then an image's height and width.
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
    /// Two zeros, the code of unsigned bytes, the number of dimensions.
    const fn magic(self) -> [u8; 4] {
        match self {
            Self::Images => [0, 0, 8, 3],
            Self::Labels => [0, 0, 8, 1],
        }
    }

    /// What the sizes in the header count.
    const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Images => &["images", "rows", "columns"],
            Self::Labels => &["labels"],
        }
    }
}

/// An IDX file whose header has been read and could be true.
pub(super) struct IdxFile {
    source: Source,
    content: Content,
    /// Images (or labels), and for images rows and columns.
    sizes: Vec<u32>,
    /// Bytes after the header.
    body: u64,
}

impl IdxFile {
    /// Opens `name` or `name.gz` in `folder` and reads its header.
    pub(super) fn open(folder: &Path, name: &str, content: Content) -> Result<Self, DataError> {
        let mut source = Source::open(folder, name)?;
        let sizes = read_sizes(&mut source, content)?;
        let body = sizes.iter().try_fold(1_u64, |product, &size| product.checked_mul(size.into()));
        let Some(body) = body.filter(|&body| body <= LARGEST) else {
            return Err(too_large(&source, content, &sizes));
        };
        let file = Self { source, content, sizes, body };
        file.check_against_size()?;
        Ok(file)
    }

    /// Bytes of the whole content, header included.
    pub(super) fn bytes(&self) -> u64 {
        self.header() + self.body
    }

    /// Bytes of the header.
    pub(super) fn header(&self) -> u64 {
        COUNT_AT * (1 + self.sizes.len() as u64)
    }

    /// Rows and columns of an image.
    pub(super) fn dimensions(&self) -> (usize, usize) {
        let size = |index: usize| self.sizes.get(index).map_or(1, |&size| size as usize);
        (size(1), size(2))
    }

    /// A plain file shows its length beforehand, and a packed one bounds it.
    fn check_against_size(&self) -> Result<(), DataError> {
        let (path, size, needed) = (self.source.path(), self.source.size(), self.bytes());
        if self.source.packed() {
            let most = size.saturating_mul(DEFLATE_LIMIT);
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

    /// Checks that images are as large as those of another file.
    pub(super) fn check_dimensions(&self, other: &Self) -> Result<(), DataError> {
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
        self.source.offset(self.header() + index as u64)
    }

    /// Reads what follows the header, to the end of the file; tells `progress` of every chunk's bytes.
    pub(super) fn read_body(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let mut body = Vec::new();
        let mut left = self.body;
        while left > 0 {
            let chunk = length(left.min(CHUNK));
            if body.capacity() - body.len() < chunk {
                memory::room_for(GROWTH as f64).map_err(|short| {
                    self.source.unreadable(io::Error::new(io::ErrorKind::OutOfMemory, short))
                })?;
                body.try_reserve_exact(length(left.min(GROWTH)))
                    .map_err(|_| self.source.unreadable(io::ErrorKind::OutOfMemory.into()))?;
            }
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

/// Reads the header: the right magic number, and no size of 0.
fn read_sizes(source: &mut Source, content: Content) -> Result<Vec<u32>, DataError> {
    let magic = content.magic();
    let mut header = vec![0; magic.len() * (1 + content.units().len())];
    let needed = header.len() as u64;
    source.fill_all(&mut header, needed)?;
    let error = |byte: usize, found, right| {
        Err(DataError::Header { path: source.path(), at: source.offset(byte as u64), found, right })
    };

    if let Some(byte) = (0..magic.len()).find(|&byte| header[byte] != magic[byte]) {
        let right = match header[..2] {
            [0x1f, 0x8b] => "it is a gzip file, whose name should end in .gz".to_string(),
            _ => format!("an IDX file of {} starts with bytes {magic:02x?}", content.units()[0]),
        };
        return error(byte, format!("0x{:02x}", header[byte]), right);
    }
    let mut sizes = vec![0; content.units().len()];
    BigEndian::read_u32_into(&header[magic.len()..], &mut sizes);
    if let Some(index) = sizes.iter().position(|&size| size == 0) {
        let at = magic.len() * (1 + index);
        return error(at, format!("0 {}", content.units()[index]), "at least 1 is needed".to_string());
    }
    Ok(sizes)
}

fn too_large(source: &Source, content: Content, sizes: &[u32]) -> DataError {
    let sizes: Vec<_> = sizes.iter().map(|&size| thousands(size.into())).collect();
    let found = format!("sizes of {} {}", sizes.join(" × "), content.units().join(" × "));
    DataError::TooLarge { path: source.path(), at: source.offset(COUNT_AT), found }
}

/// Bytes as a length in memory; they are at most `LARGEST`, which fits every platform.
#[expect(clippy::cast_possible_truncation, reason = "at most 2³¹, checked when the header was read")]
const fn length(bytes: u64) -> usize {
    bytes as usize
}
