//! Charts fed with series of any floating-point numbers there are.

use std::time::Instant;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::tui::tests::forms::forms;
use crate::{
    optim::OptimizerKind,
    race::LaneId,
    session::{Bucket, Losses, State, Update},
    tui::{
        app::App,
        chart_settings::XRange,
        testing::{app_after, screen, started, type_in},
        widgets::axis::{AxisScale, YAxis},
    },
};

/// The most time that one chart may take, in milliseconds.
const DEADLINE: f64 = 50.0;

/// A loss of some kind: usual, huge, tiny, zero, negative or none at all.
fn loss(rng: &mut impl Rng, kind: u32) -> f32 {
    match kind {
        0 => rng.random_range(0.0..3.0),
        1 => f32::NAN,
        2 => [f32::INFINITY, f32::NEG_INFINITY][rng.random_range(0..2)],
        3 => f32::from_bits(rng.random_range(1..0x0080_0000)),
        4 => [f32::MAX, f32::MIN, 1e38, -1e38][rng.random_range(0..4)],
        5 => [0.0, -0.0, f32::MIN_POSITIVE, 1.0][rng.random_range(0..4)],
        // Any pattern of bits is a number or none.
        _ => f32::from_bits(rng.random()),
    }
}

/// A series of one kind all through, or of all kinds mixed; of every length up to a million.
fn series(rng: &mut impl Rng) -> Vec<f32> {
    let longest = 10_f64.powf(rng.random_range(0.0..6.0)) as usize;
    // A million points take a while to make; a few such series say as much as many.
    let length = if rng.random_range(0..200) == 0 { longest } else { longest.min(3_000) };
    let only = rng.random_range(0..10_u32);
    (0..length)
        .map(|_| {
            let kind = if only < 7 { only } else { rng.random_range(0..7) };
            loss(rng, kind)
        })
        .collect()
}

/// A race of two lanes with these losses, in pieces of one or of many iterations a bucket.
fn raced(losses: &[f32], stride: u64) -> App {
    let mut app = app_after(&[started(&[OptimizerKind::Sgd, OptimizerKind::Adam])]);
    app.apply(&Update::State { state: State::Running, iteration: 0 }, Instant::now());
    let reversed: Vec<f32> = losses.iter().rev().copied().collect();
    let buckets = |losses: &[f32]| -> Vec<Bucket> {
        let joined = |chunk: &[f32]| {
            let spread = |pick: fn(f32, f32) -> f32| chunk.iter().copied().fold(f32::NAN, pick);
            Bucket { min: spread(f32::min), max: spread(f32::max), mean: chunk[chunk.len() / 2] }
        };
        losses.chunks(stride as usize).map(joined).collect()
    };
    if !losses.is_empty() {
        let progress = Losses {
            first: 1,
            stride,
            iterations: losses.len() as u64,
            lanes: vec![(LaneId(0), buckets(losses)), (LaneId(1), buckets(&reversed))],
            elapsed: std::time::Duration::from_secs(1),
        };
        app.apply(&Update::Progressed(progress), Instant::now());
    }
    app
}

/// Turns every knob of the chart to somewhere; zooms may be of one iteration or past the end.
fn turn(app: &mut App, rng: &mut impl Rng) {
    let keys = "ysSvpPoO=-<>hlHL0";
    let typed: String = (0..rng.random_range(0..12))
        .filter_map(|_| keys.chars().nth(rng.random_range(0..keys.len())))
        .collect();
    type_in(app, &typed);
    if rng.random_range(0..3) == 0 {
        let first = rng.random_range(0..2_000_000);
        app.context.chart.x_range = XRange::Between(first, first + rng.random_range(1..2_000_000));
    }
    app.context.message = None;
}

/// Whether a screen has a dot of a curve; markers and names stand elsewhere, too.
fn has_dots(screen: &str) -> bool {
    screen.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c))
}

