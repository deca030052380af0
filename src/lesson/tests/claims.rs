//! Claims checked against races with losses made up for it, and what is said of them.

use std::time::Duration;

use super::super::{Claim, Finding};
use crate::{
    config::{Config, parse_lanes},
    history::{History, Smoother, Smoothing},
    race::LaneId,
    session::{Bucket, Losses, RaceInfo, Update},
    text,
    words::Lang,
};

fn config() -> Config {
    Config { lanes: parse_lanes("sgd,adam", 0.0).unwrap(), ..Config::default() }
}

/// A race of two lanes to iteration 200 with these losses, and nothing of the second if it has none.
fn raced(sgd: impl Fn(u64) -> f32, adam: Option<fn(u64) -> f32>) -> History {
    let mut info = RaceInfo::at_start(&config());
    info.lanes.truncate(1 + usize::from(adam.is_some()));
    let mut history = History::default();
    history.apply(&Update::Started(Box::new(info)));
    let curve = |loss: &dyn Fn(u64) -> f32| (1..=200).map(|at| Bucket::of(loss(at))).collect();
    let mut lanes = vec![(LaneId(0), curve(&sgd))];
    lanes.extend(adam.map(|adam| (LaneId(1), curve(&adam))));
    let (first, stride, iterations, elapsed) = (1, 1, 200, Duration::from_secs(1));
    history.apply(&Update::Progressed(Losses { first, stride, iterations, lanes, elapsed }));
    history
}

/// A loss that goes up and down around 1.
fn swinging(by: f32) -> impl Fn(u64) -> f32 {
    move |at| 1.0 + if at % 2 == 0 { by } else { -by }
}

fn check(claim: &str, history: &History, before: Option<&History>) -> Finding {
    Claim::parse(claim, &config()).unwrap().check(history, before)
}

#[test]
fn what_is_said_of_a_claim_is_the_claim_itself_with_its_numbers() {
    let mut now = raced(|_| 2.0, Some(|_| 0.5));
    let before = raced(|at| if at < 13 { 2.0 } else { 1.9 }, Some(|_| 0.5));
    for (claim, held, en, ko) in [
        (
            "Adam is 4 times below SGD at 150",
            true,
            "Adam is at least 4 times below SGD at 150: smoothed loss 0.5000, 2.0000",
            "150회의 평활 손실: SGD 쪽이 Adam의 4배 이상 (0.5000, 2.0000)",
        ),
        (
            "Adam is 4.5 times below SGD at 150",
            false,
            "Adam is NOT at least 4.5 times below SGD at 150: smoothed loss 0.5000, 2.0000",
            "150회의 평활 손실: SGD 쪽이 Adam의 4.5배에 못 미침 (0.5000, 2.0000)",
        ),
        (
            "SGD is within 4 times of Adam at 150",
            true,
            "SGD and Adam are within a factor of 4 at 150: smoothed loss 2.0000, 0.5000",
            "SGD, Adam: 150회의 평활 손실이 서로 4배 이내 (2.0000, 0.5000)",
        ),
        (
            "Adam is within 3 times of SGD at 150",
            false,
            "Adam and SGD are NOT within a factor of 3 at 150: smoothed loss 0.5000, 2.0000",
            "Adam, SGD: 150회의 평활 손실이 서로 3배 이내가 아님 (0.5000, 2.0000)",
        ),
        (
            "SGD stays within 1.1 times at 200",
            true,
            "SGD stays within a factor of 1.1 at 200: smoothed loss 2.0000, before 1.9000",
            "SGD: 200회의 평활 손실이 전과 1.1배 이내 (2.0000, 전에는 1.9000)",
        ),
        (
            "SGD stays within 1.01 times at 200",
            false,
            "SGD does NOT stay within a factor of 1.01 at 200: smoothed loss 2.0000, before 1.9000",
            "SGD: 200회의 평활 손실이 전과 1.01배 이내가 아님 (2.0000, 전에는 1.9000)",
        ),
        (
            "Adam is below 0.5 at 20",
            true,
            "Adam is below 0.5 at 20: smoothed loss 0.5000",
            "Adam: 20회의 평활 손실이 0.5 이하 (0.5000)",
        ),
        (
            "Adam is below 0.4 at 20",
            false,
            "Adam is NOT below 0.4 at 20: smoothed loss 0.5000",
            "Adam: 20회의 평활 손실이 0.4 이하가 아님 (0.5000)",
        ),
        (
            "SGD is above 2 at 200",
            true,
            "SGD is above 2 at 200: smoothed loss 2.0000",
            "SGD: 200회의 평활 손실이 2 이상 (2.0000)",
        ),
        (
            "SGD is above 2.5 at 200",
            false,
            "SGD is NOT above 2.5 at 200: smoothed loss 2.0000",
            "SGD: 200회의 평활 손실이 2.5 이상이 아님 (2.0000)",
        ),
        ("SGD diverges by 200", false, "SGD did NOT diverge by 200", "SGD: 200회까지 발산하지 않음"),
        (
            "Adam repeats to 200",
            true,
            "Adam: all 200 losses the same as before",
            "Adam: 손실 200개가 모두 전과 같음",
        ),
        (
            "SGD repeats to 200",
            false,
            "SGD: NOT all losses the same as before, only the first 12 of 200",
            "SGD: 손실이 모두 전과 같지는 않음 (200개 가운데 처음 12개만 같음)",
        ),
        (
            "SGD differs by 200",
            true,
            "SGD: losses differ from those before, first at 13",
            "SGD: 13회부터 손실이 전과 다름",
        ),
        (
            "SGD differs by 12",
            false,
            "SGD: losses do NOT differ from those before up to 12",
            "SGD: 12회까지 손실이 전과 다르지 않음",
        ),
    ] {
        let finding = check(claim, &now, Some(&before));
        assert_eq!((finding.held, finding.text(Lang::En).as_str()), (held, en), "{claim}");
        assert_eq!(finding.text(Lang::Ko), ko, "{claim}");
    }
    now.apply(&Update::Diverged { lane: LaneId(0), iteration: 123, loss: f32::INFINITY });
    let diverged = check("SGD diverges by 200", &now, None);
    assert_eq!((diverged.held, diverged.text(Lang::En).as_str()), (true, "SGD diverged at 123"));
    assert_eq!(diverged.text(Lang::Ko), "SGD: 123회에 발산");
    assert!(!check("SGD diverges by 100", &now, None).held);
}

