//! Bars that stand on the lower edge of an area, in eighths of a row, and sparklines.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::tui::{glyphs::BARS, widgets::text::put};

/// The eighths of a full bar in so many rows.
pub(crate) const fn full(rows: u16) -> u32 {
    rows as u32 * BARS.len() as u32
}

/// Draws a bar of so many eighths, at a column of `area` and that wide.
pub(crate) fn bar(eighths: u32, (x, width): (u16, u16), style: Style, area: Rect, buffer: &mut Buffer) {
    for up in 0..area.height {
        let left = eighths.saturating_sub(full(up)).min(full(1));
        if left > 0 {
            let sign = BARS[left as usize - 1].repeat(usize::from(width));
            put(buffer, area, (x, area.height - 1 - up), &sign, style);
        }
    }
}

/// Values as bars between the smallest and the largest of them, a blank where there is none.
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
