//! What was measured besides the loss, in the table and in the log of a recording.

use super::*;
use crate::{
    export::tests::added,
    history::History,
    race::{Evaluation, MEASURE_EVERY, Sample},
    session::{Change, Measured, MetricKind},
};

/// Values of one metric at one iteration.
fn measured(iteration: u64, kind: MetricKind, values: &[(u32, f32)]) -> Update {
    let values = values.iter().map(|&(lane, value)| (LaneId(lane), vec![Bucket::of(value)])).collect();
    Update::Measured(Measured { iterations: vec![iteration], metrics: vec![(kind, values)], elapsed: None })
}

fn evaluated(iteration: u64, values: &[(u32, f32)]) -> Update {
    let accuracies: Vec<(LaneId, f32)> = values.iter().map(|&(lane, value)| (LaneId(lane), value)).collect();
    let losses = accuracies.iter().map(|&(lane, value)| (lane, 1.0 - value)).collect();
    let evaluation = Evaluation { images: 100, accuracies, losses };
    Update::Evaluated { iteration, sample: Sample::Part, evaluation }
}

/// The lines of the table after a recording of these updates, and what its log says.
fn recorded(updates: Vec<Update>) -> (Vec<String>, History) {
    let recording = TestRecording::new();
    let (mut history, folder) = (History::default(), recording.run());
    for update in updates {
        recording.send(update);
    }
    let (_place, recorded) = recording.finish();
    recorded.result.unwrap();
    for update in Log::open(&folder, None).unwrap() {
        history.apply(&update.unwrap());
    }
    (lines(&folder), history)
}

