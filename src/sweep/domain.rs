//! The values that one parameter can have; `notation` reads them.

/// Digits of a number that is drawn: what can be told apart in a table.
const DIGITS: usize = 4;

/// The most values that are counted out: more were not meant.
pub(super) const MAX_VALUES: usize = 10_000;

/// A list of numbers whose largest is so many times the smallest is even in the logarithm.
const WIDE: f64 = 10.0;

/// How numbers between two bounds are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spacing {
    Even,
    /// In the logarithm.
    Log,
}

/// What values there are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Domain {
    /// Numbers between two bounds, both of which they may be; with a step only those that lie so far apart.
    Float { low: f64, high: f64, spread: Spacing, step: Option<f64> },
    /// Whole numbers, both bounds included.
    Int { low: i64, high: i64, spread: Spacing, step: i64 },
    /// One of a list.
    Choice(Vec<String>),
}

impl Domain {
    /// The value at a place between 0 and 1, the latter excluded.
    pub(super) fn at(&self, place: f64) -> String {
        match self {
            Self::Float { low, high, step: Some(step), .. } => {
                let steps = ((high - low) / step + 1e-9).floor();
                number(low + step * (place * (steps + 1.0)).floor().min(steps))
            }
            Self::Float { low, high, spread, step: None } => {
                number(rounded(between(*low, *high, *spread, place), high - low).clamp(*low, *high))
            }
            Self::Int { low, high, spread: Spacing::Even, step } => {
                let count = (high - low) / step + 1;
                let index = ((place * count as f64) as i64).min(count - 1);
                (low + index * step).to_string()
            }
            Self::Int { low, high, spread: Spacing::Log, .. } => {
                // Half a number further on both sides, so that the ends come as often as their neighbours.
                let value = between(*low as f64 - 0.5, *high as f64 + 0.5, Spacing::Log, place);
                (value.round() as i64).clamp(*low, *high).to_string()
            }
            Self::Choice(values) => {
                let index = ((place * values.len() as f64) as usize).min(values.len() - 1);
                values[index].clone()
            }
        }
    }

    /// All values where they can be counted out; `None` where they lie close.
    pub(crate) fn all(&self) -> Option<Vec<String>> {
        let count = |count: f64| ((1.0..=MAX_VALUES as f64).contains(&count)).then_some(count as usize);
        match self {
            Self::Float { step: None, .. } | Self::Int { spread: Spacing::Log, .. } => None,
            Self::Float { low, high, step: Some(step), .. } => {
                let count = count(((high - low) / step + 1e-9).floor() + 1.0)?;
                Some((0..count).map(|index| number(low + step * index as f64)).collect())
            }
            Self::Int { low, high, step, .. } => {
                count(((high - low) / step + 1) as f64)?;
                Some(
                    (*low..=*high)
                        .step_by(usize::try_from(*step).ok()?)
                        .map(|value| value.to_string())
                        .collect(),
                )
            }
            Self::Choice(values) => Some(values.clone()),
        }
    }

    /// So many values from end to end, for a grid; fewer where there are not so many.
    pub(super) fn points(&self, count: usize) -> Vec<String> {
        if let Some(all) = self.all() {
            return all;
        }
        let place = |index: usize| if count < 2 { 0.5 } else { index as f64 / (count - 1) as f64 };
        let value = |index: usize| match self {
            Self::Float { low, high, spread, .. } => {
                number(rounded(between(*low, *high, *spread, place(index)), high - low).clamp(*low, *high))
            }
            Self::Int { low, high, spread, .. } => (between(*low as f64, *high as f64, *spread, place(index))
                .round() as i64)
                .clamp(*low, *high)
                .to_string(),
            Self::Choice(_) => String::new(),
        };
        let mut values: Vec<String> = (0..count).map(value).collect();
        values.dedup();
        values
    }

    /// The values at both ends, or all of a list: if these are right, all are.
    pub(crate) fn ends(&self) -> Vec<String> {
        match self {
            Self::Float { low, high, .. } => vec![number(*low), number(*high)],
            Self::Int { low, high, .. } => vec![low.to_string(), high.to_string()],
            Self::Choice(values) => values.clone(),
        }
    }

    /// Whether values may be no whole numbers.
    pub(super) fn has_fractions(&self) -> bool {
        match self {
            Self::Float { low, step, .. } => {
                low.fract() != 0.0 || step.is_none_or(|step| step.fract() != 0.0)
            }
            Self::Int { .. } | Self::Choice(_) => false,
        }
    }

    /// Whether an axis of it is logarithmic.
    pub(crate) fn is_log(&self) -> bool {
        match self {
            Self::Float { spread, .. } | Self::Int { spread, .. } => *spread == Spacing::Log,
            // A grid of powers is typed as a list: 1, 3, 10; 16, 32, 64, 128, 256.
            Self::Choice(values) => {
                let numbers: Option<Vec<f64>> = values.iter().map(|value| value.parse().ok()).collect();
                numbers.is_some_and(|numbers| {
                    let (low, high) = numbers.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), number| {
                        (low.min(*number), high.max(*number))
                    });
                    low > 0.0 && high >= WIDE * low
                })
            }
        }
    }
}

/// The number at a place between two bounds. `libm` gives the same bits on every machine.
fn between(low: f64, high: f64, spread: Spacing, place: f64) -> f64 {
    match spread {
        Spacing::Even => low + (high - low) * place,
        Spacing::Log => libm::exp(libm::log(low) + (libm::log(high) - libm::log(low)) * place),
    }
}

/// A number with as many digits as are worth writing: more where the span is small beside it.
fn rounded(value: f64, span: f64) -> f64 {
    // Of 0 this is no number, which is 0 digits.
    let more = libm::log10(value.abs() / span).ceil().clamp(0.0, 12.0) as usize;
    format!("{value:.*e}", DIGITS - 1 + more).parse().unwrap_or(value)
}

/// A number as it is typed.
pub(super) fn number(value: f64) -> String {
    let value = format!("{value:.12e}").parse().unwrap_or(value);
    if value == 0.0 || (1e-4..1e15).contains(&value.abs()) { value.to_string() } else { format!("{value:e}") }
}

#[cfg(test)]
mod tests {
    use super::super::notation::parse_domain as parse;

    #[test]
    fn values_stay_between_their_bounds_and_reach_both_ends() {
        for text in
            ["loguniform(1e-4,1)", "uniform(-1,1)", "int(1,8)", "int(1,1000,log)", "float(0,1,step=0.25)"]
        {
            let domain = parse(text).unwrap();
            let values: Vec<f64> =
                (0..1_000).map(|at| domain.at(f64::from(at) / 1_000.0).parse().unwrap()).collect();
            let ends: Vec<f64> = domain.ends().iter().map(|end| end.parse().unwrap()).collect();
            assert!(values.iter().all(|value| (ends[0]..=ends[1]).contains(value)), "{text}");
            assert!(values.is_sorted(), "{text}");
            assert!((values[0] - ends[0]).abs() < 1e-9, "{text}");
            assert!(values[999] > ends[0] + 0.97 * (ends[1] - ends[0]), "{text}");
        }
        assert_eq!(parse("loguniform(1e-5,1)").unwrap().at(0.0), "1e-5");
        assert_eq!(parse("loguniform(1e-4,1)").unwrap().at(0.5), "0.01");
        let grid = parse("loguniform(1e-3,1)").unwrap().points(4);
        assert_eq!(grid, ["0.001", "0.01", "0.1", "1"]);
        assert_eq!(parse("float(0,1,step=0.25)").unwrap().points(2).len(), 5);
    }
}
