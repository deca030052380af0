//! What a lesson says is to be seen, in a form that can be checked: `Momentum is 3 times below SGD at 100`.

use super::order::find;
use crate::{config::Config, race::LaneId};

/// What a claim can be, for the message about one that is wrong.
const FORMS: &str = "a claim is LANE is N times below LANE at ITERATION, LANE is within N times of LANE at ITERATION, \
                     LANE is below LOSS at ITERATION, LANE is above LOSS at ITERATION, \
                     LANE stays within N times at ITERATION, \
                     LANE scatters N to M times less at ITERATION, LANE diverges by ITERATION, \
                     LANE repeats to ITERATION or LANE differs by ITERATION";

/// A condition on a lane that is to hold at an iteration.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub(super) lane: ClaimedLane,
    pub(super) what: Condition,
    /// The iteration at which it is checked.
    pub(super) at: u64,
}

/// A lane that a claim names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ClaimedLane {
    pub(super) id: LaneId,
    pub(super) name: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// Its loss is at least that many times smaller than another lane's.
    Beats { other: ClaimedLane, times: f32 },
    /// Neither its loss nor another lane's is more than that many times the other one.
    IsNear { other: ClaimedLane, times: f32 },
    /// Its loss is at most that.
    Below(f32),
    /// Its loss is at least that.
    Above(f32),
    /// Neither its loss nor that of the attempt before is more than that many times the other one.
    Stays(f32),
    /// Its losses lie closer to the smoothed curve than in the attempt before: so many times at least, and at most.
    Scatters { min: f32, max: f32 },
    /// It has diverged.
    Diverges,
    /// Every loss so far is bit for bit that of the attempt before.
    Repeats,
    /// Some loss differs from the attempt before.
    Differs,
}

impl Claim {
    /// Parses a claim; lanes are named as in `config`.
    pub(super) fn parse(text: &str, config: &Config) -> Result<Self, String> {
        let claim = |lane: &str, what, at: &str| {
            Ok(Self { lane: ClaimedLane::named(lane, config)?, what, at: whole(at)? })
        };
        for (words, what) in [
            (" diverges by ", Condition::Diverges),
            (" repeats to ", Condition::Repeats),
            (" differs by ", Condition::Differs),
        ] {
            if let Some((lane, at)) = text.split_once(words) {
                return claim(lane, what, at);
            }
        }
        let (rest, at) = text.rsplit_once(" at ").ok_or(FORMS)?;
        if let Some((lane, rest)) = rest.split_once(" scatters ") {
            return claim(lane, scatters(rest)?, at);
        }
        if let Some((lane, times)) = rest.split_once(" stays within ") {
            return claim(lane, Condition::Stays(number(times.strip_suffix(" times").ok_or(FORMS)?)?), at);
        }
        let (lane, rest) = rest.split_once(" is ").ok_or(FORMS)?;
        let what = if let Some(loss) = rest.strip_prefix("below ") {
            Condition::Below(number(loss)?)
        } else if let Some(loss) = rest.strip_prefix("above ") {
            Condition::Above(number(loss)?)
        } else if let Some(rest) = rest.strip_prefix("within ") {
            let (times, other) = rest.split_once(" times of ").ok_or(FORMS)?;
            Condition::IsNear { other: ClaimedLane::named(other, config)?, times: number(times)? }
        } else {
            let (times, other) = rest.split_once(" times below ").ok_or(FORMS)?;
            Condition::Beats { other: ClaimedLane::named(other, config)?, times: number(times)? }
        };
        claim(lane, what, at)
    }

    /// Whether it compares with the attempt before.
    pub(super) const fn looks_back(&self) -> bool {
        match self.what {
            Condition::Stays(_) | Condition::Scatters { .. } | Condition::Repeats | Condition::Differs => {
                true
            }
            Condition::Beats { .. }
            | Condition::IsNear { .. }
            | Condition::Below(_)
            | Condition::Above(_)
            | Condition::Diverges => false,
        }
    }
}

impl ClaimedLane {
    fn named(name: &str, config: &Config) -> Result<Self, String> {
        Ok(Self { id: find(name, config)?, name: name.trim().to_owned() })
    }
}

/// What stands behind `scatters`: `3 to 6 times less`.
fn scatters(text: &str) -> Result<Condition, String> {
    let (min, max) =
        text.strip_suffix(" times less").and_then(|range| range.split_once(" to ")).ok_or(FORMS)?;
    let (min, max) = (number(min)?, number(max)?);
    if min > max {
        return Err(format!("scatters {min} to {max}: the smaller number must come first"));
    }
    Ok(Condition::Scatters { min, max })
}

fn whole(text: &str) -> Result<u64, String> {
    let number = text.trim().replace([',', '_'], "").parse().ok().filter(|at| *at > 0);
    number.ok_or_else(|| format!("{:?} is no iteration: it must be a whole number from 1 on", text.trim()))
}

fn number(text: &str) -> Result<f32, String> {
    let number = text.trim().parse().ok().filter(|number: &f32| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("{:?} must be a number above 0", text.trim()))
}
