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

/// What one cycle starts from, in shares of the full rate.
const CYCLE_START: f64 = 1.0 / 25.0;

/// What one cycle ends with: its start by 10,000.
const CYCLE_END: f64 = CYCLE_START / 10_000.0;

/// Share of one cycle in which the rate rises.
const CYCLE_RISE: f64 = 0.3;

/// The most iterations of anything in a schedule: those of the longest race.
const LONGEST: u64 = 1_000_000_000;

/// How a lane's learning rate changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Schedule {
    /// Iterations in which the rate rises in a straight line to what the curve starts with.
    pub warm_up: u64,
    /// What comes after.
    pub curve: Curve,
}

/// What a learning rate does after its warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Curve {
    /// It stays.
    #[default]
    Constant,
    /// It falls at once, again and again.
    Step {
        /// Iterations from one fall to the next.
        every: u64,
        /// What is left after each, above 0 and at most 1.
        factor: f64,
    },
    /// It falls evenly.
    Exponential {
        /// Iterations in which it falls by the factor.
        every: u64,
        /// What is left after those, above 0 and at most 1.
        factor: f64,
    },
    /// It falls to 0, slowly at both ends.
    Cosine {
        /// Iterations of the fall; `None` takes those of the race.
        length: Option<u64>,
    },
    /// It rises, then falls to almost 0.
    OneCycle {
        /// Iterations of the cycle; `None` takes those of the race.
        length: Option<u64>,
    },
    /// The same with the peak an iteration later and the end one after the last: what `onecycle` is in older
    /// recordings, which go on with it.
    LateOneCycle {
        /// Iterations of the cycle; `None` takes those of the race.
        length: Option<u64>,
    },
}

/// What the cycles are called where they are typed.
const ONE_CYCLE: &str = "onecycle";
const LATE_ONE_CYCLE: &str = "onecycle-late";

/// How [`Curve::OneCycle`] is recorded. The name that is typed stands for [`Curve::LateOneCycle`] in older recordings.
const RECORDED_ONE_CYCLE: &str = "pytorch-onecycle";

/// A text that is no schedule; the message says what would be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// No curve.
    #[error(
        "a schedule must be constant, step@500x0.5 (times 0.5 every 500 iterations), exponential@500x0.5, \
         cosine, onecycle, or the last two with a length such as cosine@2000"
    )]
    Curve,
    /// No warm-up.
    #[error("a warm-up must be a whole number of iterations from 0 to 1,000,000,000")]
    WarmUp,
}

impl Schedule {
    /// What the learning rate is multiplied by in the iteration after `iteration` others, in a race that
    /// takes `end` of them.
    #[must_use]
    pub fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
        match iteration.checked_sub(self.warm_up) {
            None => (iteration + 1) as f64 / (self.warm_up.saturating_add(1)) as f64 * self.curve.start(end),
            Some(iteration) => self.curve.factor(iteration, self.room(end)),
        }
    }

    /// The same schedule in a race that will take more than `end` iterations: a curve that took its length from the
    /// race keeps that length. One that doesn't begin before `end` has none yet.
    #[must_use]
    pub fn planned_for(self, end: Option<u64>) -> Self {
        let length = self.room(end).filter(|length| *length > 0);
        let curve = match self.curve {
            Curve::Cosine { length: None } => Curve::Cosine { length },
            Curve::OneCycle { length: None } => Curve::OneCycle { length },
            Curve::LateOneCycle { length: None } => Curve::LateOneCycle { length },
            curve => curve,
        };
        Self { curve, ..self }
    }

    /// After how many iterations it is over and stays where it is, if its length is its own.
    #[must_use]
    pub const fn ends_at(self) -> Option<u64> {
        match self.curve {
            Curve::Cosine { length: Some(length) }
            | Curve::OneCycle { length: Some(length) }
            | Curve::LateOneCycle { length: Some(length) } => Some(self.warm_up.saturating_add(length)),
            _ => None,
        }
    }

    /// Iterations from the warm-up to the race's end.
    fn room(self, end: Option<u64>) -> Option<u64> {
        end.map(|end| end.saturating_sub(self.warm_up))
    }

    /// Reads the iterations of a warm-up.
    ///
    /// # Errors
    /// If it is no whole number, or larger than any race.
    pub fn parse_warm_up(text: &str) -> Result<u64, ScheduleError> {
        text.trim().parse().map_err(|_| ScheduleError::WarmUp).and_then(Self::check_warm_up)
    }

    /// Checks the iterations of a warm-up.
    ///
    /// # Errors
    /// If it is longer than any race.
    pub const fn check_warm_up(warm_up: u64) -> Result<u64, ScheduleError> {
        if warm_up <= LONGEST { Ok(warm_up) } else { Err(ScheduleError::WarmUp) }
    }
}

impl Curve {
    /// What it starts with.
    fn start(self, end: Option<u64>) -> f64 {
        match self {
            Self::OneCycle { length } | Self::LateOneCycle { length } if length.or(end).is_some() => {
                swing(CYCLE_START, 1.0, 0.0)
            }
            _ => 1.0,
        }
    }

    fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => factor.powf((iteration / every) as f64),
            Self::Exponential { every, factor } => factor.powf(iteration as f64 / every as f64),
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
    to + (from - to) * 0.5 * (1.0 + (PI * share).cos())
}

impl FromStr for Curve {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim().to_ascii_lowercase();
        let (name, rest) =
            text.split_once('@').map_or((text.as_str(), None), |(name, rest)| (name, Some(rest)));
        let count = |text: &str| text.parse().ok().filter(|count| (1..=LONGEST).contains(count));
        let length = || rest.map(|rest| count(rest).ok_or(ScheduleError::Curve)).transpose();
        let fall = || -> Option<(u64, f64)> {
            let (every, factor) = rest?.split_once('x')?;
            let factor: f64 = factor.parse().ok()?;
            (factor > 0.0 && factor <= 1.0).then_some((count(every)?, factor))
        };
        match name {
            "constant" if rest.is_none() => Ok(Self::Constant),
            "step" => fall().map(|(every, factor)| Self::Step { every, factor }).ok_or(ScheduleError::Curve),
            "exponential" | "exp" => {
                fall().map(|(every, factor)| Self::Exponential { every, factor }).ok_or(ScheduleError::Curve)
            }
            "cosine" => Ok(Self::Cosine { length: length()? }),
            ONE_CYCLE | "one-cycle" => Ok(Self::OneCycle { length: length()? }),
            LATE_ONE_CYCLE => Ok(Self::LateOneCycle { length: length()? }),
            _ => Err(ScheduleError::Curve),
        }
    }
}

impl From<Curve> for String {
    /// As it is recorded.
    fn from(curve: Curve) -> Self {
        match curve {
            Curve::OneCycle { .. } => curve.to_string().replacen(ONE_CYCLE, RECORDED_ONE_CYCLE, 1),
            Curve::LateOneCycle { .. } => curve.to_string().replacen(LATE_ONE_CYCLE, ONE_CYCLE, 1),
            curve => curve.to_string(),
        }
    }
}

impl TryFrom<String> for Curve {
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

impl fmt::Display for Curve {
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

impl fmt::Display for Schedule {
    /// As the settings of a lane are typed: `sched=cosine:warmup=100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sched={}", self.curve)?;
        if self.warm_up > 0 { write!(f, ":warmup={}", self.warm_up) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
