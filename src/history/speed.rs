//! How fast a race is, from the running time that updates carry.

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};

/// How far back the speed is measured.
const SPEED_SPAN: Duration = Duration::from_secs(2);

/// The last notes of how far the race was when.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Speed {
    pub(super) notes: VecDeque<(Duration, u64)>,
}

impl Speed {
    /// Notes how long the race has run at an iteration.
    pub fn note(&mut self, elapsed: Duration, iteration: u64) {
        // A few notes are enough: one every twentieth of the span.
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

    /// What comes next is another speed.
    pub fn interrupt(&mut self) {
        self.notes.drain(..self.notes.len().saturating_sub(2));
    }

    /// The speed, once there are two notes.
    pub fn per_second(&self) -> Option<f64> {
        let (&(from, first), &(to, last)) = (self.notes.front()?, self.notes.back()?);
        let seconds = to.saturating_sub(from).as_secs_f64();
        let iterations = last.saturating_sub(first) as f64;
        (seconds > 0.0).then(|| iterations / seconds)
    }
}
