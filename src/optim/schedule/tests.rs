//! Schedules as numbers: their shapes, their ends, and beside PyTorch.

use super::*;

fn factors(text: &str, warm_up: u64, end: Option<u64>) -> Vec<f64> {
    let schedule = Schedule { warm_up, curve: text.parse().unwrap() };
    (0..1_000).map(|iteration| schedule.factor(iteration, end)).collect()
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-12
}

#[test]
fn every_schedule_is_written_as_it_is_read() {
    for text in [
        "constant",
        "step@500x0.5",
        "exponential@1x0.999",
        "cosine",
        "cosine@70",
        "onecycle",
        "onecycle@9",
        "onecycle-late@9",
    ] {
        assert_eq!(text.parse::<RateCurve>().unwrap().to_string(), text);
    }
    let schedule = Schedule { warm_up: 100, curve: RateCurve::Cosine { length: None } };
    assert_eq!(schedule.to_string(), "sched=cosine:warmup=100");
    assert_eq!(Schedule::default().to_string(), "sched=constant");
}

#[test]
fn what_is_no_schedule_is_refused() {
    for wrong in [
        "",
        "cos",
        "step",
        "step@0x0.5",
        "step@5x0",
        "step@5x1.5",
        "step@5xnan",
        "step@-5x0.5",
        "cosine@",
        "cosine@0",
        "constant@5",
        "onecycle@1e9",
        "step@500,0.5",
    ] {
        assert!(wrong.parse::<RateCurve>().is_err(), "{wrong:?} was taken");
    }
    assert!(Schedule::parse_warm_up("-1").is_err());
    assert_eq!(Schedule::parse_warm_up("100"), Ok(100));
}

#[test]
fn all_but_one_cycle_start_full_and_never_rise() {
    for text in ["constant", "step@100x0.5", "exponential@100x0.5", "cosine"] {
        let factors = factors(text, 0, Some(1_000));
        assert!(close(factors[0], 1.0), "{text}");
        assert!(factors.is_sorted_by(|one, next| one >= next && *next >= 0.0), "{text}");
    }
}

#[test]
fn steps_and_exponentials_meet_at_every_fall() {
    let (steps, even) = (factors("step@100x0.5", 0, None), factors("exponential@100x0.5", 0, None));
    assert!(close(steps[99], 1.0) && close(steps[100], 0.5) && close(steps[350], 0.125));
    assert!(close(even[300], 0.125) && even[50] < 0.75);
}

#[test]
fn a_cosine_is_half_way_in_the_middle_and_at_0_from_its_end_on() {
    let whole = factors("cosine", 0, Some(1_000));
    assert!(close(whole[500], 0.5) && whole[999] > 0.0 && whole[999] < 1e-5);
    let short = factors("cosine@200", 0, Some(1_000));
    assert!(close(short[100], 0.5) && short[200..].iter().all(|factor| close(*factor, 0.0)));
}

#[test]
fn one_cycle_is_pytorchs_iteration_for_iteration() {
    let fixture: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/onecycle.json")).unwrap();
    let cycles = fixture["rates"].as_object().unwrap();
    assert!(cycles.len() >= 10);
    for (steps, rates) in cycles {
        let steps: u64 = steps.parse().unwrap();
        let ours = Schedule { warm_up: 0, curve: RateCurve::OneCycle { length: None } };
        let rates: Vec<f64> = rates.as_array().unwrap().iter().map(|rate| rate.as_f64().unwrap()).collect();
        assert_eq!(rates.len() as u64, steps);
        for (iteration, theirs) in (0..).zip(rates) {
            let factor = ours.factor(iteration, Some(steps));
            assert!((factor - theirs).abs() < 1e-12, "{iteration} of {steps}: {factor}, not {theirs}");
        }
        assert!(close(ours.factor(steps + 5, Some(steps)), CYCLE_END), "after {steps}");
    }
}

