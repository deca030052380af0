//! Where a recording is played from: its start, or an iteration.

use std::time::Duration;

use super::{Player, Stop};
use crate::{
    record::Log,
    session::{State, Update},
};

impl Player {
    pub(super) fn start_over(&mut self) -> Result<(), Stop> {
        self.rewind()?;
        self.find_losses()?;
        let state = if self.state == State::Finished { State::Running } else { self.state };
        self.enter(state)
    }

    pub(super) fn rewind(&mut self) -> Result<(), Stop> {
        self.log = Log::open(&self.folder, None).map_err(Stop::Unreadable)?;
        (self.attempt, self.iteration, self.elapsed) = (0, 0, Duration::ZERO);
        self.ahead = None;
        self.measured.clear();
        self.last_state = State::Paused;
        Ok(())
    }

    /// Goes to an iteration of this attempt: from here, or else from its start.
    pub(super) fn go_to(&mut self, iteration: u64) -> Result<(), Stop> {
        let attempt = self.attempt;
        let back = iteration < self.iteration;
        if back {
            self.rewind()?;
            while self.attempt + 1 < attempt {
                let Some(update) = self.log.next() else { break };
                let starts = matches!(update.map_err(Stop::Unreadable)?, Update::Started(_));
                self.attempt += u64::from(starts);
            }
        }
        while self.iteration < iteration && self.find_losses()? && self.attempt <= attempt {
            let Some(ahead) = &mut self.ahead else { break };
            // Between two steps far apart, the earlier one is where back leads: the later may be where it was.
            if back && ahead.first() > iteration {
                break;
            }
            let piece = ahead.take(iteration - self.iteration, self.iteration, self.elapsed);
            self.note_taken(&piece);
            self.send(piece.update())?;
            self.send_measured(self.iteration)?;
        }
        self.find_losses()?;
        let state = if self.state == State::Finished { State::Paused } else { self.state };
        self.enter(state)
    }
}
