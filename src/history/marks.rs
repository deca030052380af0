//! What was changed while the race ran, and whether a command line can express the race.

use super::model::{History, Mark};
use crate::{
    race::LaneState,
    session::{Change, RaceInfo},
};

/// The maximum number of marks that are kept: more than a chart could show apart.
pub(super) const MAX_MARKS: usize = 1_024;

impl History {
    /// Iterations done at the first change that no command line can express; `None` if there was none.
    #[must_use]
    pub const fn changed_at(&self) -> Option<u64> {
        self.changed_at
    }

    /// Keeps a mark; another change of the same setting at the same iteration extends the one before.
    pub(super) fn mark(&mut self, mark: Mark) {
        for earlier in self.marks.iter_mut().rev().take_while(|earlier| earlier.iteration == mark.iteration) {
            if let (
                Change::Setting { lane, setting, to, .. },
                Change::Setting { lane: same_lane, setting: same_setting, to: new, .. },
            ) = (&mut earlier.change, &mark.change)
                && lane == same_lane
                && setting == same_setting
            {
                *to = *new;
                return;
            }
        }
        self.marks.push_back(mark);
        if self.marks.len() > MAX_MARKS {
            self.marks.pop_front();
        }
    }

    /// Notes whether a command line can express a change; to be called before the change is applied.
    pub(super) fn note_changed_at(&mut self, iteration: u64, change: &Change) {
        let expressible = match change {
            Change::Pace(_) => true,
            // In older recordings a schedule without a length was stretched to the new end.
            Change::Iterations { .. } => self.lanes.iter().all(|lane| {
                let schedule = lane.info.schedule;
                schedule.planned_for(self.end) == schedule
            }),
            // Its length was the race's end, and is kept from now on.
            Change::Schedule { from, to, .. } => from.planned_for(self.end) == *to,
            _ => false,
        };
        if !expressible {
            self.changed_at.get_or_insert(iteration);
        }
    }
}

/// Iteration 0 if no command line may express a race that begins so. One that can be expressed has all lanes running,
/// under the numbers that weights of their own are drawn with.
pub(super) fn changed_at_start(info: &RaceInfo) -> Option<u64> {
    let on = info.lanes.iter().all(|lane| lane.state == LaneState::Running);
    let numbered = (0..).zip(&info.lanes).all(|(number, lane)| lane.id.0 == number);
    (!on || !numbered).then_some(0)
}