#[expect(clippy::print_stderr, reason = "a measurement is to be read")]
fn charts_of_any_series_are_drawn_in_time(count: usize) {
    let mut times = Vec::with_capacity(count);
    for seed in 0..count as u64 {
        // The seed stands in the panic's message: nothing else is needed to see it again.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let losses = series(&mut rng);
        let drawn = std::panic::catch_unwind(move || {
            let stride = [1, 1, 3, 50][rng.random_range(0..4)];
            let mut app = raced(&losses, stride);
            turn(&mut app, &mut rng);
            let (width, height) = (rng.random_range(0..220), rng.random_range(0..70));
            let start = Instant::now();
            screen(&app, width, height);
            start.elapsed().as_secs_f64() * 1e3
        });
        times.push(drawn.unwrap_or_else(|_| panic!("the series of seed {seed} panics")));
    }
    times.sort_by(f64::total_cmp);
    let (median, slowest) = (times[count / 2], times[count - 1]);
    let late = times.iter().filter(|time| **time > DEADLINE).count();
    eprintln!("{count} charts: median {median:.3} ms, slowest {slowest:.1} ms, {late} later than 50 ms");
    assert!(median <= DEADLINE);
    // A busy machine may take the processor away now and then.
    assert!(late * 1_000 <= count, "{late} charts took longer than {DEADLINE} ms");
}

forms!(charts_of_any_series_are_drawn_in_time, short 2_000, long 100_000, "100,000 charts");

#[test]
fn a_series_without_a_finite_value_leaves_no_dot() {
    for seed in 0..300 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let losses: Vec<f32> = (0..rng.random_range(1..3_000))
            .map(|_| [f32::NAN, f32::INFINITY, f32::NEG_INFINITY][rng.random_range(0..3)])
            .collect();
        let mut app = raced(&losses, 1);
        for keys in ["", "y", "y", "s", "ss", "v", "="] {
            type_in(&mut app, keys);
            let shown = screen(&app, 100, 30);
            assert!(!has_dots(&shown), "seed {seed}, {keys:?}:\n{shown}");
        }
    }
}

#[test]
fn it_makes_no_difference_which_value_that_is_not_finite_a_loss_has() {
    for seed in 0..300 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let losses: Vec<f32> = (0..rng.random_range(1..400))
            .map(|_| if rng.random_range(0..3) == 0 { f32::NAN } else { rng.random_range(0.0..3.0) })
            .collect();
        let other = |instead: f32| -> Vec<f32> {
            losses.iter().map(|loss| if loss.is_nan() { instead } else { *loss }).collect()
        };
        let keys = ["", "y", "yy", "s", "ss", "pp", "v=", "yyv"][rng.random_range(0..8)];
        let shown = |losses: &[f32]| {
            let mut app = raced(losses, 1);
            type_in(&mut app, keys);
            screen(&app, 100, 30)
        };
        let expected = shown(&losses);
        for instead in [f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(shown(&other(instead)), expected, "seed {seed}, {instead} instead of NaN");
        }
    }
}

#[test]
fn axes_with_reversed_equal_or_extreme_ends_place_every_value_and_have_few_ticks() {
    let ends = [0.0, -0.0, 5e-324, 1e-310, 1e-40, 0.5, 1.0, 3e38, 1e308, f64::MAX];
    let ends: Vec<f64> = ends.into_iter().chain(ends.map(|end| -end)).collect();
    for axis in [YAxis::Unit, YAxis::Fitted, YAxis::Log] {
        for &low in &ends {
            for &high in &ends {
                let scale = AxisScale::new(axis, Some((low, high)));
                for max in [0, 2, 5, 8] {
                    let ticks = scale.values(max);
                    assert!(ticks.len() <= max.max(2) + 1, "{axis:?} {low} to {high}: {ticks:?}");
                    for tick in ticks {
                        assert!(tick.is_finite(), "{axis:?} {low} to {high}: {tick}");
                        assert!(scale.label(tick).len() <= 330);
                    }
                }
                for value in [low, high, 0.5, f64::MAX, f64::MIN] {
                    assert!(!scale.place(value).is_nan(), "{axis:?} {low} to {high}: place of {value}");
                }
            }
        }
    }
}
