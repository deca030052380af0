//! Metrics besides the loss, from the race to the files: as plain sums have them, the same with any number of threads, and
//! the same after they were recorded; and recordings of the first format, which had none.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use downhill::{
    config::{Config, LaneConfig},
    data::{Dataset, Images, LoadProgress},
    history::{Curve, History, LaneHistory, Reached, Smoothing},
    optim::OptimizerKind,
    race::{LaneId, LaneMeasurement, MEASURE_EVERY, Race, Sample},
    record::{Log, Recorder, RunFolder},
    session::{
        Axis, Better, Bucket, Drawing, Loader, Measured, Metric, MetricKind, MetricValues, Session,
        SessionOptions, State, Unit, Update,
    },
};
use tempfile::{TempDir, tempdir};

/// Two classes of 4×4 images that can be told apart, but for every seventh.
fn images(count: usize) -> Images {
    let pixel = |image: usize, place: usize| {
        let bright = (place < 8) == (image.is_multiple_of(2) != image.is_multiple_of(7));
        if bright { 200 + (image * 7 + place) % 50 } else { (image * 3 + place) % 60 }
    };
    let pixels = (0..count * 16).map(|index| u8::try_from(pixel(index / 16, index % 16)).unwrap());
    let labels = (0..count).map(|image| u8::from(!image.is_multiple_of(2))).collect();
    Images::new(pixels.collect(), labels, 4, 4)
}

fn data() -> Dataset {
    Dataset { name: "stripes".into(), folder: None, train: images(200), test: images(50), classes: 2 }
}

fn config() -> Config {
    Config {
        lanes: downhill::config::parse_lanes("sgd,adam:sched=cosine", 0.0).unwrap(),
        hidden: vec![8],
        batch_size: 10,
        eval_every: 25,
        iterations: Some(110),
        ..Config::default()
    }
}

/// The logits of an image by a network of one hidden layer, from its parameters, in f64.
fn logits(parameters: &[f32], pixels: &[f64], hidden: usize, classes: usize) -> Vec<f64> {
    let mut rest = parameters.iter().map(|number| f64::from(*number));
    let mut layer = |inputs: &[f64], outputs: usize| {
        let weights: Vec<f64> = rest.by_ref().take(inputs.len() * outputs).collect();
        let biases: Vec<f64> = rest.by_ref().take(outputs).collect();
        let sum = |unit: usize| {
            let products =
                inputs.iter().enumerate().map(|(row, input)| input * weights[row * outputs + unit]);
            biases[unit] + products.sum::<f64>()
        };
        (0..outputs).map(sum).collect::<Vec<f64>>()
    };
    let units: Vec<f64> = layer(pixels, hidden).into_iter().map(|unit| unit.max(0.0)).collect();
    layer(&units, classes)
}

#[test]
fn test_loss_and_accuracy_are_those_of_plain_sums() {
    let mut race = Race::new(config(), data().into());
    assert_eq!((0..5).map(|_| race.advance(8)).sum::<usize>(), 40);
    let evaluation = race.evaluate(Sample::Whole);
    let test = images(50);
    for (lane, (accuracy, loss)) in
        race.lanes().iter().zip(evaluation.accuracies.iter().zip(&evaluation.losses))
    {
        let (mut correct, mut sum) = (0, 0.0);
        for (pixels, label) in test.bytes().unwrap().chunks(16).zip(test.labels()) {
            let pixels: Vec<f64> = pixels.iter().map(|pixel| f64::from(*pixel) / 255.0).collect();
            let logits = logits(lane.net().parameters(), &pixels, 8, 2);
            let (own, other) = (logits[usize::from(*label)], logits[1 - usize::from(*label)]);
            correct += u8::from(own > other);
            sum -= (1.0 / (1.0 + (other - own).exp()) + 1e-7).ln();
        }
        assert!((f64::from(accuracy.1) - f64::from(correct) / 50.0).abs() < 1e-6, "{accuracy:?} {correct}");
        assert!((f64::from(loss.1) / (sum / 50.0) - 1.0).abs() < 1e-5, "{loss:?} {sum}");
    }
}

/// A race to its end, recorded; the folder, and what came of it live.
fn recorded(threads: usize) -> (TempDir, History) {
    let place = tempdir().unwrap();
    let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
    let options = SessionOptions { threads, ..SessionOptions::default() };
    let loader: Loader = Box::new(|progress| {
        progress(LoadProgress { done: 1, total: 1 });
        Ok(data())
    });
    let (session, [updates], channels) =
        Session::start_recorded(config(), options, loader, Duration::from_secs(1)).unwrap();
    let recorder = Recorder::start(folder, channels).unwrap();
    let mut history = History::default();
    while history.state() != State::Finished {
        history.apply(&updates.recv_timeout(Duration::from_mins(1)).unwrap());
    }
    drop(session);
    recorder.finish().result.unwrap();
    (place, history)
}

