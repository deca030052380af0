//! How numbers are written on the screen: fixed decimals, fixed widths, a dash for what is not known.

use std::time::Duration;

use super::{direction::Direction, widgets::axis::round_step};
use crate::session::Allowed;

/// In the place of a value that is not known yet.
pub(crate) const UNKNOWN: &str = "—";

/// The most columns that a loss takes.
pub(crate) const MAX_LOSS_WIDTH: usize = 8;

/// A loss with four decimals, as far as they fit into [`MAX_LOSS_WIDTH`].
pub(crate) fn loss(value: Option<f32>) -> String {
    match value {
        None => UNKNOWN.into(),
        Some(value) if value.abs() < 999.0 => crate::text::loss(value),
        Some(value) if value.abs() < 999_999.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.1e}"),
    }
}

/// A loss in few digits.
pub(crate) fn short_loss(value: f32) -> String {
    match value.abs() {
        small if small < 10.0 => format!("{value:.3}"),
        middle if middle < 10_000.0 => format!("{value:.0}"),
        _ => loss(Some(value)),
    }
}

/// A change of a loss with its sign.
pub(crate) fn change(value: Option<f32>) -> String {
    match value {
        None => UNKNOWN.into(),
        // What rounds to nothing has no direction.
        Some(value) if value.abs() < 0.000_05 => "0.0000".into(),
        Some(value) if value < 0.0 => format!("−{}", loss(Some(-value))),
        Some(value) => format!("+{}", loss(Some(value))),
    }
}

/// A number with a sign and three decimals, as far as they fit into [`MAX_LOSS_WIDTH`].
pub(crate) fn signed(value: f64) -> String {
    let text = match value.abs() {
        // What rounds to nothing has no sign.
        size if size < 0.000_5 => "0.000".into(),
        size if size < 999.0 => format!("{value:.3}"),
        size if size < 99_999.0 => format!("{value:.1}"),
        _ => format!("{value:.0e}"),
    };
    text.replace('-', "−")
}

/// A setting in its shortest exact form.
pub(crate) fn setting(value: f64) -> String {
    let plain = format!("{value}");
    if plain.len() <= MAX_LOSS_WIDTH { plain } else { format!("{value:e}") }
}

/// A setting to be edited: its shortest exact form or, where that is too long to be read, six digits of it.
pub(crate) fn editable(value: f64) -> String {
    const READABLE: usize = 12;
    let exact = setting(value);
    let six: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let shown = if exact.len() <= READABLE { value } else { six };
    let plain = format!("{shown}");
    if plain.len() <= READABLE { plain } else { setting(shown) }
}

/// A share in per cent with one decimal.
pub(crate) fn percent(share: Option<f32>) -> String {
    share.map_or_else(|| UNKNOWN.into(), |share| format!("{:.1} %", share * 100.0))
}

/// Iterations a second: a whole number, or one with a decimal where they are few.
pub(crate) fn speed(per_second: f64) -> String {
    if per_second < 9.95 {
        format!("{per_second:.1}")
    } else {
        crate::text::thousands(per_second.round() as u64)
    }
}

/// Bytes a second, in ten columns up to 100 MB.
pub(crate) fn traffic(bytes: u64) -> String {
    let kilobytes = bytes as f64 / 1e3;
    if kilobytes < 999.95 {
        format!("{kilobytes:>5.1} kB/s")
    } else {
        format!("{:>5.1} MB/s", kilobytes / 1e3)
    }
}

/// A time as h:mm:ss or m:ss.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A time in seconds with a tenth, from two minutes on as on a clock.
pub(crate) fn seconds(time: Duration) -> String {
    if time.as_secs() >= 120 { clock(time) } else { format!("{:.1} s", time.as_secs_f64()) }
}

/// The next of 1, 2, 5, 10, 20, 50 … (or its tenths …) above a positive value, or below it.
pub(crate) fn next_of_decade(value: f64, up: bool) -> f64 {
    let exponent = value.log10().floor() as i32;
    // Written out and read again, so that 0.02 is 0.02 and not 2 × 0.01.
    let steps = (exponent - 1..=exponent + 1)
        .flat_map(|exponent| [1, 2, 5].map(|digit| format!("{digit}e{exponent}")))
        .filter_map(|text| text.parse::<f64>().ok());
    let close = value * 1e-9;
    if up {
        steps.filter(|step| *step > value + close).fold(f64::INFINITY, f64::min)
    } else {
        steps.filter(|step| *step < value - close).fold(0.0, f64::max)
    }
}

