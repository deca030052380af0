//! The exponential function and its relatives, the same bits on every machine.
//!
//! What a host's C library returns for `exp` or `tanh` differs from one library to the next in the last bit, and losses
//! with it. These are sums and products that are never contracted to fused operations, without a branch, so that a
//! compiler makes vectors of them and each element comes out as it would alone. A single number of another kind (a
//! logarithm, a power) is left to the crate `libm`, which is as independent of the host.
//!
//! ```text
//! eˣ = 2ⁿ·eʳ        n = round(x / ln 2), r = x − n·ln 2, |r| ≤ ½·ln 2
//! σ(x) = 1 / (1 + e⁻ˣ) for x ≥ 0, eˣ / (1 + eˣ) for x < 0
//! tanh |x| = t / (t + 2) for small |x|, else 1 − 2 / (t + 2)        t = e^{2|x|} − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1)
//! ```
//! `eʳ` is its Taylor series, as far as its rest is below a tenth of a unit in the last place. n·ln 2 is subtracted in
//! two parts, the first of so few digits that the product is exact. Sources: Cody & Waite, "Software Manual for the
//! Elementary Functions", 1980, chapter 6; tanh: `s_tanh.c` of Sun's fdlibm, 1993.
//!
//! | function | largest error, in units in the last place |
//! | --- | --- |
//! | [`sigmoid`] | 2.41, of all f32 |
//! | [`tanh`] | 2.43, of all f32; ±0 stays itself |
//! | [`exp`] | 0.92, of 150,000 drawn from −700 to 0 |
//!
//! NaN stays NaN. Towards 1 neither of the first two ever falls as x grows; where they are small (σ below 0.13, tanh below
//! 0.34) the value of the next number may be less by one unit.

#![expect(
    clippy::inline_always,
    reason = "they must become part of the code made for the processor's vectors"
)]

use pulp::Arch;

/// Replaces each x by `1 / (1 + e⁻ˣ)`.
pub(super) fn sigmoid(values: &mut [f32]) {
    Arch::new().dispatch(|| values.iter_mut().for_each(|x| *x = sigmoid_of(*x)));
}

/// Replaces each x by `tanh x`.
pub(super) fn tanh(values: &mut [f32]) {
    Arch::new().dispatch(|| values.iter_mut().for_each(|x| *x = tanh_of(*x)));
}

/// Replaces each x by `eˣ`.
pub(super) fn exp(values: &mut [f64]) {
    Arch::new().dispatch(|| values.iter_mut().for_each(|x| *x = exp_of(*x)));
}

/// Added to a number of less than 2²² and taken away again, it leaves the nearest whole one: 1.5·2²³.
const WHOLE: f32 = 12_582_912.0;

/// The same for numbers of less than 2⁵¹: 1.5·2⁵².
const WHOLE_64: f64 = 6_755_399_441_055_744.0;

#[inline(always)]
fn sigmoid_of(x: f32) -> f32 {
    /// From here on e⁻ˣ is 0.
    const LAST: f32 = 104.0;
    let (n, r) = reduced(-at_most(x.abs(), LAST));
    // 2ⁿ in two factors: it may be below every normal number.
    let half = (0.5 * n + WHOLE) - WHOLE;
    let exponential = (1.0 + exp_m1_of(r)) * power_of_two(half) * power_of_two(n - half);
    let numerator = if x < 0.0 { exponential } else { 1.0 };
    numerator / (1.0 + exponential)
}

#[inline(always)]
fn tanh_of(x: f32) -> f32 {
    /// From here on tanh x is 1.
    const LAST: f32 = 10.0;
    let (n, r) = reduced(2.0 * at_most(x.abs(), LAST));
    let power = power_of_two(n);
    let t = power * exp_m1_of(r) + (power - 1.0);
    let (whole, numerator) = if n < 1.5 { (0.0, t) } else { (1.0, -2.0) };
    (whole + numerator / (t + 2.0)).copysign(x)
}

/// Not `min`, which would turn NaN into the bound.
#[inline(always)]
fn at_most(x: f32, bound: f32) -> f32 {
    if x > bound { bound } else { x }
}

/// n and r of `x = n·ln 2 + r`.
#[inline(always)]
fn reduced(x: f32) -> (f32, f32) {
    /// Ten bits of ln 2, and what they lack.
    const LN_2: [f32; 2] = [355.0 / 512.0, -2.121_944_4e-4];
    let n = (x * std::f32::consts::LOG2_E + WHOLE) - WHOLE;
    (n, (x - n * LN_2[0]) - n * LN_2[1])
}

/// 2ⁿ for whole n from −126 to 127: the exponent of an f32 stands 23 bits from the right, and 127 higher.
#[inline(always)]
fn power_of_two(n: f32) -> f32 {
    f32::from_bits((n + (WHOLE + 127.0)).to_bits() << 23)
}

/// `eʳ − 1` for |r| ≤ ½·ln 2.
#[inline(always)]
fn exp_m1_of(r: f32) -> f32 {
    let rest = [720.0, 120.0, 24.0, 6.0, 2.0];
    let series = rest.iter().fold(1.0 / 5_040.0, |sum, factorial| 1.0 / factorial + r * sum);
    r + r * r * series
}

#[inline(always)]
fn exp_of(x: f64) -> f64 {
    /// From here on eˣ is 0, and infinite.
    const ENDS: [f64; 2] = [-746.0, 710.0];
    /// Thirty-three bits of ln 2, and what they lack.
    const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    let x = if x < ENDS[0] { ENDS[0] } else { x };
    let x = if x > ENDS[1] { ENDS[1] } else { x };
    let n = (x * std::f64::consts::LOG2_E + WHOLE_64) - WHOLE_64;
    let r = (x - n * LN_2[0]) - n * LN_2[1];
    let rest = [
        479_001_600.0,
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5_040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
    ];
    let series = rest.iter().fold(1.0 / 6_227_020_800.0, |sum, factorial| 1.0 / factorial + r * sum);
    let half = (0.5 * n + WHOLE_64) - WHOLE_64;
    let power_of_two = |n: f64| f64::from_bits((n + (WHOLE_64 + 1_023.0)).to_bits() << 52);
    (1.0 + (r + r * r * series)) * power_of_two(half) * power_of_two(n - half)
}

#[cfg(test)]
mod tests;
