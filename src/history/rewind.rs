//! Going back to an earlier iteration: what is forgotten, and what stays as ghosts.

use std::collections::VecDeque;

use super::{
    ghost::{Ghost, MAX_ATTEMPTS},
    lane::LaneHistory,
    marks::changed_at_start,
    model::History,
    speed::SpeedMeter,
};
use crate::session::RaceInfo;

impl History {
    /// Takes everything back to an iteration; what came after it stays as ghosts.
    pub(super) fn rewind(&mut self, iteration: u64, info: &RaceInfo) {
        self.ghosts = self.leave_ghosts(iteration);
        let share = iteration as f64 / self.iteration.max(1) as f64;
        let mut before = std::mem::take(&mut self.lanes);
        self.lanes = info
            .lanes
            .iter()
            .map(|lane| {
                let known = before.iter().position(|known| known.info.id == lane.id);
                // A lane that was removed meanwhile has left no curve.
                let known = known
                    .map_or_else(|| LaneHistory::new(lane.clone(), iteration), |at| before.swap_remove(at));
                known.back_to(iteration, lane)
            })
            .collect();
        self.marks.retain(|mark| mark.iteration < iteration);
        let at_start = self.info.as_deref().and_then(changed_at_start);
        self.changed_at = self.changed_at.filter(|changed| *changed < iteration).or(at_start);
        (self.iteration, self.end, self.batch_size) =
            (iteration, info.config.iterations, info.config.batch_size);
        self.elapsed = self.elapsed.mul_f64(share.min(1.0));
        self.speed = SpeedMeter::default();
        self.tested = self.tested.filter(|tested| tested.iteration <= iteration);
    }

    /// Forgets every lane and ghost: what comes next has nothing to do with them.
    pub(crate) fn forget(&mut self) {
        self.lanes.clear();
        self.ghosts.clear();
    }

    /// The ghosts that stay when the race goes back to an iteration: those of this attempt and of the one before.
    pub(super) fn leave_ghosts(&mut self, after: u64) -> VecDeque<Ghost> {
        let mut ghosts = std::mem::take(&mut self.ghosts);
        let attempt = ghosts.back().map_or(0, |ghost| ghost.attempt + 1);
        for lane in &self.lanes {
            if lane.curve.last().is_some_and(|last| last > after) {
                ghosts.push_back(Ghost { attempt, lane: lane.info.id, after, curve: lane.curve.thinned() });
            }
        }
        ghosts.retain(|ghost| ghost.attempt + MAX_ATTEMPTS > attempt);
        ghosts
    }
}
