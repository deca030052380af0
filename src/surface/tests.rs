//! Functions beside differences, rollers beside the book's classes.

use super::*;
use crate::{
    optim::{OptimizerKind, Setting},
    race::LaneId,
};

fn lanes(kinds: &[OptimizerKind]) -> Vec<LaneRule> {
    let lane = |(id, kind): (u32, &OptimizerKind)| LaneRule {
        id: LaneId(id),
        kind: *kind,
        settings: kind.default_settings(),
    };
    (0..).zip(kinds).map(lane).collect()
}

fn rolling(function: Function, kinds: &[OptimizerKind]) -> Surface {
    let mut surface = Surface::new(function);
    surface.set_lanes(lanes(kinds));
    surface
}

fn after(steps: u64, mut surface: Surface) -> Surface {
    for _ in 0..steps {
        surface.advance();
    }
    surface
}

#[test]
fn gradients_are_central_differences() {
    const STEP: f64 = 1e-5;
    for function in Function::ALL {
        let Viewport { x: (left, right), y: (bottom, top) } = function.viewport();
        for index in 0..100 {
            let share = |by: usize| (index * by % 100) as f64 / 99.0;
            let [x, y] = [left + (right - left) * share(37), bottom + (top - bottom) * share(61)];
            let by_x = function.value([x + STEP, y]) - function.value([x - STEP, y]);
            let by_y = function.value([x, y + STEP]) - function.value([x, y - STEP]);
            let exact = function.gradient([x, y]);
            for (exact, difference) in exact.into_iter().zip([by_x, by_y]) {
                let off = (exact - difference / (2.0 * STEP)).abs();
                assert!(off <= 1e-6 * exact.abs().max(1.0), "{} at {x}, {y}: {exact}", function.name());
            }
        }
    }
}

#[test]
fn minima_are_flat_and_lower_than_anything_shown() {
    for function in Function::ALL {
        for &place in function.minima() {
            assert!(function.gradient(place).iter().all(|part| part.abs() < 1e-12), "{}", function.name());
            assert!(function.value(place) <= function.levels(1_000)[0], "{}", function.name());
        }
    }
}

#[test]
fn levels_divide_the_viewport_into_equal_bands() {
    for function in Function::ALL {
        let levels = function.levels(8);
        assert!(levels.len() == 7 && levels.is_sorted_by(|low, high| low < high), "{levels:?}");
    }
}

#[test]
fn six_rules_roll_down_the_bowl_as_the_books_do_within_2e_6() {
    let text = include_str!("../../tests/fixtures/surface.json");
    let golden: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut worst = 0.0_f64;
    for (name, run) in golden["optimizers"].as_object().unwrap() {
        let kind: OptimizerKind = name.parse().unwrap();
        let surface = after(29, rolling(Function::Bowl, &[kind]));
        let roller = &surface.rollers[0];
        assert!((roller.rate() - run["learning_rate"].as_f64().unwrap()).abs() < 1e-12, "{name}");
        let path = run["path"].as_array().unwrap();
        assert_eq!(path.len(), roller.trail.len());
        for (step, (ours, theirs)) in roller.trail.iter().zip(path).enumerate() {
            for axis in 0..2 {
                let theirs = theirs[axis].as_f64().unwrap();
                let off = (f64::from(ours[axis]) - theirs).abs() / theirs.abs().max(1.0);
                assert!(off <= 2e-6, "{name}, step {step}: {ours:?} is {off:e} from {theirs}");
                worst = worst.max(off);
            }
        }
    }
    assert!(worst > 0.0, "f32 is not f64");
}

#[test]
fn at_the_usual_rates_every_rule_stays_a_number_and_gets_lower() {
    for function in Function::ALL {
        let surface = after(MAX_STEPS, rolling(function, &OptimizerKind::ALL));
        for (roller, kind) in surface.rollers.iter().zip(OptimizerKind::ALL) {
            let start = function.value(surface.start.map(f64::from));
            let end = function.value(roller.place());
            assert!(roller.diverged.is_none() && end < start, "{} on {}", kind.name(), function.name());
        }
        assert!(surface.is_over());
    }
}

#[test]
fn extreme_rates_end_a_roller_and_leave_only_numbers_in_its_trail() {
    for function in Function::ALL {
        for rate in [1e6, 1e-37] {
            let mut surface = rolling(function, &OptimizerKind::ALL);
            for lane in 0..OptimizerKind::ALL.len() as u32 {
                surface.set_rate(LaneId(lane), rate);
            }
            let surface = after(200, surface);
            for roller in &surface.rollers {
                assert!(roller.trail.iter().flatten().all(|number| number.is_finite()));
                assert!(roller.trail.iter().all(|place| function.value(place.map(f64::from)).is_finite()));
                let ended = roller.diverged.map_or(200, |step| step - 1);
                assert_eq!(ended, roller.steps());
            }
            assert!(rate > 1.0 || surface.rollers.iter().all(|roller| roller.diverged.is_none()));
        }
    }
    let mut surface = rolling(Function::Bowl, &[OptimizerKind::Sgd]);
    surface.set_rate(LaneId(0), 1e6);
    assert!(after(30, surface).is_over(), "plain descent at that rate is soon no number");
}

