//! How fast a race is, from the running time that updates carry.

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};

/// How far back the speed is measured.
const SPEED_SPAN: Duration = Duration::from_secs(2);

/// When the race had reached which iteration, over the last two seconds or so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct SpeedMeter {
    pub(super) notes: VecDeque<(Duration, u64)>,
}

impl SpeedMeter {
    /// Adds how long the race had run at an iteration.
    pub(super) fn add(&mut self, elapsed: Duration, iteration: u64) {
        // One note every twentieth of the span is enough.
        if let Some(&(last, _)) = self.notes.back()
            && self.notes.len() > 1
            && self
                .notes
                .iter()
                .nth_back(1)
                .is_some_and(|&(before, _)| last.saturating_sub(before) < SPEED_SPAN / 20)
        {
            self.notes.pop_back();
        }
        self.notes.push_back((elapsed, iteration));
        while self.notes.len() > 2 && elapsed.saturating_sub(self.notes[1].0) > SPEED_SPAN {
            self.notes.pop_front();
        }
    }

    /// Forgets most of what was measured: what follows is at another speed.
    pub(super) fn interrupt(&mut self) {
        self.notes.drain(..self.notes.len().saturating_sub(2));
    }

    /// In iterations a second, once there are two notes.
    pub(super) fn per_second(&self) -> Option<f64> {
        let (&(from, first), &(to, last)) = (self.notes.front()?, self.notes.back()?);
        let seconds = to.saturating_sub(from).as_secs_f64();
        let iterations = last.saturating_sub(first) as f64;
        (seconds > 0.0).then(|| iterations / seconds)
    }
}