fn lines(run: &Path) -> Vec<String> {
    fs::read_to_string(run.join(METRICS)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_value_has_a_row_with_the_name_of_its_lane() {
    let (lines, history) = recorded(vec![
        started(&["hot, \"very\"", "=SGD"]),
        progressed(1, 10, &[(0, &[1.0; 10]), (1, &[2.0; 10])]),
        measured(1, MetricKind::GradientNorm, &[(0, 3.5), (1, 0.1)]),
        measured(10, MetricKind::GradientNorm, &[(0, f32::NAN), (1, 1e-30)]),
        evaluated(10, &[(1, 0.75)]),
        added(2, 10),
        measured(20, MetricKind::StepRatio, &[(2, 0.001)]),
    ]);
    assert_eq!(
        lines,
        [
            "iteration,lane,metric,value",
            "10,'=SGD,test_loss,0.25",
            "10,'=SGD,test_accuracy,0.75",
            "1,\"hot, \"\"very\"\"\",gradient_norm,3.5",
            "1,'=SGD,gradient_norm,0.1",
            "10,\"hot, \"\"very\"\"\",gradient_norm,NaN",
            "10,'=SGD,gradient_norm,1e-30",
            "20,Adam,step_ratio,0.001",
        ]
    );
    let latest = |lane: usize, kind| history.lanes()[lane].latest(kind);
    assert_eq!(latest(0, MetricKind::GradientNorm), Some(3.5));
    assert_eq!(latest(1, MetricKind::GradientNorm).map(f32::to_bits), Some(1e-30_f32.to_bits()));
    assert_eq!(
        (latest(1, MetricKind::TestLoss), latest(2, MetricKind::StepRatio)),
        (Some(0.25), Some(0.001))
    );
}

#[test]
fn a_race_that_goes_back_has_only_the_rows_of_its_present_past_and_a_reset_begins_anew() {
    let Update::Started(info) = started(&["SGD"]) else { panic!() };
    let updates = vec![
        started(&["SGD"]),
        progressed(1, 30, &[(0, &[1.0; 30])]),
        measured(10, MetricKind::GradientNorm, &[(0, 1.0)]),
        measured(20, MetricKind::GradientNorm, &[(0, 2.0)]),
        measured(30, MetricKind::GradientNorm, &[(0, 3.0)]),
        Update::Rewound { iteration: 20, info },
        measured(30, MetricKind::GradientNorm, &[(0, 4.0)]),
    ];
    let (rows, history) = recorded(updates.clone());
    assert_eq!(
        rows[1..],
        ["10,SGD,gradient_norm,1.0", "20,SGD,gradient_norm,2.0", "30,SGD,gradient_norm,4.0"]
    );
    assert_eq!(history.lanes()[0].latest(MetricKind::GradientNorm), Some(4.0));
    let anew = [started(&["SGD"]), measured(1, MetricKind::GradientNorm, &[(0, 7.0)])];
    let (rows, _) = recorded(updates.into_iter().chain(anew).collect());
    assert_eq!(rows[1..], ["1,SGD,gradient_norm,7.0"]);
}

#[test]
fn the_log_has_what_was_measured_before_the_losses_of_that_stretch() {
    let recording = TestRecording::new();
    let run = recording.run();
    recording.send(started(&["SGD"]));
    for first in (1..=128).step_by(8) {
        recording.send(progressed(first, 8, &[(0, &[1.0; 8])]));
        for iteration in (first..first + 8).filter(|at| at.is_multiple_of(MEASURE_EVERY)) {
            recording.send(measured(iteration, MetricKind::StepRatio, &[(0, iteration as f32)]));
        }
    }
    let (_place, recorded) = recording.finish();
    recorded.result.unwrap();
    let mut told = 0;
    for update in Log::open(&run, None).unwrap() {
        match update.unwrap() {
            Update::Measured(measured) => told = measured.last(),
            Update::Progressed(losses) => assert!(told + MEASURE_EVERY > losses.last(), "{told} {losses:?}"),
            _ => {}
        }
    }
    assert_eq!(told, 120);
}

#[test]
fn of_a_long_race_neighbours_are_merged_whatever_else_happens() {
    let mut thinner = thinner::MeasurementThinner::default();
    let one = |number: u64| {
        let Update::Measured(measured) =
            measured(number * MEASURE_EVERY, MetricKind::GradientNorm, &[(0, (number % 16) as f32)])
        else {
            panic!()
        };
        measured
    };
    let exact: u64 = (1 << 18) / MEASURE_EVERY;
    let mut written = Vec::new();
    // From 20 measurements before the first bucket to four buckets later.
    let from = exact.next_multiple_of(16) - 32;
    for number in from..from + 96 {
        written.extend(thinner.add(one(number)));
        if number % 5 == 0 {
            written.extend(thinner.whole());
        }
    }
    written.extend(thinner.end());
    let iterations: Vec<u64> = written.iter().flat_map(|measured| measured.iterations.clone()).collect();
    assert!(iterations.is_sorted_by(|earlier, later| earlier < later));
    assert_eq!(iterations.last(), Some(&((from + 95) * MEASURE_EVERY)));
    let values: Vec<Bucket> =
        written.iter().flat_map(|measured| measured.metrics[0].1[0].1.clone()).collect();
    assert_eq!((iterations.len(), values.len()), (values.len(), values.len()));
    // Single values until there are so many, then sixteen a bucket: none is missing.
    let singles = values.iter().filter(|value| **value == Bucket::of(value.mean)).count() as u64;
    assert!((exact - from - 1..=exact - from + 1).contains(&singles), "{singles}");
    let merged = values.len() as u64 - singles;
    assert_eq!(merged, (96 - singles).div_ceil(16), "{values:?}");
    assert!(values.iter().rev().skip(1).take(3).all(|value| (value.mean - 7.5).abs() < 1e-4), "{values:?}");
}

#[test]
fn a_lane_that_is_removed_measures_no_more() {
    let (rows, _) = recorded(vec![
        started(&["SGD", "Adam"]),
        measured(10, MetricKind::LearningRate, &[(0, 0.01), (1, 0.001)]),
        Update::Changed { iteration: 10, change: Change::Removed(LaneId(0)) },
        measured(20, MetricKind::LearningRate, &[(1, 0.001)]),
    ]);
    assert_eq!(
        rows[1..],
        ["10,SGD,learning_rate,0.01", "10,Adam,learning_rate,0.001", "20,Adam,learning_rate,0.001"]
    );
}
