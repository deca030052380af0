//! Histories folded from lists of updates, without thread or clock.

use super::*;
use crate::{
    config::{Config, LaneConfig},
    input::Check,
    optim::OptimizerKind,
    race::LaneId,
    session::{Better, Bucket, LaneInfo, RaceInfo, Update},
};

/// The start of a race between lanes of these names.
pub(super) fn started(names: &[&str]) -> Update {
    let lane = |(id, name): (u32, &&str)| {
        let config = LaneConfig { name: (*name).to_owned(), ..LaneConfig::new(OptimizerKind::Sgd) };
        LaneInfo::of_rule(LaneId(id), config)
    };
    let config = Config { hidden: vec![1], ..Config::default() };
    let mut info = RaceInfo { lanes: (0..).zip(names).map(lane).collect(), ..RaceInfo::at_start(&config) };
    (info.own_mut().sizes, info.own_mut().parameters) = (vec![784, 1, 10], 805);
    Update::Started(Box::new(info))
}

fn curve(losses: impl IntoIterator<Item = f32>) -> Curve {
    let mut curve = Curve::new(1);
    for (iteration, loss) in (1..).zip(losses) {
        curve.push(iteration, 1, Bucket::of(loss));
    }
    curve
}

#[test]
fn recent_losses_are_exact_and_old_ones_the_mean_of_their_bucket() {
    let losses = (1_u16..=u16::MAX).cycle().map(f32::from);
    let curve = curve(losses.take(200_000));
    assert_eq!(curve.at(200_000), Some(200_000.0 - 3.0 * 65_535.0));
    assert_eq!(curve.at(200_001), None);
    assert_eq!(curve.at(0), None);
    let old = curve.at(1_000).unwrap();
    assert!((old - 1_000.0).abs() <= 64.0, "{old}");
}

#[test]
fn a_spike_never_vanishes_however_long_the_run() {
    let losses = (1..=1_000_000).map(|iteration| if iteration == 12_345 { 50.0 } else { 1.0 });
    let curve = curve(losses);
    let whole = curve.over(1..1_000_001).unwrap();
    assert!((whole.max - 50.0).abs() < 1e-6 && (whole.min - 1.0).abs() < 1e-6);
    assert!((whole.mean - 1.000_049).abs() < 1e-4, "{}", whole.mean);
    let around = curve.over(12_000..13_000).unwrap();
    assert!((around.max - 50.0).abs() < 1e-6);
}

#[test]
fn a_spike_is_in_one_column_however_wide_columns_are() {
    let smoother = Smoother::new(Smoothing::default());
    for (width, spike) in [(7, 94_321), (31, 80_000), (129, 72_900), (580, 99_999), (4_000, 16_001)] {
        let curve = curve((1..=100_000).map(|iteration| if iteration == spike { 50.0 } else { 1.0 }));
        let columns = (0..).map(|slot| 1 + slot * width..(1 + (slot + 1) * width).min(100_001));
        let columns = columns.take_while(|column| !column.is_empty());
        let high =
            columns.filter_map(|column| curve.column(column, &smoother)).filter(|(_, all)| all.max > 49.0);
        assert_eq!(high.count(), 1, "{width} {spike}");
    }
}

#[test]
fn a_thinned_curve_looks_the_same() {
    let smoother = Smoother::new(Smoothing::default());
    for length in [100_u64, 5_000, 300_000] {
        let whole =
            curve((1..=length).map(|iteration| if iteration == 77 { 50.0 } else { 1.0 / iteration as f32 }));
        let thin = whole.thinned();
        assert_eq!((thin.first, thin.last()), (whole.first, whole.last()));
        let width = length.div_ceil(400);
        let mut high = false;
        for start in (1..length - width).step_by(width as usize) {
            let [one, other] = [&whole, &thin].map(|curve| curve.column(start..start + width, &smoother));
            // The last bucket may not have been full.
            if let (Some((one, all)), Some((other, rest))) = (one, other) {
                high |= rest.max > 49.0;
                // A bucket with the spike may reach into the next column.
                let alike = (one - other).abs() < 0.05 * one.abs().max(1.0);
                assert!(alike || all.max.max(rest.max) > 49.0, "{length} at {start}: {one} {other}");
            } else {
                assert!(start + 2 * width >= length, "{length}: nothing at {start}");
            }
        }
        assert!(high, "{length}");
    }
}

