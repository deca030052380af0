//! Which trials go on: successive halving, and the same without waiting (ASHA).
//!
//! ```text
//!  iterations   125     500    2,000
//!  rung           0       1        2       reduction 4: a quarter of each rung goes on to the next
//! ```

use serde::{Deserialize, Serialize};

/// Whether and how trials are stopped before their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pruner {
    /// All go on.
    None,
    /// Once all have reached a rung, the best of them go on (Jamieson & Talwalkar 2016).
    Halving,
    /// Each goes on if it is among the best of those that have reached its rung so far (Li et al. 2020, in the form that
    /// stops trials). Which those are depends on who came first.
    Asha,
}

impl Pruner {
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("none", Self::None), ("halving", Self::Halving), ("asha", Self::Asha)];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, pruner)| *pruner == self).map_or("", |(name, _)| name)
    }
}

/// Where trials are compared, and how many go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rungs {
    pub(crate) pruner: Pruner,
    /// One of so many goes on.
    pub(crate) reduction: u64,
    /// The iterations of each rung, the last of them the end of a trial.
    pub(crate) iterations: Vec<u64>,
}

impl Rungs {
    /// Rungs from a first one, each so many times as far as the one before.
    pub(crate) fn new(pruner: Pruner, first: u64, reduction: u64, end: u64) -> Self {
        let (first, reduction) = (first.clamp(1, end.max(1)), reduction.max(2));
        // Counted from the end, so that the last steps are whole ones.
        let mut iterations = vec![end];
        while pruner != Pruner::None && iterations[0] / reduction >= first {
            iterations.insert(0, iterations[0] / reduction);
        }
        Self { pruner, reduction, iterations }
    }

    /// How many of so many trials take part in a rung.
    pub(crate) fn places(&self, trials: usize, rung: usize) -> usize {
        (0..rung).fold(trials, |left, _| left.div_ceil(self.reduction as usize).max(1))
    }

    /// Those who go on from a rung, the best first, of all that have reached it with these losses; `trials` is how many
    /// there are in all. Of two that are level the first goes on; one without a loss is behind all others.
    pub(crate) fn go_on(&self, rung: usize, reached: &[(u32, Option<f32>)], trials: usize) -> Vec<u32> {
        let mut ranked: Vec<(u32, f32)> =
            reached.iter().map(|&(trial, loss)| (trial, loss.unwrap_or(f32::INFINITY))).collect();
        ranked.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
        let places = match self.pruner {
            Pruner::None => ranked.len(),
            Pruner::Halving => self.places(trials, rung + 1),
            // Of the first few, too, somebody goes on.
            Pruner::Asha => ranked.len().div_ceil(self.reduction as usize),
        };
        ranked.into_iter().filter(|(_, loss)| loss.is_finite()).take(places).map(|(trial, _)| trial).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_lie_a_factor_apart_and_end_with_the_trial() {
        let rungs = |pruner, first| Rungs::new(pruner, first, 4, 2_000).iterations;
        assert_eq!(rungs(Pruner::Halving, 125), [125, 500, 2_000]);
        assert_eq!(rungs(Pruner::Asha, 100), [125, 500, 2_000]);
        assert_eq!(rungs(Pruner::None, 125), [2_000]);
        assert_eq!(rungs(Pruner::Halving, 5_000), [2_000]);
        assert_eq!(Rungs::new(Pruner::Halving, 1, 2, 1).iterations, [1]);
    }

    #[test]
    fn halving_keeps_the_best_whatever_the_order_in_which_they_came() {
        let rungs = Rungs::new(Pruner::Halving, 125, 4, 2_000);
        assert_eq!([0, 1, 2].map(|rung| rungs.places(32, rung)), [32, 8, 2]);
        let mut reached: Vec<(u32, Option<f32>)> =
            (0..32).map(|trial| (trial, Some(0.1 * trial as f32))).collect();
        reached[0].1 = None;
        reached[1].1 = Some(f32::NAN);
        let best = rungs.go_on(0, &reached, 32);
        assert_eq!(best, [2, 3, 4, 5, 6, 7, 8, 9]);
        reached.reverse();
        assert_eq!(rungs.go_on(0, &reached, 32), best);
        // Diverged ones take nobody's place, and never go on.
        assert_eq!(rungs.go_on(0, &reached[30..], 32), Vec::<u32>::new());
    }

    #[test]
    fn without_waiting_a_trial_goes_on_that_is_among_the_best_so_far() {
        let rungs = Rungs::new(Pruner::Asha, 125, 4, 2_000);
        assert_eq!(rungs.go_on(0, &[(9, Some(0.5))], 32), [9]);
        let five: Vec<(u32, Option<f32>)> =
            (0..5).map(|trial| (trial, Some(1.0 - 0.1 * trial as f32))).collect();
        assert_eq!(rungs.go_on(0, &five, 32), [4, 3]);
    }
}
