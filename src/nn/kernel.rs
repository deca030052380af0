//! The products that training is made of, on whatever vectors the processor has.
//!
//! The instruction set is chosen at run time (AVX-512, AVX2, NEON, else plain code). Whatever it is,
//! each output is the sum of its terms in ascending order with fused multiply-adds, interrupted after
//! every [`BLOCK`] terms: the next ones are summed by themselves and then added. So wide and narrow
//! vectors, and the sparse and the dense form, give the same bits. (Plain code, for processors without
//! fused multiply-add, rounds twice.)
//!
//! The order was chosen by the race in `tests/golden.rs`, where some signals are within 2e-8 of a ReLU's
//! kink and any rounding is a toss of a coin. Tried there: with one sum over all 784 pixels AdaGrad's
//! losses leave the book's at iteration 51; with that and the bias before the sum, Momentum's at 20. With
//! this order, which is also that of ndarray's products, none does for as long as the test looks.

#![expect(clippy::inline_always, reason = "vector instructions are only used in what is inlined")]

mod dense;
mod sparse;

use pulp::Simd;

pub(super) use dense::{Operand, Product, SCRATCH, multiply};
pub(super) use sparse::{sparse_forward, sparse_gradient};

/// Terms that are summed by themselves.
pub(super) const BLOCK: usize = 256;

/// Floats by which a matrix of δ is longer than its rows, so that whole vectors can be read at its end.
pub(super) const SLACK: usize = 16;

/// What is done with a finished sum.
#[derive(Debug, Clone, Copy)]
pub(super) enum Finish<'a> {
    /// Nothing.
    Keep,
    /// The column's bias is added.
    Bias(&'a [f32]),
    /// The column's bias is added, then negative values become 0.
    BiasRelu(&'a [f32]),
}

impl Finish<'_> {
    /// Finishes the vector of sums that belongs to the columns from `column` on.
    #[inline(always)]
    fn apply<S: Simd>(self, simd: S, sums: S::f32s, column: usize) -> S::f32s {
        match self {
            Self::Keep => sums,
            Self::Bias(bias) => simd.add_f32s(sums, load(simd, bias, column)),
            Self::BiasRelu(bias) => {
                let zero = simd.splat_f32s(0.0);
                let values = simd.add_f32s(sums, load(simd, bias, column));
                // Not `max`: a NaN has to come through, or a diverged network would look alive.
                simd.select_f32s(simd.less_than_or_equal_f32s(values, zero), zero, values)
            }
        }
    }
}

/// The vector that starts at `start`. Where the slice ends inside it, the rest is 0; else it may hold
/// what follows a short row, which the caller leaves unused.
#[inline(always)]
fn load<S: Simd>(simd: S, slice: &[f32], start: usize) -> S::f32s {
    match slice.get(start..start + S::F32_LANES) {
        Some(whole) => S::as_simd_f32s(whole).0[0],
        None => simd.partial_load_f32s(&slice[start..]),
    }
}

/// Stores as much of a vector as `cells` has room for.
#[inline(always)]
fn store<S: Simd>(simd: S, cells: &mut [f32], values: S::f32s) {
    match cells.get_mut(..S::F32_LANES) {
        Some(whole) => S::as_mut_simd_f32s(whole).0[0] = values,
        None => simd.partial_store_f32s(cells, values),
    }
}

#[cfg(test)]
mod tests;