#[test]
fn the_end_of_the_curve_is_never_behind() {
    for length in [1_usize, 3, 5, 17, 64, 65, 100, 1_023, 5_000] {
        let last = length as u64;
        let curve = curve((1..=length).map(|iteration| if iteration == length { 9.0 } else { 1.0 }));
        let whole = curve.over(1..last + 1).unwrap();
        assert!((whole.max - 9.0).abs() < 1e-6, "{length}: {whole:?}");
        assert_eq!(curve.over(last..last + 1), Some(Bucket::of(9.0)));
    }
}

#[test]
fn a_gap_has_no_loss_and_moves_no_mean() {
    let mut curve = Curve::new(5);
    curve.push(5, 1, Bucket::of(2.0));
    curve.push(100, 1, Bucket::of(4.0));
    assert_eq!((curve.first, curve.last()), (5, Some(100)));
    assert_eq!(curve.at(50), None);
    assert_eq!(curve.over(20..90), None);
    assert_eq!(curve.over(5..101).map(|bucket| bucket.min), Some(2.0));
}

#[test]
fn a_gap_of_any_length_is_as_many_iterations_without_a_loss() {
    for (before, gap) in [(0_u64, 1_u64), (1, 3), (7, 9), (100, 5_000), (1_023, 1), (3_000, 100_000)] {
        let (mut at_once, mut one_by_one) = (Curve::new(1), Curve::new(1));
        for iteration in 1..=before {
            at_once.push(iteration, 1, Bucket::of(iteration as f32));
            one_by_one.push(iteration, 1, Bucket::of(iteration as f32));
        }
        at_once.push(before + gap + 1, 1, Bucket::of(0.5));
        for iteration in before + 1..=before + gap {
            one_by_one.push(iteration, 1, Bucket::of(f32::NAN));
        }
        one_by_one.push(before + gap + 1, 1, Bucket::of(0.5));
        assert_eq!(format!("{at_once:?}"), format!("{one_by_one:?}"), "{before} {gap}");
    }
    let mut curve = Curve::new(1);
    curve.push(1, 1, Bucket::of(2.0));
    curve.push(u64::MAX / 2, 1, Bucket::of(4.0));
    let whole = curve.over(1..u64::MAX / 2 + 1).unwrap();
    assert!((whole.min - 2.0).abs() < 1e-6 && (whole.max - 4.0).abs() < 1e-6);
}

#[test]
fn a_curve_that_is_cut_is_as_if_it_had_never_come_further() {
    let upto = |length: usize| curve((1..=length).map(|iteration| (iteration as f32).sin() + 2.0));
    for (length, cut) in
        [(1_usize, 0_u64), (10, 7), (100, 64), (100, 63), (5_000, 1), (5_000, 4_096), (70_000, 69_000)]
    {
        let mut long = upto(length);
        long.cut(cut);
        let short = upto(usize::try_from(cut).unwrap());
        for range in [1..cut + 1, cut / 3..cut + 1, cut.saturating_sub(70)..cut + 1] {
            assert_eq!(long.over(range.clone()), short.over(range), "{length} cut to {cut}");
        }
        assert_eq!((long.last(), long.at(cut)), (short.last(), short.at(cut)));
        // From here on both are the same.
        let (mut long, mut short) = (long, short);
        for iteration in cut + 1..cut + 200 {
            long.push(iteration, 1, Bucket::of(0.5));
            short.push(iteration, 1, Bucket::of(0.5));
        }
        assert_eq!(long.over(1..cut + 200), short.over(1..cut + 200), "{length} cut to {cut}");
    }
}

