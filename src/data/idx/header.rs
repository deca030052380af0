//! The header of an IDX file: what is in it, and how much.

use byteorder::{BigEndian, ByteOrder};

use crate::data::{error::DataError, source::ByteSource};

/// The positions of the type of the numbers, the number of images or labels, and then an image's height and width.
pub(super) const TYPE_AT: u64 = 2;
pub(super) const COUNT_AT: u64 = 4;
pub(super) const HEIGHT_AT: u64 = 8;

/// The type of the numbers, by its code in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementType {
    Byte = 0x08,
    Int = 0x0c,
    Float = 0x0d,
    Double = 0x0e,
}

impl ElementType {
    const ALL: [Self; 4] = [Self::Byte, Self::Int, Self::Float, Self::Double];

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

/// What an IDX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdxContent {
    /// Numbers in three dimensions: image, row, column.
    Images,
    /// Numbers in one dimension.
    Labels,
}

impl IdxContent {
    /// What the sizes in the header count, in words.
    pub(super) const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Images => &["images", "rows", "columns"],
            Self::Labels => &["labels", "columns"],
        }
    }

    /// The first bytes of most files, and in words what else is accepted.
    const fn magic(self) -> ([u8; 4], &'static str) {
        match self {
            Self::Images => ([0, 0, 8, 3], "or, with floats, [00, 00, 0d, 02]"),
            Self::Labels => ([0, 0, 8, 1], "or, with wider numbers, [00, 00, 0c, 01]"),
        }
    }

    /// Whether files of such numbers in so many dimensions are accepted.
    fn accepts(self, element: ElementType, dimensions: u8) -> bool {
        match self {
            Self::Images => match element {
                ElementType::Byte => (2..=3).contains(&dimensions),
                ElementType::Float | ElementType::Double => (1..=3).contains(&dimensions),
                ElementType::Int => false,
            },
            // Several columns of bytes or floats would be one-hot labels, whose first column is no label.
            Self::Labels => dimensions == 1 || dimensions == 2 && element == ElementType::Int,
        }
    }

    /// Reads a header. Its magic number must fit, and no size may be 0.
    pub(super) fn read_header(self, source: &mut ByteSource) -> Result<(ElementType, Vec<u32>), DataError> {
        const MAGIC: usize = 4;
        let mut magic = [0; MAGIC];
        // The length of the usual header, for an error.
        let usual = MAGIC * (1 + usize::from(self.magic().0[3]));
        source.fill_all(&mut magic, usual as u64)?;
        let dimensions = magic[3];
        let element = ElementType::ALL.into_iter().find(|element| *element as u8 == magic[2]);
        let element = element.filter(|&element| magic[..2] == [0, 0] && self.accepts(element, dimensions));
        let Some(element) = element else {
            let (right, or) = self.magic();
            let byte = (0..MAGIC).find(|&byte| magic[byte] != right[byte]).unwrap_or(0);
            let unit = self.units()[0];
            let right = match magic {
                [0x1f, 0x8b, ..] => "it is packed more than twice".to_owned(),
                [b'<', ..] => format!("it looks like a web page, no IDX file with a header and {unit}"),
                _ => format!("the header of an IDX file of {unit} starts with bytes {right:02x?} {or}"),
            };
            return Err(source.wrong(byte as u64, format!("0x{:02x}", magic[byte]), right));
        };
        let mut sizes = vec![0; usize::from(dimensions)];
        let mut bytes = vec![0; MAGIC * sizes.len()];
        source.fill_all(&mut bytes, (MAGIC + MAGIC * sizes.len()) as u64)?;
        BigEndian::read_u32_into(&bytes, &mut sizes);
        if let Some(index) = sizes.iter().position(|&size| size == 0) {
            let (at, unit) = (MAGIC * (1 + index), self.units()[index]);
            return Err(source.wrong(at as u64, format!("0 {unit}"), "at least 1 is needed"));
        }
        Ok((element, sizes))
    }
}