#[test]
fn a_finding_has_the_number_of_the_tables_column() {
    let history = raced(|at| 2.0 / at as f32 + (at % 7) as f32 * 0.1, None);
    let lane = history.lane(LaneId(0)).unwrap();
    let shown = text::loss(lane.smoothed(&Smoother::new(Smoothing::default())).unwrap());
    let said = check("SGD is below 1 at 200", &history, None).text(Lang::En);
    assert_eq!(said, format!("SGD is below 1 at 200: smoothed loss {shown}"));
}

#[test]
fn the_scatter_is_compared_with_that_of_the_attempt_before() {
    let (before, now) = (raced(swinging(0.4), None), raced(swinging(0.1), None));
    let held = |claim: &str| check(claim, &now, Some(&before)).held;
    assert!(held("SGD scatters 3 to 6 times less at 200"));
    assert!(held("SGD scatters 3.9 to 4.1 times less at 100"));
    assert!(!held("SGD scatters 4.1 to 9 times less at 200"));
    assert!(!held("SGD scatters 2 to 3.9 times less at 200"));
    let finding = check("SGD scatters 3 to 6 times less at 200", &now, Some(&before));
    let said = finding.text(Lang::En);
    let numbers = said.strip_prefix("SGD scatters 3 to 6 times less at 200: by ").unwrap();
    let (less, more) = numbers.split_once(", before by ").unwrap();
    let [less, more] = [less, more].map(|number| number.parse::<f32>().unwrap());
    // Smoothing takes a little of a swing along, the same part of each.
    assert!((0.08..=0.12).contains(&less) && (more / less - 4.0).abs() < 0.05, "{said}");
    let worse = check("SGD scatters 3 to 6 times less at 200", &before, Some(&now));
    assert!(worse.text(Lang::En).starts_with("SGD does NOT scatter 3 to 6 times less at 200: by "));
    assert!(worse.text(Lang::Ko).contains("작지는 않음"));
}

#[test]
fn a_lane_that_is_gone_or_was_not_there_before_bears_nothing_out() {
    let (both, alone) = (raced(|_| 2.0, Some(|_| 0.5)), raced(|_| 2.0, None));
    for claim in ["below 9", "above 0.1", "9 times below SGD", "within 9 times of SGD"] {
        let finding = check(&format!("Adam is {claim} at 20"), &alone, Some(&both));
        assert!(!finding.held && finding.text(Lang::En).contains("Adam"), "{claim}");
        assert!(finding.text(Lang::En).contains('—'), "{claim}");
    }
    for claim in
        ["repeats to 20", "differs by 20", "stays within 9 times at 20", "scatters 1 to 2 times less at 20"]
    {
        for (now, before) in [(&alone, Some(&both)), (&both, Some(&alone)), (&both, None)] {
            assert!(!check(&format!("Adam {claim}"), now, before).held, "{claim}");
        }
    }
}

#[test]
fn what_is_the_same_of_several_lanes_is_said_once() {
    let (now, before) = (raced(|_| 2.0, Some(|_| 0.5)), raced(|_| 2.0, Some(|_| 0.5)));
    let said = |claims: &[&str]| -> Vec<String> {
        let found = Finding::joined(claims.iter().map(|claim| check(claim, &now, Some(&before))));
        assert_eq!(found.iter().map(Finding::claims).sum::<usize>(), claims.len());
        found.iter().map(|finding| finding.line(Lang::En)).collect()
    };
    assert_eq!(
        said(&["SGD repeats to 9", "Adam repeats to 9"]),
        ["✓ SGD and Adam: all 9 losses the same as before"]
    );
    assert_eq!(
        said(&["SGD is below 3 at 20", "Adam is below 3 at 20"]),
        ["✓ SGD and Adam are below 3 at 20: smoothed loss 2.0000, 0.5000"]
    );
    // Another limit, iteration or outcome is another sentence.
    for other in ["Adam is below 4 at 20", "Adam is below 3 at 21", "Adam is below 0.1 at 20"] {
        assert_eq!(said(&["SGD is below 3 at 20", other]).len(), 2, "{other}");
    }
    assert!(said(&["SGD is below 1 at 20"])[0].starts_with("✕ SGD is NOT below 1 at 20"));
}

#[test]
fn a_claim_is_expected_in_as_many_words_as_it_is_found() {
    let history = raced(|_| 2.0, Some(|_| 0.5));
    for claim in [
        "SGD is below 3 at 20",
        "SGD is above 1 at 20",
        "Adam is 2 times below SGD at 20",
        "Adam is within 9 times of SGD at 20",
        "SGD scatters 0.9 to 1.1 times less at 20",
        "SGD stays within 2 times at 20",
        "SGD repeats to 20",
    ] {
        let finding = check(claim, &history, Some(&history));
        let expected = Claim::parse(claim, &config()).unwrap().expected();
        for lang in Lang::ALL {
            assert_eq!(finding.line(lang).chars().count(), expected.line(lang).chars().count(), "{claim}");
        }
    }
}
