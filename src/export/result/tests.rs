//! A document of a race that is made by hand, and what is read back of it.

use super::*;
use crate::{
    export::tests::{diverged, history, progressed, started},
    input::from_json,
    race::{Evaluation, LaneId, Sample},
    session::{Change, Update},
};

/// A race of which one lane has come to an infinite loss, and another has had its rate turned.
fn race() -> History {
    let evaluation = |lanes: &[(u32, f32)]| Evaluation {
        images: 1_000,
        accuracies: lanes.iter().map(|&(lane, share)| (LaneId(lane), share)).collect(),
        losses: Vec::new(),
    };
    let tested = |iteration, lanes: &[(u32, f32)]| Update::Evaluated {
        iteration,
        sample: Sample::Part,
        evaluation: evaluation(lanes),
    };
    let turned =
        Change::Setting { lane: LaneId(0), setting: Setting::LearningRate.into(), from: 0.01, to: 0.25 };
    history(&[
        started(&["SGD", "hot 수\u{1b}[2J"]),
        Update::State { state: State::Running, iteration: 0 },
        progressed(1, 2, &[(0, &[2.5, 2.0]), (1, &[3.0, 9.0])]),
        tested(2, &[(0, 0.25), (1, 0.125)]),
        Update::Changed { iteration: 2, change: turned },
        progressed(3, 1, &[(0, &[1.5]), (1, &[f32::INFINITY])]),
        diverged(1, 3, f32::INFINITY),
        progressed(4, 1, &[(0, &[1.75])]),
        tested(4, &[(0, 0.5)]),
        Update::State { state: State::Finished, iteration: 4 },
    ])
}

fn result() -> RaceResult {
    RaceResult::of(&race(), Smoothing::default()).unwrap()
}

#[test]
fn a_document_is_read_back_as_it_was_and_fields_of_a_later_version_are_skipped() {
    let result = result().recorded_in("runs/수".as_ref());
    let json = result.to_json().unwrap();
    assert!(json.is_ascii() && json.ends_with("}\n") && json.contains("\"name\": \"hot \\uc218"), "{json}");
    assert_eq!(from_json::<RaceResult>(json.as_bytes()).unwrap(), result);
    let later = json.replacen("\"format\"", "\"mood\": [1, {}], \"format\"", 1);
    assert_eq!(from_json::<RaceResult>(later.as_bytes()).unwrap(), result);
    let both = RaceResult::all_to_json(&[result.clone(), result]).unwrap();
    assert_eq!(serde_json::from_str::<Vec<RaceResult>>(&both).unwrap().len(), 2);
}

#[test]
fn a_loss_that_is_not_finite_is_null_and_the_last_settings_count() {
    let result = result();
    let [sgd, hot] = &result.lanes[..] else { panic!("{result:?}") };
    assert_eq!((sgd.state, sgd.ended_at, sgd.iterations), (LaneResultState::Running, None, 4));
    assert_eq!((sgd.loss, sgd.best, sgd.settings["lr"]), (Some(1.75), Some(1.5), 0.25));
    assert_eq!((sgd.test_accuracy, sgd.test_images), (Some(0.5), Some(1_000)));
    assert_eq!((hot.state, hot.ended_at, hot.iterations), (LaneResultState::Diverged, Some(3), 3));
    assert_eq!((hot.loss, hot.best), (None, Some(3.0)));
    assert_eq!((hot.test_accuracy, hot.test_images), (Some(0.125), None));
    assert_eq!(hot.name, "hot 수\u{fffd}[2J");
    assert_eq!((result.state, result.iterations), (ResultState::Finished, 4));
    let json: serde_json::Value = serde_json::from_str(&result.to_json().unwrap()).unwrap();
    assert!(json["lanes"][1]["loss"].is_null() && json["failure"].is_null());
}

#[test]
fn what_is_missing_or_impossible_is_refused() {
    let json = result().to_json().unwrap();
    let without = |field: &str| {
        let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
        value.as_object_mut().unwrap().remove(field);
        from_json::<RaceResult>(value.to_string().as_bytes())
    };
    for field in ["format", "state", "seed", "data", "network", "lanes"] {
        assert!(without(field).unwrap_err().to_string().contains(field), "{field}");
    }
    for (from, to) in [
        ("\"format\": 1", "\"format\": 2"),
        ("\"loss\": 1.75", "\"loss\": 1e300"),
        ("\"test_accuracy\": 0.5", "\"test_accuracy\": 1.5"),
        ("\"state\": \"finished\"", "\"state\": \"bored\""),
    ] {
        assert!(json.contains(from) && from_json::<RaceResult>(json.replace(from, to).as_bytes()).is_err());
    }
}

#[test]
fn a_race_that_is_paused_with_no_lane_left_or_that_nobody_goes_on_with_has_stopped() {
    let paused = |lanes: &[Update]| {
        let state = Update::State { state: State::Paused, iteration: 1 };
        let updates = [started(&["SGD"]), progressed(1, 1, &[(0, &[f32::NAN])])];
        let updates: Vec<Update> = updates.iter().chain(lanes).chain([&state]).cloned().collect();
        RaceResult::of(&history(&updates), Smoothing::Off).unwrap()
    };
    assert_eq!(paused(&[]).state, ResultState::Paused);
    assert_eq!(paused(&[]).stopped().state, ResultState::Stopped);
    assert_eq!(paused(&[diverged(0, 1, f32::NAN)]).state, ResultState::Stopped);
    assert_eq!(result().stopped().state, ResultState::Finished);
    assert_eq!(RaceResult::of(&History::default(), Smoothing::Off), None);
}
