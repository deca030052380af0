//! The first layer's products without its zero pixels: each row of the result is a sum of few rows of a matrix.

#![expect(clippy::inline_always, reason = "vector instructions are only used in what is inlined")]

use pulp::Simd;

use super::sparse::{GROUP, Lists, PairEntry, Sparse};
use crate::kernel::{
    simd::InstructionSet,
    vector::{BLOCK, Epilogue, Kernel, load_all, panels, run, store},
};

/// The widest panel, in vectors: its sums for two rows, with the cells that they share, fit into 32 registers.
const MAX_VECTORS: usize = 8;

/// The same for 16 registers.
const MAX_FEW_VECTORS: usize = 6;

/// `out = images · weights`, finished by `epilogue`, for as many images from `first` on, a multiple of [`GROUP`], as
/// `out` has rows.
pub(crate) fn sparse_forward(
    set: InstructionSet,
    images: &Sparse,
    first: usize,
    weights: &[f32],
    columns: usize,
    epilogue: Epilogue<'_>,
    out: &mut [f32],
) {
    let (lists, blocks) = (images.by_image(), images.inputs().div_ceil(BLOCK));
    run(set, Gather { lists, first: first / GROUP, blocks, cells: weights, columns, epilogue, out });
}

/// `out = imagesᵀ · deltas` for as many pixels from `first` on, a multiple of [`GROUP`], as `out` has rows.
pub(crate) fn sparse_gradient(
    set: InstructionSet,
    images: &Sparse,
    first: usize,
    deltas: &[f32],
    columns: usize,
    out: &mut [f32],
) {
    let (lists, blocks) = (images.by_pixel(), images.images().div_ceil(BLOCK));
    let epilogue = Epilogue::Keep;
    run(set, Gather { lists, first: first / GROUP, blocks, cells: deltas, columns, epilogue, out });
}

/// Sums of few rows of a matrix for each group of rows of the result.
struct Gather<'a> {
    lists: &'a Lists,
    /// The first group.
    first: usize,
    /// Blocks of indices.
    blocks: usize,
    cells: &'a [f32],
    columns: usize,
    epilogue: Epilogue<'a>,
    out: &'a mut [f32],
}

impl Kernel for Gather<'_> {
    #[inline(always)]
    fn run<W: Simd, N: Simd>(mut self, wide: W, narrow: N) {
        if self.columns <= N::F32_LANES {
            self.panel::<N, 1, 4>(narrow, 0);
            return;
        }
        let mut column = 0;
        let most = if W::REGISTER_COUNT >= 32 { MAX_VECTORS } else { MAX_FEW_VECTORS };
        // Few vectors for each of several groups at once, so that no sum waits for its last term.
        for vectors in panels(self.columns.div_ceil(W::F32_LANES), most) {
            match vectors {
                8 => self.panel::<W, 8, 1>(wide, column),
                7 => self.panel::<W, 7, 1>(wide, column),
                6 => self.panel::<W, 6, 1>(wide, column),
                5 => self.panel::<W, 5, 1>(wide, column),
                4 => self.panel::<W, 4, 1>(wide, column),
                3 => self.panel::<W, 3, 1>(wide, column),
                2 => self.panel::<W, 2, 2>(wide, column),
                _ => self.panel::<W, 1, 4>(wide, column),
            }
            column += vectors * W::F32_LANES;
        }
    }
}

/// Sums for the rows of a group, each `V` vectors wide.
type GroupSums<F, const V: usize> = [[F; V]; GROUP];

impl Gather<'_> {
    /// All groups, `G` at a time, for `V` vectors of columns.
    #[inline(always)]
    fn panel<S: Simd, const V: usize, const G: usize>(&mut self, simd: S, column: usize) {
        let columns = self.columns;
        for (part, rows) in self.out.chunks_mut(G * GROUP * columns).enumerate() {
            let first = self.first + part * G;
            let groups = rows.len().div_ceil(GROUP * columns);
            let mut sums = [[[simd.splat_f32s(0.0); V]; GROUP]; G];
            for block in 0..self.blocks {
                let mut lists = [[].as_slice(); G];
                for (g, list) in lists.iter_mut().enumerate().take(groups) {
                    *list = self.lists.part(first + g, block);
                }
                let more = block_sums::<S, V, G>(simd, lists, self.cells, columns, column);
                if block == 0 {
                    sums = more;
                } else {
                    let (sums, more) = (sums.as_flattened_mut(), more.as_flattened());
                    for (sum, more) in sums.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
                        *sum = simd.add_f32s(*sum, *more);
                    }
                }
            }
            for (r, (row, sums)) in rows.chunks_exact_mut(columns).zip(sums.as_flattened()).enumerate() {
                let cells = row[column..].chunks_mut(S::F32_LANES);
                for (v, (sum, cells)) in sums.iter().zip(cells).enumerate() {
                    let place = (part * G * GROUP + r, column + v * S::F32_LANES);
                    store(simd, cells, self.epilogue.apply(simd, *sum, place, columns));
                }
            }
        }
    }
}

/// The sums of one block for the rows of some groups: in step as far as all lists go, then the rest of each.
#[inline(always)]
fn block_sums<S: Simd, const V: usize, const G: usize>(
    simd: S,
    lists: [&[PairEntry]; G],
    cells: &[f32],
    columns: usize,
    column: usize,
) -> [GroupSums<S::f32s, V>; G] {
    let mut sums = [[[simd.splat_f32s(0.0); V]; GROUP]; G];
    let term = |sums: &mut GroupSums<S::f32s, V>, entry: &PairEntry| {
        let vectors = load_all::<S, V>(simd, cells, entry.index as usize * columns + column);
        for (sums, value) in sums.iter_mut().zip(entry.values) {
            let value = simd.splat_f32s(value);
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = simd.mul_add_e_f32s(value, vector, *sum);
            }
        }
    };
    if let ([sums], [list]) = (sums.as_mut_slice(), lists.as_slice()) {
        for entry in *list {
            term(sums, entry);
        }
    } else {
        let shared = lists.iter().map(|list| list.len()).min().unwrap_or(0);
        for at in 0..shared {
            for (sums, list) in sums.iter_mut().zip(lists) {
                term(sums, &list[at]);
            }
        }
        for (sums, list) in sums.iter_mut().zip(lists) {
            let mut own = *sums;
            for entry in &list[shared..] {
                term(&mut own, entry);
            }
            *sums = own;
        }
    }
    sums
}

#[cfg(test)]
mod tests;
