//! JSON from a file or socket: first every text and number in it is checked, whatever it is for, so that no field can
//! be forgotten; then, beside its type, what must hold of the value as a whole.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use crate::text::{plain_fault, sanitized};

/// The largest count, of iterations for example: up to there an f64 holds every whole number, the sum of two is far
/// from overflowing, and at a million iterations a second it is 285 years away.
pub(crate) const MAX_COUNT: u64 = 1 << 53;

/// The maximum number of bytes of a text: those of the longest path, which is longer than any other text.
pub(crate) const MAX_TEXT: usize = 4_096;

/// A value that no race can have; the message says what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(String);

impl InvalidValue {
    /// `what` says what would be right.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// Whether a value is accepted.
pub type Checked = Result<(), InvalidValue>;

/// A value from a file or socket, which is checked before it is used.
pub trait Check {
    /// Checks every part of it.
    ///
    /// # Errors
    /// If a part is none that a race can have.
    fn check(&self) -> Checked;
}

/// Fails with what must hold, unless it does.
pub(crate) fn require(holds: bool, what: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(InvalidValue::new(what)) }
}

/// Fails if there are more than `max` of something.
pub(crate) fn at_most(max: usize, count: usize, what: &'static str) -> Checked {
    if count <= max {
        Ok(())
    } else {
        Err(InvalidValue::new(format!("{count} {what}, where at most {max} can be")))
    }
}

/// Checks every value.
pub(crate) fn all<'a, T: Check + 'a>(values: impl IntoIterator<Item = &'a T>) -> Checked {
    values.into_iter().try_for_each(Check::check)
}

/// Fails if a text is no hash of so many hex digits.
pub(crate) fn hex(digits: usize, text: &str) -> Checked {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits { Ok(()) } else { Err(InvalidValue::new(format!("a hash must be {digits} hex digits"))) }
}

/// Reads a value.
///
/// # Errors
/// If it is no JSON, is of another type, or fails a check.
pub fn from_json<T: de::DeserializeOwned + Check>(json: &[u8]) -> Result<T, InvalidValue> {
    let read = || {
        serde_json::from_slice::<Safe>(json)?;
        serde_json::from_slice::<T>(json)
    };
    let value = read().map_err(|error| InvalidValue::new(plain_fault(&error.to_string())))?;
    value.check()?;
    Ok(value)
}

/// Reads what another program has written: any text and any number. Whoever takes it makes texts safe to show, and checks
/// what must hold of numbers.
///
/// # Errors
/// If it is no JSON, or is of another type.
pub(crate) fn from_foreign_json<T: de::DeserializeOwned>(json: &[u8]) -> Result<T, InvalidValue> {
    serde_json::from_slice(json).map_err(|error| InvalidValue::new(plain_fault(&error.to_string())))
}

/// JSON without a text that acts on a terminal and without a number that is no count.
struct Safe;

impl<'de> Deserialize<'de> for Safe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        de::DeserializeSeed::deserialize(JsonRule::Value, deserializer).map(|_| Self)
    }
}

/// Which values are allowed at a place.
#[derive(Clone, Copy)]
enum JsonRule {
    /// The name of a field, which says what its value may be.
    Name,
    /// A text that can be shown, a count, or more of them.
    Value,
    /// A path: any that the system takes. Whoever shows it replaces the characters that act.
    Path,
    /// Any number: a seed, or the position of a random generator.
    Random,
}

impl<'de> de::DeserializeSeed<'de> for JsonRule {
    /// The rule for the value of a field of this name.
    type Value = Self;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for JsonRule {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self, E> {
        if text.len() > MAX_TEXT {
            let length = text.len();
            return Err(E::custom(format_args!("a text of {length} bytes, where at most {MAX_TEXT} can be")));
        }
        let shows = match self {
            Self::Path => !text.contains('\0'),
            Self::Name | Self::Value | Self::Random => sanitized(text) == text,
        };
        if !shows {
            return Err(E::custom("a text with control or invisible characters"));
        }
        Ok(match (self, text) {
            (Self::Name, "folder") => Self::Path,
            (Self::Name, "seed" | "sampler") => Self::Random,
            _ => Self::Value,
        })
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self, E> {
        match self {
            Self::Random => Ok(self),
            _ if number <= MAX_COUNT => Ok(self),
            _ => Err(E::custom(format_args!("{number}, where at most {MAX_COUNT} can be"))),
        }
    }

    /// Only negative numbers are not `u64`, and a count is never negative.
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self, E> {
        Err(E::custom(format_args!("{number}, where none below 0 can be")))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self, E> {
        if number.is_finite() { Ok(self) } else { Err(E::custom("a number that is not finite")) }
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element_seed(Self::Value)?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while let Some(value) = fields.next_key_seed(Self::Name)? {
            fields.next_value_seed(value)?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Anything(serde_json::Value);

    impl Check for Anything {
        fn check(&self) -> Checked {
            Ok(())
        }
    }

    fn read(json: &str) -> Result<serde_json::Value, String> {
        from_json::<Anything>(json.as_bytes()).map(|read| read.0).map_err(|error| error.to_string())
    }

    #[test]
    fn no_text_that_acts_gets_in_wherever_it_is() {
        for acting in
            ["\\u001b[31m", "\\u009b31m", "\\u202e", "\\u200b", "a\\nb", "\\u0000", "\u{9b}", "\u{feff}"]
        {
            for json in
                [r#""X""#, r#"["a","X"]"#, r#"{"a":{"b":[{"X":1}]}}"#, r#"{"a":["X"]}"#, r#"{"seed":"X"}"#]
            {
                let error = read(&json.replace('X', acting)).unwrap_err();
                assert!(error.starts_with("a text with control"), "{json}: {error}");
                assert_eq!(sanitized(&error), error);
            }
        }
        assert!(read(r#"{"name":"Übung 数字 ●"}"#).is_ok());
        assert!(read(&format!("[\"{}\"]", "x".repeat(MAX_TEXT))).is_ok());
        assert!(read(&format!("[\"{}\"]", "x".repeat(MAX_TEXT + 1))).is_err());
    }

    #[test]
    fn a_folder_may_have_any_name_that_the_system_takes() {
        assert!(read(r#"{"folder":"/a\u001bb"}"#).is_ok());
        assert!(read(r#"{"folder":"/a\u0000b"}"#).is_err());
        assert!(read(r#"{"folder":["\u001b"]}"#).is_err());
    }

    #[test]
    fn numbers_are_counts_except_for_random_state() {
        for count in [0, 1, MAX_COUNT] {
            assert!(read(&format!("[{count}]")).is_ok());
        }
        for wrong in
            ["9007199254740993", "18446744073709551615", "-1", "-9223372036854775808", "1e999", "NaN"]
        {
            assert!(read(&format!("{{\"a\":[{wrong}]}}")).is_err(), "{wrong}");
        }
        for json in
            [r#"{"seed":18446744073709551615}"#, r#"{"sampler":99999999999999999999}"#, "[1e308,-0.5]"]
        {
            assert!(read(json).is_ok(), "{json}");
        }
    }
}
