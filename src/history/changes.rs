//! What was changed on the way, and whether a race is one that a command line can say.

use super::{History, Mark};
use crate::{
    race::LaneState,
    session::{Card, Change},
};

/// The most marks of changes that are kept: more than a chart could show apart.
pub(super) const MOST_MARKS: usize = 1_024;

impl History {
    /// Iterations done when something was first changed that the race can't be started with; `None` if nothing was.
    #[must_use]
    pub const fn changed_at(&self) -> Option<u64> {
        self.changed_at
    }

    /// Keeps a mark; one more turn of the same knob at the same iteration extends the one before.
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
        if self.marks.len() > MOST_MARKS {
            self.marks.pop_front();
        }
    }

    /// Notes a change, before it is done.
    pub(super) fn note(&mut self, iteration: u64, change: &Change) {
        let sayable = match change {
            Change::Pace(_) => true,
            // In older recordings schedules were stretched to the new end.
            Change::Iterations { .. } => self.lanes.iter().all(|lane| {
                let schedule = lane.card.schedule;
                schedule.planned_for(self.end) == schedule
            }),
            // A length that was taken from the race's end and is kept now.
            Change::Schedule { from, to, .. } => from.planned_for(self.end) == *to,
            _ => false,
        };
        if !sayable {
            self.changed_at.get_or_insert(iteration);
        }
    }
}

/// Iteration 0 if a race that begins so may be none that a command line can say: all lanes of such a one run, and have
/// the numbers that weights of their own are drawn with.
pub(super) fn changed_at_start(card: &Card) -> Option<u64> {
    let on = card.lanes.iter().all(|lane| lane.state == LaneState::Running);
    let numbered = (0..).zip(&card.lanes).all(|(number, lane)| lane.id.0 == number);
    (!on || !numbered).then_some(0)
}
