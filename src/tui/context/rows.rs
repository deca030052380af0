//! The lanes in the rows of a table, those of recorded races below them, and which of all is selected.

use super::{Context, RowOrder, Scope};
use crate::{
    history::{Curve, History, LaneHistory, Smoother},
    race::LaneId,
    session::Better,
    tui::direction::Direction,
    words::say,
};

/// The most recorded lanes beside a race.
const MAX_GUESTS: usize = 16;

impl Context {
    /// The lanes in the order of a table's rows.
    pub(crate) fn rows(&self) -> Vec<&LaneHistory> {
        let mut rows: Vec<&LaneHistory> = self.shown().lanes().iter().collect();
        if self.row_order == RowOrder::Value {
            let smoother = self.primary_smoother();
            let sign = self.sign();
            let rank = |lane: &&LaneHistory| {
                let value = self.last_value(lane, &smoother).filter(|_| lane.info.state.is_sound());
                value.map_or(f32::INFINITY, |value| sign * value)
            };
            rows.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        }
        rows
    }

    /// The last value of a lane by the metric that lanes are judged by, smoothed.
    pub(crate) fn last_value(&self, lane: &LaneHistory, smoother: &Smoother) -> Option<f32> {
        let curve = lane.metric(self.primary())?;
        curve.smoothed(curve.last()?, smoother)
    }

    /// The lane that is best by that metric, of those that have not ended, with that value; `None` if none of its values is
    /// better than another.
    pub(crate) fn leader<'a>(&self, history: &'a History) -> Option<(&'a LaneHistory, f32)> {
        let smoother = self.primary_smoother();
        let better = history.metric(self.primary()).better;
        if better == Better::Neither {
            return None;
        }
        let sound = history.lanes().iter().filter(|lane| lane.info.state.is_sound());
        let values = sound.filter_map(|lane| Some((lane, self.last_value(lane, &smoother)?)));
        let sign = self.sign();
        // Of equals the first.
        values.min_by(|one, other| (sign * one.1).total_cmp(&(sign * other.1)))
    }

    /// What values of that metric are multiplied by, so that the best are the lowest.
    fn sign(&self) -> f32 {
        if self.shown().metric(self.primary()).better == Better::Higher { -1.0 } else { 1.0 }
    }

    /// The lanes in the order of a table's rows, and below them those of recorded races.
    pub(crate) fn rows_and_guests(&self) -> Vec<&LaneHistory> {
        self.rows().into_iter().chain(&self.guests).collect()
    }

    /// Whether a lane is of a recorded race, beside those of this one. A sweep has no lanes but those of its trials.
    pub(crate) fn is_guest(&self, lane: &LaneHistory) -> bool {
        self.shown().sweep.is_none() && self.guests.iter().any(|guest| guest.info.id == lane.info.id)
    }

    /// The iteration of which a table tells a lane's numbers: that of the cursor, or else its last. A recorded lane runs
    /// along with the race, as it did then.
    pub(crate) fn moment(&self, lane: &LaneHistory) -> Option<u64> {
        let now = if self.is_guest(lane) { self.shown().iteration() } else { u64::MAX };
        let last = lane.metric(self.primary()).and_then(Curve::last);
        self.chart.cursor.or(last.map(|last| last.min(now)))
    }

    /// The recorded lane that is selected, if one is.
    pub(crate) fn selected_guest(&self) -> Option<&LaneHistory> {
        self.guests.iter().find(|guest| Some(guest.info.id) == self.selected)
    }

    /// The lanes whose learning rate the arrows turn.
    pub(crate) fn turned_lanes(&self) -> impl Iterator<Item = &LaneHistory> {
        let is_meant = |lane: &&LaneHistory| self.scope == Scope::All || Some(lane.info.id) == self.selected;
        self.history.lanes().iter().filter(is_meant)
    }

    /// Shows a lane of a recorded race beside those of this one.
    pub(crate) fn invite(&mut self, guest: LaneHistory) {
        let lang = self.lang();
        if self.guests.len() >= MAX_GUESTS {
            return self.warn(say!(lang, race::most_ghosts(MAX_GUESTS)));
        }
        // Numbers that no lane of a race gets: those are given from 0 on.
        let taken = |id: &u32| self.guests.iter().any(|guest| guest.info.id == LaneId(*id));
        let id = (0..u32::MAX).rev().find(|id| !taken(id)).unwrap_or_default();
        let guest = guest.numbered(LaneId(id), self.history.lanes().iter().chain(&self.guests));
        if self.history.sweep.is_some() {
            self.say(say!(lang, sweep::trial_joined(&guest.info.name)));
            self.selected = self.selected.or(Some(guest.info.id));
        } else {
            self.say(say!(lang, race::joined_as_ghost(&guest.info.name)));
        }
        self.guests.push(guest);
    }

    /// Selects the lane in the next row or in the one before.
    pub(crate) fn select(&mut self, direction: Direction) {
        let rows: Vec<LaneId> = self.rows_and_guests().iter().map(|lane| lane.info.id).collect();
        let at = rows.iter().position(|id| Some(*id) == self.selected).unwrap_or(0);
        self.selected = rows.get(direction.along(at, rows.len())).or(rows.last()).copied();
    }

    /// Selects the first lane where the selected one has gone.
    pub(crate) fn keep_selection(&mut self) {
        if self.selected_lane().is_none() && self.selected_guest().is_none() {
            self.selected = self.history.lanes().first().map(|lane| lane.info.id);
        }
    }
}
