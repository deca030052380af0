//! Whether a claim holds: its condition beside what is measured of the race, and of the attempt before.

use super::{
    claim::{Claim, Condition},
    finding::Finding,
    measure,
};
use crate::{
    history::{History, LaneHistory},
    race::LaneState,
};

impl Claim {
    /// Checks whether it holds.
    pub(super) fn check(&self, history: &History, before: Option<&History>) -> Finding {
        let lane = history.lane(self.lane.id);
        let earlier = before.and_then(|before| before.lane(self.lane.id));
        let loss = |lane: Option<&LaneHistory>| lane.and_then(|lane| measure::loss(lane, self.at));
        let own = loss(lane);
        match &self.what {
            Condition::Below(limit) => {
                Finding::numbers(self, own.is_some_and(|loss| loss <= *limit), vec![own])
            }
            Condition::Above(limit) => {
                Finding::numbers(self, own.is_some_and(|loss| loss >= *limit), vec![own])
            }
            Condition::Beats { other, times } => {
                let other = loss(history.lane(other.id));
                let held = own.zip(other).is_some_and(|(loss, slower)| loss * times <= slower);
                Finding::numbers(self, held, vec![own, other])
            }
            Condition::IsNear { other, times } => {
                let other = loss(history.lane(other.id));
                Finding::numbers(self, are_near(own, other, *times), vec![own, other])
            }
            Condition::Stays(times) => {
                let then = loss(earlier);
                Finding::numbers(self, are_near(own, then, *times), vec![own, then])
            }
            Condition::Scatters { min, max } => {
                let [now, then] = [lane, earlier].map(|lane| measure::scatter(lane?, self.at));
                let held = now.zip(then).is_some_and(|(now, then)| now * min <= then && then <= now * max);
                Finding::numbers(self, held, vec![now, then])
            }
            Condition::Diverges => {
                let when = lane.and_then(|lane| match lane.info.state {
                    LaneState::Diverged { iteration } => Some(iteration),
                    _ => None,
                });
                Finding::moment(self, when.is_some_and(|when| when <= self.at), when)
            }
            // A lane that was not there before neither repeats nor differs.
            Condition::Repeats | Condition::Differs => {
                let both = lane.zip(earlier);
                let when = both.and_then(|(lane, earlier)| measure::first_difference(lane, earlier, self.at));
                let held = both.is_some() && when.is_some() == (self.what == Condition::Differs);
                Finding::moment(self, held, when)
            }
        }
    }

    /// What is seen if it holds, with other numbers: as long as that will be.
    pub(super) fn expected(&self) -> Finding {
        let count = match self.what {
            Condition::Below(_) | Condition::Above(_) => 1,
            Condition::Beats { .. }
            | Condition::IsNear { .. }
            | Condition::Stays(_)
            | Condition::Scatters { .. } => 2,
            Condition::Diverges | Condition::Repeats | Condition::Differs => {
                return Finding::moment(self, true, Some(self.at));
            }
        };
        Finding::numbers(self, true, vec![Some(0.0); count])
    }
}

/// Whether there are both losses, and neither is more than so many times the other one.
fn are_near(one: Option<f32>, other: Option<f32>, times: f32) -> bool {
    one.zip(other).is_some_and(|(one, other)| one <= other * times && other <= one * times)
}
