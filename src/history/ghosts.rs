//! Curves of earlier attempts: what stays of a race that goes back to an earlier iteration, or starts over.

use std::collections::VecDeque;

use super::{
    History,
    lane::{Ghost, LaneHistory, MAX_ATTEMPTS},
};
use crate::{optim::Setting, session::Change};

impl History {
    /// The learning rate that a lane had at its last iteration; it may have been changed since.
    fn rate_at(&self, lane: &LaneHistory, last: u64) -> f64 {
        let changed =
            self.marks.iter().filter(|mark| mark.iteration >= last).find_map(|mark| match mark.change {
                Change::Setting { lane: id, setting: Setting::LearningRate, from, .. }
                    if id == lane.info.id =>
                {
                    Some(from)
                }
                _ => None,
            });
        changed.unwrap_or_else(|| lane.info.settings.get(Setting::LearningRate))
    }

    /// The ghosts that stay when the race goes back to an iteration: those of this attempt and of the one before.
    pub(super) fn leave_ghosts(&mut self, after: u64) -> VecDeque<Ghost> {
        let mut ghosts = std::mem::take(&mut self.ghosts);
        let attempt = ghosts.back().map_or(0, |ghost| ghost.attempt + 1);
        for lane in &self.lanes {
            if let Some(last) = lane.curve.last().filter(|last| *last > after) {
                let (id, curve) = (lane.info.id, lane.curve.thinned());
                ghosts.push_back(Ghost { attempt, lane: id, rate: self.rate_at(lane, last), after, curve });
            }
        }
        ghosts.retain(|ghost| ghost.attempt + MAX_ATTEMPTS > attempt);
        ghosts
    }
}
