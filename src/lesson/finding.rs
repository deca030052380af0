//! What was seen when claims were checked: a sentence for each, with its numbers.

use super::claim::{Claim, Condition};
use crate::{
    text::loss,
    words::{Lang, say},
};

/// What was seen when a claim was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether the claim held.
    pub held: bool,
    /// The lane that it is about; several if the same was claimed of each, and seen.
    lanes: Vec<String>,
    what: Condition,
    /// The iteration at which it was checked.
    at: u64,
    /// The losses or scatters that were compared; `None` if there was none.
    numbers: Vec<Option<f32>>,
    /// The iteration at which the lane diverged, or first had another loss than before.
    when: Option<u64>,
}

impl Finding {
    /// One on losses or scatters.
    pub(super) fn numbers(claim: &Claim, held: bool, numbers: Vec<Option<f32>>) -> Self {
        let Claim { lane, what, at } = claim.clone();
        Self { held, lanes: vec![lane.name], what, at, numbers, when: None }
    }

    /// One on something that happened at an iteration, or did not.
    pub(super) fn moment(claim: &Claim, held: bool, when: Option<u64>) -> Self {
        Self { when, ..Self::numbers(claim, held, Vec::new()) }
    }

    /// The same findings, with those in one that say the same of several lanes.
    pub(super) fn joined(findings: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut joined: Vec<Self> = Vec::new();
        for finding in findings {
            match joined.last_mut().filter(|last| last.says_the_same_as(&finding)) {
                Some(last) => {
                    last.lanes.extend(finding.lanes);
                    last.numbers.extend(finding.numbers);
                }
                None => joined.push(finding),
            }
        }
        joined
    }

    fn says_the_same_as(&self, other: &Self) -> bool {
        // A sentence with two numbers of each lane would be hard to read.
        let is_alone = self.numbers.len() > self.lanes.len();
        let fact = |finding: &Self| (finding.held, finding.at, finding.when);
        !is_alone && self.what == other.what && fact(self) == fact(other)
    }

    /// How many claims it is about.
    pub(crate) const fn claims(&self) -> usize {
        self.lanes.len()
    }

    /// The finding as a sentence behind its sign.
    pub(super) fn line(&self, lang: Lang) -> String {
        format!("{} {}", if self.held { "✓" } else { "✕" }, self.text(lang))
    }

    /// The finding as a sentence: what was claimed, whether it is so, and the numbers.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let (lanes, at) = (say!(lang, lesson::all_of(&self.lanes)), self.at);
        let numbers: Vec<String> =
            self.numbers.iter().map(|number| number.map_or_else(|| "—".into(), loss)).collect();
        let (losses, are) = (numbers.join(", "), say!(lang, lesson::are(self.claims())));
        match (&self.what, self.held) {
            (Condition::Below(limit), true) => say!(lang, lesson::below(&lanes, are, *limit, at, &losses)),
            (Condition::Below(limit), false) => {
                say!(lang, lesson::not_below(&lanes, are, *limit, at, &losses))
            }
            (Condition::Above(limit), true) => say!(lang, lesson::above(&lanes, are, *limit, at, &losses)),
            (Condition::Above(limit), false) => {
                say!(lang, lesson::not_above(&lanes, are, *limit, at, &losses))
            }
            (Condition::Beats { other, times }, true) => {
                say!(lang, lesson::beats(&lanes, *times, &other.name, at, &losses))
            }
            (Condition::Beats { other, times }, false) => {
                say!(lang, lesson::does_not_beat(&lanes, *times, &other.name, at, &losses))
            }
            (Condition::IsNear { other, times }, true) => {
                say!(lang, lesson::are_near(&lanes, &other.name, *times, at, &losses))
            }
            (Condition::IsNear { other, times }, false) => {
                say!(lang, lesson::are_not_near(&lanes, &other.name, *times, at, &losses))
            }
            (Condition::Stays(times), true) => {
                say!(lang, lesson::stays(&lanes, *times, at, &numbers[0], &numbers[1]))
            }
            (Condition::Stays(times), false) => {
                say!(lang, lesson::does_not_stay(&lanes, *times, at, &numbers[0], &numbers[1]))
            }
            (Condition::Scatters { min, max }, true) => {
                say!(lang, lesson::scatters_less(&lanes, *min, *max, at, &numbers[0], &numbers[1]))
            }
            (Condition::Scatters { min, max }, false) => {
                say!(lang, lesson::does_not_scatter_less(&lanes, *min, *max, at, &numbers[0], &numbers[1]))
            }
            (Condition::Diverges, true) => say!(lang, lesson::diverged_at(&lanes, self.when.unwrap_or(at))),
            (Condition::Diverges, false) => say!(lang, lesson::did_not_diverge_by(&lanes, at)),
            (Condition::Repeats, true) => say!(lang, lesson::losses_repeat(&lanes, at)),
            (Condition::Repeats, false) => {
                let equal = self.when.map_or(0, |when| when.saturating_sub(1));
                say!(lang, lesson::losses_do_not_repeat(&lanes, equal, at))
            }
            (Condition::Differs, true) => say!(lang, lesson::losses_differ(&lanes, self.when.unwrap_or(at))),
            (Condition::Differs, false) => say!(lang, lesson::losses_do_not_differ(&lanes, at)),
        }
    }
}
