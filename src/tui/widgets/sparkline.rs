//! A sparkline: values as bars between the smallest and the largest of them.

use crate::tui::glyphs::BARS;

/// A bar a value, a blank where there is none.
pub(crate) fn sparkline(values: &[Option<f32>]) -> String {
    let low = values.iter().flatten().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
    let span = (high - low).max(f32::MIN_POSITIVE);
    let bar = |value: &Option<f32>| match value {
        Some(value) => BARS[((value - low) / span * (BARS.len() - 1) as f32).round() as usize % BARS.len()],
        None => " ",
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn the_smallest_value_has_the_lowest_bar_and_the_largest_the_highest() {
        assert_eq!(sparkline(&[Some(3.0), None, Some(1.0), Some(2.0)]), "█ ▁▅");
        assert_eq!(sparkline(&[Some(2.0)]), "▁");
        assert_eq!(sparkline(&[]), "");
    }
}
