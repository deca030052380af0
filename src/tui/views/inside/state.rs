//! Which layer the view into a step shows.

use crate::{session::RaceInfo, tui::direction::Direction};

/// The view into the step that the selected lane is about to take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct InsideView {
    /// Which layer, from 0 on.
    pub(crate) layer: usize,
}

impl InsideView {
    /// Shows the next layer of that race, or the one before.
    pub(super) fn turn(&mut self, direction: Direction, race: Option<&RaceInfo>) {
        let last = race.map_or(0, |race| race.sizes.len().saturating_sub(2));
        self.layer = direction.along(self.layer.min(last), last + 1);
    }
}