/// Every value of a metric, as bits.
fn bits(lane: &LaneHistory, kind: MetricKind) -> Vec<(u64, u32)> {
    let points = lane.metric(kind).map_or_else(Vec::new, |curve: &Curve| curve.points(0..1_000));
    points.into_iter().map(|(iteration, value): (u64, Bucket)| (iteration, value.mean.to_bits())).collect()
}

#[test]
fn a_race_measures_the_same_bits_with_any_threads_and_they_come_back_from_its_log() {
    let (place, live) = recorded(1);
    let (_, shared) = recorded(4);
    let mut read = History::default();
    for update in Log::open(&place.path().join("run"), None).unwrap() {
        read.apply(&update.unwrap());
    }
    assert_eq!(live.metrics().collect::<Vec<_>>(), MetricKind::ALL);
    for kind in MetricKind::ALL {
        for ((own, other), back) in live.lanes().iter().zip(shared.lanes()).zip(read.lanes()) {
            let own = bits(own, kind);
            assert!(own.len() > 4, "{kind:?} {own:?}");
            assert_eq!(own, bits(other, kind), "{kind:?}");
            assert_eq!(own, bits(back, kind), "{kind:?}");
        }
    }
    let iterations = |kind| bits(&live.lanes()[0], kind).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
    let measured: Vec<u64> =
        std::iter::once(1).chain((1..=11).map(|number| number * MEASURE_EVERY)).collect();
    assert_eq!(iterations(MetricKind::StepRatio), measured);
    assert_eq!(iterations(MetricKind::TestLoss), [25, 50, 75, 100, 110]);

    // The rate in force is that of the schedule: from the whole to nearly nothing.
    let adam = &live.lanes()[1];
    let rate = adam.info.rate().unwrap() as f32;
    let curve = adam.metric(MetricKind::LearningRate).unwrap();
    assert_eq!(curve.at(1), Some(rate));
    assert!(adam.latest(MetricKind::LearningRate).unwrap() < 0.01 * rate);
    assert_eq!((curve.until(37).map(|(at, _)| at), curve.is_gap(31..39)), (Some(30), false));
}

#[test]
fn the_table_has_a_row_for_each_value_that_the_history_has() {
    let (place, live) = recorded(2);
    let table = fs::read_to_string(place.path().join("run/metrics.csv")).unwrap();
    let mut rows: BTreeMap<(String, String), Vec<(u64, u32)>> = BTreeMap::new();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("iteration,lane,metric,value"));
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let [iteration, lane, metric, value] = cells[..] else { panic!("{line}") };
        let value: f32 = value.parse().unwrap();
        let key = (lane.to_owned(), metric.to_owned());
        rows.entry(key).or_default().push((iteration.parse().unwrap(), value.to_bits()));
    }
    assert_eq!(rows.len(), 2 * (MetricKind::ALL.len() - 1));
    for lane in live.lanes() {
        for kind in MetricKind::ALL.into_iter().filter(|kind| *kind != MetricKind::Loss) {
            let key = (lane.info.name.clone(), kind.own().unwrap().name.to_owned());
            assert_eq!(rows[&key], bits(lane, kind), "{key:?}");
        }
    }
}

#[test]
fn it_is_known_when_a_lane_was_good_enough_and_how_long_that_took() {
    let (_place, live) = recorded(2);
    let adam = &live.lanes()[1];
    let Reached { iteration, elapsed } =
        live.reached(adam, MetricKind::Loss, 0.6, Smoothing::default()).unwrap();
    assert!((2..=110).contains(&iteration) && elapsed <= live.elapsed, "{iteration} {elapsed:?}");
    assert_eq!(live.elapsed_at(iteration), Some(elapsed));
    assert!(live.iteration_at(elapsed).abs_diff(iteration) <= 1);
    assert_eq!(live.elapsed_at(111), None);
    let tested = live.reached(adam, MetricKind::TestAccuracy, 0.5, Smoothing::default()).unwrap();
    assert!(tested.iteration.is_multiple_of(25) || tested.iteration == 110);
    assert_eq!(live.reached(adam, MetricKind::Loss, 1e-9, Smoothing::default()), None);
    assert_eq!(
        Smoothing::default().for_drawing(MetricKind::TestAccuracy.own().unwrap().drawing),
        Smoothing::Off
    );
    assert_eq!(
        Smoothing::default().for_drawing(MetricKind::GradientNorm.own().unwrap().drawing),
        Smoothing::default()
    );
}

