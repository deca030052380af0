//! What a lesson says is to be seen, as something that can be checked: `Momentum is 3 times below SGD at 100`.

use super::order::find;
use crate::{
    config::Config,
    history::{History, LaneHistory},
    race::{LaneId, LaneState},
    words::{Lang, say},
};

/// What would be right where a claim is not.
const FORMS: &str = "a claim is LANE is N times below LANE at ITERATION, LANE is below LOSS at ITERATION, \
                     LANE is above LOSS at ITERATION, LANE diverges by ITERATION, LANE repeats to ITERATION \
                     or LANE differs by ITERATION";

/// The most losses that one is averaged over: a batch's loss says little by itself.
const WINDOW: u64 = 50;

/// Something that is to be seen at an iteration.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    lane: LaneId,
    what: What,
    /// When it is looked at.
    pub at: u64,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// Its loss is that many times smaller than another lane's.
    Beats { other: LaneId, times: f32 },
    /// Its loss is at most that.
    Below(f32),
    /// Its loss is at least that.
    Above(f32),
    /// It has diverged.
    Diverges,
    /// Every loss so far is the same, bit for bit, as in the attempt before.
    Repeats,
    /// Some loss is another.
    Differs,
}

/// What was seen where a claim was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether it was as claimed.
    pub held: bool,
    /// When.
    pub at: u64,
    seen: Seen,
}

#[derive(Debug, Clone, PartialEq)]
enum Seen {
    /// Losses by lane, `None` where there was none.
    Losses(Vec<(String, Option<f32>)>),
    Diverged(String, Option<u64>),
    /// How many losses are the same as in the attempt before.
    Same(String, u64),
}

impl Claim {
    /// Reads one; lanes are named as in `config`.
    pub(super) fn parse(text: &str, config: &Config) -> Result<Self, String> {
        for (words, what) in [
            (" diverges by ", What::Diverges),
            (" repeats to ", What::Repeats),
            (" differs by ", What::Differs),
        ] {
            if let Some((lane, at)) = text.split_once(words) {
                return Ok(Self { lane: find(lane, config)?, what, at: whole(at)? });
            }
        }
        let (lane, rest) = text.split_once(" is ").ok_or(FORMS)?;
        let (rest, at) = rest.rsplit_once(" at ").ok_or(FORMS)?;
        let what = if let Some(loss) = rest.strip_prefix("below ") {
            What::Below(number(loss)?)
        } else if let Some(loss) = rest.strip_prefix("above ") {
            What::Above(number(loss)?)
        } else {
            let (times, other) = rest.split_once(" times below ").ok_or(FORMS)?;
            What::Beats { other: find(other, config)?, times: number(times)? }
        };
        Ok(Self { lane: find(lane, config)?, what, at: whole(at)? })
    }

    /// Whether it speaks of the attempt before.
    pub(super) fn looks_back(&self) -> bool {
        matches!(self.what, What::Repeats | What::Differs)
    }

    /// Looks whether it is so.
    pub(super) fn check(&self, history: &History, before: Option<&History>) -> Finding {
        let lane = history.lane(self.lane);
        let name =
            |lane: Option<&LaneHistory>| lane.map_or_else(|| "—".into(), |lane| lane.card.name.clone());
        let loss = mean(lane, self.at);
        let one = || Seen::Losses(vec![(name(lane), loss)]);
        let (held, seen) = match self.what {
            What::Below(limit) => (loss.is_some_and(|loss| loss <= limit), one()),
            What::Above(limit) => (loss.is_some_and(|loss| loss >= limit), one()),
            What::Beats { other, times } => {
                let other = history.lane(other);
                let slower = mean(other, self.at);
                let held = loss.zip(slower).is_some_and(|(loss, slower)| loss * times <= slower);
                (held, Seen::Losses(vec![(name(lane), loss), (name(other), slower)]))
            }
            What::Diverges => {
                let at = lane.and_then(|lane| match lane.card.state {
                    LaneState::Diverged { iteration } => Some(iteration),
                    _ => None,
                });
                (at.is_some_and(|at| at <= self.at), Seen::Diverged(name(lane), at))
            }
            What::Repeats | What::Differs => {
                let same = same(lane, before.and_then(|before| before.lane(self.lane)), self.at);
                ((same == self.at) == (self.what == What::Repeats), Seen::Same(name(lane), same))
            }
        };
        Finding { held, at: self.at, seen }
    }
}

/// The mean of the last losses up to an iteration: a tenth of them, so that it is also of use near the start.
fn mean(lane: Option<&LaneHistory>, at: u64) -> Option<f32> {
    let window = (at / 10).clamp(1, WINDOW);
    let lane = lane.filter(|lane| lane.curve.last().is_some_and(|last| last >= at))?;
    // A lane that has diverged on the way has no loss there, whatever its last ones were.
    lane.curve.at(at)?;
    lane.curve.over(at + 1 - window..at + 1).map(|bucket| bucket.mean)
}

/// How many losses from the first on are the same, bit for bit.
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
    /// Both as one, where both are losses at one iteration and both came out alike.
    fn joined(&self, other: &Self) -> Option<Self> {
        let (Seen::Losses(own), Seen::Losses(more)) = (&self.seen, &other.seen) else { return None };
        let new = more.iter().filter(|loss| !own.contains(loss));
        let seen = Seen::Losses(own.iter().chain(new).cloned().collect());
        (self.at == other.at && self.held == other.held).then_some(Self { seen, ..*self })
    }

    /// Several in a line, each with its sign; losses at one iteration stand together.
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

    /// It in a line, without its sign.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match &self.seen {
            Seen::Losses(losses) => {
                let shown = |(name, loss): &(String, Option<f32>)| {
                    format!("{name} {}", loss.map_or_else(|| "—".into(), |loss| format!("{loss:.3}")))
                };
                let losses = losses.iter().map(shown).collect::<Vec<_>>().join(", ");
                say!(lang, lesson::losses_at(self.at, &losses))
            }
            Seen::Diverged(name, Some(when)) => say!(lang, lesson::diverged_at(name, *when)),
            Seen::Diverged(name, None) => say!(lang, lesson::did_not_diverge_by(name, self.at)),
            Seen::Same(name, same) => say!(lang, lesson::equal_losses(name, *same, self.at)),
        }
    }
}
