//! Vectors of the processor, at the edge of a slice too, and what both kinds of product have in common.

use pulp::{Arch, NullaryFnOnce, Simd};

use super::simd::InstructionSet;

/// Terms that are summed by themselves.
pub(crate) const BLOCK: usize = 256;

/// A computation on the processor's vectors.
pub(crate) trait Kernel {
    /// Computes with `wide` vectors, and with `narrow` ones what would leave half of a wide one empty.
    fn run<W: Simd, N: Simd>(self, wide: W, narrow: N);
}

/// Runs a kernel on an instruction set.
pub(crate) fn run(set: InstructionSet, kernel: impl Kernel) {
    match set.0 {
        #[cfg(target_arch = "x86_64")]
        Arch::V4(wide) => wide.vectorize(Call { kernel, wide, narrow: *wide }),
        #[cfg(target_arch = "x86_64")]
        Arch::V3(wide) => wide.vectorize(Call { kernel, wide, narrow: wide }),
        #[cfg(target_arch = "aarch64")]
        Arch::Neon(wide) => wide.vectorize(Call { kernel, wide, narrow: wide }),
        _ => kernel.run(pulp::Scalar::new(), pulp::Scalar::new()),
    }
}

struct Call<K, W, N> {
    kernel: K,
    wide: W,
    narrow: N,
}

impl<K: Kernel, W: Simd, N: Simd> NullaryFnOnce for Call<K, W, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.kernel.run(self.wide, self.narrow);
    }
}

/// How many vectors each panel has that together cover so many: at most `most`, and equally many, but for one.
pub(crate) fn panels(vectors: usize, most: usize) -> impl Iterator<Item = usize> {
    let mut left = vectors;
    std::iter::from_fn(move || {
        let next = left.div_ceil(left.div_ceil(most).max(1));
        left -= next;
        (next > 0).then_some(next)
    })
}

/// What is done with a finished sum before it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Epilogue<'a> {
    Keep,
    /// The column's bias is added.
    Bias(&'a [f32]),
    /// The column's bias is added, then negative values become 0.
    BiasRelu(&'a [f32]),
    /// A multiple of the cell of a matrix that lies as the result does is added to a multiple of the sum.
    Combine {
        sum: f32,
        cell: f32,
        matrix: &'a [f32],
    },
}

impl Epilogue<'_> {
    /// Finishes the vector of sums that belongs to the columns from a place on, in a result of rows of `width` cells.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(
        self,
        simd: S,
        sums: S::f32s,
        (row, column): (usize, usize),
        width: usize,
    ) -> S::f32s {
        match self {
            Self::Keep => sums,
            Self::Bias(bias) => simd.add_f32s(sums, load(simd, bias, column)),
            Self::BiasRelu(bias) => {
                let zero = simd.splat_f32s(0.0);
                let values = simd.add_f32s(sums, load(simd, bias, column));
                // Not `max`: a NaN has to come through, or a diverged network would look alive.
                simd.select_f32s(simd.less_than_or_equal_f32s(values, zero), zero, values)
            }
            Self::Combine { sum, cell, matrix } => {
                let cells = load(simd, matrix, row * width + column);
                let cells = simd.mul_f32s(simd.splat_f32s(cell), cells);
                simd.add_f32s(cells, simd.mul_f32s(simd.splat_f32s(sum), sums))
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

/// Vectors that lie one after the other from `start` on, each as from [`load`].
#[inline(always)]
pub(crate) fn load_all<S: Simd, const V: usize>(simd: S, slice: &[f32], start: usize) -> [S::f32s; V] {
    let whole = slice.get(start..start + V * S::F32_LANES);
    match whole.and_then(|whole| S::as_simd_f32s(whole).0.first_chunk()) {
        Some(vectors) => *vectors,
        None => std::array::from_fn(|v| load(simd, slice, (start + v * S::F32_LANES).min(slice.len()))),
    }
}

/// Stores as much of a vector as `cells` has room for.
#[inline(always)]
pub(crate) fn store<S: Simd>(simd: S, cells: &mut [f32], values: S::f32s) {
    match cells.get_mut(..S::F32_LANES) {
        Some(whole) => S::as_mut_simd_f32s(whole).0[0] = values,
        None => simd.partial_store_f32s(cells, values),
    }
}
