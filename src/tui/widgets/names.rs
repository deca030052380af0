//! The lanes' names at the ends of their curves, pushed apart: the legend.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{cut, put};
use crate::{
    race::LaneId,
    tui::{app::App, glyphs},
};

/// Where a curve ends.
pub(crate) struct End {
    /// Whose.
    pub lane: LaneId,
    /// The row of the plot from its top.
    pub row: u16,
}

/// Columns that the names take of a chart that wide.
pub(crate) fn width(app: &App, chart: u16) -> u16 {
    let longest = app.shown().lanes().iter().map(|lane| lane.card.name.width()).max().unwrap_or(0);
    // A space, the marker, a space, the name.
    let wanted = u16::try_from(longest + 3).unwrap_or(u16::MAX);
    // A presenter's stand beside the chart.
    if chart < 40 || app.presenter.is_some() { 0 } else { wanted.min(chart / 4) }
}

/// Writes each name beside the end of its curve; where there are more than rows, those of the lowest
/// curves are left out.
pub(crate) fn render(app: &App, ends: &[End], area: Rect, buffer: &mut Buffer) {
    if area.width < 4 {
        return;
    }
    let mut ends: Vec<&End> = ends.iter().collect();
    ends.sort_by_key(|end| (end.row, end.lane));
    ends.truncate(usize::from(area.height));
    let rows = apart(&ends.iter().map(|end| end.row).collect::<Vec<_>>(), area.height);
    for (end, row) in ends.into_iter().zip(rows) {
        let Some(lane) = app.shown().lane(end.lane) else { continue };
        let mut style = app.theme.lane(end.lane.0 as usize);
        if app.selected() == Some(end.lane) {
            style = style.patch(app.theme.strong());
        }
        let after = put(buffer, area, (1, row), glyphs::marker(end.lane.0 as usize), style);
        put(buffer, area, (after + 1, row), &cut(&lane.card.name, usize::from(area.width - 3)), style);
    }
}

/// Sorted rows moved as little as may be until each has a row of its own.
fn apart(rows: &[u16], height: u16) -> Vec<u16> {
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let mut placed: Vec<u16> = Vec::with_capacity(rows.len());
    for (&row, index) in rows.iter().zip(0_u16..) {
        // Not on the one above, and with room left for those below.
        let least = placed.last().map_or(0, |above| above + 1);
        placed.push(row.max(least).min(height - (count - index)));
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
