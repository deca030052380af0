//! What becomes of readings: lanes, metrics, attempts, and what is told of steps that are out of order.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    history::History,
    input::{Check, from_json},
    session::{MetricKind, TrainingSource},
};

fn training() -> ForeignTraining {
    ForeignTraining {
        title: "runs".into(),
        source: TrainingSource::Log,
        total: None,
        facts: Vec::new(),
        capabilities: Vec::new(),
        metrics: Vec::new(),
    }
}

fn values(lane: &str, step: u64, values: &[(&str, f64)]) -> Reading {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    Reading::Values(Values { lane: lane.into(), step: Some(step), values, ..Values::default() })
}

/// What is known after these readings of one source.
fn read(readings: Vec<Reading>) -> History {
    let (mut collector, mut history) = (Collector::new(training()), History::default());
    for reading in readings {
        collector.add(0, "log", reading);
    }
    for update in collector.updates() {
        history.apply(&update);
    }
    history
}

fn points(history: &History, lane: usize, kind: MetricKind) -> Vec<(u64, f32)> {
    let curve = history.lanes()[lane].metric(kind).unwrap();
    curve.points(0..u64::MAX).into_iter().map(|(step, value)| (step, value.mean)).collect()
}

fn log(history: &History) -> Vec<&str> {
    history.log.lines().collect()
}

#[test]
fn lanes_and_metrics_are_told_as_they_first_come() {
    let history = read(vec![
        values("a", 0, &[("loss", 2.0), ("throughput", 40.0)]),
        values("b", 5, &[("loss", 1.0)]),
        values("a", 10, &[("loss", 1.5), ("val/acc", 0.5), ("lr", 0.1)]),
    ]);
    let names: Vec<&str> = history.lanes().iter().map(|lane| lane.info.name.as_str()).collect();
    assert_eq!(names, ["log/a", "log/b"]);
    let metrics: Vec<&str> = history.metrics().map(|kind| history.metric(kind).name).collect();
    assert_eq!(metrics, ["loss", "learning_rate", "throughput", "val/acc"]);
    assert_eq!(points(&history, 0, MetricKind::Loss), [(0, 2.0), (10, 1.5)]);
    assert_eq!(points(&history, 0, MetricKind::Declared(0)), [(0, 40.0)]);
    assert_eq!((history.iteration(), history.lanes()[0].best), (10, Some(1.5)));
}

#[test]
fn a_training_that_goes_back_begins_another_attempt_and_leaves_a_ghost() {
    let forth = (1..=30).map(|step| values("", step, &[("loss", 3.0)]));
    let again = (11..=20).map(|step| values("", step, &[("loss", 1.0)]));
    let history = read(forth.chain(again).collect());
    let now = points(&history, 0, MetricKind::Loss);
    assert_eq!((now.len(), now[9], now[10], now.last()), (20, (10, 3.0), (11, 1.0), Some(&(20, 1.0))));
    assert_eq!(history.ghosts().map(|ghost| ghost.curve.last()).collect::<Vec<_>>(), [Some(30)]);
    assert_eq!(log(&history), ["! log: goes on from step 10"]);
    // Of every metric, and nothing is left out.
    let both = |step: u64| values("", step, &[("loss", 3.0), ("acc", 0.5)]);
    let history = read((0..40).chain(21..=60).map(both).collect());
    for kind in [MetricKind::Loss, MetricKind::Declared(0)] {
        let steps: Vec<u64> = points(&history, 0, kind).iter().map(|(step, _)| *step).collect();
        assert_eq!(steps, (0..=60).collect::<Vec<_>>());
    }
    assert_eq!(log(&history), ["! log: goes on from step 20"]);
    // Also from the first step, and if it goes on at the last one.
    let history = read(
        [0, 1, 2, 3, 0, 1, 2].iter().map(|step| values("", *step, &[("loss", 3.0 - *step as f64)])).collect(),
    );
    let steps = |history: &History| {
        points(history, 0, MetricKind::Loss).iter().map(|(step, _)| *step).collect::<Vec<_>>()
    };
    assert_eq!((steps(&history), history.lanes()[0].best), (vec![0, 1, 2], Some(1.0)));
    let history = read([1, 2, 3, 2, 3, 4].iter().map(|step| values("", *step, &[("loss", 1.0)])).collect());
    assert_eq!((steps(&history), history.ghosts().count()), (vec![1, 2, 3, 4], 1));
    // The same when the log says so itself.
    let restarted = Reading::Restarted { lane: String::new(), step: 11 };
    let history = read(vec![values("", 30, &[("loss", 3.0)]), restarted, values("", 11, &[("loss", 1.0)])]);
    assert_eq!(points(&history, 0, MetricKind::Loss), [(11, 1.0)]);
}

