//! The bounds of each number of a race, and how a typed one is read.

use crate::nn::{Activation, Init};

/// A typed value that is wrong; the message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

/// The least and the greatest whole number that a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: u64,
    pub(crate) max: u64,
}

impl Bounds {
    /// The largest batch fills 200 MB with MNIST, more than any lesson needs.
    pub(crate) const BATCH_SIZE: Self = Self { min: 1, max: 65_536 };
    /// 0 runs until stopped.
    pub(crate) const ITERATIONS: Self = Self { min: 0, max: 1_000_000_000 };
    /// 0 measures nothing before the end.
    pub(crate) const EVAL_EVERY: Self = Self { min: 0, max: 1_000_000 };
    /// Of a race that is repeated.
    pub(crate) const STARTS: Self = Self { min: 2, max: 1_000 };
    /// Points of a sweep.
    pub(crate) const TRIALS: Self = Self { min: 1, max: 1_000_000 };
    /// From one rung of a sweep to the next.
    pub(crate) const REDUCTION: Self = Self { min: 2, max: 1_000 };
    /// Of each point of a sweep.
    pub(crate) const REPEATS: Self = Self { min: 1, max: 1_000 };
    pub(crate) const FPS: Self = Self { min: 1, max: 120 };
    pub(crate) const SEED: Self = Self { min: 0, max: u64::MAX };
    /// 0 takes one for each core.
    pub(crate) const THREADS: Self = Self { min: 0, max: 1_024 };
    /// Of one hidden layer.
    pub(crate) const WIDTH: Self = Self { min: 1, max: 16_384 };
    /// Of the hidden layers.
    pub(crate) const DEPTH: Self = Self { min: 1, max: 100 };

    pub(crate) const fn holds(self, size: usize) -> bool {
        let size = size as u64;
        self.min <= size && size <= self.max
    }

    pub(super) fn check(self, size: usize) -> Result<usize, ConfigError> {
        if self.holds(size) { Ok(size) } else { Err(ConfigError(format!("must be {self}"))) }
    }

    /// Reads a whole number, with or without thousands separators, and checks it.
    pub(crate) fn parse(self, text: &str) -> Result<u64, ConfigError> {
        let plain = text.trim().replace([',', '_'], "");
        let number = plain.parse().ok().filter(|number| (self.min..=self.max).contains(number));
        number.ok_or_else(|| ConfigError(format!("must be {self}")))
    }

    /// As [`Bounds::parse`], for sizes.
    pub(crate) fn parse_size(self, text: &str) -> Result<usize, ConfigError> {
        self.check(usize::try_from(self.parse(text)?).unwrap_or(usize::MAX))
    }
}

/// Reads a loss to get to.
pub(crate) fn parse_target(text: &str) -> Result<f32, ConfigError> {
    let loss = text.trim().parse().ok().filter(|loss: &f32| loss.is_finite() && *loss > 0.0);
    loss.ok_or_else(|| ConfigError("must be a number above 0, such as 0.2".into()))
}

impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (min, max) = (crate::text::thousands(self.min), crate::text::thousands(self.max));
        write!(f, "a whole number from {min} to {max}")
    }
}

/// Reads the widths of the hidden layers, such as `100,100`.
pub(crate) fn parse_hidden(text: &str) -> Result<Vec<usize>, ConfigError> {
    let widths: Result<Vec<usize>, _> = text.split(',').map(|part| Bounds::WIDTH.parse_size(part)).collect();
    check_hidden(widths.unwrap_or_default())
}

pub(super) fn check_hidden(widths: Vec<usize>) -> Result<Vec<usize>, ConfigError> {
    if Bounds::DEPTH.holds(widths.len()) && widths.iter().all(|&width| Bounds::WIDTH.holds(width)) {
        return Ok(widths);
    }
    let (width, max) = (Bounds::WIDTH, Bounds::DEPTH.max);
    Err(ConfigError(format!("must be 1 to {max} widths with commas between, such as 100,100, each {width}")))
}

/// Reads how starting weights are drawn: `he`, `lecun`, `xavier` or `glorot`, or a standard deviation.
pub(crate) fn parse_init(text: &str) -> Result<Init, ConfigError> {
    check_init(match text {
        "he" => Init::He,
        "lecun" => Init::LeCun,
        "xavier" | "glorot" => Init::Xavier,
        other => Init::Fixed(other.parse().unwrap_or(f64::NAN)),
    })
}

pub(super) fn check_init(init: Init) -> Result<Init, ConfigError> {
    match init {
        Init::Fixed(deviation) if !(deviation > 0.0 && deviation <= 10.0) => Err(ConfigError(
            "must be he, lecun, xavier, or a standard deviation above 0 and at most 10, such as 0.01".into(),
        )),
        init => Ok(init),
    }
}

/// Reads the function after the hidden layers by its name.
pub(crate) fn parse_activation(text: &str) -> Result<Activation, ConfigError> {
    let names = Activation::ALL.map(Activation::name).join(", ");
    text.parse().map_err(|_| ConfigError(format!("must be one of {names}")))
}

/// Reads a pace, in iterations a second.
pub(crate) fn parse_pace(text: &str) -> Result<f64, ConfigError> {
    check_pace(text.trim().parse().unwrap_or(f64::NAN))
}

/// Checks a pace: a slower race would look as if it hung, and a faster one can't be told from one without a pace.
pub(crate) fn check_pace(pace: f64) -> Result<f64, ConfigError> {
    if (0.001..=1e6).contains(&pace) {
        Ok(pace)
    } else {
        Err(ConfigError("must be a number from 0.001 to 1,000,000".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_separators_within_bounds() {
        assert_eq!(Bounds::ITERATIONS.parse("2,000"), Ok(2_000));
        assert_eq!(Bounds::BATCH_SIZE.parse_size("128"), Ok(128));
        for wrong in ["0", "-1", "1.5", "", "65537", "many", "99999999999999999999"] {
            let error = Bounds::BATCH_SIZE.parse(wrong).unwrap_err();
            assert_eq!(error.to_string(), "must be a whole number from 1 to 65,536");
        }
    }

    #[test]
    fn hidden_layers_are_widths_and_never_none() {
        assert_eq!(parse_hidden("100, 50"), Ok(vec![100, 50]));
        for wrong in ["", "100,", "0", "a", "20000"] {
            assert!(parse_hidden(wrong).is_err(), "{wrong:?} was taken");
        }
    }

    #[test]
    fn a_pace_is_a_number_above_zero_and_may_be_a_fraction() {
        assert_eq!(parse_pace("0.5"), Ok(0.5));
        for wrong in ["", "0", "-1", "nan", "inf", "1e-300", "fast"] {
            assert!(parse_pace(wrong).is_err(), "{wrong:?} was taken");
        }
    }

    #[test]
    fn weights_start_as_named_or_with_a_deviation() {
        for (text, init) in [("lecun", Init::LeCun), ("xavier", Init::Xavier), ("glorot", Init::Xavier)] {
            assert_eq!(parse_init(text), Ok(init));
        }
        assert_eq!(parse_init("0.01"), Ok(Init::Fixed(0.01)));
        for wrong in ["", "nan", "0", "-1", "inf", "He"] {
            assert!(parse_init(wrong).is_err(), "{wrong:?} was taken");
        }
    }
}
