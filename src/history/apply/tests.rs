//! What is kept of long races with all their metrics, and what is forgotten when one goes back.

use std::time::Duration;

use super::*;
use crate::{
    history::{Curve, Smoothing, tests::started},
    input::Check,
    race::{Evaluation, Sample},
};

/// A race of these lanes, and what came of `count` stretches of measurements, each ten iterations after the one before.
fn measured_race(lanes: u32, count: u64) -> History {
    let names: Vec<String> = (0..lanes).map(|lane| format!("lane {lane}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut history = History::default();
    history.apply(&started(&names));
    let kinds = [MetricKind::GradientNorm, MetricKind::StepRatio, MetricKind::LearningRate];
    let value = |number: u64, lane: u32| Bucket::of((number % 97) as f32 + lane as f32);
    for first in (1..=count).step_by(1_000) {
        let numbers = || first..(first + 1_000).min(count + 1);
        let values = |lane: u32| numbers().map(|number| value(number, lane)).collect();
        let lists = || (0..lanes).map(|lane| (LaneId(lane), values(lane))).collect();
        let iterations = numbers().map(|number| number * 10).collect();
        let metrics = kinds.iter().map(|kind| (*kind, lists())).collect();
        history.apply(&Update::Measured(Measured { iterations, metrics, elapsed: None }));
        for number in numbers() {
            let all: Vec<(LaneId, f32)> = (0..lanes).map(|lane| (LaneId(lane), 0.5)).collect();
            let evaluation = Evaluation { images: 1, accuracies: all.clone(), losses: all };
            history.apply(&Update::Evaluated { iteration: number * 10, sample: Sample::Part, evaluation });
        }
        let last = (first + 999).min(count) * 10;
        let losses = (0..lanes).map(|lane| (LaneId(lane), vec![value(first, lane)])).collect();
        history.apply(&Update::Progressed(Losses {
            first: first * 10 - 9,
            stride: 10_000,
            iterations: last + 10 - first * 10,
            lanes: losses,
            elapsed: Duration::from_millis(last),
        }));
    }
    history
}

#[test]
fn fourteen_lanes_and_ten_million_iterations_with_all_metrics_take_bounded_memory() {
    // One lane's curves have the same shape as any other's.
    let kept = |count: u64| measured_race(1, count).lanes[0].kept();
    let (short, long) = (kept(100_000), kept(1_000_000));
    // Ten times as long is less than two more levels of five curves of points, and two of the loss.
    assert!(long - short < 5 * 2 * 1_024 + 2 * 4_096, "{short} {long}");
    assert!(long < 200_000, "{long}");
    let all = measured_race(14, 20_000);
    assert!(all.lanes.iter().all(|lane| lane.kept() < 150_000));
    all.check().unwrap();
    let json = serde_json::to_string(&all).unwrap();
    let back: History = serde_json::from_str(&json).unwrap();
    back.check().unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
}

#[test]
fn a_race_knows_its_metrics_and_when_they_were_good_enough() {
    let mut history = measured_race(2, 3);
    assert_eq!(history.metrics().collect::<Vec<_>>(), MetricKind::ALL);
    let evaluate = |history: &mut History, iteration: u64, accuracy: f32| {
        let accuracies = vec![(LaneId(0), accuracy)];
        let evaluation = Evaluation { images: 1, accuracies, losses: Vec::new() };
        history.apply(&Update::Evaluated { iteration, sample: Sample::Part, evaluation });
    };
    evaluate(&mut history, 35, 0.9);
    let lane = &history.lanes[0];
    let reached = history.reached(lane, MetricKind::TestAccuracy, 0.8, Smoothing::default());
    assert_eq!(reached.map(|reached| reached.iteration), Some(35));
    let reached = history.reached(lane, MetricKind::Loss, 1.0, Smoothing::default()).unwrap();
    assert_eq!((reached.iteration, reached.elapsed), (1, Duration::from_millis(1)));
    assert_eq!(history.reached(lane, MetricKind::Loss, 0.5, Smoothing::default()), None);
    assert_eq!(history.reached(lane, MetricKind::GradientNorm, 9.0, Smoothing::default()), None);
    assert_eq!(
        (history.elapsed_at(15), history.iteration_at(Duration::from_millis(15))),
        (Some(Duration::from_millis(15)), 15)
    );
    // A race that goes back forgets what it measured later, the last accuracy too.
    let Update::Started(info) = started(&["lane 0", "lane 1"]) else { panic!() };
    history.apply(&Update::Rewound { iteration: 20, info });
    let lane = &history.lanes[0];
    assert_eq!((lane.accuracy, lane.latest(MetricKind::GradientNorm)), (Some(0.5), Some(2.0)));
    assert_eq!(lane.metric(MetricKind::TestAccuracy).and_then(Curve::last), Some(20));
    let Update::Started(info) = started(&["lane 0", "lane 1"]) else { panic!() };
    history.apply(&Update::Rewound { iteration: 0, info });
    assert_eq!((history.metrics().count(), history.lanes[0].accuracy), (0, None));
}

#[test]
fn a_lane_of_another_training_goes_back_by_itself_and_its_time_does_not() {
    let mut history = History::default();
    history.apply(&Update::Started(Box::new(RaceInfo::of_others(&["a", "b"]))));
    let measured = |lane: u32, iterations: Vec<u64>, seconds: u64| {
        let values = iterations.iter().map(|iteration| Bucket::of(1.0 / (*iteration + 1) as f32)).collect();
        let metrics = vec![(MetricKind::Loss, vec![(LaneId(lane), values)])];
        Update::Measured(Measured { iterations, metrics, elapsed: Some(Duration::from_secs(seconds)) })
    };
    let set = |lane: u32, iteration: u64| {
        let setting = KnobKey::Declared(0);
        let change = Change::Setting { lane: LaneId(lane), setting, from: 1.0, to: 2.0 };
        Update::Changed { iteration, change }
    };
    for update in [
        measured(0, vec![10], 10),
        measured(1, vec![10, 20], 20),
        set(0, 20),
        set(1, 20),
        measured(0, vec![20, 30], 30),
        set(0, 30),
        Update::WentBack { lane: LaneId(0), iteration: Some(20) },
    ] {
        history.apply(&update);
    }
    let seconds = |history: &History, at| history.elapsed_at(at).map(|elapsed| elapsed.as_secs());
    assert_eq!([10, 20, 21].map(|at| seconds(&history, at)), [Some(10), Some(20), None]);
    let marks = |history: &History| history.marks.iter().map(|mark| mark.iteration).collect::<Vec<_>>();
    assert_eq!((history.iteration, marks(&history)), (20, vec![20, 20]));
    assert_eq!(history.lanes[0].best, Some(1.0 / 21.0));
    assert_eq!(history.ghosts().map(|ghost| (ghost.lane.0, ghost.after)).collect::<Vec<_>>(), [(0, 20)]);
    history.apply(&measured(0, vec![25], 50));
    assert_eq!((seconds(&history, 20), seconds(&history, 25)), (Some(20), Some(50)));
    history.apply(&Update::WentBack { lane: LaneId(0), iteration: None });
    assert_eq!((history.lanes[0].best, history.lanes[0].last(), history.iteration), (None, None, 20));
    assert_eq!(marks(&history), [20]);
}
