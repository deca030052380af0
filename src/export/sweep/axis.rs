//! The axes of a sweep's figure: evenly, in the logarithm, or a slot for each of a list.

use crate::{export::figure::scale::Scale, text::sanitized};

/// What is left free at both ends of an axis, as a share of it: marks there are whole.
const INSET: f64 = 0.035;

/// The most decades with a number each.
const DECADES: i32 = 8;

/// The most slots with a name each.
const NAMES: usize = 12;

/// How values stand along an axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ValueAxis {
    Even(Scale),
    /// The decimal logarithms of both ends.
    Log {
        low: f64,
        high: f64,
    },
    /// Names, the first of them at 0, the next at 1.
    Slots(Vec<String>),
}

impl ValueAxis {
    pub(super) fn even(values: impl Iterator<Item = f64>) -> Self {
        Self::Even(Scale::around(values))
    }

    /// One for numbers above 0; others are left out.
    pub(super) fn log(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter(|value| *value > 0.0)
            .map(f64::log10)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| (low.min(log), high.max(log)));
        if low > high {
            return Self::even(std::iter::empty());
        }
        // A single value stands in the middle.
        let margin = if high - low < 0.1 { 0.1 } else { 0.0 };
        Self::Log { low: low - margin, high: high + margin }
    }

    /// Where a value stands, from 0 to 1; one beyond an end stands there.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = match self {
            Self::Even(scale) => scale.share(value),
            Self::Log { low, high } => ((value.log10().max(*low) - low) / (high - low)).min(1.0),
            Self::Slots(names) => return (value + 0.5) / names.len().max(1) as f64,
        };
        INSET + share * (1.0 - 2.0 * INSET)
    }

    /// The numbers or names along it, each with its place.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        match self {
            Self::Even(scale) => {
                scale.ticks().into_iter().map(|(value, text)| (self.share(value), text)).collect()
            }
            Self::Log { low, high } => {
                let inside = |value: &f64| (low - 1e-9..=high + 1e-9).contains(&value.log10());
                let values: Vec<f64> = log_values(*low, *high).into_iter().filter(inside).collect();
                let rounds: Vec<_> =
                    values.into_iter().map(|value| (self.share(value), written(value))).collect();
                if high - low > 1.0 {
                    return rounds;
                }
                // Less than a decade: the logarithm is hardly bent there.
                let scale = Scale::around([*low, *high].map(|log| 10_f64.powf(log)).into_iter());
                let ticks = scale.ticks().into_iter().filter(|(value, _)| inside(value));
                let evens: Vec<_> = ticks.map(|(value, text)| (self.share(value), text)).collect();
                if evens.len() > rounds.len() { evens } else { rounds }
            }
            Self::Slots(names) => {
                let step = names.len().div_ceil(NAMES).max(1);
                let named = names.iter().enumerate().step_by(step);
                named.map(|(at, name)| (self.share(at as f64), sanitized(name))).collect()
            }
        }
    }

    /// The room that a tick's text has, as a share of the axis.
    pub(super) fn room(&self) -> f64 {
        match self {
            Self::Slots(names) => 1.0 / names.len().clamp(1, NAMES) as f64,
            Self::Even(_) | Self::Log { .. } => 1.0,
        }
    }

    /// The same with `write` applied to every name.
    pub(super) fn map_texts(self, write: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Slots(names) => Self::Slots(names.iter().map(|name| write(name)).collect()),
            numbers => numbers,
        }
    }
}

/// Round numbers of some decades: powers of ten, and between few of them their doubles and halves.
fn log_values(low: f64, high: f64) -> Vec<f64> {
    let digits: &[u8] = if high - low < 2.5 { &[1, 2, 5] } else { &[1] };
    let (first, last) = (low.floor() as i32, high.ceil() as i32);
    let step = ((last - first) / DECADES + 1).max(1);
    let decades = (first..=last).filter(|decade| decade.rem_euclid(step) == 0);
    // A text has the nearest number, which a power would miss.
    let value = |decade: i32| digits.iter().filter_map(move |digit| format!("{digit}e{decade}").parse().ok());
    decades.flat_map(value).collect()
}

fn written(value: f64) -> String {
    if (1e-4..1e6).contains(&value) { value.to_string() } else { format!("{value:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &ValueAxis) -> Vec<String> {
        axis.ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_logarithm_has_round_numbers_whatever_it_spans() {
        let log = |values: [f64; 2]| texts(&ValueAxis::log(values.into_iter()));
        assert_eq!(log([1e-5, 1.0]), ["1e-5", "0.0001", "0.001", "0.01", "0.1", "1"]);
        assert_eq!(log([0.04, 2.3]), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
        assert!(log([0.25, 0.31]).len() > 2, "{:?}", log([0.25, 0.31]));
        assert!((2..=9).contains(&log([1e-30, 1e30]).len()));
        assert!(log([0.5, 0.5]).len() > 1);
        assert!(!log([0.0, -1.0]).is_empty());
    }

    #[test]
    fn slots_stand_evenly_and_a_value_beyond_an_end_stands_there() {
        let slots = ValueAxis::Slots(["relu", "tanh"].map(str::to_owned).to_vec());
        let places: Vec<f64> = slots.ticks().into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, [0.25, 0.75]);
        let log = ValueAxis::log([0.1, 1.0].into_iter());
        assert!((log.share(0.0) - INSET).abs() < 1e-12 && (log.share(50.0) + INSET - 1.0).abs() < 1e-12);
    }
}
