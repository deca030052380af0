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

use std::{f64::consts::PI, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What one cycle starts from, as a share of the full rate.
const CYCLE_START: f64 = 1.0 / 25.0;

/// What one cycle ends with: a ten-thousandth of its start.
const CYCLE_END: f64 = CYCLE_START / 10_000.0;

/// Share of one cycle in which the rate rises.
const CYCLE_RISE: f64 = 0.3;

/// The most iterations of anything in a schedule: those of the longest race.
const MAX_ITERATIONS: u64 = 1_000_000_000;

/// A text that is no schedule; the message says what would be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text names no [`RateCurve`], or gives it wrong numbers.
    #[error(
        "a schedule must be constant, step@500x0.5 (times 0.5 every 500 iterations), exponential@500x0.5, \
         cosine, onecycle, or the last two with a length such as cosine@2000"
    )]
    Curve,
    /// The warm-up is not a whole number within bounds.
    #[error("a warm-up must be a whole number of iterations from 0 to 1,000,000,000")]
    WarmUp,
}

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
        let mut planned = self;
        if let Some(length) = planned.curve.length() {
            *length = length.or(self.room(end).filter(|length| *length > 0));
        }
        planned
    }

    /// After how many iterations it stays where it is; `None` if that depends on the race, or never happens.
    pub(crate) fn ends_at(mut self) -> Option<u64> {
        let length = *self.curve.length()?;
        length.map(|length| self.warm_up.saturating_add(length))
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

/// What a learning rate does after its warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum RateCurve {
    /// Stays at the full rate.
    #[default]
    Constant,
    /// Falls in steps.
    Step {
        /// Iterations from one fall to the next.
        every: u64,
        /// What each fall leaves, above 0 and at most 1.
        factor: f64,
    },
    /// Falls evenly.
    Exponential {
        /// Iterations in which it falls by the factor.
        every: u64,
        /// What they leave, above 0 and at most 1.
        factor: f64,
    },
    /// Falls to 0 along half a cosine.
    Cosine {
        /// Iterations of the fall; `None` takes those of the race.
        length: Option<u64>,
    },
    /// Rises, then falls to almost 0.
    OneCycle {
        /// Iterations of the cycle; `None` takes those of the race.
        length: Option<u64>,
    },
    /// As `OneCycle`, with the peak an iteration later and the end one after the last: what `onecycle` is in older
    /// recordings, which continue with it.
    LateOneCycle {
        /// Iterations of the cycle; `None` takes those of the race.
        length: Option<u64>,
    },
}

/// What the cycles are called where they are typed.
const ONE_CYCLE: &str = "onecycle";
const LATE_ONE_CYCLE: &str = "onecycle-late";

/// How [`RateCurve::OneCycle`] is recorded. The name that is typed stands for [`RateCurve::LateOneCycle`] in older
/// recordings.
const RECORDED_ONE_CYCLE: &str = "pytorch-onecycle";

impl RateCurve {
    /// Its own length, if it is a curve that ends; `None` in it takes that of the race.
    const fn length(&mut self) -> Option<&mut Option<u64>> {
        match self {
            Self::Cosine { length } | Self::OneCycle { length } | Self::LateOneCycle { length } => {
                Some(length)
            }
            Self::Constant | Self::Step { .. } | Self::Exponential { .. } => None,
        }
    }

    /// The factor in its first iteration; `end`: iterations from there to the race's end.
    fn start(self, end: Option<u64>) -> f64 {
        match self {
            Self::OneCycle { length } | Self::LateOneCycle { length } if length.or(end).is_some() => {
                swing(CYCLE_START, 1.0, 0.0)
            }
            _ => 1.0,
        }
    }

    /// The factor after `iteration` iterations of the curve; `end`: iterations from its start to the race's end.
    fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => libm::pow(factor, (iteration / every) as f64),
            Self::Exponential { every, factor } => libm::pow(factor, iteration as f64 / every as f64),
            Self::Cosine { length } => {
                length.or(end).map_or(1.0, |length| swing(1.0, 0.0, share(iteration, length)))
            }
            Self::OneCycle { length } => length.or(end).map_or(1.0, |length| one_cycle(iteration, length)),
            Self::LateOneCycle { length } => length.or(end).map_or(1.0, |length| {
                let share = share(iteration, length);
                if share < CYCLE_RISE {
                    swing(CYCLE_START, 1.0, share / CYCLE_RISE)
                } else {
                    swing(1.0, CYCLE_END, (share - CYCLE_RISE) / (1.0 - CYCLE_RISE))
                }
            }),
        }
    }
}

