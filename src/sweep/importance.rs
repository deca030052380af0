//! How much a parameter matters: the share of the variance of what trials came to that it explains alone.
//!
//! ```text
//!  η² = SS_between / SS_total                                  groups of trials with like values
//!  ε² = 1 − (1 − η²)·(n − 1)/(n − k)                           without what k groups of n trials explain by chance
//! ```
//! η² is Fisher's correlation ratio, ε² its unbiased form (Kelley 1935, “An unbiased correlation ratio measure”). Numbers are
//! put into groups between their quantiles, so that a bow counts as much as a slope. What two parameters do only together is
//! no share of either, so shares need not add up to one.

/// The most groups.
const GROUPS: usize = 8;

/// The fewest trials to a group: of fewer no mean is to be trusted.
const EACH: usize = 4;

/// The share of the variance that one parameter explains, from each trial's place on its axis and what it came to; trials
/// without one of them are left out. `None` where there are too few to tell.
pub(crate) fn importance(trials: impl IntoIterator<Item = (Option<f64>, Option<f64>)>) -> Option<f64> {
    let mut known: Vec<(f64, f64)> = trials
        .into_iter()
        .filter_map(|(place, outcome)| Some((place?, outcome.filter(|outcome| outcome.is_finite())?)))
        .collect();
    known.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let groups = grouped(&known);
    let (count, groups_count) = (known.len() as f64, groups.len() as f64);
    if groups.len() < 2
        || known.len() < 2 * EACH
        || known.len() < 2 * groups.len()
        || groups.len() == known.len()
    {
        return None;
    }
    let mean =
        |trials: &[(f64, f64)]| trials.iter().map(|(_, outcome)| outcome).sum::<f64>() / trials.len() as f64;
    let all = mean(&known);
    let total: f64 = known.iter().map(|(_, outcome)| square(outcome - all)).sum();
    if total <= 0.0 {
        return Some(0.0);
    }
    let between: f64 = groups.iter().map(|group| group.len() as f64 * square(mean(group) - all)).sum();
    let unbiased = 1.0 - (1.0 - between / total) * (count - 1.0) / (count - groups_count);
    Some(unbiased.clamp(0.0, 1.0))
}

fn square(value: f64) -> f64 {
    value * value
}

/// Sorted trials in groups: one for each value where there are few of them, or else between quantiles, equal values together.
fn grouped(sorted: &[(f64, f64)]) -> Vec<&[(f64, f64)]> {
    let same = |one: &(f64, f64), other: &(f64, f64)| one.0.to_bits() == other.0.to_bits();
    let values: Vec<&[(f64, f64)]> = sorted.chunk_by(same).collect();
    if values.len() <= GROUPS {
        return values;
    }
    let count = (sorted.len() / EACH).clamp(1, GROUPS);
    let mut groups = Vec::with_capacity(count);
    let (mut start, mut end) = (0, 0);
    for value in values {
        end += value.len();
        if end * count >= (groups.len() + 1) * sorted.len() {
            groups.push(&sorted[start..end]);
            start = end;
        }
    }
    if start < sorted.len() {
        groups.push(&sorted[start..]);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between 0 and 1 that have nothing to do with each other.
    fn noise(seed: u64) -> f64 {
        let mixed = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 32)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn of(count: u64, outcome: impl Fn(f64, u64) -> f64) -> Option<f64> {
        importance((0..count).map(|trial| {
            let place = noise(trial);
            (Some(place), Some(outcome(place, trial)))
        }))
    }

    #[test]
    fn what_decides_alone_explains_nearly_all_and_what_does_nothing_nearly_nothing() {
        assert!(of(400, |place, _| 10.0 * place).unwrap() > 0.95);
        // A valley has no slope, and matters all the same.
        assert!(of(400, |place, _| (place - 0.5).powi(2)).unwrap() > 0.9);
        assert!(of(400, |_, trial| noise(trial + 10_000)).unwrap() < 0.05);
        let half = of(4_000, |place, trial| place + noise(trial + 10_000)).unwrap();
        assert!((0.4..0.6).contains(&half), "{half}");
    }

    #[test]
    fn by_chance_few_trials_explain_nothing_on_average() {
        let of_chance = |at: u64| {
            let trial = |trial: u64| (Some(noise(at * 97 + trial)), Some(noise(at * 89 + trial + 5_000_000)));
            importance((0..32).map(trial)).unwrap()
        };
        let mean = (0..200).map(of_chance).sum::<f64>() / 200.0;
        // Without the correction it would be 7/31.
        assert!(mean < 0.09, "{mean}");
    }

    #[test]
    fn words_are_groups_and_trials_without_a_value_or_an_outcome_are_left_out() {
        let trials = (0..40).map(|trial: u32| {
            let word = f64::from(trial % 2);
            match trial {
                0 => (None, Some(99.0)),
                1 => (Some(word), None),
                2 => (Some(word), Some(f64::INFINITY)),
                _ => (Some(word), Some(word + f64::from(trial % 3) * 0.01)),
            }
        });
        assert!(importance(trials).unwrap() > 0.99);
    }

    #[test]
    fn nothing_is_said_of_too_few_trials_or_of_one_value() {
        assert_eq!(of(7, |place, _| place), None);
        assert_eq!(importance((0..40).map(|trial| (Some(0.5), Some(f64::from(trial))))), None);
        assert_eq!(of(40, |_, _| 1.0), Some(0.0));
        assert_eq!(importance([]), None);
    }
}
