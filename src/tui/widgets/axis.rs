//! Where a value stands on an axis, and the round values that are worth a tick.

use crate::tui::direction::Direction;

/// Which values a vertical axis covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YAxis {
    /// 0 to 1, as in the original figure.
    Unit,
    /// As much as the curves in view need.
    Fitted,
    /// The same, logarithmic.
    Log,
}

impl YAxis {
    pub(crate) fn next(self) -> Self {
        Direction::More.neighbour(&[Self::Unit, Self::Fitted, Self::Log], self)
    }
}

/// A vertical axis with its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AxisScale {
    low: f64,
    high: f64,
    log: bool,
}

impl AxisScale {
    /// The axis for curves with this smallest and largest value in view, if any is.
    ///
    /// Ends are round, so that the axis holds still while the curves move a little.
    pub(crate) fn new(axis: YAxis, values: Option<(f64, f64)>) -> Self {
        /// Beyond any f32, and so far within f64 that no span or step between two ends overflows.
        const MAX_END: f64 = 1e100;
        let within = |value: f64| value.clamp(-MAX_END, MAX_END);
        let values = values.filter(|(low, high)| low <= high).map(|(low, high)| (within(low), within(high)));
        match (axis, values) {
            (YAxis::Unit, _) | (_, None) => Self { low: 0.0, high: 1.0, log: false },
            (YAxis::Fitted, Some((low, high))) => {
                let step = round_step((high - low).max(high.abs() * 1e-3).max(1e-6) / 4.0);
                let (first, last) = ((low / step).floor(), (high / step).ceil());
                Self { low: first * step, high: last.max(first + 1.0) * step, log: false }
            }
            (YAxis::Log, Some((low, high))) => {
                // A loss of zero has no logarithm; 1e-6 is as low as a curve is followed.
                let (low, high) = (low.max(1e-6), high.max(1e-6));
                let (low, high) = (1.0 / round_step(1.0 / low), round_step(high));
                // Half a decade at least, or noise would fill the chart.
                Self { low: low.log10(), high: high.max(low * 5.0).log10(), log: true }
            }
        }
    }

    /// The value at the lower end.
    pub(crate) fn low(self) -> f64 {
        if self.log { 10_f64.powf(self.low) } else { self.low }
    }

    /// The value at the upper end.
    pub(crate) fn high(self) -> f64 {
        if self.log { 10_f64.powf(self.high) } else { self.high }
    }

    /// Where a value stands: 0 at the lower end, 1 at the upper, outside below 0 or above 1.
    pub(crate) fn place(self, value: f64) -> f64 {
        let value = if self.log { value.max(f64::MIN_POSITIVE).log10() } else { value };
        (value - self.low) / (self.high - self.low)
    }

    /// At most `max` ticks for an axis beside so many rows; the lower end stands on the line below them.
    pub(crate) fn ticks(self, max: u16, rows: u16) -> Vec<Tick> {
        let row = |value| (self.place(value) * f64::from(rows)).round() as u16;
        let tick = |value| Tick::new(row(value).min(rows), self.label(value));
        self.values(usize::from(max)).into_iter().map(tick).collect()
    }

    /// At most `max` round values, from the lower end to the upper.
    pub(crate) fn values(self, max: usize) -> Vec<f64> {
        if self.log {
            return self.decades(max);
        }
        let step = round_step((self.high - self.low) / (max.max(2) as f64 - 1.0));
        let count = ((self.high - self.low) / step + 1e-9).floor() as usize;
        let at = |index: usize| self.low + index as f64 * step;
        (0..=count).map(at).collect()
    }

    /// 1, 2 and 5 of every decade, or where those are too many 1 and 5, or 1, or 1 of every other decade …
    fn decades(self, max: usize) -> Vec<f64> {
        let (low, high) = (self.low - 1e-9, self.high + 1e-9);
        let (first, last) = (low.floor() as i32, high.ceil() as i32);
        let ticks = |every: i32, digits: &[f64]| -> Vec<f64> {
            let decades = (first..=last).filter(|decade| decade.rem_euclid(every) == 0);
            let values =
                decades.flat_map(|decade| digits.iter().map(move |digit| digit * 10_f64.powi(decade)));
            values.filter(|value| (low..=high).contains(&value.log10())).collect()
        };
        let fits = |ticks: &Vec<f64>| ticks.len() <= max.max(2);
        let coarse = (1..=i32::MAX).map(|every| ticks(every, &[1.0]));
        let fine = [ticks(1, &[1.0, 2.0, 5.0]), ticks(1, &[1.0, 5.0])];
        fine.into_iter().chain(coarse).find(fits).unwrap_or_default()
    }

