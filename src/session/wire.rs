//! How the numbers of updates are written in JSON, which has no NaN and no infinities.

use std::{collections::VecDeque, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Unexpected, Visitor},
    ser::SerializeTuple as _,
};

use super::Bucket;

/// The longest time, in seconds: far from where adding to it overflows.
const MAX_SECONDS: f64 = 1_000.0 * 365.25 * 86_400.0;

/// A single number, as a string where it is not finite.
#[derive(Clone, Copy)]
struct JsonNumber(f32);

impl Serialize for JsonNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { serializer.serialize_f32(self.0) } else { serializer.collect_str(&self.0) }
    }
}

impl<'de> Deserialize<'de> for JsonNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bucket = deserializer.deserialize_any(BucketVisitor { several: false })?;
        Ok(Self(bucket.mean))
    }
}

/// Reads a number as a bucket of its own or, where `several` are allowed, three as smallest, largest and mean.
struct BucketVisitor {
    several: bool,
}

impl<'de> Visitor<'de> for BucketVisitor {
    type Value = Bucket;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.several { ", or three of them" } else { "" };
        write!(f, "a number, \"NaN\", \"inf\" or \"-inf\"{more}")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Bucket, E> {
        Ok(Bucket::of(number as f32))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Bucket, E> {
        Ok(Bucket::of(number as f32))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Bucket, E> {
        Ok(Bucket::of(number as f32))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bucket, E> {
        let number = match text {
            "NaN" => f32::NAN,
            "inf" => f32::INFINITY,
            "-inf" => f32::NEG_INFINITY,
            _ => return Err(E::invalid_value(Unexpected::Str(text), &self)),
        };
        Ok(Bucket::of(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Bucket, A::Error> {
        if !self.several {
            return Err(A::Error::invalid_type(Unexpected::Seq, &self));
        }
        let mut next = |index| {
            let number: Option<JsonNumber> = numbers.next_element()?;
            number.map(|number| number.0).ok_or_else(|| A::Error::invalid_length(index, &self))
        };
        Ok(Bucket { min: next(0)?, max: next(1)?, mean: next(2)? })
    }
}

impl Serialize for Bucket {
    /// A single loss as a number, several as `[min, max, mean]`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bits = [self.min, self.max, self.mean].map(f32::to_bits);
        if bits[0] == bits[1] && bits[1] == bits[2] {
            return JsonNumber(self.mean).serialize(serializer);
        }
        let mut three = serializer.serialize_tuple(3)?;
        for number in [self.min, self.max, self.mean] {
            three.serialize_element(&JsonNumber(number))?;
        }
        three.end()
    }
}

impl<'de> Deserialize<'de> for Bucket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BucketVisitor { several: true })
    }
}

/// For a field that may be NaN or infinite.
pub(crate) mod number {
    use super::{Deserialize, Deserializer, JsonNumber, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
    pub(crate) fn serialize<S: Serializer>(number: &f32, serializer: S) -> Result<S::Ok, S::Error> {
        JsonNumber(*number).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
        Ok(JsonNumber::deserialize(deserializer)?.0)
    }
}

/// For a list of numbers that may be NaN or infinite.
pub(crate) mod numbers {
    use super::{Deserialize, Deserializer, JsonNumber, Serializer, VecDeque};

    pub(crate) fn serialize<S: Serializer>(
        numbers: &VecDeque<f32>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers.iter().copied().map(JsonNumber))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VecDeque<f32>, D::Error> {
        let numbers = VecDeque::<JsonNumber>::deserialize(deserializer)?;
        Ok(numbers.into_iter().map(|number| number.0).collect())
    }
}

/// For an optional field that may be NaN or infinite.
pub(crate) mod maybe_number {
    use super::{Deserialize, Deserializer, JsonNumber, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde hands over references")]
    pub(crate) fn serialize<S: Serializer>(number: &Option<f32>, serializer: S) -> Result<S::Ok, S::Error> {
        number.map(JsonNumber).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f32>, D::Error> {
        Ok(Option::<JsonNumber>::deserialize(deserializer)?.map(|number| number.0))
    }
}

/// For a duration, in seconds.
pub(crate) mod seconds {
    use super::{Deserialize, Deserializer, Duration, Error, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        time.as_secs_f64().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        if seconds > super::MAX_SECONDS {
            return Err(D::Error::custom("a race that has run for more than a thousand years"));
        }
        Duration::try_from_secs_f64(seconds).map_err(D::Error::custom)
    }
}

/// For a duration that may not be known, in seconds.
pub(crate) mod maybe_seconds {
    use super::{Deserialize, Deserializer, Duration, Serializer, seconds};

    #[derive(Deserialize)]
    struct Seconds(#[serde(with = "seconds")] Duration);

    #[expect(clippy::ref_option, reason = "serde hands over references")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => seconds::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let time = Option::<Seconds>::deserialize(deserializer)?;
        Ok(time.map(|Seconds(time)| time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loss_comes_back_bit_for_bit() {
        for loss in [0.1, 2.301_585_1, f32::MIN_POSITIVE, 1e-45, f32::MAX, -0.0, f32::INFINITY, f32::NAN] {
            let text = serde_json::to_string(&Bucket::of(loss)).unwrap();
            let back: Bucket = serde_json::from_str(&text).unwrap();
            assert_eq!(back.mean.to_bits(), loss.to_bits(), "{text}");
        }
        let several = Bucket { min: 0.25, max: f32::NEG_INFINITY, mean: 0.5 };
        assert_eq!(serde_json::to_string(&several).unwrap(), "[0.25,\"-inf\",0.5]");
        assert_eq!(serde_json::from_str::<Bucket>("[0.25,\"-inf\",0.5]").unwrap(), several);
        for wrong in ["null", "[1,2]", "[1,2,3,4]", "[[1,1,1],1,1]", "\"nan\"", "{}", "true"] {
            assert!(serde_json::from_str::<Bucket>(wrong).is_err(), "{wrong}");
        }
    }
}
