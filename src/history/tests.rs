//! Histories folded from lists of updates, without thread or clock.

use super::*;
use crate::session::Bucket;

fn curve(losses: impl IntoIterator<Item = f32>) -> LossCurve {
    let mut curve = LossCurve::new(1);
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
    let mut curve = LossCurve::new(5);
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
        let (mut at_once, mut one_by_one) = (LossCurve::new(1), LossCurve::new(1));
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
    let mut curve = LossCurve::new(1);
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
        let (mut at_once, mut singly) = (LossCurve::new(1), LossCurve::new(1));
        for iteration in 1..=before {
            let bucket = Bucket { min: 0.5, max: 3.0, mean: iteration as f32 };
            at_once.push(iteration, 1, bucket);
            singly.push(iteration, 1, bucket);
        }
        let bucket = Bucket { min: 1.0, max: 2.5, mean: 1.7 };
        at_once.push(before + 1, count, bucket);
        (0..count).for_each(|more| singly.push(before + 1 + more, 1, bucket));
        let text = |curve: &LossCurve| serde_json::to_string(curve).unwrap();
        assert!(text(&at_once) == text(&singly), "{count} after {before}");
    }
}
