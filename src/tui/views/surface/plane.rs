//! The plane on the screen: which dot and cell a place of it is.

use ratatui::layout::Rect;

use crate::{
    surface::Viewport,
    tui::widgets::{
        axis::{Tick, round_values},
        chart::{Crowded, HorizontalAxis},
    },
};

/// The fewest columns between two labels below the plot.
const LABEL_EVERY: u16 = 12;

/// The part of the plane that is in view, and the plot that shows it.
#[derive(Clone, Copy)]
pub(super) struct Plane {
    pub(super) plot: Rect,
    pub(super) frame: Viewport,
}

impl Plane {
    /// From 0 at the left and at the bottom to 1 at the right and at the top; beyond outside.
    pub(super) fn share(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        [share(x, self.frame.x), share(y, self.frame.y)]
    }

    /// The place of such a share.
    pub(super) fn place(&self, [across, up]: [f64; 2]) -> [f64; 2] {
        let place = |share: f64, (low, high): (f64, f64)| low + share * (high - low);
        [place(across, self.frame.x), place(up, self.frame.y)]
    }

    /// The cell of a share within the plot, the nearest one for those outside.
    pub(super) fn cell(&self, [across, up]: [f64; 2]) -> (u16, u16) {
        let nearest = |share: f64, cells: u16| {
            let last = f64::from(cells.saturating_sub(1));
            (share * f64::from(cells)).floor().clamp(0.0, last) as u16
        };
        let row = nearest(up, self.plot.height);
        (nearest(across, self.plot.width), self.plot.height.saturating_sub(1 + row))
    }

    /// The horizontal axis with round numbers.
    pub(super) fn x_axis(&self) -> HorizontalAxis {
        let values = round_values(self.frame.x, (self.plot.width / LABEL_EVERY).clamp(1, 10));
        let column = |x| self.cell(self.share([x, self.frame.y.0])).0;
        let ticks = values.into_iter().map(|(x, label)| Tick::new(column(x), label));
        HorizontalAxis { ticks: ticks.collect(), gap: 0, crowded: Crowded::Stays }
    }

    /// The same for the vertical axis.
    pub(super) fn y_ticks(&self) -> Vec<Tick> {
        let values = round_values(self.frame.y, (self.plot.height / 3).clamp(1, 6));
        let row = |y| self.cell(self.share([self.frame.x.0, y])).1;
        values.into_iter().map(|(y, label)| Tick::new(self.plot.height - row(y), label)).collect()
    }
}