#[test]
fn what_is_not_finite_never_gets_into_a_curve() {
    let curve = curve([1.0, f32::NAN, f32::INFINITY, 3.0]);
    assert_eq!(curve.at(2), None);
    assert_eq!(curve.over(1..5), Some(Bucket { min: 1.0, max: 3.0, mean: 2.0 }));
}

#[test]
fn smoothing_a_constant_changes_nothing_at_any_length() {
    for smoothing in [Smoothing::Off, Smoothing::Kaiser(11), Smoothing::Kaiser(201), Smoothing::Ema(51)] {
        let smoother = Smoother::new(smoothing);
        for length in [1, 2, 5, 300] {
            let curve = curve(std::iter::repeat_n(0.25, length));
            for iteration in 1..=length as u64 {
                let value = curve.smoothed(iteration, &smoother).unwrap();
                assert!((value - 0.25).abs() < 1e-6, "{smoothing} {length} {iteration}: {value}");
            }
        }
    }
}

#[test]
fn the_exponential_mean_starts_at_the_first_loss() {
    let curve = curve([4.0, 1.0]);
    let smoother = Smoother::new(Smoothing::Ema(3));
    assert_eq!(curve.smoothed(1, &smoother), Some(4.0));
    // keep = ½: (1·1 + ½·4) / 1½
    assert_eq!(curve.smoothed(2, &smoother), Some(2.0));
}

#[test]
fn many_of_the_same_at_once_are_as_if_one_by_one() {
    for (before, count) in [(0, 2), (3, 5), (1, 999), (77, 70_000), (4_097, 1)] {
        let (mut at_once, mut singly) = (Curve::new(1), Curve::new(1));
        for iteration in 1..=before {
            let bucket = Bucket { min: 0.5, max: 3.0, mean: iteration as f32 };
            at_once.push(iteration, 1, bucket);
            singly.push(iteration, 1, bucket);
        }
        let bucket = Bucket { min: 1.0, max: 2.5, mean: 1.7 };
        at_once.push(before + 1, count, bucket);
        (0..count).for_each(|more| singly.push(before + 1 + more, 1, bucket));
        let text = |curve: &Curve| serde_json::to_string(curve).unwrap();
        assert!(text(&at_once) == text(&singly), "{count} after {before}");
    }
}

/// A curve of points: iteration and value.
fn points(values: impl IntoIterator<Item = (u64, f32)>) -> Curve {
    let mut curve = Curve::of_points();
    for (iteration, value) in values {
        curve.push(iteration, 1, Bucket::of(value));
    }
    curve
}

#[test]
fn points_are_where_they_were_measured_and_nowhere_else() {
    let curve = points([(1, 4.0), (10, 3.0), (20, 5.0), (25, 1.0)]);
    assert_eq!((curve.first, curve.last()), (1, Some(25)));
    assert_eq!([1, 10, 11, 25, 26].map(|at| curve.at(at)), [Some(4.0), Some(3.0), None, Some(1.0), None]);
    assert_eq!(
        [0, 1, 19, 99].map(|at| curve.until(at)),
        [None, Some((1, 4.0)), Some((10, 3.0)), Some((25, 1.0))]
    );
    assert_eq!(curve.over(2..21), Some(Bucket { min: 3.0, max: 5.0, mean: 4.0 }));
    assert_eq!((curve.over(11..20), curve.is_gap(11..20)), (None, false));
    let values = curve.points(5..25);
    assert_eq!(values, [(10, Bucket::of(3.0)), (20, Bucket::of(5.0))]);
    // One that is not later, or not finite, is none.
    let mut more = curve.clone();
    more.push(25, 1, Bucket::of(9.0));
    more.push(30, 1, Bucket::of(f32::NAN));
    assert_eq!(format!("{more:?}"), format!("{curve:?}"));
}