#[test]
fn steps_that_come_late_or_twice_are_left_out_and_told_once() {
    let steps = [1, 2, 4, 3, 5, 5, 5, 9, 7, 10];
    let history = read(steps.iter().map(|step| values("", *step, &[("loss", *step as f64)])).collect());
    let kept: Vec<u64> = points(&history, 0, MetricKind::Loss).iter().map(|(step, _)| *step).collect();
    assert_eq!(kept, [1, 2, 4, 5, 9, 10]);
    assert_eq!(log(&history), ["! log: loss has a value of an earlier step before step 5; it is left out"]);
    assert_eq!(history.ghosts().count(), 0);
}

#[test]
fn steps_that_fall_are_told_although_nothing_goes_on_from_them() {
    let history = read([1, 2, 3, 2, 1].iter().map(|step| values("", *step, &[("loss", 1.0)])).collect());
    assert_eq!(points(&history, 0, MetricKind::Loss).len(), 3);
    assert_eq!(log(&history), ["! log: loss has a value of step 2 after later ones; it is left out"]);
}

#[test]
fn a_bar_that_is_drawn_anew_at_its_step_has_the_newest_value() {
    let history = read(
        [(1, 3.0), (1, 2.0), (1, 1.0), (2, 0.5)]
            .map(|(step, loss)| values("", step, &[("loss", loss)]))
            .to_vec(),
    );
    assert_eq!(points(&history, 0, MetricKind::Loss), [(1, 1.0), (2, 0.5)]);
    assert_eq!(log(&history), [""; 0]);
}

#[test]
fn names_of_one_metric_are_one_and_those_of_two_are_told_apart() {
    let history = read(vec![
        values("", 1, &[("train_loss", 3.0), ("loss", 2.0), ("Acc", 0.5)]),
        values("", 2, &[("Loss", 1.0), ("acc", 0.6)]),
    ]);
    let names: Vec<&str> = history.metrics().map(|kind| history.metric(kind).name).collect();
    assert_eq!(names, ["loss", "loss 2", "Acc"]);
    assert_eq!(points(&history, 0, MetricKind::Declared(0)), [(1, 2.0), (2, 1.0)]);
    assert_eq!(points(&history, 0, MetricKind::Declared(1)), [(1, 0.5), (2, 0.6)]);
}

#[test]
fn each_lane_says_by_itself_which_of_its_metrics_is_the_loss() {
    let history = read(vec![
        values("a", 1, &[("loss", 3.0), ("train_loss", 2.5)]),
        values("b", 1, &[("train_loss", 2.0), ("loss", 1.5)]),
        values("c", 1, &[("Train/Loss", 1.0)]),
    ]);
    let names: Vec<&str> = history.metrics().map(|kind| history.metric(kind).name).collect();
    assert_eq!(names, ["loss", "train_loss", "loss 2"]);
    for (lane, loss) in [3.0, 2.0, 1.0].into_iter().enumerate() {
        assert_eq!(points(&history, lane, MetricKind::Loss), [(1, loss)]);
    }
    assert_eq!(points(&history, 0, MetricKind::Declared(0)), [(1, 2.5)]);
    assert_eq!(points(&history, 1, MetricKind::Declared(1)), [(1, 1.5)]);
}

