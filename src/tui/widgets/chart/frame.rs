//! Where the parts of a chart stand.

use ratatui::layout::Rect;

/// Rows and columns around the plot: a title above, labels at the left, an axis and its labels below, names at the right.
#[derive(Clone, Copy)]
pub(crate) struct Margins {
    pub(crate) top: u16,
    pub(crate) left: u16,
    pub(crate) bottom: u16,
    pub(crate) right: u16,
}

/// The whole chart and the plot within it.
#[derive(Clone, Copy)]
pub(crate) struct ChartFrame {
    pub(crate) area: Rect,
    pub(crate) plot: Rect,
}

impl ChartFrame {
    /// The columns below which a plot shows nothing.
    const MIN_WIDTH: u16 = 5;

    /// `None` where the margins leave too little room for a plot.
    pub(crate) fn new(area: Rect, margins: Margins) -> Option<Self> {
        let Margins { top, left, bottom, right } = margins;
        let plot = Rect {
            x: area.x + left,
            y: area.y + top,
            width: area.width.saturating_sub(left + right),
            height: area.height.saturating_sub(top + bottom),
        };
        (plot.height > 0 && plot.width >= Self::MIN_WIDTH).then_some(Self { area, plot })
    }

    /// The place right of the plot.
    pub(super) fn names(self) -> Rect {
        Rect { x: self.plot.right(), width: self.area.right() - self.plot.right(), ..self.plot }
    }
}
