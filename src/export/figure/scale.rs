//! The two axes of a figure: which iterations and values it shows, and the numbers that are written beside them.

/// The iterations that a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Steps {
    pub first: u64,
    pub last: u64,
}

impl Steps {
    /// How many there are.
    pub(super) const fn count(self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }

    /// Where the axis begins: at 0, unless that would leave most of it empty.
    pub(super) const fn origin(self) -> u64 {
        if self.first > 1 && self.first > self.last / 2 { self.first } else { 0 }
    }

    /// Round numbers along the axis, at most so many and one more.
    pub(super) fn ticks(self, max: u64) -> impl Iterator<Item = u64> {
        let step = round_step(self.last - self.origin(), 0, max);
        (self.origin().div_ceil(step)..=self.last / step).map(move |count| count * step)
    }
}

/// The smallest round number (1, 2 or 5 with zeros, at least so many) that divides `last` into at most `max` parts.
pub(super) fn round_step(last: u64, zeros: u32, max: u64) -> u64 {
    let mut steps = (zeros..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.saturating_pow(power)));
    steps.find(|step| last / step <= max).unwrap_or(u64::MAX)
}

/// By how much of a part a number may miss a round one.
const ROUNDING: f64 = 1e-9;

/// The values that a figure shows, from the bottom of its frame to its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub bottom: f64,
    pub top: f64,
    /// From one number beside the frame to the next.
    step: f64,
}

impl Scale {
    /// That of the book's figure, whatever the losses are.
    pub(super) const LOSS: Self = Self { bottom: 0.0, top: 1.0, step: 0.2 };

    /// The least parts of the frame.
    const PARTS: f64 = 4.0;

    /// Round numbers around all of these values; from 0, where that leaves room enough for them.
    pub(crate) fn around(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self::LOSS;
        }
        let low = if 0.0 <= low && low <= high / 2.0 { 0.0 } else { low };
        // A curve without height stands in the middle.
        let margin = if high > low { 0.0 } else { (low.abs() / 10.0).max(1e-3) };
        let (low, high) = (low - margin, high + margin);
        let decade = 10_f64.powf(((high - low) / Self::PARTS).log10().floor());
        let fits = |step: &f64| (high - low) / step >= Self::PARTS;
        let step = [5.0, 2.0, 1.0].map(|step| step * decade).into_iter().find(fits).unwrap_or(decade);
        Self {
            bottom: (low / step + ROUNDING).floor() * step,
            top: (high / step - ROUNDING).ceil() * step,
            step,
        }
    }

    /// Whether a value isn't above the frame.
    pub(super) fn holds(self, value: f64) -> bool {
        value <= self.top
    }

    pub(super) const fn clamp(self, value: f64) -> f64 {
        value.clamp(self.bottom, self.top)
    }

    /// How far up the frame a value stands, from 0 to 1.
    pub(crate) const fn share(self, value: f64) -> f64 {
        (self.clamp(value) - self.bottom) / (self.top - self.bottom)
    }

    /// The numbers beside the frame, as they are written.
    pub(crate) fn ticks(self) -> Vec<(f64, String)> {
        let count = ((self.top - self.bottom) / self.step).round() as u32;
        let decimals = (-self.step.log10().floor()).max(0.0) as usize;
        let written = |value: f64| match decimals {
            0..=5 if value.abs() < 1e6 => format!("{value:.decimals$}"),
            _ => format!("{value:.1e}"),
        };
        // Zero has no sign.
        let value = |index: u32| self.bottom + f64::from(index) * self.step + 0.0;
        (0..=count).map(value).map(|value| (value, written(value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[f64]) -> Vec<String> {
        Scale::around(values.iter().copied()).ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_frame_has_round_numbers_around_what_it_shows() {
        assert_eq!(Scale::LOSS.ticks()[1].1, "0.2");
        assert_eq!(written(&[2.3, 0.1]), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
        assert_eq!(written(&[0.93, 0.99]), ["0.93", "0.94", "0.95", "0.96", "0.97", "0.98", "0.99"]);
        assert_eq!(written(&[-30.0, 50.0]), ["-40", "-20", "0", "20", "40", "60"]);
        assert_eq!(written(&[5.0, 5.0]), ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]);
        assert_eq!(written(&[0.0, 0.0]).len(), 5);
        assert_eq!(written(&[1e-9, 9e-9])[1], "2.0e-9");
        assert_eq!(Scale::around(std::iter::empty()), Scale::LOSS);
        for power in -30..30 {
            let scale = Scale::around([0.3, 0.9].map(|value| value * 10_f64.powi(power)).into_iter());
            assert!((4..=9).contains(&scale.ticks().len()) && scale.top > scale.bottom, "{power}: {scale:?}");
        }
    }

    #[test]
    fn the_axis_begins_where_the_values_do_if_that_is_far() {
        let ticks = |first, last| Steps { first, last }.ticks(10).collect::<Vec<_>>();
        assert_eq!(ticks(1, 40), [0, 5, 10, 15, 20, 25, 30, 35, 40]);
        assert_eq!(ticks(9_900, 10_000).first(), Some(&9_900));
        assert_eq!(ticks(7, 7), [7]);
    }
}
