//! The names of curves right of the plot, each beside the end of its curve, pushed apart: the legend.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::tui::widgets::text::{cut, put};

/// The names of all curves.
pub(crate) struct CurveNames {
    /// Blank columns between plot and names.
    pub(crate) gap: u16,
    pub(crate) names: Vec<CurveName>,
}

/// The name of one curve.
pub(crate) struct CurveName {
    /// The row of the plot in which its curve ends, from the top.
    pub(crate) row: u16,
    pub(crate) marker: &'static str,
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl CurveNames {
    /// Columns that a chart of such a width has for names, the longest of which has so many: at most a quarter of it, and
    /// none where it is narrow.
    pub(crate) fn width(longest: usize, chart: u16) -> u16 {
        // A blank, the marker, a blank, the name.
        let wanted = u16::try_from(longest + 3).unwrap_or(u16::MAX);
        if chart < 40 { 0 } else { wanted.min(chart / 4) }
    }

    /// Writes them, those of one row in their order; where there are more than rows, those of the lowest curves are
    /// left out.
    pub(super) fn render(&self, area: Rect, buffer: &mut Buffer) {
        if area.width < self.gap + 3 {
            return;
        }
        let mut names: Vec<&CurveName> = self.names.iter().collect();
        names.sort_by_key(|name| name.row);
        names.truncate(usize::from(area.height));
        let rows = apart(&names.iter().map(|name| name.row).collect::<Vec<_>>(), area.height);
        for (name, row) in names.into_iter().zip(rows) {
            let after = put(buffer, area, (self.gap, row), name.marker, name.style);
            let room = usize::from(area.width - self.gap - 2);
            put(buffer, area, (after + 1, row), &cut(&name.text, room), name.style);
        }
    }
}

/// Sorted rows moved as little as may be until each has a row of its own.
fn apart(rows: &[u16], height: u16) -> Vec<u16> {
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let mut placed: Vec<u16> = Vec::with_capacity(rows.len());
    for (&row, index) in rows.iter().zip(0_u16..) {
        // Not on the one above, and with room left for those below.
        let min = placed.last().map_or(0, |above| above + 1);
        placed.push(row.max(min).min(height - (count - index)));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn names_that_would_overlap_are_pushed_apart_within_the_plot() {
        assert_eq!(apart(&[2, 2, 7], 10), [2, 3, 7]);
        assert_eq!(apart(&[9, 9, 9], 10), [7, 8, 9]);
        assert_eq!(apart(&[0, 0, 0], 3), [0, 1, 2]);
    }
}