#[test]
fn a_column_shows_the_points_in_it_and_smoothing_counts_points() {
    let curve = points((1..=100).map(|number| (number * 10, number as f32)));
    let smoother = Smoother::new(Smoothing::Kaiser(11));
    assert_eq!(curve.column(11..20, &smoother), None);
    let (trend, all) = curve.column(500..501, &smoother).unwrap();
    assert!((trend - 50.0).abs() < 1e-4 && all == Bucket::of(50.0), "{trend} {all:?}");
    assert_eq!(curve.smoothed(509, &smoother), Some(trend));
    let (mean, all) = curve.column(1..1_001, &smoother).unwrap();
    assert!((mean - 50.5).abs() < 1e-4 && (all.min, all.max) == (1.0, 100.0), "{mean} {all:?}");
}

#[test]
fn points_that_are_cut_are_as_if_they_had_never_come() {
    let upto = |count: u64| points((1..=count).map(|number| (number * 10, (number as f32).sin())));
    for (length, cut) in [(10, 7), (10, 0), (6_000, 5_999), (6_000, 3_000), (30_000, 29_000)] {
        let (mut long, short) = (upto(length), upto(cut));
        long.cut(cut * 10 + 3);
        assert_eq!((long.last(), long.at(cut * 10)), (short.last(), short.at(cut * 10)));
        for range in [0..cut * 10 + 1, cut * 5..cut * 10 + 1] {
            // What was forgotten one by one before it was cut is there as buckets.
            let same = match (long.over(range.clone()), short.over(range)) {
                (Some(one), Some(other)) => {
                    one == Bucket { mean: one.mean, ..other } && (one.mean - other.mean).abs() < 1e-3
                }
                (one, other) => one == other,
            };
            assert!(same, "{length} cut to {cut}");
        }
        long.check().unwrap();
    }
}

#[test]
fn a_curve_says_when_it_first_got_to_a_value() {
    let (off, kaiser) = (Smoother::new(Smoothing::Off), Smoother::new(Smoothing::default()));
    let falling = curve((1..=60_000).map(|iteration| 1_000.0 / iteration as f32));
    assert_eq!(falling.reaches(1.0, Better::Lower, &off), Some(1_000));
    assert_eq!(falling.reaches(0.001, Better::Lower, &off), None);
    assert_eq!(falling.reaches(5_000.0, Better::Lower, &off), Some(1));
    assert_eq!(
        (falling.reaches(1.0, Better::Neither, &off), Curve::new(1).reaches(1.0, Better::Lower, &off)),
        (None, None)
    );
    // A single loss below is not enough; it is the same as looking at each.
    let noisy = curve((1..=20_000).map(|iteration| {
        let swing = if iteration % 7 == 0 { -0.3 } else { 0.05 };
        2.0 - iteration as f32 / 20_000.0 + swing
    }));
    for smoothing in [Smoothing::default(), Smoothing::Kaiser(201), Smoothing::Ema(51), Smoothing::Off] {
        let smoother = Smoother::new(smoothing);
        for target in [1.9, 1.5, 1.2, 1.01] {
            let first = (1..=20_000).find(|at| noisy.smoothed(*at, &smoother).unwrap() <= target);
            assert_eq!(noisy.reaches(target, Better::Lower, &smoother), first, "{smoothing} {target}");
        }
    }
    let rising = points((1..=50).map(|number| (number * 100, number as f32 / 50.0)));
    assert_eq!(rising.reaches(0.9, Better::Higher, &off), Some(4_500));
    // Of a long race, to the bucket.
    let long = curve((1..=1_000_000).map(|iteration| 1e5 / iteration as f32));
    let reached = long.reaches(1.0, Better::Lower, &kaiser).unwrap();
    assert!(reached.abs_diff(100_000) < 400, "{reached}");
}