#[test]
fn the_same_noise_for_every_lane_and_every_time() {
    use OptimizerKind::Sgd;
    let surface = after(50, rolling(Function::NoisyBowl, &[Sgd, Sgd]));
    assert_eq!(surface.rollers[0].trail, surface.rollers[1].trail);
    let mut again = after(20, rolling(Function::NoisyBowl, &[Sgd]));
    again.restart();
    assert_eq!(after(50, again).rollers[0].trail, surface.rollers[0].trail);
    assert_ne!(
        Function::NoisyBowl.slope([0.0, 0.0], 1).map(f64::to_bits),
        Function::NoisyBowl.slope([0.0, 0.0], 2).map(f64::to_bits)
    );
}

#[test]
fn lanes_that_stay_keep_trail_and_rate_and_those_that_go_are_gone() {
    use OptimizerKind::{Adam, Momentum, Sgd};
    let mut surface = after(5, rolling(Function::Bowl, &[Sgd, Momentum, Adam]));
    surface.set_rate(LaneId(1), 0.2);
    let mut left = lanes(&[Sgd, Momentum, Adam]);
    left.remove(0);
    left[0].settings.set(Setting::Momentum, 0.5).unwrap();
    surface.set_lanes(left);
    assert_eq!(surface.rollers.len(), 2);
    let momentum = surface.roller(LaneId(1)).unwrap();
    assert!((momentum.rate() - 0.2).abs() < 1e-12 && momentum.steps() == 5);
    assert!(surface.roller(LaneId(0)).is_none());
    surface.choose(Function::Saddle);
    let rate = surface.roller(LaneId(1)).unwrap().rate();
    assert!((rate - Function::Saddle.usual_rate(Momentum)).abs() < 1e-12);
}

#[test]
fn lanes_of_one_rule_roll_as_far_apart_as_they_race() {
    let mut lanes = lanes(&[OptimizerKind::Sgd, OptimizerKind::Sgd]);
    lanes[1].settings.set(Setting::LearningRate, 0.001).unwrap();
    let mut surface = Surface::new(Function::Bowl);
    surface.set_lanes(lanes);
    let [fast, slow] = &surface.rollers[..] else { panic!("two lanes") };
    assert!((fast.rate() - 0.95).abs() < 1e-12 && (slow.rate() - 0.095).abs() < 1e-12);
}

#[test]
fn near_means_since_when_without_leaving_again() {
    // Momentum rushes past the minimum before it comes back to stay.
    let surface = after(300, rolling(Function::Bowl, &[OptimizerKind::Momentum]));
    let roller = &surface.rollers[0];
    let far = |place: &[f32; 2]| f64::from(place[0]).hypot(f64::from(place[1])) > NEAR;
    let last_far = roller.trail.iter().rposition(far).unwrap() as u64;
    assert_eq!(roller.near_since, Some(last_far + 1));
    assert!(roller.trail[..last_far as usize].iter().any(|place| !far(place)));
}

#[test]
fn a_presentation_shows_what_the_manual_says() {
    use OptimizerKind::{AdaGrad, Adam, Momentum, Sgd};
    const KINDS: [OptimizerKind; 4] = [Sgd, Momentum, AdaGrad, Adam];
    let near = |function: Function| {
        let surface = after(MAX_STEPS, rolling(function, &KINDS));
        [0, 1, 2, 3].map(|lane| surface.rollers[lane].near_since.unwrap_or(u64::MAX))
    };
    let [sgd, momentum, ada_grad, adam] = near(Function::Bowl);
    assert!(ada_grad < sgd.min(momentum).min(adam), "AdaGrad is first in the bowl");
    let [sgd, _, ada_grad, adam] = near(Function::Saddle);
    assert!(ada_grad * 2 < sgd.min(adam), "AdaGrad leaves the pass first");
    let [sgd, _, ada_grad, adam] = near(Function::Plateau);
    assert!(ada_grad.max(adam) * 2 <= sgd, "{ada_grad}, {adam} and {sgd} on the plateau");
    assert_eq!(near(Function::NoisyBowl), [u64::MAX; 4], "nobody rests in noise");

    let at_rate = |rate: f64| {
        let mut surface = rolling(Function::Bowl, &[Sgd]);
        surface.set_rate(LaneId(0), rate);
        after(100, surface)
    };
    let swinging = at_rate(1.0);
    assert!((swinging.rollers[0].place()[1].abs() - 2.0).abs() < 1e-6);
    assert!(at_rate(2.0).rollers[0].diverged.is_some());
}

/// Not a test of pass or fail: where everyone is after so many steps at the usual rates.
#[test]
#[ignore = "prints a table"]
#[expect(clippy::print_stderr, reason = "a table is to be read")]
fn table_of_usual_rates() {
    for function in Function::ALL {
        eprintln!("{}", function.name());
        let marks = [30, 100, 300, 1_000];
        for kind in OptimizerKind::ALL {
            let surface = after(MAX_STEPS, rolling(function, &[kind]));
            let roller = &surface.rollers[0];
            let places = marks.map(|step| {
                let [x, y] = roller.trail.get(step).copied().unwrap_or([f32::NAN; 2]);
                format!("({x:8.3},{y:8.3})")
            });
            eprintln!(
                "  {:9} {:6} near {:?}  {}",
                kind.name(),
                roller.rate(),
                roller.near_since,
                places.join(" ")
            );
        }
    }
}
