//! The scalars of an event read in place: of the millions in a large file none is worth an allocation.
//!
//! A record is protobuf: fields, each a key (number × 8 + type) and a value. What is passed over costs a few bytes.

/// What an event says besides its scalars.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct EventHead {
    /// Seconds since 1970.
    pub(crate) wall_time: f64,
    pub(crate) step: i64,
    /// Whether the training starts, perhaps again: what was written for this step and later ones is void.
    pub(crate) restarts: bool,
}

/// A field's value.
enum WireField<'a> {
    Number(u64),
    Fixed(u64),
    Short(u32),
    Bytes(&'a [u8]),
}

/// The fields of a message; ends at the first that is none.
struct WireFields<'a> {
    rest: &'a [u8],
    is_broken: bool,
}

impl<'a> WireFields<'a> {
    const fn new(rest: &'a [u8]) -> Self {
        Self { rest, is_broken: false }
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for (index, byte) in self.rest.iter().take(10).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * index).min(63);
            if byte & 0x80 == 0 {
                self.rest = &self.rest[index + 1..];
                return Some(number);
            }
        }
        None
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    fn field(&mut self) -> Option<(u64, WireField<'a>)> {
        let key = self.number()?;
        let value = match key & 7 {
            0 => WireField::Number(self.number()?),
            1 => WireField::Fixed(u64::from_le_bytes(self.take()?)),
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                let (bytes, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                WireField::Bytes(bytes)
            }
            5 => WireField::Short(u32::from_le_bytes(self.take()?)),
            _ => return None,
        };
        Some((key >> 3, value))
    }
}

impl<'a> Iterator for WireFields<'a> {
    type Item = (u64, WireField<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.is_broken {
            return None;
        }
        let field = self.field();
        self.is_broken = field.is_none();
        field
    }
}

/// The status of a session that starts.
const START: u64 = 1;

/// Reads an event; `scalar` gets each of its scalars by its tag. `None` if these bytes are none.
pub(crate) fn scan_event<'a>(data: &'a [u8], scalar: &mut dyn FnMut(&'a str, f64)) -> Option<EventHead> {
    let (mut head, mut fields) = (EventHead::default(), WireFields::new(data));
    for field in &mut fields {
        match field {
            (1, WireField::Fixed(bits)) => head.wall_time = f64::from_bits(bits),
            (2, WireField::Number(step)) => head.step = step as i64,
            (5, WireField::Bytes(summary)) => {
                for value in WireFields::new(summary) {
                    if let (1, WireField::Bytes(value)) = value
                        && let Some((tag, number)) = tagged(value)
                    {
                        scalar(tag, number);
                    }
                }
            }
            (7, WireField::Bytes(session)) => {
                let starts = |field| matches!(field, (1, WireField::Number(START)));
                head.restarts = WireFields::new(session).any(starts);
            }
            _ => {}
        }
    }
    (!fields.is_broken).then_some(head)
}

/// One value of a summary, if it is a scalar.
fn tagged(value: &[u8]) -> Option<(&str, f64)> {
    let (mut tag, mut number) = ("", None);
    for field in WireFields::new(value) {
        match field {
            (1, WireField::Bytes(bytes)) => tag = std::str::from_utf8(bytes).ok()?,
            (2, WireField::Short(bits)) => number = Some(f64::from(f32::from_bits(bits))),
            (8, WireField::Bytes(bytes)) => number = number.or_else(|| tensor(bytes)),
            _ => {}
        }
    }
    Some((tag, number?))
}

/// The number of a tensor that holds a single one; its types are those of `types.proto`.
fn tensor(bytes: &[u8]) -> Option<f64> {
    let (mut kind, mut content, mut number, mut has_several) = (0, &[][..], None, false);
    for field in WireFields::new(bytes) {
        let one = match field {
            (1, WireField::Number(number)) => {
                kind = number;
                continue;
            }
            (4, WireField::Bytes(bytes)) => {
                content = bytes;
                continue;
            }
            // Lists of numbers are packed into bytes, each list by its type; a single one may stand by itself.
            (5, WireField::Short(bits)) => Some(f64::from(f32::from_bits(bits))),
            (5, WireField::Bytes(bytes)) => {
                bytes.try_into().ok().map(|bits| f64::from(f32::from_le_bytes(bits)))
            }
            (6, WireField::Fixed(bits)) => Some(f64::from_bits(bits)),
            (6, WireField::Bytes(bytes)) => bytes.try_into().ok().map(f64::from_le_bytes),
            (7 | 10 | 13, WireField::Number(bits)) => whole(kind, bits),
            (7 | 10 | 13, WireField::Bytes(bytes)) => {
                let mut list = WireFields::new(bytes);
                list.number().filter(|_| list.rest.is_empty()).and_then(|bits| whole(kind, bits))
            }
            _ => continue,
        };
        has_several |= number.is_some();
        number = one;
    }
    if has_several { None } else { number.or_else(|| from_content(kind, content)) }
}

