//! Lengths and shares as text, each as wide as any other.

use crate::tui::number::UNKNOWN;

/// A length with three digits that count, as wide as any other.
pub(super) fn length(value: Option<f32>) -> String {
    match value {
        None => UNKNOWN.into(),
        Some(0.0) => "0".into(),
        Some(value) if (0.001..10_000.0).contains(&value) => {
            format!("{value:.*}", (3 - value.log10().floor() as i32).clamp(0, 5) as usize)
        }
        Some(value) => format!("{value:.2e}"),
    }
}

/// A share as per cent; small ones with more digits.
pub(super) fn percent(share: Option<f32>) -> String {
    match share.map(|share| share * 100.0) {
        None => UNKNOWN.into(),
        Some(0.0) => "0 %".into(),
        Some(share) if share < 0.1 => format!("{share:.4} %"),
        Some(share) => format!("{share:.2} %"),
    }
}
