//! Learning-rate schedules: what the rate is multiplied by as a race goes on.
//!
//! ```text
//! η(t) = η·r(t)·f(max(t − w, 0))        r(t) = min((t + 1)/(w + 1), 1)
//! constant       f(t) = 1
//! step@nxc       f(t) = c^⌊t/n⌋
//! exponential@nxc  f(t) = c^{t/n}
//! cosine         f(t) = ½·(1 + cos(π·t/T))
//! onecycle       f(t): 1/25 → 1 in the first 30 % of T, then → 1/250,000, both along half a cosine
//! ```
//! t: iterations done before this one, w: iterations of warm-up, T: iterations from the warm-up to the race's
//! end, or as many as stand after `@`. In a race without end `cosine` and `onecycle` without a length stay
//! at 1; past T they stay at their last value.
//! Sources: cosine: Loshchilov & Hutter, "SGDR", arXiv:1608.03983, without restarts; one cycle: Smith & Topin,
//! "Super-Convergence", arXiv:1708.07120, with the shape and shares of PyTorch; warm-up: Goyal et al.,
//! "Accurate, Large Minibatch SGD", arXiv:1706.02677.

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
}

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
        let rise = (iteration + 1) as f64 / (self.warm_up.saturating_add(1)) as f64;
        let left = end.map(|end| end.saturating_sub(self.warm_up));
        rise.min(1.0) * self.curve.factor(iteration.saturating_sub(self.warm_up), left)
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
    fn factor(self, iteration: u64, end: Option<u64>) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => factor.powf((iteration / every) as f64),
            Self::Exponential { every, factor } => factor.powf(iteration as f64 / every as f64),
            Self::Cosine { length } => {
                length.or(end).map_or(1.0, |length| swing(1.0, 0.0, share(iteration, length)))
            }
            Self::OneCycle { length } => length.or(end).map_or(1.0, |length| {
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
            "onecycle" | "one-cycle" => Ok(Self::OneCycle { length: length()? }),
            _ => Err(ScheduleError::Curve),
        }
    }
}

impl From<Curve> for String {
    fn from(curve: Curve) -> Self {
        curve.to_string()
    }
}

impl TryFrom<String> for Curve {
    type Error = ScheduleError;

    fn try_from(text: String) -> Result<Self, ScheduleError> {
        text.parse()
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
            Self::OneCycle { length: None } => f.write_str("onecycle"),
            Self::OneCycle { length: Some(length) } => write!(f, "onecycle@{length}"),
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
mod tests {
    use super::*;

    fn factors(text: &str, warm_up: u64, end: Option<u64>) -> Vec<f64> {
        let schedule = Schedule { warm_up, curve: text.parse().unwrap() };
        (0..1_000).map(|iteration| schedule.factor(iteration, end)).collect()
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn every_schedule_is_written_as_it_is_read() {
        for text in [
            "constant",
            "step@500x0.5",
            "exponential@1x0.999",
            "cosine",
            "cosine@70",
            "onecycle",
            "onecycle@9",
        ] {
            assert_eq!(text.parse::<Curve>().unwrap().to_string(), text);
        }
        let schedule = Schedule { warm_up: 100, curve: Curve::Cosine { length: None } };
        assert_eq!(schedule.to_string(), "sched=cosine:warmup=100");
        assert_eq!(Schedule::default().to_string(), "sched=constant");
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for wrong in [
            "",
            "cos",
            "step",
            "step@0x0.5",
            "step@5x0",
            "step@5x1.5",
            "step@5xnan",
            "step@-5x0.5",
            "cosine@",
            "cosine@0",
            "constant@5",
            "onecycle@1e9",
            "step@500,0.5",
        ] {
            assert!(wrong.parse::<Curve>().is_err(), "{wrong:?} was taken");
        }
        assert!(Schedule::parse_warm_up("-1").is_err());
        assert_eq!(Schedule::parse_warm_up("100"), Ok(100));
    }

    #[test]
    fn all_but_one_cycle_start_full_and_never_rise() {
        for text in ["constant", "step@100x0.5", "exponential@100x0.5", "cosine"] {
            let factors = factors(text, 0, Some(1_000));
            assert!(close(factors[0], 1.0), "{text}");
            assert!(factors.is_sorted_by(|one, next| one >= next && *next >= 0.0), "{text}");
        }
    }

    #[test]
    fn steps_and_exponentials_meet_at_every_fall() {
        let (steps, even) = (factors("step@100x0.5", 0, None), factors("exponential@100x0.5", 0, None));
        assert!(close(steps[99], 1.0) && close(steps[100], 0.5) && close(steps[350], 0.125));
        assert!(close(even[300], 0.125) && even[50] < 0.75);
    }

    #[test]
    fn a_cosine_is_half_way_in_the_middle_and_at_0_from_its_end_on() {
        let whole = factors("cosine", 0, Some(1_000));
        assert!(close(whole[500], 0.5) && whole[999] > 0.0 && whole[999] < 1e-5);
        let short = factors("cosine@200", 0, Some(1_000));
        assert!(close(short[100], 0.5) && short[200..].iter().all(|factor| close(*factor, 0.0)));
    }

    #[test]
    fn one_cycle_rises_for_three_tenths_and_falls_to_almost_nothing() {
        let cycle = factors("onecycle", 0, Some(1_000));
        assert!(close(cycle[0], CYCLE_START) && close(cycle[300], 1.0));
        assert!(cycle[..300].is_sorted() && cycle[300..].is_sorted_by(|one, next| one >= next));
        assert!(cycle[999] < 1e-4);
    }

    #[test]
    fn a_warm_up_rises_in_a_straight_line_before_any_curve() {
        for text in ["constant", "step@100x0.5", "exponential@100x0.5", "cosine"] {
            let warm = factors(text, 99, Some(1_000));
            assert!(close(warm[0], 0.01) && close(warm[49], 0.5) && close(warm[99], 1.0), "{text}");
            assert!(close(warm[199], factors(text, 0, Some(901))[100]), "{text}");
        }
        assert!(close(factors("onecycle", 99, Some(1_099))[0], CYCLE_START / 100.0));
    }

    #[test]
    fn a_race_without_end_keeps_what_needs_one_at_full_rate() {
        for text in ["cosine", "onecycle"] {
            assert!(factors(text, 0, None).iter().all(|factor| close(*factor, 1.0)), "{text}");
        }
        assert!(close(factors("cosine@500", 0, None)[250], 0.5));
    }

    #[test]
    fn no_number_of_iterations_is_too_large() {
        for text in ["step@1x0.5", "exponential@1x0.5", "cosine", "onecycle"] {
            let schedule = Schedule { warm_up: LONGEST, curve: text.parse().unwrap() };
            for (iteration, end) in [(0, Some(0)), (u64::MAX - 1, Some(u64::MAX)), (u64::MAX - 1, None)] {
                let factor = schedule.factor(iteration, end);
                assert!((0.0..=1.0).contains(&factor), "{text}: {factor}");
            }
        }
    }
}
