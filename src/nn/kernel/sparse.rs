//! The first layer's products without its zero pixels.

use pulp::{Arch, Simd, WithSimd};

use super::vector::{BLOCK, Epilogue, SLACK, load, store};
use crate::nn::sparse::{GROUP, GroupEntry, PixelEntry, Sparse};

/// `out = images · weights`, finished by `epilogue`.
///
/// `weights` may be longer than the matrix; what follows is read but not used.
pub(crate) fn sparse_forward(
    images: &Sparse,
    weights: &[f32],
    columns: usize,
    epilogue: Epilogue<'_>,
    out: &mut [f32],
) {
    let blocks = images.inputs().div_ceil(BLOCK);
    Arch::new().dispatch(Forward { lists: images.groups(), blocks, weights, columns, epilogue, out });
}

/// `out = imagesᵀ · deltas`.
///
/// `deltas` may be longer than the matrix; what follows is read but not used.
pub(crate) fn sparse_gradient(images: &Sparse, deltas: &[f32], columns: usize, out: &mut [f32]) {
    Arch::new().dispatch(Gather { lists: images.pixels(), cells: deltas, columns, out });
}

/// Sums for a group of images at a time, so that a row of weights is fetched once for all of them.
struct Forward<'a, L> {
    /// For each group one list per block of pixels.
    lists: L,
    blocks: usize,
    weights: &'a [f32],
    columns: usize,
    epilogue: Epilogue<'a>,
    out: &'a mut [f32],
}

impl<'a, L: Iterator<Item = &'a [GroupEntry]> + Clone> WithSimd for Forward<'_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        // With 16 registers two vectors an image are all that fits.
        let max_vectors = if S::REGISTER_COUNT >= 32 { 4 } else { 2 };
        let mut column = 0;
        while column < self.columns {
            let vectors = (self.columns - column).div_ceil(S::F32_LANES).min(max_vectors);
            match vectors {
                4 if S::REGISTER_COUNT >= 32 => self.panel::<S, 4>(simd, column),
                3 if S::REGISTER_COUNT >= 32 => self.panel::<S, 3>(simd, column),
                2 => self.panel::<S, 2>(simd, column),
                _ => self.panel::<S, 1>(simd, column),
            }
            column += vectors * S::F32_LANES;
        }
    }
}

impl<'a, L: Iterator<Item = &'a [GroupEntry]> + Clone> Forward<'_, L> {
    /// All images for `V` vectors of columns.
    #[inline(always)]
    fn panel<S: Simd, const V: usize>(&mut self, simd: S, column: usize) {
        let (columns, weights) = (self.columns, self.weights);
        let mut lists = self.lists.clone();
        for rows in self.out.chunks_mut(GROUP * columns) {
            let mut sums = [[simd.splat_f32s(0.0); V]; GROUP];
            for block in 0..self.blocks {
                let Some(list) = lists.next() else { return };
                let more = shared_sums::<S, V>(simd, list, weights, columns, column);
                if block == 0 {
                    sums = more;
                } else {
                    for (sums, more) in sums.iter_mut().zip(more) {
                        for (sum, more) in sums.iter_mut().zip(more) {
                            *sum = simd.add_f32s(*sum, more);
                        }
                    }
                }
            }
            for (row, sums) in rows.chunks_exact_mut(columns).zip(sums) {
                let cells = row[column..].chunks_mut(S::F32_LANES);
                for (v, (sum, cells)) in sums.into_iter().zip(cells).enumerate() {
                    store(simd, cells, self.epilogue.apply(simd, sum, column + v * S::F32_LANES));
                }
            }
        }
    }
}

