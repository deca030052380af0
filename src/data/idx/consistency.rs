//! Whether the header of an IDX file agrees with the file's size, and with another file.

use super::{
    IdxFile,
    element::ElementType,
    header::{COUNT_AT, HEIGHT_AT, TYPE_AT},
};
use crate::{data::error::DataError, text::thousands};

/// Deflate spends at least 2 bits on a copy of at most 258 bytes: no packed file unpacks to more times its size.
const DEFLATE_LIMIT: u64 = 1_032;

impl IdxFile {
    /// Checks the header against the size on the disk: of a plain file it is known, of a packed one there is a bound.
    pub(super) fn check_size(&self) -> Result<(), DataError> {
        let (path, size, needed) = (self.source.path(), self.source.size(), self.bytes());
        if self.source.layers() > 0 {
            let max = size.saturating_mul(DEFLATE_LIMIT.pow(self.source.layers()));
            if needed <= max {
                return Ok(());
            }
            let right = format!(
                "a gzip file of {} bytes cannot unpack to more than {}",
                thousands(size),
                thousands(max)
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
    pub(crate) fn check_count(&self, labels: &Self) -> Result<(), DataError> {
        if self.sizes[0] == labels.sizes[0] {
            return Ok(());
        }
        Err(self.mismatch(COUNT_AT, labels, |file| {
            format!("{} {}", thousands(file.sizes[0].into()), file.content.units()[0])
        }))
    }

    /// Checks that the images of both files are of the same size and the same kind of numbers.
    pub(crate) fn check_dimensions(&self, other: &Self) -> Result<(), DataError> {
        if (self.element == ElementType::Byte) != (other.element == ElementType::Byte) {
            return Err(self.mismatch(TYPE_AT, other, |file| match file.element {
                ElementType::Byte => "bytes".into(),
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

    fn mismatch(&self, at: u64, other: &Self, describe: impl Fn(&Self) -> String) -> DataError {
        DataError::Mismatch {
            path: self.source.path(),
            at: self.source.offset(at),
            found: describe(self),
            other: other.source.path(),
            expected: describe(other),
        }
    }
}
