//! From a source's numbers to pixels of 0 to 255, where that loses nothing; else they stay as they are.

use std::fmt;

use super::part::{Part, Values};

/// How far from a whole number of 255ths a fraction may be that a picture was divided into.
const TOLERANCE: f32 = 0.01;

/// How numbers become what is written.
pub(super) struct Scale {
    low: f32,
    high: f32,
    kind: Kind,
    invert: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Bytes, which this many of are as bright as can be.
    Bytes { white: f32 },
    /// Floats as they are.
    Floats,
}

impl Scale {
    pub(super) fn of(parts: &[&Part], white: Option<f32>, invert: bool) -> Self {
        let (mut low, mut high, mut are_whole, mut are_shares) =
            (f32::INFINITY, f32::NEG_INFINITY, true, true);
        for part in parts {
            each(&part.values, |value| {
                (low, high) = (low.min(value), high.max(value));
                are_whole &= value.fract() == 0.0;
                are_shares &= ((value * 255.0).round() - value * 255.0).abs() < TOLERANCE;
            });
        }
        let kind = match white {
            Some(white) => Kind::Bytes { white },
            None if low >= 0.0 && high <= 1.0 && are_shares => Kind::Bytes { white: 1.0 },
            None if low >= 0.0 && high <= 255.0 && are_whole => Kind::Bytes { white: 255.0 },
            None => Kind::Floats,
        };
        Self { low, high, kind, invert }
    }

    /// What is written for the numbers of a part.
    pub(super) fn apply(&self, values: &Values) -> Values {
        let mut bytes = Vec::new();
        let mut floats = Vec::new();
        each(values, |value| match self.kind {
            Kind::Bytes { white } => {
                let pixel = (value / white * 255.0).round() as u8;
                bytes.push(if self.invert { 255 - pixel } else { pixel });
            }
            Kind::Floats => floats.push(if self.invert { self.low + self.high - value } else { value }),
        });
        match self.kind {
            Kind::Bytes { .. } => Values::Bytes(bytes),
            Kind::Floats => Values::Floats(floats),
        }
    }
}

fn each(values: &Values, mut take: impl FnMut(f32)) {
    match values {
        Values::Bytes(bytes) => bytes.iter().for_each(|&byte| take(byte.into())),
        Values::Floats(floats) => floats.iter().for_each(|&float| take(float)),
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "numbers from {} to {} ", self.low, self.high)?;
        match self.kind {
            Kind::Bytes { white: 255.0 } => write!(f, "as they are, 0 to 255")?,
            Kind::Bytes { white } => write!(f, "times {}, so that {white} is 255", 255.0 / white)?,
            Kind::Floats => write!(f, "as they are, as floats")?,
        }
        f.write_str(if self.invert { "; then bright and dark change places" } else { "" })
    }
}