/// One cycle as PyTorch has it: the first of `length` iterations is its start, the last its end.
fn one_cycle(iteration: u64, length: u64) -> f64 {
    let (now, peak) = (iteration as f64, CYCLE_RISE * length as f64 - 1.0);
    if now <= peak {
        swing(CYCLE_START, 1.0, now / peak)
    } else if iteration + 1 >= length {
        CYCLE_END
    } else {
        // A cycle of so few iterations that its peak would come before the first one begins on its way down.
        swing(1.0, CYCLE_END, (now - peak) / ((length - 1) as f64 - peak))
    }
}

/// How much of `length` is over, 0 to 1.
fn share(iteration: u64, length: u64) -> f64 {
    if iteration >= length { 1.0 } else { iteration as f64 / length as f64 }
}

/// From one value to another along half a cosine.
fn swing(from: f64, to: f64, share: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + libm::cos(PI * share))
}

impl FromStr for RateCurve {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim().to_ascii_lowercase();
        let (name, rest) =
            text.split_once('@').map_or((text.as_str(), None), |(name, rest)| (name, Some(rest)));
        let count = |text: &str| text.parse().ok().filter(|count| (1..=MAX_ITERATIONS).contains(count));
        let length = || rest.map_or(Some(None), |rest| count(rest).map(Some));
        let fall = || -> Option<(u64, f64)> {
            let (every, factor) = rest?.split_once('x')?;
            let factor: f64 = factor.parse().ok()?;
            (factor > 0.0 && factor <= 1.0).then_some((count(every)?, factor))
        };
        let curve = match name {
            "constant" if rest.is_none() => Some(Self::Constant),
            "step" => fall().map(|(every, factor)| Self::Step { every, factor }),
            "exponential" | "exp" => fall().map(|(every, factor)| Self::Exponential { every, factor }),
            "cosine" => length().map(|length| Self::Cosine { length }),
            ONE_CYCLE | "one-cycle" => length().map(|length| Self::OneCycle { length }),
            LATE_ONE_CYCLE => length().map(|length| Self::LateOneCycle { length }),
            _ => None,
        };
        curve.ok_or(ScheduleError::Curve)
    }
}

impl From<RateCurve> for String {
    /// As it is recorded.
    fn from(curve: RateCurve) -> Self {
        match curve {
            RateCurve::OneCycle { .. } => curve.to_string().replacen(ONE_CYCLE, RECORDED_ONE_CYCLE, 1),
            RateCurve::LateOneCycle { .. } => curve.to_string().replacen(LATE_ONE_CYCLE, ONE_CYCLE, 1),
            curve => curve.to_string(),
        }
    }
}

impl TryFrom<String> for RateCurve {
    type Error = ScheduleError;

    fn try_from(text: String) -> Result<Self, ScheduleError> {
        match text.strip_prefix(RECORDED_ONE_CYCLE) {
            Some(length) => format!("{ONE_CYCLE}{length}").parse(),
            None => match text.parse()? {
                Self::OneCycle { length } => Ok(Self::LateOneCycle { length }),
                curve => Ok(curve),
            },
        }
    }
}

impl fmt::Display for RateCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => f.write_str("constant"),
            Self::Step { every, factor } => write!(f, "step@{every}x{factor}"),
            Self::Exponential { every, factor } => write!(f, "exponential@{every}x{factor}"),
            Self::Cosine { length: None } => f.write_str("cosine"),
            Self::Cosine { length: Some(length) } => write!(f, "cosine@{length}"),
            Self::OneCycle { length: None } => f.write_str(ONE_CYCLE),
            Self::OneCycle { length: Some(length) } => write!(f, "{ONE_CYCLE}@{length}"),
            Self::LateOneCycle { length: None } => f.write_str(LATE_ONE_CYCLE),
            Self::LateOneCycle { length: Some(length) } => write!(f, "{LATE_ONE_CYCLE}@{length}"),
        }
    }
}

#[cfg(test)]
mod tests;
