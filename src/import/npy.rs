//! One array as NumPy writes it: a magic string, a header that is a Python dictionary, then the numbers.
//!
//! ```text
//!  \x93NUMPY 1 0 | length, 2 or 4 bytes | {'descr': '<f4', 'fortran_order': False, 'shape': (6, 28, 28), }
//! ```
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use std::io::{self, Read};

use super::{image_set::ImageValues, source::MAX_BYTES};
use crate::text::{excerpt, thousands};

/// The maximum number of bytes of a header; NumPy's own limit for a header that it trusts is 10,000.
const MAX_HEADER: usize = 10_000;

/// Numbers read at once.
const CHUNK: usize = 1 << 16;

pub(super) struct Array {
    pub(super) shape: Vec<usize>,
    pub(super) values: ImageValues,
}

/// The byte at which something is wrong, and what.
pub(super) type NpyError = (u64, String);

pub(super) fn read(mut from: impl Read) -> Result<Array, NpyError> {
    let mut start = [0; 8];
    fill(&mut from, &mut start, 0)?;
    if !start.starts_with(b"\x93NUMPY") {
        return Err((0, "this is no NumPy array".into()));
    }
    let mut length = [0; 4];
    let bytes = if start[6] == 1 { 2 } else { 4 };
    fill(&mut from, &mut length[..bytes], 8)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_HEADER {
        return Err((8, format!("a header of {} bytes is too long", thousands(length as u64))));
    }
    let mut header = vec![0; length];
    let at = 8 + bytes as u64;
    fill(&mut from, &mut header, at)?;
    let header = String::from_utf8_lossy(&header);
    let (dtype, shape) = parse(&header).map_err(|what| (at, what))?;
    values(&mut from, dtype, shape, at + length as u64)
}

/// The type of the numbers, as NumPy's `dtype` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dtype {
    /// `b` and `u` are unsigned, `i` signed, `f` floats.
    kind: u8,
    bytes: usize,
    is_big: bool,
}

impl Dtype {
    fn parse(text: &str) -> Option<Self> {
        let [order, kind, size @ ..] = text.as_bytes() else { return None };
        let bytes = std::str::from_utf8(size).ok()?.parse().ok()?;
        let sound = match kind {
            b'b' => bytes == 1,
            b'u' | b'i' => matches!(bytes, 1 | 2 | 4 | 8),
            b'f' => matches!(bytes, 4 | 8),
            _ => false,
        };
        (sound && b"<>|=".contains(order)).then_some(Self { kind: *kind, bytes, is_big: *order == b'>' })
    }

    fn read(self, bytes: &[u8]) -> f64 {
        let mut wide = [0; 8];
        for (at, &byte) in bytes.iter().enumerate() {
            wide[if self.is_big { self.bytes - 1 - at } else { at }] = byte;
        }
        let whole = u64::from_le_bytes(wide);
        match (self.kind, self.bytes) {
            (b'f', 4) => f32::from_bits(whole as u32).into(),
            (b'f', _) => f64::from_bits(whole),
            (b'i', 1) => (whole as i8).into(),
            (b'i', 2) => (whole as i16).into(),
            (b'i', 4) => (whole as i32).into(),
            (b'i', _) => whole as i64 as f64,
            _ => whole as f64,
        }
    }
}

/// The type and the shape of an array, from its header.
fn parse(header: &str) -> Result<(Dtype, Vec<usize>), String> {
    let after = |key: &str| header.split_once(key).map(|(_, after)| after.trim_start_matches([' ', ':']));
    let unknown = || format!("the header {} can't be read", excerpt(header));
    let kind = after("'descr'").and_then(|text| text.strip_prefix('\'')?.split('\'').next());
    let kind = kind.ok_or_else(|| "numbers must be of one kind, not records".to_owned())?;
    let dtype = Dtype::parse(kind).ok_or_else(|| {
        format!("numbers of kind {} are not read; whole numbers or floats of 4 or 8 bytes are", excerpt(kind))
    })?;
    let shape =
        after("'shape'").and_then(|text| text.strip_prefix('(')?.split(')').next()).ok_or_else(unknown)?;
    let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
    let shape: Vec<usize> =
        sizes.map(|size| size.parse().map_err(|_| unknown())).collect::<Result<_, _>>()?;
    if after("'fortran_order'").is_none_or(|text| !text.starts_with("False")) && shape.len() > 1 {
        return Err("the array lies column by column; save np.ascontiguousarray of it".into());
    }
    Ok((dtype, shape))
}

fn values(from: &mut impl Read, dtype: Dtype, shape: Vec<usize>, at: u64) -> Result<Array, NpyError> {
    let count = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    let is_bytes = dtype.bytes == 1 && dtype.kind == b'u';
    let each = if is_bytes { 1 } else { dtype.bytes.max(4) };
    let Some(count) = count.filter(|count| count.saturating_mul(each) as u64 <= MAX_BYTES) else {
        return Err((at, format!("an array of shape {shape:?} is too large")));
    };
    let (mut bytes, mut floats) = (Vec::new(), Vec::new());
    let mut chunk = vec![0; dtype.bytes * CHUNK.min(count)];
    let mut done = 0;
    while done < count {
        // Memory is taken only for what the file really has.
        let now = CHUNK.min(count - done);
        let chunk = &mut chunk[..now * dtype.bytes];
        fill(from, chunk, at + (done * dtype.bytes) as u64)?;
        if is_bytes {
            bytes.extend_from_slice(chunk);
        } else {
            for (index, value) in chunk.chunks_exact(dtype.bytes).enumerate() {
                let value = dtype.read(value) as f32;
                if !value.is_finite() {
                    let at = at + ((done + index) * dtype.bytes) as u64;
                    return Err((at, format!("{value} is no finite number")));
                }
                floats.push(value);
            }
        }
        done += now;
    }
    if from.read(&mut [0]).map_err(|error| (at, error.to_string()))? > 0 {
        return Err((at + (count * dtype.bytes) as u64, "the file goes on where the array ends".into()));
    }
    let values = if is_bytes { ImageValues::Bytes(bytes) } else { ImageValues::Floats(floats) };
    Ok(Array { shape, values })
}

fn fill(from: &mut impl Read, buffer: &mut [u8], at: u64) -> Result<(), NpyError> {
    from.read_exact(buffer).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => (at, "the array is cut short behind here".into()),
        _ => (at, error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_numpy_writes_them() {
        for (text, bytes, value) in [
            ("|u1", &[200][..], 200.0),
            ("|i1", &[200], -56.0),
            ("|b1", &[1], 1.0),
            ("<i2", &[0xfe, 0xff], -2.0),
            (">u2", &[1, 0], 256.0),
            ("<i8", &[3, 0, 0, 0, 0, 0, 0, 0], 3.0),
            ("<f4", &[0, 0, 0x20, 0xc0], -2.5),
            (">f8", &[0xc0, 4, 0, 0, 0, 0, 0, 0], -2.5),
        ] {
            let read = Dtype::parse(text).unwrap().read(bytes);
            assert_eq!(read.to_bits(), f64::to_bits(value), "{text}");
        }
        for text in ["", "<", "<f2", "<U10", "|O", "<i3", "<f4000000000000000000000", "é"] {
            assert_eq!(Dtype::parse(text), None, "{text}");
        }
    }
}
