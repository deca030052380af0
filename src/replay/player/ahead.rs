//! What the log has ahead: read up to the next losses, and sent in its order.

use std::time::Duration;

use super::{MAX_MEASURED, Player, RecordedPiece, Stop};
use crate::session::{Change, Update};

impl Player {
    /// Sends what was measured up to an iteration.
    pub(super) fn send_measured(&mut self, iteration: u64) -> Result<(), Stop> {
        while let Some(next) = self.measured.front_mut() {
            let now = next.take_until(iteration);
            let rest = !next.iterations.is_empty();
            if !now.iterations.is_empty() {
                self.send(Update::Measured(now))?;
            }
            if rest {
                break;
            }
            self.measured.pop_front();
        }
        Ok(())
    }

    pub(super) fn note_taken(&mut self, piece: &RecordedPiece) {
        self.ahead = self.ahead.take().filter(|ahead| !ahead.is_empty());
        let (iteration, elapsed) = piece.end();
        // Metrics of a training that another program did may come one after the other.
        (self.iteration, self.elapsed) = (self.iteration.max(iteration), self.elapsed.max(elapsed));
    }

    /// Sends everything up to the next losses; false at the end of the log.
    pub(super) fn find_losses(&mut self) -> Result<bool, Stop> {
        while self.ahead.is_none() {
            self.sent = self.log.position;
            let Some(update) = self.log.next() else {
                self.send_measured(u64::MAX)?;
                return Ok(false);
            };
            match update.map_err(Stop::Unreadable)? {
                Update::Progressed(losses) => self.ahead = Some(RecordedPiece::Losses(losses)),
                Update::Measured(measured) if measured.elapsed.is_some() => {
                    self.ahead = Some(RecordedPiece::Measured(measured));
                }
                Update::Measured(measured) => {
                    self.measured.push_back(measured);
                    if self.measured.len() > MAX_MEASURED {
                        self.send_measured(u64::MAX)?;
                    }
                }
                Update::State { state, .. } => self.last_state = state,
                update => self.pass_on(update)?,
            }
        }
        Ok(true)
    }

    fn pass_on(&mut self, update: Update) -> Result<(), Stop> {
        if !matches!(update, Update::Evaluated { .. }) {
            // Nothing that was measured before it may come after it.
            self.send_measured(u64::MAX)?;
        }
        let goes_back = match &update {
            Update::Started(_) => {
                self.attempt += 1;
                (self.iteration, self.elapsed) = (0, Duration::ZERO);
                self.attempt > 1
            }
            Update::Rewound { iteration, .. } => {
                let share = *iteration as f64 / self.iteration.max(1) as f64;
                self.elapsed = self.elapsed.mul_f64(share.min(1.0));
                self.iteration = *iteration;
                true
            }
            Update::WentBack { iteration, .. } => {
                self.iteration = iteration.unwrap_or(0);
                true
            }
            // The pace is the player's own, and of a command only its effect counts.
            Update::Changed { change: Change::Pace(_), .. }
            | Update::CommandTaken { .. }
            | Update::Answered
            | Update::Refused { .. }
            | Update::Failed { .. } => return Ok(()),
            _ => false,
        };
        self.send(update)?;
        if goes_back { self.enter(self.state) } else { Ok(()) }
    }
}
