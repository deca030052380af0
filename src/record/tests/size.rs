//! What a race writes in an hour at full speed.

use super::*;
use crate::{
    race::{Evaluation, MEASURE_EVERY, Sample},
    session::{LITTLE_ROOM, Measured, MetricKind},
};

/// Steps, of all lanes together, that an hour has room for: the fastest race there is, one lane of one neuron that
/// learns from one image at a time, takes less than half of them.
const HOUR: f64 = 1e9;

/// Losses as they come: as many digits as they can have.
fn losses(seed: u64, count: u64) -> Vec<Bucket> {
    let loss = |index: u64| {
        let drawn = (seed + index).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        0.01 + drawn as f32 / (1 << 24) as f32 * 2.3
    };
    let bucket = |index: u64| {
        let [a, b, c] = [loss(3 * index), loss(3 * index + 1), loss(3 * index + 2)];
        Bucket { min: a.min(b).min(c), max: a.max(b).max(c), mean: (a + b + c) / 3.0 }
    };
    (0..count).map(bucket).collect()
}

/// Bytes of log and tables after these iterations, which come in buckets of `stride`.
fn bytes(lanes: u32, first: u64, end: u64, stride: u64) -> f64 {
    let names: Vec<String> = (0..lanes).map(|lane| format!("lane {lane}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let recording = TestRecording::new();
    recording.send(started(&names));
    let step = 8 * stride;
    for first in (first..end).step_by(step as usize) {
        let mut buckets = losses(first, 8);
        if stride == 1 {
            buckets = buckets.iter().map(|bucket| Bucket::of(bucket.mean)).collect();
        }
        recording.send(Update::Progressed(Losses {
            first,
            stride,
            iterations: step,
            lanes: (0..lanes).map(|lane| (LaneId(lane), buckets.clone())).collect(),
            elapsed: Duration::from_nanos(first * 3_597),
        }));
        let iterations: Vec<u64> =
            (first..first + step).filter(|at| at.is_multiple_of(MEASURE_EVERY)).collect();
        if !iterations.is_empty() {
            let values =
                || losses(first, iterations.len() as u64).iter().map(|b| Bucket::of(b.mean)).collect();
            let lists = || (0..lanes).map(|lane| (LaneId(lane), values())).collect();
            let kinds = [MetricKind::GradientNorm, MetricKind::StepRatio, MetricKind::LearningRate];
            let metrics = kinds.iter().map(|kind| (*kind, lists())).collect();
            recording.send(Update::Measured(Measured { iterations, metrics, elapsed: None }));
        }
    }
    let (place, recorded) = recording.finish();
    recorded.result.unwrap();
    let length = |name| fs::metadata(place.path().join("run").join(name)).unwrap().len() as f64;
    length(LOG) + length(LOSSES) + length(METRICS)
}

/// Bytes of the evaluations of an hour, in log and table, one after each iteration: a thousand images slow the race down.
fn measured(lanes: u32) -> f64 {
    const FIRST: u32 = 1 << 15;
    const DOUBLING: u32 = 1 << 11;
    const DOUBLINGS: u32 = 10;
    let all: Vec<(LaneId, f32)> = (0..lanes).map(|lane| (LaneId(lane), 0.123_456_78)).collect();
    let evaluation = Evaluation { images: 1_000, accuracies: all.clone(), losses: all };
    let update = Update::Evaluated { iteration: 123_456_789, sample: Sample::Part, evaluation };
    let rows = |kind: &str| "123456789,lane 12,,0.12345678\n".len() + kind.len();
    let rows = lanes as usize * (rows("test_loss") + rows("test_accuracy"));
    let line = serde_json::to_string(&update).unwrap().len() + 1 + rows;
    line as f64 * f64::from((FIRST + DOUBLINGS * DOUBLING) / lanes)
}

#[test]
fn an_hour_at_full_speed_takes_no_more_room_than_is_said() {
    for lanes in [1, 4, 64] {
        let exact = (1 << 20) / u64::from(lanes);
        // The longer half of them, and the first doubling after that.
        let young = 2.0 * bytes(lanes, exact / 2 + 1, exact, 1);
        let doubling = bytes(lanes, exact, 2 * exact, 16);
        let measured = measured(lanes);
        let hour = young + (HOUR / f64::from(1 << 20)).log2() * doubling + measured;
        assert!(
            hour < LITTLE_ROOM as f64,
            "{lanes} lanes: {young} + {doubling} a doubling + {measured} = {hour}"
        );
    }
}
