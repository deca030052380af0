//! Where each panel of the screen stands.

use ratatui::layout::Rect;

use crate::tui::{context::Context, widgets::extent};

/// The smallest window that shows a race: columns and rows.
pub(crate) const MIN_WINDOW: (u16, u16) = (21, 7);

/// The fewest rows of a chart that says something.
const MIN_CHART: u16 = 5;

/// Rows of the footer in a window of that height.
pub(crate) const fn footer_height(window: u16) -> u16 {
    if window >= 10 { 1 } else { 0 }
}

/// The places of the panels; one that has no room is empty.
pub(crate) struct Panels {
    pub(crate) header: Rect,
    /// The names of the views.
    pub(crate) tabs: Rect,
    pub(crate) chart: Rect,
    pub(crate) table: Rect,
    /// Chart and table together, for views that divide it otherwise.
    pub(crate) body: Rect,
    pub(crate) footer: Rect,
}

impl Panels {
    /// Those of an area with a footer of so many rows.
    pub(crate) fn new(context: &Context, area: Rect, footer: u16) -> Self {
        let lanes = extent(context.shown().lanes().len());
        let (edge, width) = if area.width >= 60 { (1, area.width - 2) } else { (0, area.width) };
        let tall = area.height >= 16;
        let header = if area.height >= 30 {
            3
        } else if tall {
            2
        } else {
            1
        };
        let gap = u16::from(tall);
        // Room to breathe below the names of the views.
        let tabs = gap + u16::from(area.height >= 30);
        // A heading and a row a lane, up to a third of the window or what the lanes need.
        let room = area.height.saturating_sub(header + footer + tabs + 2 * gap + MIN_CHART);
        let heading = u16::from(tall);
        let wanted = lanes.max(1) + heading;
        let table = wanted.min(room).min((area.height / 3).max(5));
        let chart = area.height - header - footer - table - tabs - 2 * gap;
        let at = |y: u16, height: u16| Rect { x: area.x + edge, y: area.y + y, width, height };
        Self {
            header: at(0, header),
            tabs: at(header, gap),
            chart: at(header + tabs, chart),
            table: at(header + tabs + chart + gap, table),
            body: at(header + tabs, area.height - header - footer - tabs - gap),
            footer: at(area.height - footer, footer),
        }
    }
}
