//! What a lesson says is to be seen, in a form that can be checked: `Momentum is 3 times below SGD at 100`.

use super::order::find;
use crate::{
    config::Config,
    history::{History, LaneHistory},
    race::{LaneId, LaneState},
    words::{Lang, say},
};

/// What a claim can be, for the message about one that is wrong.
const FORMS: &str = "a claim is LANE is N times below LANE at ITERATION, LANE is below LOSS at ITERATION, \
                     LANE is above LOSS at ITERATION, LANE diverges by ITERATION, LANE repeats to ITERATION \
                     or LANE differs by ITERATION";

/// The most losses in an average: a batch's loss says little by itself.
const MAX_WINDOW: u64 = 50;

/// A condition on a lane that is to hold at an iteration.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    lane: LaneId,
    what: Condition,
    /// The iteration at which it is checked.
    pub(super) at: u64,
}

#[derive(Debug, Clone, PartialEq)]
enum Condition {
    /// Its loss is at least that many times smaller than another lane's.
    Beats { other: LaneId, times: f32 },
    /// Its loss is at most that.
    Below(f32),
    /// Its loss is at least that.
    Above(f32),
    /// It has diverged.
    Diverges,
    /// Every loss so far is bit for bit that of the attempt before.
    Repeats,
    /// Some loss differs from the attempt before.
    Differs,
}

/// What was seen when a claim was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether the claim held.
    pub held: bool,
    /// The iteration at which it was checked.
    pub(super) at: u64,
    seen: Observation,
}

#[derive(Debug, Clone, PartialEq)]
enum Observation {
    /// Losses by lane; `None` if there was none.
    Losses(Vec<(String, Option<f32>)>),
    Diverged(String, Option<u64>),
    /// How many of the first losses are those of the attempt before.
    Same(String, u64),
}

impl Claim {
    /// Parses a claim; lanes are named as in `config`.
    pub(super) fn parse(text: &str, config: &Config) -> Result<Self, String> {
        for (words, what) in [
            (" diverges by ", Condition::Diverges),
            (" repeats to ", Condition::Repeats),
            (" differs by ", Condition::Differs),
        ] {
            if let Some((lane, at)) = text.split_once(words) {
                return Ok(Self { lane: find(lane, config)?, what, at: whole(at)? });
            }
        }
        let (lane, rest) = text.split_once(" is ").ok_or(FORMS)?;
        let (rest, at) = rest.rsplit_once(" at ").ok_or(FORMS)?;
        let what = if let Some(loss) = rest.strip_prefix("below ") {
            Condition::Below(number(loss)?)
        } else if let Some(loss) = rest.strip_prefix("above ") {
            Condition::Above(number(loss)?)
        } else {
            let (times, other) = rest.split_once(" times below ").ok_or(FORMS)?;
            Condition::Beats { other: find(other, config)?, times: number(times)? }
        };
        Ok(Self { lane: find(lane, config)?, what, at: whole(at)? })
    }

    /// Whether it compares with the attempt before.
    pub(super) fn looks_back(&self) -> bool {
        matches!(self.what, Condition::Repeats | Condition::Differs)
    }

    /// Checks whether it holds.
    pub(super) fn check(&self, history: &History, before: Option<&History>) -> Finding {
        let lane = history.lane(self.lane);
        let name =
            |lane: Option<&LaneHistory>| lane.map_or_else(|| "—".into(), |lane| lane.info.name.clone());
        let loss = mean(lane, self.at);
        let one = || Observation::Losses(vec![(name(lane), loss)]);
        let (held, seen) = match self.what {
            Condition::Below(limit) => (loss.is_some_and(|loss| loss <= limit), one()),
            Condition::Above(limit) => (loss.is_some_and(|loss| loss >= limit), one()),
            Condition::Beats { other, times } => {
                let other = history.lane(other);
                let slower = mean(other, self.at);
                let held = loss.zip(slower).is_some_and(|(loss, slower)| loss * times <= slower);
                (held, Observation::Losses(vec![(name(lane), loss), (name(other), slower)]))
            }
            Condition::Diverges => {
                let at = lane.and_then(|lane| match lane.info.state {
                    LaneState::Diverged { iteration } => Some(iteration),
                    _ => None,
                });
                (at.is_some_and(|at| at <= self.at), Observation::Diverged(name(lane), at))
            }
            Condition::Repeats | Condition::Differs => {
                let same = same(lane, before.and_then(|before| before.lane(self.lane)), self.at);
                ((same == self.at) == (self.what == Condition::Repeats), Observation::Same(name(lane), same))
            }
        };
        Finding { held, at: self.at, seen }
    }
}

