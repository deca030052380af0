//! Who is best, and from whom that can't be told.
//!
//! Two losses are compared batch by batch, since lanes see the same ones: dᵢ = bᵢ − aᵢ over the last iterations, its mean
//! d̄ beside the standard error s·√((1 + ρ)/(1 − ρ)/n), where ρ is the correlation of neighbours. Two accuracies on n
//! test images have standard errors √(p·(1 − p)/n) each.

use std::ops::Range;

use super::{Curve, History, LaneHistory, Smoother};
use crate::session::Bucket;

/// The fewest iterations from which anything can be told of two losses.
const MIN_LOSSES: usize = 20;

/// The most losses, back from the last, that count; of a short race its last quarter, which no longer shows how it fell.
const MAX_LOSSES: u64 = 200;

/// The iterations up to that one whose losses say how a lane stands.
pub(super) fn recent(curve: &Curve, last: u64) -> Range<u64> {
    let count = curve.count_until(last);
    let first = curve.iteration(count.saturating_sub((count / 4).clamp(MIN_LOSSES as u64, MAX_LOSSES)));
    first..last + 1
}

/// How many standard errors a difference has to have: less comes by chance more often than once in twenty times.
const ERRORS: f64 = 1.96;

/// Lanes that have not ended, from the best on, with the value by which they are ordered.
#[derive(Debug, Clone)]
pub(crate) struct Standing<'a> {
    pub(crate) lanes: Vec<(&'a LaneHistory, f32)>,
    /// How many of them are level: the best, and those that chance may have put behind it.
    pub(crate) level: usize,
}

impl<'a> Standing<'a> {
    /// By smoothed loss; `None` if no lane has come to the end.
    pub(crate) fn by_loss(history: &'a History, smoother: &Smoother) -> Option<Self> {
        let value = |lane: &LaneHistory| lane.smoothed(smoother);
        let lanes = ordered(history, value, |one, other| one.total_cmp(&other));
        Self::new(lanes, |best, other| is_level(best.0, other.0))
    }

    /// By accuracy on test images; `None` before it was measured.
    pub(crate) fn by_accuracy(history: &'a History) -> Option<Self> {
        let images = history.tested?.images;
        let lanes = ordered(history, |lane| lane.accuracy, |one, other| other.total_cmp(&one));
        Self::new(lanes, |(_, best), (_, other)| {
            let error = standard_error(*best, images).hypot(standard_error(*other, images));
            f64::from(best - other) <= ERRORS * error
        })
    }

