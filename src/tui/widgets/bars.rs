//! Bars that stand on the lower edge of an area, in eighths of a row.

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
