//! What the view into a step shows.

use crate::{
    history::LaneHistory,
    session::{Card, Watch},
    tui::action::Way,
};

/// What the view into a step shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InsideView {
    /// Which layer, from 0 on.
    pub layer: usize,
}

impl InsideView {
    /// What the session has to tell for it: nothing of a lane that has ended.
    pub fn watch(&self, selected: Option<&LaneHistory>) -> Watch {
        match selected {
            Some(lane) if lane.card.state.is_sound() => {
                Watch::Inside { lane: lane.card.id, layer: self.layer }
            }
            _ => Watch::Nothing,
        }
    }

    /// Goes on to another layer.
    pub fn turn(&mut self, way: Way, card: Option<&Card>) {
        let last = card.map_or(0, |card| card.sizes.len().saturating_sub(2));
        self.layer = match way {
            Way::More => (self.layer + 1).min(last),
            Way::Less => self.layer.min(last).saturating_sub(1),
        };
    }
}