    /// The label of a round value: as many decimals as its neighbours need.
    pub(crate) fn label(self, value: f64) -> String {
        if self.log {
            return if value > 9e-4 {
                format!("{}", (value * 1e6).round() / 1e6)
            } else {
                format!("{value:.0e}")
            };
        }
        let span = self.high - self.low;
        let decimals = (1.0 - span.log10()).ceil().clamp(0.0, 6.0) as usize;
        format!("{value:.decimals$}")
    }
}

/// A labelled place on an axis.
pub(crate) struct Tick {
    /// Cells from the corner where the axes meet: rows above the horizontal line, columns of the plot.
    pub(crate) at: u16,
    pub(crate) label: String,
    /// Whether the line has a sign there; the label alone is enough where the other axis already stands.
    pub(crate) marked: bool,
}

impl Tick {
    pub(crate) const fn new(at: u16, label: String) -> Self {
        Self { at, label, marked: true }
    }
}

/// The nearest of so many dots or cells, of which the first stands at 0 and the last at 1.
pub(crate) fn nearest(share: f64, count: usize) -> i64 {
    (share * (count as f64 - 1.0)).round() as i64
}

/// Where a dot or cell of so many stands, the reverse of [`nearest`]; below 0 and above 1 for one beside them.
pub(crate) fn share_of(at: i64, count: usize) -> f64 {
    at as f64 / (count as f64 - 1.0).max(1.0)
}

/// The smallest of 1, 2, 5 × 10ⁿ that is not below `min`.
pub(crate) fn round_step(min: f64) -> f64 {
    let power = 10_f64.powf(min.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|step| *step >= min * (1.0 - 1e-9)).unwrap_or(power)
}

/// About `max` round values between two ends, each with its label.
pub(crate) fn round_values((low, high): (f64, f64), max: u16) -> Vec<(f64, String)> {
    let step = round_step((high - low) / f64::from(max.max(1)));
    let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
    let first = (low / step - 1e-9).ceil() as i64;
    let values = (first..).map(|index| index as f64 * step).take_while(|value| *value <= high + step * 1e-9);
    values.map(|value| (value, format!("{value:.decimals$}").replace('-', "−"))).collect()
}

/// The smallest of 1, 2, 5 × 10ⁿ iterations that is not below `min`, at least 1.
pub(crate) fn round_iterations(min: u64) -> u64 {
    round_step(min.max(1) as f64).round().max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: AxisScale, max: u16) -> Vec<String> {
        scale.ticks(max, 9).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn the_figures_axis_runs_from_0_to_1_in_round_steps() {
        let unit = AxisScale::new(YAxis::Unit, None);
        assert_eq!(labels(unit, 3), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(unit, 6), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn a_fitted_axis_has_round_ends_around_the_values() {
        let scale = AxisScale::new(YAxis::Fitted, Some((0.043, 0.187)));
        assert!(scale.place(0.043) >= 0.0 && scale.place(0.187) <= 1.0);
        assert_eq!(labels(scale, 5), ["0.00", "0.05", "0.10", "0.15", "0.20"]);
        let flat = AxisScale::new(YAxis::Fitted, Some((2.0, 2.0)));
        assert!(flat.place(2.0).is_finite());
    }

    #[test]
    fn a_logarithmic_axis_has_round_ends_and_as_many_ticks_as_fit() {
        let scale = AxisScale::new(YAxis::Log, Some((0.023, 2.3)));
        assert_eq!(labels(scale, 4), ["0.1", "1"]);
        assert_eq!(labels(scale, 5), ["0.05", "0.1", "0.5", "1", "5"]);
        assert_eq!(labels(scale, 8), ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5"]);
        assert!(scale.place(0.023) >= 0.0 && scale.place(2.3) <= 1.0);
        assert!(scale.place(0.0).is_finite());
        let wide = AxisScale::new(YAxis::Log, Some((1e-6, 9e5)));
        assert_eq!(labels(wide, 5), ["1e-6", "0.001", "1", "1000", "1000000"]);
    }

    #[test]
    fn values_between_given_ends_are_round() {
        let labels =
            |ends, max| round_values(ends, max).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels((-8.0, 8.0), 4), ["−5", "0", "5"]);
        assert_eq!(labels((-1.0, 2.0), 6), ["−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5", "2.0"]);
    }

    #[test]
    fn steps_are_round_at_any_size() {
        assert_eq!(round_iterations(0), 1);
        assert_eq!(round_iterations(333), 500);
        assert_eq!(round_iterations(1_000_000), 1_000_000);
        assert!((round_step(0.03) - 0.05).abs() < 1e-12);
    }
}