#[test]
fn one_name_in_thousands_of_spellings_is_one_metric() {
    let spelt = |number: u64| {
        let name = "throughput of it".chars().enumerate();
        name.map(|(at, c)| if number >> at & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect::<String>()
    };
    let history = read((1..6_000).map(|step| values("", step, &[(&spelt(step), 1.0)])).collect());
    assert_eq!((history.metrics().count(), history.iteration()), (1, 5_999));
    assert_eq!(log(&history), [""; 0]);
}

#[test]
fn a_last_value_that_goes_back_is_told_at_the_end() {
    let mut collector = Collector::new(training());
    for step in [1, 2, 3, 2] {
        collector.add(7, "log", values("", step, &[("loss", 1.0)]));
    }
    assert_eq!(collector.problems(), [""; 0]);
    for _ in 0..2 {
        collector.end(7);
        assert_eq!(
            collector.problems(),
            ["log: loss has a value of step 2 after later ones; it is left out"]
        );
    }
}

#[test]
fn what_is_void_makes_no_lane() {
    let restarted = Reading::Restarted { lane: "a".into(), step: 0 };
    let history = read(vec![restarted, values("b", 1, &[("loss", 1.0)])]);
    assert_eq!(history.lanes().len(), 1);
    assert_eq!(history.lanes()[0].info.name, "log/b");
}

#[test]
fn a_lane_keeps_to_one_clock_and_no_time_is_too_long_to_be_sent() {
    let elapsed = |times: &[Option<f64>]| {
        let mut collector = Collector::new(training());
        let each = |(step, time): (u64, &Option<f64>)| {
            let values = vec![("loss".to_owned(), 1.0)];
            let read = Values { step: Some(step), time: *time, values, ..Values::default() };
            collector.add(0, "log", Reading::Values(read));
            let updates = collector.updates();
            let times = updates.iter().filter_map(|update| match update {
                Update::Measured(measured) => measured.elapsed,
                _ => None,
            });
            let times: Vec<f64> = times.map(|elapsed| elapsed.as_secs_f64()).collect();
            for update in updates {
                let text = serde_json::to_string(&update).unwrap();
                from_json::<Update>(text.as_bytes()).unwrap();
            }
            times[0]
        };
        (1..).zip(times).map(each).collect::<Vec<_>>()
    };
    // Ours tells less than a second meanwhile.
    assert_eq!(elapsed(&[Some(1e9), Some(1e9 + 60.0), None, Some(1e9 + 90.0)]), [0.0, 60.0, 60.0, 90.0]);
    assert_eq!(elapsed(&[Some(1e8), Some(9e10), Some(1e8 + 5.0)]), [0.0, 0.0, 5.0]);
    assert!(elapsed(&[None, None])[1] < 60.0);
}

#[test]
fn a_loss_that_is_no_number_is_told_and_leaves_a_hole() {
    let losses = [1.0, f64::NAN, f64::NAN, f64::INFINITY, 0.5];
    let history = read((1..).zip(losses).map(|(step, loss)| values("", step, &[("loss", loss)])).collect());
    assert_eq!(points(&history, 0, MetricKind::Loss), [(1, 1.0), (5, 0.5)]);
    assert_eq!(log(&history), ["! log: loss is NaN at step 2"]);
    assert_eq!(history.iteration(), 5);
}

#[test]
fn where_a_log_has_no_steps_its_values_are_counted() {
    let bare = |loss| {
        let values = vec![("loss".to_owned(), loss)];
        Reading::Values(Values { values, ..Values::default() })
    };
    let history = read(vec![bare(3.0), bare(2.0), bare(1.0)]);
    assert_eq!(points(&history, 0, MetricKind::Loss), [(1, 3.0), (2, 2.0), (3, 1.0)]);
}

#[test]
fn lanes_and_metrics_without_end_are_bounded_and_told() {
    let many = (0..100_u64).map(|lane| values(&format!("lane {lane}"), 1, &[("loss", 1.0)]));
    let names: Vec<String> = (0..400).map(|metric| format!("metric {metric}")).collect();
    let wide: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 1.0)).collect();
    let history = read(many.chain([values("lane 0", 2, &wide)]).collect());
    assert_eq!(history.lanes().len(), MAX_LANES);
    assert_eq!(history.metrics().count(), 1 + MAX_METRICS);
    let told = log(&history);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn names_act_on_no_terminal() {
    let history = read(vec![
        values("\u{1b}[31mred", 1, &[("lo\u{7}ss", 1.0)]),
        Reading::Text("\u{1b}]0;title\u{7}".into()),
    ]);
    let lane = &history.lanes()[0].info.name;
    let metric = history.metrics().next().unwrap();
    let all = format!("{lane}{}{}", history.metric(metric).name, log(&history).join(""));
    assert!(all.chars().all(|c| !c.is_control()), "{all:?}");
}

proptest! {
    #[test]
    fn whatever_a_log_says_its_updates_can_be_sent_and_its_curves_go_forward(
        steps in vec((0_u64..50, 0_usize..3, any::<f64>(), any::<bool>()), 0..200),
    ) {
        let names = ["loss", "acc", "lr"];
        let (mut collector, mut history) = (Collector::new(training()), History::default());
        for (step, metric, value, sends) in steps {
            collector.add(0, "log", values("", step, &[(names[metric], value)]));
            for update in if sends { collector.updates() } else { Vec::new() } {
                prop_assert!(update.check().is_ok(), "{update:?}");
                history.apply(&update);
            }
        }
        for update in collector.updates() {
            prop_assert!(update.check().is_ok(), "{update:?}");
            history.apply(&update);
        }
        history.check().unwrap();
        let text = serde_json::to_string(&history).unwrap();
        from_json::<History>(text.as_bytes()).unwrap();
        for kind in history.metrics() {
            let steps: Vec<u64> = points(&history, 0, kind).iter().map(|(step, _)| *step).collect();
            prop_assert!(steps.is_sorted_by(|one, next| one < next), "{steps:?}");
        }
    }
}

#[test]
fn each_update_passes_its_own_check() {
    let mut collector = Collector::new(training());
    for step in 0..5_000 {
        collector.add(0, "log", values("", step, &[("loss", 1.0), ("other", f64::INFINITY)]));
        collector.say("some line");
    }
    let updates = collector.updates();
    assert!(updates.iter().all(|update| update.check().is_ok()));
    let lines: usize =
        updates.iter().map(|update| if let Update::Logged(lines) = update { lines.len() } else { 0 }).sum();
    assert_eq!(lines, 5_001);
}