#[test]
fn a_metric_says_how_it_is_shown() {
    let accuracy: Metric<'_> = MetricKind::TestAccuracy.own().unwrap();
    assert_eq!((accuracy.unit, accuracy.better), (Unit::Share, Better::Higher));
    assert_eq!((accuracy.drawing, accuracy.axis), (Drawing::Points, Axis::Linear));
    let names: Vec<&str> = MetricKind::ALL.map(|kind| kind.own().unwrap().name).to_vec();
    let expected = ["loss", "test_loss", "test_accuracy", "gradient_norm", "step_ratio", "learning_rate"];
    assert_eq!(names, expected);
}

#[test]
fn a_diverging_lane_has_numbers_as_long_as_it_has_any() {
    let lanes = vec![LaneConfig::new(OptimizerKind::Sgd)];
    let mut race = Race::new(Config { lanes, batch_size: 5, hidden: vec![4], ..config() }, data().into());
    race.advance(1);
    let [first]: [LaneMeasurement; 1] = race.lanes()[0].measurements().try_into().unwrap();
    assert!(first.gradient_norm > 0.0 && (f64::from(first.step_ratio)) < 1.0);
    // What is not finite is written and read as such, and is no value of a curve.
    let values: MetricValues = (
        MetricKind::GradientNorm,
        vec![(LaneId(0), [1.0, f32::INFINITY, f32::NAN].map(Bucket::of).to_vec())],
    );
    let update =
        Update::Measured(Measured { iterations: vec![10, 20, 30], metrics: vec![values], elapsed: None });
    let text = serde_json::to_string(&update).unwrap();
    assert_eq!(
        text,
        r#"{"measured":{"iterations":[10,20,30],"metrics":[["gradient_norm",[[0,[1.0,"inf","NaN"]]]]]}}"#
    );
    let back: Update = downhill::input::from_json(text.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
}

#[test]
fn measurements_that_no_session_could_have_sent_are_refused() {
    for wrong in [
        r#"{"measured":{"iterations":[10,10],"metrics":[]}}"#,
        r#"{"measured":{"iterations":[0],"metrics":[]}}"#,
        r#"{"measured":{"iterations":[10],"metrics":[["gradient_norm",[[0,[1.0,2.0]]]]]}}"#,
        r#"{"measured":{"iterations":[10],"metrics":[["gradient_norm",[[0,[]]]]]}}"#,
        r#"{"measured":{"iterations":[10],"metrics":[["speed",[[0,[1.0]]]]]}}"#,
    ] {
        assert!(downhill::input::from_json::<Update>(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

/// Runs the program on a run folder.
fn downhill(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("downhill"));
    command.args(arguments).arg(folder).env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command.output().unwrap()
}

#[test]
fn a_recording_of_the_first_format_is_resumed_measured_from_there_and_still_proved() {
    let place = tempdir().unwrap();
    let run = place.path().join("run");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/run-format-1");
    fs::create_dir(&run).unwrap();
    for name in ["run.jsonl", "checkpoint.safetensors"] {
        fs::copy(fixture.join(name), run.join(name)).unwrap();
    }
    let read = |name: &str| fs::read_to_string(run.join(name)).unwrap();
    let before = read("run.jsonl");
    let proof = downhill(&["replay", "--rerun"], &run);
    assert!(proof.status.success(), "{proof:?}");
    let resumed = downhill(&["resume", "--pace", "1000"], &run);
    assert!(resumed.status.success(), "{resumed:?}");

    // What was there is still there, under a first line that says what is in it now.
    let log = read("run.jsonl");
    assert!(log.starts_with(&before.replacen(r#""format":1,"#, r#""format":2,"#, 1)));
    let table = read("metrics.csv");
    let rows = |metric: &str, lane: &str| {
        let part = format!(",{lane},{metric},");
        let rows = table.lines().filter(|row| row.contains(&part));
        rows.map(|row| row.split(',').next().unwrap().parse().unwrap()).collect::<Vec<u64>>()
    };
    assert_eq!(rows("gradient_norm", "SGD 2"), [70, 80, 90, 100, 110, 120]);
    assert_eq!(rows("test_accuracy", "SGD"), [20, 40, 60, 80, 100, 120]);
    assert_eq!(rows("test_loss", "Momentum"), [80, 100, 120]);
    let proof = downhill(&["replay", "--rerun"], &run);
    assert!(proof.status.success(), "{proof:?}");
    let text = String::from_utf8(proof.stdout).unwrap();
    assert!(text.contains("every one the same bits"), "{text}");
}
