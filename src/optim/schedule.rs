//! Learning-rate schedules: what the rate is multiplied by as a race goes on.
//!
//! ```text
//! η(t) = η·r(t)·f₀ for t < w, then η·f(t − w)        r(t) = (t + 1)/(w + 1)
//! constant       f(t) = 1
//! step@nxc       f(t) = c^⌊t/n⌋
//! exponential@nxc  f(t) = c^{t/n}
//! cosine         f(t) = ½·(1 + cos(π·t/T))
//! onecycle       f(t): 1/25 → 1 until t = 0.3·T − 1, then → 1/250,000 until t = T − 1, both along half a cosine
//! onecycle-late  the same until 0.3·T and until T
//! ```
//! t: iterations done before this one, w: iterations of warm-up, T: iterations from the warm-up to the race's
//! end, or as many as stand after `@`; f₀: what the curve starts with, 1/25 for one cycle and 1 for all others. A
//! warm-up as long as the race is all there is of its schedule: the curve behind it doesn't begin. In a race without
//! end `cosine` and `onecycle` without a length stay at 1; past T they stay at their last value.
//! Sources: cosine: Loshchilov & Hutter, "SGDR", arXiv:1608.03983, without restarts; one cycle: Smith & Topin,
//! "Super-Convergence", arXiv:1708.07120, with the shape and shares of PyTorch's `OneCycleLR(total_steps=T)`; warm-up:
//! Goyal et al., "Accurate, Large Minibatch SGD", arXiv:1706.02677.

mod curve;
mod error;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use curve::RateCurve;
pub use error::ScheduleError;

use curve::MAX_ITERATIONS;

/// How a lane's learning rate changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Schedule {
    /// Iterations in which the rate rises in a straight line to what the curve starts with.
    pub warm_up: u64,
    /// What the rate does after the warm-up.
    pub curve: RateCurve,
}

impl Schedule {
    /// What the learning rate is multiplied by after `iteration` iterations of a race that takes `end` of them.
    pub(crate) fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
        match iteration.checked_sub(self.warm_up) {
            None => (iteration + 1) as f64 / (self.warm_up.saturating_add(1)) as f64 * self.curve.start(end),
            Some(iteration) => self.curve.factor(iteration, self.room(end)),
        }
    }

    /// The same schedule in a race that will take more than `end` iterations: a curve that took its length from the
    /// race keeps that length. One that doesn't begin before `end` has none yet.
    pub(crate) fn planned_for(self, end: Option<u64>) -> Self {
        let length = self.room(end).filter(|length| *length > 0);
        let curve = match self.curve {
            RateCurve::Cosine { length: None } => RateCurve::Cosine { length },
            RateCurve::OneCycle { length: None } => RateCurve::OneCycle { length },
            RateCurve::LateOneCycle { length: None } => RateCurve::LateOneCycle { length },
            curve => curve,
        };
        Self { curve, ..self }
    }

    /// After how many iterations it stays where it is; `None` if that depends on the race, or never happens.
    pub(crate) const fn ends_at(self) -> Option<u64> {
        match self.curve {
            RateCurve::Cosine { length: Some(length) }
            | RateCurve::OneCycle { length: Some(length) }
            | RateCurve::LateOneCycle { length: Some(length) } => Some(self.warm_up.saturating_add(length)),
            _ => None,
        }
    }

    /// Iterations from the warm-up to the race's end.
    fn room(self, end: Option<u64>) -> Option<u64> {
        end.map(|end| end.saturating_sub(self.warm_up))
    }

    /// Reads the iterations of a warm-up, which is no longer than the longest race.
    pub(crate) fn parse_warm_up(text: &str) -> Result<u64, ScheduleError> {
        text.trim().parse().map_err(|_| ScheduleError::WarmUp).and_then(Self::check_warm_up)
    }

    pub(crate) const fn check_warm_up(warm_up: u64) -> Result<u64, ScheduleError> {
        if warm_up <= MAX_ITERATIONS { Ok(warm_up) } else { Err(ScheduleError::WarmUp) }
    }
}

impl fmt::Display for Schedule {
    /// As the settings of a lane are typed: `sched=cosine:warmup=100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sched={}", self.curve)?;
        if self.warm_up > 0 { write!(f, ":warmup={}", self.warm_up) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
