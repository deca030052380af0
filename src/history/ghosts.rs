//! Curves of earlier attempts: what stays of a race that goes back to an earlier iteration, or starts over.

use std::collections::VecDeque;

use super::{
    History,
    lane::{Ghost, LaneHistory, MAX_ATTEMPTS},
};
use crate::{
    optim::Setting,
    race::LaneId,
    session::{Change, KnobKey},
};

impl History {
    /// The learning rate that a lane had at its last iteration; it may have been changed since.
    fn rate_at(&self, lane: &LaneHistory, last: u64) -> Option<f64> {
        let changed =
            self.marks.iter().filter(|mark| mark.iteration >= last).find_map(|mark| match mark.change {
                Change::Setting {
                    lane: id, setting: KnobKey::Setting(Setting::LearningRate), from, ..
                } if id == lane.info.id => Some(from),
                _ => None,
            });
        changed.or(lane.info.rate())
    }

    /// The ghosts that stay when the race goes back to an iteration: those of this attempt and of the one before.
    pub(super) fn leave_ghosts(&mut self, after: u64) -> VecDeque<Ghost> {
        let mut ghosts = std::mem::take(&mut self.ghosts);
        let attempt = ghosts.back().map_or(0, |ghost| ghost.attempt + 1);
        ghosts.extend(self.lanes.iter().filter_map(|lane| self.ghost(lane, attempt, after)));
        ghosts.retain(|ghost| ghost.attempt + MAX_ATTEMPTS > attempt);
        ghosts
    }

    /// The same of one lane, which goes back by itself.
    pub(super) fn leave_ghost(&mut self, id: LaneId, after: u64) {
        let own = |ghost: &&Ghost| ghost.lane == id;
        let attempt = self.ghosts.iter().rev().find(own).map_or(0, |ghost| ghost.attempt + 1);
        let ghost = self.lane(id).and_then(|lane| self.ghost(lane, attempt, after));
        self.ghosts.retain(|ghost| ghost.lane != id || ghost.attempt + MAX_ATTEMPTS > attempt);
        self.ghosts.extend(ghost);
    }

    /// What stays of a lane that goes back; nothing if it has not come further.
    fn ghost(&self, lane: &LaneHistory, attempt: u64, after: u64) -> Option<Ghost> {
        let last = lane.curve.last().filter(|last| *last > after)?;
        let (id, curve) = (lane.info.id, lane.curve.thinned());
        Some(Ghost { attempt, lane: id, rate: self.rate_at(lane, last), after, curve })
    }
}
