//! Where the factors of a tile come from, and the loop that multiplies them.

use pulp::Simd;

use crate::kernel::vector::load_all;

/// Where `R` rows of the left factor lie.
pub(super) trait LeftFactor<const R: usize> {
    fn get(&self, term: usize) -> [f32; R];
}

/// Where the right factor's vectors lie.
pub(super) trait RightFactor<S: Simd, const V: usize> {
    fn get(&self, simd: S, term: usize) -> [S::f32s; V];
}

/// Rows that lie in one piece each.
pub(super) struct Rows<'a, const R: usize>(pub(super) [&'a [f32]; R]);

impl<const R: usize> LeftFactor<R> for Rows<'_, R> {
    #[inline(always)]
    fn get(&self, term: usize) -> [f32; R] {
        std::array::from_fn(|row| self.0[row][term])
    }
}

/// Rows of a transposed matrix: one cell of each in every row in memory.
pub(super) struct TransposedRows<'a> {
    pub(super) cells: &'a [f32],
    pub(super) width: usize,
    pub(super) row: usize,
}

impl<const R: usize> LeftFactor<R> for TransposedRows<'_> {
    #[inline(always)]
    fn get(&self, term: usize) -> [f32; R] {
        *self.cells[term * self.width + self.row..].first_chunk().expect("a row that reaches so far")
    }
}

/// A panel that was copied into one piece.
pub(super) struct PackedPanel<'a, F, const V: usize>(pub(super) &'a [[F; V]]);

impl<S: Simd, const V: usize> RightFactor<S, V> for PackedPanel<'_, S::f32s, V> {
    #[inline(always)]
    fn get(&self, _: S, term: usize) -> [S::f32s; V] {
        self.0[term]
    }
}

/// A matrix that is read where it lies.
pub(super) struct Direct<'a> {
    pub(super) cells: &'a [f32],
    pub(super) width: usize,
    pub(super) from: usize,
    pub(super) column: usize,
}

impl<S: Simd, const V: usize> RightFactor<S, V> for Direct<'_> {
    #[inline(always)]
    fn get(&self, simd: S, term: usize) -> [S::f32s; V] {
        load_all(simd, self.cells, (self.from + term) * self.width + self.column)
    }
}

/// Adds to each sum its products, in the order of the terms.
#[inline(always)]
pub(super) fn accumulate<S: Simd, const V: usize, const R: usize>(
    simd: S,
    terms: usize,
    mut sums: [[S::f32s; V]; R],
    left: &impl LeftFactor<R>,
    right: &impl RightFactor<S, V>,
) -> [[S::f32s; V]; R] {
    for term in 0..terms {
        let vectors = right.get(simd, term);
        for (factor, sums) in left.get(term).into_iter().zip(&mut sums) {
            let factor = simd.splat_f32s(factor);
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = simd.mul_add_e_f32s(factor, vector, *sum);
            }
        }
    }
    sums
}
