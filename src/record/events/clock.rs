//! When what stands in an event file took place: as it is written, or as a recording has it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::session::Update;

/// When what is written took place.
#[derive(Debug, Clone, Copy)]
pub(super) enum EventClock {
    /// As it is written.
    Now,
    /// When a recorded race was so far, in seconds since 1970.
    Recorded { start: f64, elapsed: f64 },
}

impl EventClock {
    /// Seconds since 1970.
    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::Now => since_1970(SystemTime::now()),
            Self::Recorded { start, elapsed } => start + elapsed,
        }
    }

    /// Goes on to when an update of a recorded race was.
    pub(super) fn reach(&mut self, update: &Update) {
        if let (Self::Recorded { elapsed: now, .. }, Some(then)) = (self, elapsed(update)) {
            *now = then.as_secs_f64();
        }
    }
}

/// How long a race had run, if an update says so.
pub(super) fn elapsed(update: &Update) -> Option<Duration> {
    match update {
        Update::Progressed(losses) => Some(losses.elapsed),
        Update::Measured(measured) => measured.elapsed,
        _ => None,
    }
}

pub(super) fn since_1970(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
