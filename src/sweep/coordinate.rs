//! Where a value of a parameter stands on an axis.

use super::domain::Domain;

/// An axis of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Coordinate {
    /// Numbers from end to end, perhaps in the logarithm.
    Number { low: f64, high: f64, log: bool },
    /// Words, evenly apart.
    Words(Vec<String>),
}

impl Coordinate {
    /// The one of these values; a list of numbers is an axis of numbers.
    pub(crate) fn new(domain: &Domain) -> Self {
        let ends = domain.ends();
        let numbers: Option<Vec<f64>> = ends.iter().map(|value| value.parse().ok()).collect();
        let (low, high) = numbers
            .iter()
            .flatten()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| (ends.0.min(*value), ends.1.max(*value)));
        if low < high && low.is_finite() && high.is_finite() {
            Self::Number { low, high, log: domain.is_log() }
        } else {
            Self::Words(ends)
        }
    }

    /// Where a value stands: 0 at the lower end, 1 at the upper, within both; `None` if it is none of this axis.
    pub(crate) fn place(&self, value: &str) -> Option<f64> {
        match self {
            Self::Number { .. } => {
                value.parse().ok().filter(|value: &f64| value.is_finite()).map(|value| self.place_of(value))
            }
            Self::Words(words) => {
                words.iter().position(|word| word == value).map(|at| self.place_of(at as f64))
            }
        }
    }

    /// The same of a number, or of the place of a word among all.
    pub(crate) fn place_of(&self, value: f64) -> f64 {
        let share = match self {
            Self::Number { low, high, log: true } => {
                let [low, high, value] = [*low, *high, value.max(*low)].map(libm::log);
                (value - low) / (high - low)
            }
            Self::Number { low, high, log: false } => (value - low) / (high - low),
            Self::Words(words) => (value + 0.5) / words.len().max(1) as f64,
        };
        share.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::Space;

    fn coordinate(domain: &str) -> Coordinate {
        let space = Space::parse(&[format!("lr={domain}")]).unwrap();
        Coordinate::new(&space.0[0].domain)
    }

    #[test]
    fn numbers_stand_between_their_ends_and_words_in_even_columns() {
        let near = |place: Option<f64>, expected: f64| (place.unwrap() - expected).abs() < 1e-9;
        let log = coordinate("loguniform(1e-4,1)");
        assert!(near(log.place("0.01"), 0.5) && near(log.place("1e-9"), 0.0) && log.place("relu").is_none());
        assert!(near(coordinate("uniform(0,1)").place("0.25"), 0.25));
        assert!(near(coordinate("0.001,0.01,0.1").place("0.01"), 0.5));
        let words = coordinate("relu,tanh");
        assert!(
            near(words.place("relu"), 0.25) && near(words.place("tanh"), 0.75) && words.place("0").is_none()
        );
        assert_eq!(coordinate("0.5"), Coordinate::Words(vec!["0.5".into()]));
    }
}