/// What a whole number of a list stands for; halves stand there as their bits.
fn whole(kind: u64, bits: u64) -> Option<f64> {
    match kind {
        3 | 4 | 6 | 9 => Some(bits as i64 as f64),
        14 | 19 => from_content(kind, &(bits as u16).to_le_bytes()),
        _ => None,
    }
}

/// A number as the bytes of memory.
fn from_content(kind: u64, content: &[u8]) -> Option<f64> {
    match kind {
        1 => Some(f32::from_le_bytes(content.try_into().ok()?).into()),
        2 => Some(f64::from_le_bytes(content.try_into().ok()?)),
        3 => Some(i32::from_le_bytes(content.try_into().ok()?).into()),
        9 => Some(i64::from_le_bytes(content.try_into().ok()?) as f64),
        14 => Some(f32::from_bits(u32::from(u16::from_le_bytes(content.try_into().ok()?)) << 16).into()),
        19 => Some(half(u16::from_le_bytes(content.try_into().ok()?))),
        _ => None,
    }
}

/// A number of 16 bits: a sign, 5 bits of an exponent and 10 of a fraction (IEEE 754 binary16).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff) / 1_024.0);
    let size = match exponent {
        0 => fraction * 2_f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2_f64.powi(exponent - 15),
    };
    if bits >> 15 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Scalar, SummaryEvent};

    fn scanned(data: &[u8]) -> Option<(EventHead, Vec<(String, f64)>)> {
        let mut scalars = Vec::new();
        let head = scan_event(data, &mut |tag, value| scalars.push((tag.to_owned(), value)))?;
        Some((head, scalars))
    }

    fn event() -> SummaryEvent {
        let scalar = |tag: &str, value| Scalar { tag: tag.into(), value };
        let scalars = vec![scalar("loss", 0.25), scalar("test accuracy", f64::INFINITY)];
        SummaryEvent { wall_time: 1.5, step: 12, restarts: true, scalars }
    }

    #[test]
    fn an_event_is_scanned_as_it_was_written() {
        let (head, scalars) = scanned(&event().bytes()).unwrap();
        assert_eq!(head, EventHead { wall_time: 1.5, step: 12, restarts: true });
        assert_eq!(scalars, [("loss".into(), 0.25), ("test accuracy".into(), f64::INFINITY)]);
        assert_eq!(scanned(&SummaryEvent::first(2.0)).unwrap().1, []);
    }

    #[test]
    fn tensors_of_one_number_are_read_in_every_form() {
        // Hand-made after tensor.proto: field 1 the type, field 4 the bytes, 5 to 13 lists.
        for (bytes, expected) in [
            (&b"\x08\x01\x2a\x04\0\0\0\x3f"[..], Some(0.5)),
            (b"\x08\x01\x2d\0\0\0\x3f", Some(0.5)),
            (b"\x08\x01\x22\x04\0\0\0\x3f", Some(0.5)),
            (b"\x08\x02\x22\x08\0\0\0\0\0\0\xe0\x3f", Some(0.5)),
            (b"\x08\x03\x3a\x01\x07", Some(7.0)),
            (b"\x08\x09\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", Some(-1.0)),
            (b"\x08\x0e\x22\x02\0\x3f", Some(0.5)),
            (b"\x08\x13\x22\x02\0\x38", Some(0.5)),
            (b"\x08\x13\x6a\x02\x80\x70", Some(0.5)),
            (b"\x08\x01\x2a\x08\0\0\0\x3f\0\0\0\x3f", None),
            (b"\x08\x07\x22\x01a", None),
            (b"", None),
        ] {
            assert_eq!(tensor(bytes), expected, "{bytes:?}");
        }
        assert_eq!((half(0x0001), half(0xfc00)), (2_f64.powi(-24), f64::NEG_INFINITY));
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn any_bytes_are_an_event_or_none() {
        let bytes = event().bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let _ = scanned(&changed);
            }
            let _ = scanned(&bytes[..at]);
        }
        assert_eq!(scanned(b"\x09\0"), None);
        assert_eq!(scanned(&[0xff; 40]), None);
    }
}