/// The mean of the last losses up to an iteration: a tenth of all, so that it is also useful near the start.
fn mean(lane: Option<&LaneHistory>, at: u64) -> Option<f32> {
    let window = (at / 10).clamp(1, MAX_WINDOW);
    let lane = lane.filter(|lane| lane.curve.last().is_some_and(|last| last >= at))?;
    // A lane that has diverged before has no loss there, whatever its last ones were.
    lane.curve.at(at)?;
    lane.curve.over(at + 1 - window..at + 1).map(|bucket| bucket.mean)
}

/// How many losses, counted from the first, are the same bit for bit.
fn same(lane: Option<&LaneHistory>, before: Option<&LaneHistory>, to: u64) -> u64 {
    let Some((lane, before)) = lane.zip(before) else { return 0 };
    let equal = |at: &u64| {
        let bits = |lane: &LaneHistory| lane.curve.at(*at).map(f32::to_bits);
        bits(lane).is_some() && bits(lane) == bits(before)
    };
    (1..=to).take_while(equal).count() as u64
}

fn whole(text: &str) -> Result<u64, String> {
    let number = text.trim().replace([',', '_'], "").parse().ok().filter(|at| *at > 0);
    number.ok_or_else(|| format!("{:?} is no iteration: it must be a whole number from 1 on", text.trim()))
}

fn number(text: &str) -> Result<f32, String> {
    let number = text.trim().parse().ok().filter(|number: &f32| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("{:?} must be a number above 0", text.trim()))
}

impl Finding {
    /// Both as one, if both are of losses at the same iteration and both held or neither.
    fn joined(&self, other: &Self) -> Option<Self> {
        let (Observation::Losses(own), Observation::Losses(more)) = (&self.seen, &other.seen) else {
            return None;
        };
        let new = more.iter().filter(|loss| !own.contains(loss));
        let seen = Observation::Losses(own.iter().chain(new).cloned().collect());
        (self.at == other.at && self.held == other.held).then_some(Self { seen, ..*self })
    }

    /// Several findings on one line, each with its sign; losses at the same iteration stand together.
    pub(super) fn line(findings: &[Self], lang: Lang) -> String {
        let mut joined: Vec<Self> = Vec::new();
        for finding in findings {
            match joined.last_mut().and_then(|last| last.joined(finding).map(|both| (last, both))) {
                Some((last, both)) => *last = both,
                None => joined.push(finding.clone()),
            }
        }
        let sign = |finding: &Self| if finding.held { "✓" } else { "✕" };
        let texts = joined.iter().map(|finding| format!("{} {}", sign(finding), finding.text(lang)));
        texts.collect::<Vec<_>>().join("   ")
    }

    /// The finding as text, without its sign.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match &self.seen {
            Observation::Losses(losses) => {
                let shown = |(name, loss): &(String, Option<f32>)| {
                    format!("{name} {}", loss.map_or_else(|| "—".into(), |loss| format!("{loss:.3}")))
                };
                let losses = losses.iter().map(shown).collect::<Vec<_>>().join(", ");
                say!(lang, lesson::losses_at(self.at, &losses))
            }
            Observation::Diverged(name, Some(when)) => say!(lang, lesson::diverged_at(name, *when)),
            Observation::Diverged(name, None) => say!(lang, lesson::did_not_diverge_by(name, self.at)),
            Observation::Same(name, same) => say!(lang, lesson::equal_losses(name, *same, self.at)),
        }
    }
}