    fn new(
        mut lanes: Vec<(&'a LaneHistory, f32)>,
        is_level: impl Fn(&(&LaneHistory, f32), &(&LaneHistory, f32)) -> bool,
    ) -> Option<Self> {
        let best = *lanes.first()?;
        // Those that are level stand first, in their order.
        let (level, behind): (Vec<_>, Vec<_>) = lanes.drain(1..).partition(|other| is_level(&best, other));
        let count = 1 + level.len();
        lanes.extend(level.into_iter().chain(behind));
        Some(Self { lanes, level: count })
    }

    /// The best, and those that are level with it.
    pub(crate) fn first(&self) -> &[(&'a LaneHistory, f32)] {
        &self.lanes[..self.level]
    }
}

/// How far the accuracy on all conceivable images may lie from that on so many, nineteen times in twenty.
pub(crate) fn margin(accuracy: f32, images: usize) -> f32 {
    (ERRORS * standard_error(accuracy, images)) as f32
}

fn standard_error(share: f32, images: usize) -> f64 {
    let share = f64::from(share);
    (share * (1.0 - share) / images.max(1) as f64).sqrt()
}

fn ordered(
    history: &History,
    value: impl Fn(&LaneHistory) -> Option<f32>,
    order: impl Fn(f32, f32) -> std::cmp::Ordering,
) -> Vec<(&LaneHistory, f32)> {
    let sound = history.lanes().iter().filter(|lane| lane.info.state.is_sound());
    let mut lanes: Vec<_> = sound.filter_map(|lane| Some((lane, value(lane)?))).collect();
    // Stable: of equals the first stays first.
    lanes.sort_by(|one, other| order(one.1, other.1));
    lanes
}

/// Whether chance may have put the second lane behind the first.
fn is_level(best: &LaneHistory, other: &LaneHistory) -> bool {
    let Some(last) = best.curve.last().zip(other.curve.last()).map(|(one, two)| one.min(two)) else {
        return true;
    };
    // Trainings elsewhere may have values at different steps: the latest of the other one counts.
    let losses = best.curve.points(recent(&best.curve, last)).into_iter();
    let difference =
        |(at, loss): (u64, Bucket)| Some(f64::from(other.curve.until(at)?.1) - f64::from(loss.mean));
    let differences: Vec<f64> = losses.filter_map(difference).collect();
    if differences.len() < MIN_LOSSES {
        // A few values at some steps may be all that there will be, and are what they are.
        return !best.curve.is_of_points();
    }
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let deviations: Vec<f64> = differences.iter().map(|difference| difference - mean).collect();
    let variance = deviations.iter().map(|deviation| deviation * deviation).sum::<f64>() / (count - 1.0);
    let neighbours = deviations.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / (count - 1.0);
    // Neighbours that are alike tell less than strangers.
    let alike = if variance > 0.0 { (neighbours / variance).clamp(0.0, 0.95) } else { 0.0 };
    let error = (variance / count * (1.0 + alike) / (1.0 - alike)).sqrt();
    mean <= ERRORS * error
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        history::Smoothing,
        race::{Evaluation, LaneId, Sample},
        session::{Losses, Measured, MetricKind, RaceInfo, Update},
    };

    /// A history of lanes with these losses at each iteration.
    fn raced(lanes: &[(&str, &dyn Fn(u64) -> f32)], iterations: u64) -> History {
        let names: Vec<&str> = lanes.iter().map(|(name, _)| *name).collect();
        let mut history = History::default();
        history.apply(&crate::history::tests::started(&names));
        let curve = |loss: &dyn Fn(u64) -> f32| (1..=iterations).map(|at| Bucket::of(loss(at))).collect();
        let lanes = (0..).zip(lanes).map(|(id, (_, loss))| (LaneId(id), curve(loss))).collect();
        let elapsed = Duration::from_secs(1);
        history.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations, lanes, elapsed }));
        history
    }

    /// Noise from −0.5 to 0.5 that is always the same.
    fn noise(iteration: u64, of: u64) -> f32 {
        let bits = (iteration + 7_919 * of).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((bits >> 40) as f32 / (1_u64 << 24) as f32) - 0.5
    }

    fn names<'a>(first: &[(&'a LaneHistory, f32)]) -> Vec<&'a str> {
        first.iter().map(|(lane, _)| lane.info.name.as_str()).collect()
    }

    #[test]
    fn a_difference_that_every_batch_shows_counts_and_one_within_the_noise_does_not() {
        let smoother = Smoother::new(Smoothing::default());
        // The same noisy batches: a hundredth is plain to see, however noisy they are.
        let history = raced(&[("a", &|at| 0.31 + noise(at, 0)), ("b", &|at| 0.30 + noise(at, 0))], 400);
        let standing = Standing::by_loss(&history, &smoother).unwrap();
        assert_eq!(names(standing.first()), ["b"]);
        // Each with noise of its own: it is not.
        let own = |of: u64| move |at: u64| 1.0 + 0.01 * of as f32 + noise(at, of);
        let history = raced(&[("a", &own(1)), ("b", &own(2)), ("far", &|at| 2.0 + noise(at, 3))], 400);
        let standing = Standing::by_loss(&history, &smoother).unwrap();
        assert_eq!(standing.level, 2, "{:?}", names(&standing.lanes));
        assert_eq!(names(&standing.lanes)[2], "far");
    }

    #[test]
    fn of_trainings_elsewhere_values_count_and_not_steps() {
        let standing = |values: [&dyn Fn(u64) -> f32; 2], count: u64| {
            let mut history = History::default();
            history.apply(&Update::Started(Box::new(RaceInfo::of_others(&["a", "b"]))));
            for number in 0..count {
                for (lane, value) in (0..).zip(values) {
                    // The second lane tells its values at steps of its own.
                    let iterations = vec![number * 1_000 + 7 * u64::from(lane)];
                    let metrics =
                        vec![(MetricKind::Loss, vec![(LaneId(lane), vec![Bucket::of(value(number))])])];
                    history.apply(&Update::Measured(Measured { iterations, metrics, elapsed: None }));
                }
            }
            let standing = Standing::by_loss(&history, &Smoother::new(Smoothing::Off)).unwrap();
            (standing.lanes[0].0.info.id.0, standing.level)
        };
        let falls = |from: f32, of: u64| move |at: u64| from / (at + 1) as f32 + from + 0.1 * noise(at, of);
        assert_eq!(standing([&falls(2.0, 1), &falls(1.0, 2)], 300), (1, 1));
        assert_eq!(standing([&falls(2.0, 1), &falls(2.0, 2)], 300).1, 2);
        assert_eq!(standing([&|_| 0.5, &|_| 0.4], 3), (1, 1), "three values are what they are");
    }

    #[test]
    fn two_fair_coins_are_told_apart_once_in_twenty_times_or_less_often() {
        let smoother = Smoother::new(Smoothing::default());
        let level = (0..200_u64).filter(|trial| {
            let own = |of: u64| move |at: u64| 1.0 + noise(at, 2 * trial + of);
            let history = raced(&[("a", &own(0)), ("b", &own(1))], 220);
            Standing::by_loss(&history, &smoother).is_some_and(|standing| standing.level == 2)
        });
        let level = level.count();
        assert!(level >= 180, "{level} of 200");
    }

    #[test]
    fn after_a_few_iterations_nobody_is_ahead() {
        let history = raced(&[("a", &|_| 1.0), ("b", &|_| 0.1)], 10);
        let standing = Standing::by_loss(&history, &Smoother::new(Smoothing::default())).unwrap();
        assert_eq!((names(standing.first()), standing.level), (vec!["b", "a"], 2));
        assert!(Standing::by_accuracy(&history).is_none());
    }

    #[test]
    fn accuracies_are_level_within_what_so_many_images_can_tell() {
        let mut history = raced(&[("a", &|_| 1.0), ("b", &|_| 1.0), ("c", &|_| 1.0)], 30);
        let mut measure = |images: usize| {
            let accuracies = [(0, 0.968), (1, 0.970), (2, 0.955)];
            let accuracies = accuracies.map(|(lane, share)| (LaneId(lane), share)).to_vec();
            let evaluation = Evaluation { images, accuracies, losses: Vec::new() };
            history.apply(&Update::Evaluated { iteration: 30, sample: Sample::Whole, evaluation });
            let standing = Standing::by_accuracy(&history).unwrap();
            names(standing.first()).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
        };
        // √(0.97·0.03/10000) = 0.17 %: 0.2 % apart is level, 1.5 % is not. Of 1,000 images it would be.
        assert_eq!(measure(10_000), ["b", "a"]);
        assert_eq!(measure(1_000), ["b", "a", "c"]);
        assert_eq!(measure(1_000_000), ["b"]);
        assert!((margin(0.97, 10_000) - 0.003_34).abs() < 1e-4);
    }
}
