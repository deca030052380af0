//! One history of the same race from several starts: means of curves and of ends.

use super::{
    Curve, History, LaneHistory, Smoother,
    repeated::{LaneEnd, Repeated, SeedSpread, StartEnds},
};
use crate::session::{Bucket, State};

impl History {
    /// The history of a race that was run from several starts, each with its seed: every curve is the mean of the smoothed
    /// ones. `None` without any start.
    pub(crate) fn repeat(runs: &[(u64, Self)], smoother: &Smoother) -> Option<Self> {
        let (_, first) = runs.first()?;
        let lanes_of = |place: usize| runs.iter().filter_map(move |(_, run)| run.lanes.get(place));
        let mut all = Self { state: State::Finished, ..first.clone() };
        all.marks.clear();
        let ends: Vec<StartEnds> = runs.iter().map(|(seed, run)| run.ends(*seed, smoother)).collect();
        let repeated = Repeated::of(&ends);
        for (place, lane) in all.lanes.iter_mut().enumerate() {
            let curves: Vec<&Curve> = lanes_of(place).map(|lane: &LaneHistory| &lane.curve).collect();
            let [low, mean, high] = [-1.0, 0.0, 1.0].map(|deviations| away(&curves, smoother, deviations));
            (lane.curve, lane.band) = (mean, Some(Box::new([low, high])));
            lane.accuracy = repeated.lanes[place].accuracy.map(|accuracy| accuracy.mean as f32);
            lane.best =
                SeedSpread::of(lanes_of(place).filter_map(|lane| lane.best)).map(|best| best.mean as f32);
            lane.metrics.clear();
        }
        all.repeated = Some(Box::new(repeated));
        Some(all)
    }
}

impl History {
    /// What the lanes have come to from the start of that seed.
    pub(crate) fn ends(&self, seed: u64, smoother: &Smoother) -> StartEnds {
        let end = |lane: &LaneHistory| LaneEnd {
            loss: lane.smoothed(smoother).filter(|_| lane.info.state.is_sound()),
            accuracy: lane.accuracy,
            ended: !lane.info.state.is_sound(),
        };
        StartEnds { seed, lanes: self.lanes.iter().map(end).collect() }
    }
}

/// The mean of smoothed curves at each iteration, and so many standard deviations away from it.
fn away(curves: &[&Curve], smoother: &Smoother, deviations: f64) -> Curve {
    let first = curves.iter().map(|curve| curve.first).max().unwrap_or(1);
    let last = curves.iter().filter_map(|curve| curve.last()).max().unwrap_or(0);
    let mut away = Curve::new(first);
    for iteration in first..=last {
        let spread = SeedSpread::of(curves.iter().filter_map(|curve| curve.smoothed(iteration, smoother)));
        let value = spread.map_or(f64::NAN, |spread| spread.mean + deviations * spread.deviation);
        away.push(iteration, 1, Bucket::of(value as f32));
    }
    away
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        history::{Smoothing, tests::started},
        race::{Evaluation, LaneId, LaneState, Sample},
        session::{Losses, Update},
    };

    /// A race of two lanes that stay at these losses, with these accuracies.
    fn run(losses: [f32; 2], accuracies: [f32; 2]) -> History {
        let mut history = History::default();
        history.apply(&started(&["a", "b"]));
        let lanes = [0, 1].map(|lane| (LaneId(lane as u32), vec![Bucket::of(losses[lane]); 30])).to_vec();
        let elapsed = Duration::from_secs(1);
        history.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations: 30, lanes, elapsed }));
        let accuracies = [0, 1].map(|lane| (LaneId(lane as u32), accuracies[lane])).to_vec();
        let evaluation = Evaluation { images: 10_000, accuracies, losses: Vec::new() };
        history.apply(&Update::Evaluated { iteration: 30, sample: Sample::Whole, evaluation });
        history
    }

    #[test]
    fn lanes_have_the_mean_and_the_spread_of_their_starts_and_who_beats_whom_is_counted() {
        let runs = vec![
            (7, run([0.1, 0.3], [0.95, 0.90])),
            (8, run([0.2, 0.1], [0.96, 0.97])),
            (9, run([0.3, 0.5], [0.97, 0.92])),
        ];
        let smoother = Smoother::new(Smoothing::default());
        let history = History::repeat(&runs, &smoother).unwrap();
        let repeated = history.repeated().unwrap();
        assert_eq!(repeated.seeds, [7, 8, 9]);
        let loss = repeated.lanes[0].loss.unwrap();
        assert!((loss.mean - 0.2).abs() < 1e-6 && (loss.deviation - 0.1).abs() < 1e-6, "{loss:?}");
        let accuracy = repeated.lanes[1].accuracy.unwrap();
        assert!((accuracy.mean - 0.93).abs() < 1e-6 && (accuracy.deviation - 0.036_06).abs() < 1e-4);
        assert_eq!(
            repeated.lanes.iter().map(|lane| lane.beats.clone()).collect::<Vec<_>>(),
            [[0, 2], [1, 0]]
        );
        let band = history.lanes()[0].band.as_ref().unwrap().each_ref().map(|curve| curve.at(10).unwrap());
        assert!((band[0] - 0.1).abs() < 1e-6 && (band[1] - 0.3).abs() < 1e-6, "{band:?}");
        assert_eq!(history.lanes()[0].curve.at(10).map(|loss| (loss * 1e3).round()), Some(200.0));
        assert_eq!(history.lanes()[0].accuracy.map(|share| (share * 1_000.0).round()), Some(960.0));
    }

    #[test]
    fn a_lane_that_diverged_is_beaten_and_counts_in_no_mean() {
        let mut bad = run([0.1, 0.3], [0.95, 0.90]);
        bad.apply(&Update::Diverged { lane: LaneId(0), iteration: 31, loss: f32::NAN });
        let runs = vec![(0, bad), (1, run([0.2, 0.4], [0.5, 0.5]))];
        let history = History::repeat(&runs, &Smoother::new(Smoothing::default())).unwrap();
        let lane = &history.repeated().unwrap().lanes[0];
        assert_eq!((lane.ended, &lane.beats[..]), (1, &[0, 1][..]));
        let loss = lane.loss.unwrap();
        assert!((loss.mean - 0.2).abs() < 1e-6 && loss.deviation.abs() < 1e-9);
        assert!(matches!(history.lanes()[0].info.state, LaneState::Diverged { .. }));
        assert!(History::repeat(&[], &Smoother::new(Smoothing::Off)).is_none());
    }
}
