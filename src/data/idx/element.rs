//! The numbers of an IDX file, which are big-endian.

use byteorder::{BigEndian, ByteOrder};

/// The type of the numbers, by its code in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementType {
    Byte = 0x08,
    Int = 0x0c,
    Float = 0x0d,
    Double = 0x0e,
}

impl ElementType {
    pub(super) const ALL: [Self; 4] = [Self::Byte, Self::Int, Self::Float, Self::Double];

    pub(super) const fn bytes(self) -> u64 {
        match self {
            Self::Byte => 1,
            Self::Int | Self::Float => 4,
            Self::Double => 8,
        }
    }

    pub(super) fn read(self, bytes: &[u8]) -> f64 {
        match self {
            Self::Byte => bytes[0].into(),
            Self::Int => BigEndian::read_i32(bytes).into(),
            Self::Float => BigEndian::read_f32(bytes).into(),
            Self::Double => BigEndian::read_f64(bytes),
        }
    }
}
