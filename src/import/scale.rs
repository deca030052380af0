//! From a source's numbers to pixels of 0 to 255, where that loses nothing; else they stay floats.

use std::fmt;

use super::image_set::{ImageSet, ImageValues};

/// How far a fraction may be from a whole number of 255ths and still count as a pixel divided by 255.
const TOLERANCE: f32 = 0.01;

/// How numbers become what is written.
pub(super) struct Scaling {
    low: f32,
    high: f32,
    encoding: Encoding,
    invert: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    /// Bytes; the number `white` becomes 255.
    Bytes { white: f32 },
    /// Floats as they are.
    Floats,
}

impl Scaling {
    pub(super) fn of(sets: &[&ImageSet], white: Option<f32>, invert: bool) -> Self {
        let (mut low, mut high, mut are_whole, mut are_shares) =
            (f32::INFINITY, f32::NEG_INFINITY, true, true);
        for set in sets {
            each(&set.values, |value| {
                (low, high) = (low.min(value), high.max(value));
                are_whole &= value.fract() == 0.0;
                are_shares &= ((value * 255.0).round() - value * 255.0).abs() < TOLERANCE;
            });
        }
        let encoding = match white {
            Some(white) => Encoding::Bytes { white },
            None if low >= 0.0 && high <= 1.0 && are_shares => Encoding::Bytes { white: 1.0 },
            None if low >= 0.0 && high <= 255.0 && are_whole => Encoding::Bytes { white: 255.0 },
            None => Encoding::Floats,
        };
        Self { low, high, encoding, invert }
    }

    /// What is written for these numbers.
    pub(super) fn apply(&self, values: &ImageValues) -> ImageValues {
        let mut bytes = Vec::new();
        let mut floats = Vec::new();
        each(values, |value| match self.encoding {
            Encoding::Bytes { white } => {
                let pixel = (value / white * 255.0).round() as u8;
                bytes.push(if self.invert { 255 - pixel } else { pixel });
            }
            Encoding::Floats => floats.push(if self.invert { self.low + self.high - value } else { value }),
        });
        match self.encoding {
            Encoding::Bytes { .. } => ImageValues::Bytes(bytes),
            Encoding::Floats => ImageValues::Floats(floats),
        }
    }
}

fn each(values: &ImageValues, mut take: impl FnMut(f32)) {
    match values {
        ImageValues::Bytes(bytes) => bytes.iter().for_each(|&byte| take(byte.into())),
        ImageValues::Floats(floats) => floats.iter().for_each(|&float| take(float)),
    }
}

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "numbers from {} to {} ", self.low, self.high)?;
        match self.encoding {
            Encoding::Bytes { white: 255.0 } => write!(f, "as they are, 0 to 255")?,
            Encoding::Bytes { white } => write!(f, "times {}, so that {white} is 255", 255.0 / white)?,
            Encoding::Floats => write!(f, "as they are, as floats")?,
        }
        f.write_str(if self.invert { "; then bright and dark change places" } else { "" })
    }
}