/// The next value of a declared setting, or the one before; `None` at the end of what it may have.
pub(crate) fn next_value(allowed: &Allowed, value: f64, direction: Direction) -> Option<f64> {
    let up = direction == Direction::More;
    let sign = if up { 1.0 } else { -1.0 };
    let next = match allowed {
        Allowed::Ratio(min, max) if value > 0.0 => next_of_decade(value, up).clamp(*min, *max),
        // From 0 there is no next of a decade.
        Allowed::Ratio(..) if !up => return None,
        Allowed::Ratio(min, max) => (max.min(1.0) / 1e3).clamp(*min, *max),
        Allowed::Linear(min, max) => {
            let part = max / 100.0 - min / 100.0;
            if part > 0.0 {
                let step = round_step(part);
                let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
                let next = (value / step).round() * step + sign * step;
                // Written out and read again, so that sums of steps stay short.
                format!("{next:.decimals$}").parse().unwrap_or(next).clamp(*min, *max)
            } else {
                // From one end to the same there are no steps.
                *min
            }
        }
        Allowed::Whole(min, max) => (value.round() + sign).clamp(*min, *max),
        Allowed::Choice(choices) => {
            let at = choices.iter().position(|choice| choice.to_bits() == value.to_bits()).unwrap_or(0);
            *choices.get(direction.along(at, choices.len()))?
        }
    };
    (next.to_bits() != value.to_bits()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_never_outgrow_their_columns() {
        for value in [0.0, 0.123_456, 2.3, 998.999_9, 12_345.678, 1e30, f32::MAX] {
            assert!(loss(Some(value)).len() <= MAX_LOSS_WIDTH, "{value}: {}", loss(Some(value)));
        }
        assert_eq!(loss(Some(0.081_43)), "0.0814");
        assert_eq!(loss(None), "—");
    }

    #[test]
    fn signed_numbers_keep_their_width_and_there_is_no_minus_zero() {
        for value in [0.0, -7.0, 998.999_9, -998.999_9, -99_998.9, -1e30, f64::from(f32::MIN)] {
            assert!(signed(value).chars().count() <= MAX_LOSS_WIDTH, "{value}: {}", signed(value));
        }
        assert_eq!(signed(-6.93), "−6.930");
        assert_eq!(signed(-0.000_01), "0.000");
    }

    #[test]
    fn rates_are_short_and_exact() {
        assert_eq!(setting(0.000_025), "0.000025");
        assert_eq!(setting(0.000_000_1), "1e-7");
        assert_eq!(setting(0.01), "0.01");
    }

    #[test]
    fn a_rate_goes_up_and_down_by_1_2_and_5() {
        let ups = [0.01, 0.02, 0.05, 0.1]
            .windows(2)
            .all(|pair| next_of_decade(pair[0], true).to_bits() == pair[1].to_bits());
        let downs = [0.001, 0.0005, 0.0002, 0.0001]
            .windows(2)
            .all(|pair| next_of_decade(pair[0], false).to_bits() == pair[1].to_bits());
        assert!(ups && downs);
        assert!((next_of_decade(0.03, true) - 0.05).abs() < 1e-12);
        assert!((next_of_decade(0.03, false) - 0.02).abs() < 1e-12);
    }

    #[test]
    fn a_setting_that_may_have_one_value_only_goes_nowhere_and_a_huge_range_has_steps() {
        let only = Allowed::Linear(0.5, 0.5);
        for direction in [Direction::More, Direction::Less] {
            assert_eq!(next_value(&only, 0.5, direction), None);
            assert_eq!(next_value(&only, 0.7, direction), Some(0.5));
        }
        let huge = Allowed::Linear(f64::MIN, f64::MAX);
        assert!(next_value(&huge, 0.0, Direction::More).is_some_and(|next| next > 0.0 && next.is_finite()));
    }

    #[test]
    fn a_setting_to_be_edited_can_be_read() {
        let shown = [0.1, 1e6, 1e-9, 0.097_552_825_814_757_68, 1.234_567_890_123e-12, 1e300].map(editable);
        assert_eq!(shown, ["0.1", "1000000", "0.000000001", "0.0975528", "1.23457e-12", "1e300"]);
    }

    #[test]
    fn bytes_a_second_keep_their_width() {
        assert_eq!(traffic(0), "  0.0 kB/s");
        assert_eq!(traffic(3_449), "  3.4 kB/s");
        for bytes in [51, 999_949, 999_950, 20_000_000] {
            assert_eq!(traffic(bytes).len(), 10, "{}", traffic(bytes));
        }
    }

    #[test]
    fn times_are_written_as_clocks() {
        assert_eq!(clock(Duration::from_millis(1_200)), "0:02");
        assert_eq!(clock(Duration::from_secs(3_725)), "1:02:05");
    }
}
