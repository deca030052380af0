//! The mouse: whether it is used, what of the screen it can be on, and the chart that it holds. Which place of the window is
//! what, the layout says.

use ratatui::layout::Rect;

use super::widgets::axis::share_of;
use crate::{race::LaneId, terminal::Key};

/// What a place of the window is, for the mouse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum MouseTarget {
    /// Below the layer that is open, which is drawn in that area, or on it.
    Layer(Rect),
    /// The name of the view with that digit.
    Tab(usize),
    /// A key in the footer.
    Key(Key),
    /// What is to be read in the footer's place.
    Message,
    /// The row of a lane.
    Lane(LaneId),
    /// The chart over iterations: its plot, and the iteration there, which may be one between two.
    Plot {
        plot: Rect,
        iteration: f64,
    },
    /// A text that scrolls to that line at most.
    Text(usize),
    Nothing,
}

/// Whether the mouse is used, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Mouse {
    /// While it is not, the terminal's own selection works.
    pub(crate) on: bool,
    /// The chart while the button is held on it.
    pub(crate) grab: Option<Grab>,
}

/// The chart while the button is held on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Grab {
    pub(crate) plot: Rect,
    /// Where it was grabbed: a column of the window, and the iteration there.
    pub(crate) column: u16,
    pub(crate) iteration: f64,
    /// The iterations that were in view.
    pub(crate) range: (u64, u64),
    /// Whether it was moved: then it is no click.
    pub(crate) moved: bool,
}

impl Grab {
    /// How far a column is from the one where it was grabbed, as a share of the plot's width to the right.
    pub(crate) fn distance(&self, column: u16) -> f64 {
        share_of(i64::from(column) - i64::from(self.column), self.plot.width.into())
    }
}