#[test]
fn a_cycle_of_an_older_recording_stays_what_it_was_and_is_written_so() {
    let read: RateCurve = serde_json::from_str(r#""onecycle@1000""#).unwrap();
    assert_eq!(read, RateCurve::LateOneCycle { length: Some(1_000) });
    assert_eq!(serde_json::to_string(&read).unwrap(), r#""onecycle@1000""#);
    assert_eq!(read.to_string(), "onecycle-late@1000");
    let cycle = factors("onecycle-late", 0, Some(1_000));
    assert!(close(cycle[0], CYCLE_START) && close(cycle[300], 1.0) && cycle[999] > 2.0 * CYCLE_END);
    for text in ["onecycle", "onecycle@7", "onecycle-late", "cosine@7", "step@5x0.5"] {
        let curve: RateCurve = text.parse().unwrap();
        let recorded = serde_json::to_string(&curve).unwrap();
        assert_eq!(serde_json::from_str::<RateCurve>(&recorded).unwrap(), curve, "{recorded}");
    }
}

/// Every schedule with a warm-up of no iteration to twice as many as the race has.
#[test]
fn no_warm_up_leaves_a_race_without_a_rate() {
    const RACE: u64 = 100;
    for text in ["constant", "step@20x0.5", "exponential@20x0.5", "cosine", "onecycle", "onecycle-late"] {
        for warm_up in [0, 1, RACE - 1, RACE, RACE + 1, 2 * RACE] {
            let what = format!("{text} after {warm_up}");
            let factors = &factors(text, warm_up, Some(RACE))[..RACE as usize];
            let start = if text.starts_with("onecycle") { CYCLE_START } else { 1.0 };
            let rising = factors.iter().take(warm_up as usize);
            for (iteration, factor) in (1..).zip(rising) {
                let straight = start * f64::from(iteration) / (warm_up + 1) as f64;
                assert!(close(*factor, straight), "{what}: {factor} in iteration {iteration}");
            }
            // The whole of it, or what of it the race has room for, and never nothing at all.
            let reached = (RACE.min(warm_up + 1)) as f64 / (warm_up + 1) as f64;
            let highest = factors.iter().copied().fold(0.0, f64::max);
            assert!(highest > 0.9 * start * reached, "{what}: at most {highest}");
            assert!(factors[0] > 0.0, "{what}: begins without a rate");
        }
    }
}

#[test]
fn a_longer_race_leaves_a_schedule_at_its_end() {
    for text in ["cosine", "onecycle", "onecycle-late"] {
        for warm_up in [0, 30, 99] {
            let short = Schedule { warm_up, curve: text.parse().unwrap() };
            let kept = short.planned_for(Some(100));
            assert_eq!((short.ends_at(), kept.ends_at()), (None, Some(100)));
            for iteration in 0..100 {
                let (before, after) =
                    (short.factor(iteration, Some(100)), kept.factor(iteration, Some(2_100)));
                assert_eq!(before.to_bits(), after.to_bits(), "{text} after {warm_up}, {iteration}");
            }
            assert!((100..2_100).all(|iteration| kept.factor(iteration, Some(2_100)) < 1e-5), "{text}");
            assert_eq!(kept.planned_for(Some(2_100)), kept);
        }
        // What had no room before the end has no length yet, and what has no end none at all.
        for (warm_up, end) in [(100, Some(100)), (200, Some(100)), (0, None)] {
            let open = Schedule { warm_up, curve: text.parse().unwrap() };
            assert_eq!(open.planned_for(end), open);
        }
    }
    let steps = Schedule { warm_up: 5, curve: "step@20x0.5".parse().unwrap() };
    assert_eq!(steps.planned_for(Some(100)), steps);
}

#[test]
fn a_warm_up_rises_in_a_straight_line_before_any_curve() {
    for text in ["constant", "step@100x0.5", "exponential@100x0.5", "cosine"] {
        let warm = factors(text, 99, Some(1_000));
        assert!(close(warm[0], 0.01) && close(warm[49], 0.5) && close(warm[99], 1.0), "{text}");
        assert!(close(warm[199], factors(text, 0, Some(901))[100]), "{text}");
    }
    assert!(close(factors("onecycle", 99, Some(1_099))[0], CYCLE_START / 100.0));
}

#[test]
fn a_race_without_end_keeps_what_needs_one_at_full_rate() {
    for text in ["cosine", "onecycle", "onecycle-late"] {
        assert!(factors(text, 0, None).iter().all(|factor| close(*factor, 1.0)), "{text}");
        assert!(close(factors(text, 9, None)[4], 0.5), "{text}");
    }
    assert!(close(factors("cosine@500", 0, None)[250], 0.5));
}

#[test]
fn no_number_of_iterations_is_too_large() {
    for text in ["step@1x0.5", "exponential@1x0.5", "cosine", "onecycle"] {
        let schedule = Schedule { warm_up: MAX_ITERATIONS, curve: text.parse().unwrap() };
        for (iteration, end) in [(0, Some(0)), (u64::MAX - 1, Some(u64::MAX)), (u64::MAX - 1, None)] {
            let factor = schedule.factor(iteration, end);
            assert!((0.0..=1.0).contains(&factor), "{text}: {factor}");
        }
    }
}
