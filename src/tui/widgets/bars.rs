//! Bars that stand on the lower edge of an area, in eighths of a row, and sparklines.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::tui::{
    glyphs::BARS,
    widgets::{
        axis::{AxisScale, YAxis},
        text::put,
    },
};

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

/// Values as bars on a logarithmic scale of their own, a blank where there is none. Its ends are round (1, 2, 5 with
/// zeros), so that bars keep their heights while they move along.
pub(crate) fn sparkline(values: &[Option<f32>]) -> String {
    let low = values.iter().flatten().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
    let ends = (low <= high).then(|| (f64::from(low), f64::from(high)));
    let scale = AxisScale::new(YAxis::Log, ends);
    let last = BARS.len() - 1;
    let bar = |value: &Option<f32>| match value {
        Some(value) => BARS[((scale.place(f64::from(*value)) * last as f64).round() as usize).min(last)],
        None => " ",
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn bars_stand_between_round_values_that_hold_all_of_them() {
        assert_eq!(sparkline(&[Some(5.0), None, Some(1.0), Some(2.2)]), "█ ▁▄");
        assert_eq!(sparkline(&[]), "");
        // From 0.1 to 0.5, before and after the first has left.
        assert_eq!(sparkline(&[Some(0.49), Some(0.22), Some(0.12), Some(0.36)]), "█▄▂▇");
        assert_eq!(sparkline(&[Some(0.22), Some(0.12), Some(0.36)]), "▄▂▇");
    }
}
