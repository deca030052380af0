//! Which lane ends lowest from several starts, and from which others that can't be told.
//!
//! Two lanes are compared start by start, since both have the same batches in each: dᵢ = bᵢ − aᵢ, its mean d̄ beside the
//! standard error s/√n. Among few starts chance is wide: Student's t with n − 1 degrees of freedom says how wide.

use super::repeated::{LaneEnd, Repeated, RepeatedLane};

/// How many standard errors a mean difference of 2, 3, 4 … starts has to have: less comes by chance more often than once in
/// twenty times. The two-sided quantile 0.95 of Student's t with 1, 2, 3 … degrees of freedom.
const ERRORS: [f64; 19] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093,
];

/// The same of many.
const ERRORS_OF_MANY: f64 = 1.96;

/// The lanes of a race by what they came to from several starts; each is meant by its place in the race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ranking {
    /// From the lowest mean on. Lanes that did not come to the end from every start stand behind the others: the mean of
    /// the rest would flatter them.
    pub(crate) order: Vec<usize>,
    /// The first, and those that chance may have put behind it; empty where no lane came to the end from every start.
    pub(crate) level: Vec<usize>,
    /// From how many starts each ended lowest of all.
    pub(crate) lowest: Vec<usize>,
}

impl Ranking {
    pub(crate) fn of(repeated: &Repeated) -> Self {
        let lanes = &repeated.lanes;
        let rank =
            |place: usize| (lanes[place].ended, lanes[place].loss.map_or(f64::INFINITY, |loss| loss.mean));
        let mut order: Vec<usize> = (0..lanes.len()).collect();
        // Stable: of equals the first stays first.
        order.sort_by(|&one, &other| {
            let (one, other) = (rank(one), rank(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let is_sound = |place: &usize| lanes[*place].ended == 0 && lanes[*place].loss.is_some();
        let sound: Vec<usize> = order.iter().copied().filter(is_sound).collect();
        let level = sound.split_first().map_or_else(Vec::new, |(best, others)| {
            let level = |other: &usize| is_level(&lanes[*best].ends, &lanes[*other].ends);
            std::iter::once(*best).chain(others.iter().copied().filter(level)).collect()
        });
        Self { order, level, lowest: lowest(repeated.seeds.len(), lanes) }
    }
}

fn lowest(starts: usize, lanes: &[RepeatedLane]) -> Vec<usize> {
    let mut counts = vec![0; lanes.len()];
    for start in 0..starts {
        let loss = |lane: &RepeatedLane| lane.ends.get(start).and_then(|end| end.loss);
        let losses = lanes.iter().enumerate().filter_map(|(place, lane)| Some((place, loss(lane)?)));
        if let Some((place, _)) = losses.min_by(|one, other| one.1.total_cmp(&other.1)) {
            counts[place] += 1;
        }
    }
    counts
}

/// Whether chance may have put the second lane behind the first.
fn is_level(best: &[LaneEnd], other: &[LaneEnd]) -> bool {
    let difference =
        |(best, other): (&LaneEnd, &LaneEnd)| Some(f64::from(other.loss?) - f64::from(best.loss?));
    let differences: Vec<f64> = best.iter().zip(other).filter_map(difference).collect();
    let Some(freedom) = differences.len().checked_sub(1).filter(|freedom| *freedom > 0) else { return true };
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let squares: f64 = differences.iter().map(|difference| (difference - mean).powi(2)).sum();
    let error = (squares / freedom as f64 / count).sqrt();
    mean <= ERRORS.get(freedom - 1).copied().unwrap_or(ERRORS_OF_MANY) * error
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::history::StartEnds;

    /// What lanes with these losses came to; a loss that is no number is a lane that diverged.
    fn starts(losses: &[&[f32]]) -> Repeated {
        let end = |loss: &f32| LaneEnd {
            loss: Some(*loss).filter(|loss| loss.is_finite()),
            ended: !loss.is_finite(),
            accuracy: None,
        };
        let ends =
            |(seed, losses): (u64, &&[f32])| StartEnds { seed, lanes: losses.iter().map(end).collect() };
        Repeated::of(&(0..).zip(losses).map(ends).collect::<Vec<_>>())
    }

    #[test]
    fn a_difference_that_every_start_shows_counts_however_far_the_starts_lie_apart() {
        let ranking = Ranking::of(&starts(&[&[0.31, 0.30], &[0.51, 0.50], &[0.205, 0.20], &[0.41, 0.40]]));
        assert_eq!(ranking, Ranking { order: vec![1, 0], level: vec![1], lowest: vec![0, 4] });
        let ranking = Ranking::of(&starts(&[&[0.30, 0.31], &[0.52, 0.50], &[0.22, 0.20], &[0.40, 0.41]]));
        assert_eq!(ranking, Ranking { order: vec![1, 0], level: vec![1, 0], lowest: vec![2, 2] });
    }

    #[test]
    fn one_start_tells_nobody_apart_and_none_ranks_nobody() {
        let ranking = Ranking::of(&starts(&[&[0.9, 0.1, 0.5]]));
        assert_eq!((ranking.order, ranking.level), (vec![1, 2, 0], vec![1, 2, 0]));
        assert_eq!(Ranking::of(&starts(&[])).order, [0_usize; 0]);
    }

    #[test]
    fn two_fair_coins_are_told_apart_once_in_twenty_times_or_less_often() {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        for count in [3, 5, 10, 20] {
            let level = (0..400).filter(|_| {
                let losses: Vec<[f32; 2]> =
                    (0..count).map(|_| [0, 1].map(|_| rng.random_range(0.5..1.5))).collect();
                let losses: Vec<&[f32]> = losses.iter().map(<[f32; 2]>::as_slice).collect();
                Ranking::of(&starts(&losses)).level.len() == 2
            });
            let level = level.count();
            assert!((366..=394).contains(&level), "{level} of 400, {count} starts each");
        }
    }

    #[test]
    fn a_lane_that_diverged_stands_behind_all_that_never_did() {
        let none = f32::NAN;
        let ranking = Ranking::of(&starts(&[&[0.1, 0.5, none], &[none, 0.6, none], &[0.1, 0.55, none]]));
        assert_eq!(ranking, Ranking { order: vec![1, 0, 2], level: vec![1], lowest: vec![2, 1, 0] });
        let ranking = Ranking::of(&starts(&[&[0.1, none], &[none, none]]));
        assert_eq!((ranking.order, ranking.level), (vec![0, 1], Vec::new()));
    }
}
