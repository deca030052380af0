//! What must hold of a history from a socket: its readers add to its numbers, and index lists with them.

use super::{
    ghost::{Ghost, MAX_ATTEMPTS},
    lane::LaneHistory,
    marks::MAX_MARKS,
    model::{History, Mark, Tested},
    speed::SpeedMeter,
};
use crate::{
    input::{Check, Checked, all, at_most, require},
    session::{MAX_LANES, check_pace_of},
};

impl Check for History {
    fn check(&self) -> Checked {
        all(&self.loading)?;
        self.info.as_deref().map_or(Ok(()), Check::check)?;
        check_pace_of(self.pace)?;
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        all(&self.lanes)?;
        at_most(MAX_LANES * MAX_ATTEMPTS as usize, self.ghosts.len(), "curves of earlier attempts")?;
        all(&self.ghosts)?;
        at_most(MAX_MARKS, self.marks.len(), "marks")?;
        all(&self.marks)?;
        self.speed.check()?;
        self.saving.check()?;
        all(&self.tested)
    }
}

impl Check for LaneHistory {
    fn check(&self) -> Checked {
        self.info.check()?;
        self.curve.check()?;
        require(self.best.is_none_or(f32::is_finite), "the best loss must be a number")?;
        let share = |accuracy| (0.0..=1.0).contains(&accuracy);
        require(self.accuracy.is_none_or(share), "an accuracy must be from 0 to 1")
    }
}

impl Check for Ghost {
    fn check(&self) -> Checked {
        self.curve.check()
    }
}

impl Check for Mark {
    fn check(&self) -> Checked {
        self.change.check()
    }
}

impl Check for Tested {
    fn check(&self) -> Checked {
        require(self.images > 0, "an accuracy is measured on some images")
    }
}

impl Check for SpeedMeter {
    fn check(&self) -> Checked {
        let ordered = self.notes.iter().is_sorted_by_key(|(_, iteration)| iteration);
        require(ordered, "a speed is measured forward")
    }
}
