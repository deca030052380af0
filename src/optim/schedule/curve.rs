//! The curves that a learning rate may follow after its warm-up; their formulas stand in [`super`].

use std::{f64::consts::PI, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::error::ScheduleError;

/// What one cycle starts from, as a share of the full rate.
pub(super) const CYCLE_START: f64 = 1.0 / 25.0;

/// What one cycle ends with: a ten-thousandth of its start.
pub(super) const CYCLE_END: f64 = CYCLE_START / 10_000.0;

/// Share of one cycle in which the rate rises.
const CYCLE_RISE: f64 = 0.3;

/// The most iterations of anything in a schedule: those of the longest race.
pub(super) const MAX_ITERATIONS: u64 = 1_000_000_000;

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
    /// The factor in its first iteration; `end`: iterations from there to the race's end.
    pub(super) fn start(self, end: Option<u64>) -> f64 {
        match self {
            Self::OneCycle { length } | Self::LateOneCycle { length } if length.or(end).is_some() => {
                swing(CYCLE_START, 1.0, 0.0)
            }
            _ => 1.0,
        }
    }

    /// The factor after `iteration` iterations of the curve; `end`: iterations from its start to the race's end.
    pub(super) fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
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

impl FromStr for RateCurve {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim().to_ascii_lowercase();
        let (name, rest) =
            text.split_once('@').map_or((text.as_str(), None), |(name, rest)| (name, Some(rest)));
        let count = |text: &str| text.parse().ok().filter(|count| (1..=MAX_ITERATIONS).contains(count));
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
