//! The matrix product of the steps, in the widest vectors of the processor.

/// Sides are padded with zeros to a multiple of this, the cells of the longest vectors there are.
pub(super) const TILE: usize = 16;

/// Rows that are summed in registers at a time: so many sums that none waits for the one before.
const HEIGHT: usize = 8;

/// Writes rows of `long` cells as columns.
pub(super) fn transpose(wide: &[f32], tall: &mut [f32], long: usize) {
    let short = wide.len() / long;
    for (column, row) in wide.chunks_exact(long).enumerate() {
        for (index, cell) in row.iter().enumerate() {
            tall[index * short + column] = *cell;
        }
    }
}

/// `out = aᵀ·b`, where `out` has `rows` rows; every side is a multiple of [`TILE`].
pub(super) fn multiply(a: &[f32], b: &[f32], out: &mut [f32], rows: usize) {
    pulp::Arch::new().dispatch(TransposedProduct { a, b, out, rows });
}

struct TransposedProduct<'a> {
    a: &'a [f32],
    b: &'a [f32],
    out: &'a mut [f32],
    rows: usize,
}

impl pulp::WithSimd for TransposedProduct<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "it must become part of the code made for the processor's vectors"
    )]
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        let Self { a, b, out, rows } = self;
        let columns = out.len() / rows;
        let (b, _) = S::as_simd_f32s(b);
        let (out, _) = S::as_mut_simd_f32s(out);
        // A vector has 4, 8 or 16 cells, so rows are whole vectors.
        let vectors = columns / S::F32_LANES;
        for top in (0..rows).step_by(HEIGHT) {
            for left in 0..vectors {
                let mut sums = [simd.splat_f32s(0.0); HEIGHT];
                for (a, b) in a.chunks_exact(rows).zip(b.chunks_exact(vectors)) {
                    let (a, b) = (&a[top..top + HEIGHT], b[left]);
                    for (sum, a) in sums.iter_mut().zip(a) {
                        *sum = simd.mul_add_f32s(simd.splat_f32s(*a), b, *sum);
                    }
                }
                for (row, sum) in sums.into_iter().enumerate() {
                    out[(top + row) * vectors + left] = sum;
                }
            }
        }
    }
}
