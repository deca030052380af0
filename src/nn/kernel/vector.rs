//! Vectors at the edge of a slice, and what both kinds of product have in common.

use pulp::Simd;

/// Terms that are summed by themselves.
pub(crate) const BLOCK: usize = 256;

/// Floats by which a matrix of δ is longer than its rows, so that whole vectors can be read at its end.
pub(crate) const SLACK: usize = 16;

/// What is done with a finished sum before it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Epilogue<'a> {
    Keep,
    /// The column's bias is added.
    Bias(&'a [f32]),
    /// The column's bias is added, then negative values become 0.
    BiasRelu(&'a [f32]),
}

impl Epilogue<'_> {
    /// Epiloguees the vector of sums that belongs to the columns from `column` on.
    #[inline(always)]
    pub(super) fn apply<S: Simd>(self, simd: S, sums: S::f32s, column: usize) -> S::f32s {
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
pub(super) fn load<S: Simd>(simd: S, slice: &[f32], start: usize) -> S::f32s {
    match slice.get(start..start + S::F32_LANES) {
        Some(whole) => S::as_simd_f32s(whole).0[0],
        None => simd.partial_load_f32s(&slice[start..]),
    }
}

/// Stores as much of a vector as `cells` has room for.
#[inline(always)]
pub(super) fn store<S: Simd>(simd: S, cells: &mut [f32], values: S::f32s) {
    match cells.get_mut(..S::F32_LANES) {
        Some(whole) => S::as_mut_simd_f32s(whole).0[0] = values,
        None => simd.partial_store_f32s(cells, values),
    }
}
