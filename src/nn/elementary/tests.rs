//! The functions against the host's in f64, at their edges, bit for bit, and in vectors.

#![expect(clippy::float_cmp, reason = "each of these has one right value")]

use super::*;

/// Every so many bit patterns of an f32 are tried.
const STRIDE: usize = 1_021;

/// Both signs of all magnitudes up to infinity, ascending.
fn all_f32() -> impl Iterator<Item = f32> {
    let sizes = || (0..=f32::INFINITY.to_bits()).step_by(STRIDE).map(f32::from_bits);
    let mut below: Vec<f32> = sizes().map(|size| -size).collect();
    below.reverse();
    below.into_iter().chain(sizes())
}

/// How far a number is from the exact one, in units in the last place of that.
fn off(ours: f32, exact: f64) -> f64 {
    let near = (exact as f32).abs();
    let unit = f64::from(f32::from_bits(near.to_bits() + 1)) - f64::from(near);
    (f64::from(ours) - exact).abs() / unit
}

/// The largest error among these f32, and whether the function falls from one of them to the next.
fn judged(ours: fn(f32) -> f32, exact: fn(f64) -> f64) -> (f64, bool) {
    let (mut worst, mut falls, mut before) = (0.0_f64, false, f32::NEG_INFINITY);
    for x in all_f32() {
        let y = ours(x);
        assert!(!y.is_nan(), "{x}");
        worst = worst.max(off(y, exact(f64::from(x))));
        falls |= y < before;
        before = y;
    }
    (worst, falls)
}

#[test]
fn sigmoid_and_tanh_are_right_at_every_magnitude_and_do_not_fall() {
    let exact = |x: f64| if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) };
    let (worst, falls) = judged(sigmoid_of, exact);
    assert!(worst < 2.41 && !falls, "{worst} {falls}");
    let (worst, falls) = judged(tanh_of, f64::tanh);
    assert!(worst < 2.43 && !falls, "{worst} {falls}");
}

#[test]
fn exp_is_the_hosts_but_for_the_last_place() {
    let tried =
        all_f32().map(f64::from).chain((-74_600..=71_000).map(|hundredth| f64::from(hundredth) * 0.01));
    for x in tried {
        let (ours, hosts) = (exp_of(x), x.exp());
        assert!(ours.to_bits().abs_diff(hosts.to_bits()) <= 1, "{x}: {ours} {hosts}");
    }
}

#[test]
fn edges_are_what_they_should_be() {
    let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let [tiny, huge, infinite] = [f32::from_bits(1), f32::MAX, f32::INFINITY];
    let own = [0.0, -0.0, tiny, -tiny, f32::MIN_POSITIVE, -f32::MIN_POSITIVE];
    assert_eq!(bits(&own.map(tanh_of)), bits(&own));
    assert_eq!([9.1, huge, infinite, -9.1, -huge, -infinite].map(tanh_of), [1., 1., 1., -1., -1., -1.]);
    assert_eq!(own.map(sigmoid_of), [0.5; 6]);
    assert_eq!([17.4, huge, infinite].map(sigmoid_of), [1.0; 3]);
    assert_eq!([-huge, -infinite].map(sigmoid_of), [0.0; 2]);
    // Below all normal numbers, and not 0.
    assert_eq!([-100.0, -103.9].map(sigmoid_of), [27, 1].map(f32::from_bits));
    assert!(tanh_of(f32::NAN).is_nan() && sigmoid_of(f32::NAN).is_nan() && exp_of(f64::NAN).is_nan());
    assert_eq!([0.0, -0.0, -746.0, f64::NEG_INFINITY].map(exp_of), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!([710.0, f64::INFINITY].map(exp_of), [f64::INFINITY; 2]);
}

/// FNV-1a over the bits.
fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Losses of two machines can only be the same if these are.
#[test]
fn bits_are_those_of_every_other_machine() {
    let some = [-3.7, -0.51, 0.031, 0.7, 1.3, 6.25];
    assert_eq!(
        some.map(|x| sigmoid_of(x).to_bits()),
        [0x3cc5_a608, 0x3ec0_195e, 0x3f01_fbdd, 0x3f2b_0e5a, 0x3f49_2c7c, 0x3f7f_81ba]
    );
    assert_eq!(
        some.map(|x| tanh_of(x).to_bits()),
        [0xbf7f_afee, 0xbef0_9ca7, 0x3cfd_dee3, 0x3f1a_b7d8, 0x3f5c_99e3, 0x3f7f_ff83]
    );
    assert_eq!(
        some.map(|x| exp_of(f64::from(x)).to_bits()),
        [
            0x3f99_511f_b246_2a14,
            0x3fe3_3742_841f_9a30,
            0x3ff0_80f6_f173_f05e,
            0x4000_1c2a_5ded_b440,
            0x400d_5ab8_1e9a_322b,
            0x4080_301a_43d1_d8e3
        ]
    );
    // What comes from `libm`, as schedules, rules and losses ask for it.
    let library =
        [libm::log(0.1), libm::pow(0.96, 0.004), libm::cos(0.3), libm::exp(-1.7), libm::expm1(-0.2)];
    assert_eq!(
        library.map(f64::to_bits),
        [
            0xc002_6bb1_bbb5_5515,
            0x3fef_fea9_9697_57db,
            0x3fee_921d_d42f_09ba,
            0x3fc7_622c_78a9_8a07,
            0xbfc7_33d4_a7a6_7a9b
        ]
    );
    let many = || all_f32().step_by(16);
    assert_eq!(hash(many().flat_map(|x| sigmoid_of(x).to_le_bytes())), 0xcd8a_4700_04bf_f8c1);
    assert_eq!(hash(many().flat_map(|x| tanh_of(x).to_le_bytes())), 0x383b_b063_0abc_35be);
    assert_eq!(hash(many().flat_map(|x| exp_of(f64::from(x)).to_le_bytes())), 0xa5ba_1fce_dc0f_6ca8);
}

#[test]
fn vectors_give_each_element_what_it_would_be_alone() {
    let values: Vec<f32> = all_f32().step_by(15).chain([f32::NAN]).collect();
    let alone = |of: fn(f32) -> f32| values.iter().map(|x| of(*x).to_bits()).collect::<Vec<_>>();
    let together = |all: fn(&mut [f32])| {
        let mut values = values.clone();
        all(&mut values);
        values.iter().map(|y| y.to_bits()).collect::<Vec<_>>()
    };
    assert!(together(sigmoid) == alone(sigmoid_of));
    assert!(together(tanh) == alone(tanh_of));
    let mut exponents: Vec<f64> = values.iter().map(|x| f64::from(*x)).collect();
    let alone: Vec<u64> = exponents.iter().map(|x| exp_of(*x).to_bits()).collect();
    exp(&mut exponents);
    assert!(exponents.iter().map(|y| y.to_bits()).eq(alone));
}