/// The sums of one block for the images of a group.
#[inline(always)]
fn shared_sums<S: Simd, const V: usize>(
    simd: S,
    list: &[GroupEntry],
    weights: &[f32],
    columns: usize,
    column: usize,
) -> [[S::f32s; V]; GROUP] {
    let mut sums = [[simd.splat_f32s(0.0); V]; GROUP];
    for shared in list {
        let start = shared.pixel as usize * columns + column;
        let mut vectors = [simd.splat_f32s(0.0); V];
        if let Some(cells) = weights.get(start..start + V * S::F32_LANES) {
            for (vector, cells) in vectors.iter_mut().zip(S::as_simd_f32s(cells).0) {
                *vector = *cells;
            }
        } else {
            for (v, vector) in vectors.iter_mut().enumerate() {
                *vector = load(simd, weights, start + v * S::F32_LANES);
            }
        }
        for (sums, value) in sums.iter_mut().zip(shared.values) {
            let value = simd.splat_f32s(value);
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = simd.mul_add_e_f32s(value, vector, *sum);
            }
        }
    }
    sums
}

/// A sum of few rows of a matrix for each list of entries.
struct Gather<'a, L> {
    lists: L,
    cells: &'a [f32],
    columns: usize,
    out: &'a mut [f32],
}

impl<'a, L: Iterator<Item = &'a [PixelEntry]> + Clone> WithSimd for Gather<'_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        debug_assert!(S::F32_LANES <= SLACK, "whole vectors are read at a matrix's end");
        let mut column = 0;
        while column < self.columns {
            let vectors = (self.columns - column).div_ceil(S::F32_LANES).min(8);
            match vectors {
                8 => self.panel::<S, 8>(simd, column),
                7 => self.panel::<S, 7>(simd, column),
                6 => self.panel::<S, 6>(simd, column),
                5 => self.panel::<S, 5>(simd, column),
                4 => self.panel::<S, 4>(simd, column),
                3 => self.panel::<S, 3>(simd, column),
                2 => self.panel::<S, 2>(simd, column),
                _ => self.panel::<S, 1>(simd, column),
            }
            column += vectors * S::F32_LANES;
        }
    }
}

impl<'a, L: Iterator<Item = &'a [PixelEntry]> + Clone> Gather<'_, L> {
    /// All lists for `V` vectors of columns.
    #[inline(always)]
    fn panel<S: Simd, const V: usize>(&mut self, simd: S, column: usize) {
        let out = std::mem::take(&mut self.out);
        for (row, list) in out.chunks_exact_mut(self.columns).zip(self.lists.clone()) {
            let (mut sums, mut rest) = self.block::<S, V>(simd, list, BLOCK, column);
            let mut limit = BLOCK;
            while !rest.is_empty() {
                limit += BLOCK;
                let (more, later) = self.block::<S, V>(simd, rest, limit, column);
                for (sum, more) in sums.iter_mut().zip(more) {
                    *sum = simd.add_f32s(*sum, more);
                }
                rest = later;
            }
            for (sum, cells) in sums.into_iter().zip(row[column..].chunks_mut(S::F32_LANES)) {
                store(simd, cells, sum);
            }
        }
        self.out = out;
    }

    /// The sums of the entries before image `limit`, and the other entries.
    #[inline(always)]
    fn block<'e, S: Simd, const V: usize>(
        &self,
        simd: S,
        list: &'e [PixelEntry],
        limit: usize,
        column: usize,
    ) -> ([S::f32s; V], &'e [PixelEntry]) {
        let inside = |entry: &PixelEntry| (entry.image as usize) < limit;
        let all = list.last().is_none_or(inside);
        let (list, rest) = list.split_at(if all { list.len() } else { list.partition_point(inside) });
        let mut sums = [simd.splat_f32s(0.0); V];
        for entry in list {
            let value = simd.splat_f32s(entry.value);
            let start = entry.image as usize * self.columns + column;
            if let Some(cells) = self.cells.get(start..start + V * S::F32_LANES) {
                for (sum, cells) in sums.iter_mut().zip(S::as_simd_f32s(cells).0) {
                    *sum = simd.mul_add_e_f32s(value, *cells, *sum);
                }
            } else {
                for (v, sum) in sums.iter_mut().enumerate() {
                    let cells = load(simd, self.cells, start + v * S::F32_LANES);
                    *sum = simd.mul_add_e_f32s(value, cells, *sum);
                }
            }
        }
        (sums, rest)
    }
}
