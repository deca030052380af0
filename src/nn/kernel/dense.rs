//! Dense products in blocks: a tile of sums stays in registers while a panel of the right factor,
//! copied once into the first-level cache, goes by.

use pulp::{Arch, Simd, WithSimd};

use super::{BLOCK, Finish, load, store};

/// Columns of the widest panel: four vectors of AVX-512.
const WIDEST: usize = 64;

/// Rows of the tallest tile: with four vectors each they leave room for the factors in 32 registers.
const TALLEST: usize = 6;

/// From how many rows on a panel is worth copying.
const FEW_ROWS: usize = 8;

/// Floats of scratch that a product needs, with room to start at a cache line.
pub(in super::super) const SCRATCH: usize = BLOCK * WIDEST + LINE;

/// Floats of a cache line.
const LINE: usize = 16;

/// A factor as it lies in memory, row by row, and whether its transpose is meant.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Operand<'a> {
    pub(in super::super) cells: &'a [f32],
    /// Cells of one row in memory.
    pub(in super::super) width: usize,
    pub(in super::super) transposed: bool,
}

/// `out[rows × columns] = left[rows × depth] · right[depth × columns]`, finished.
pub(in super::super) struct Product<'a> {
    pub(in super::super) left: Operand<'a>,
    pub(in super::super) right: Operand<'a>,
    pub(in super::super) rows: usize,
    pub(in super::super) depth: usize,
    pub(in super::super) columns: usize,
    pub(in super::super) finish: Finish<'a>,
    pub(in super::super) out: &'a mut [f32],
    /// [`SCRATCH`] floats.
    pub(in super::super) scratch: &'a mut [f32],
}

/// Computes a product.
pub(in super::super) fn multiply(product: Product<'_>) {
    Arch::new().dispatch(product);
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let scratch = std::mem::take(&mut self.scratch);
        let start = scratch.as_ptr().align_offset(LINE * size_of::<f32>()).min(LINE);
        let panel = &mut scratch[start..];
        let lanes = S::F32_LANES;
        // With 16 registers two vectors a row are all that fits.
        let most = if S::REGISTER_COUNT >= 32 { 4 } else { 2 };
        let direct = self.rows < FEW_ROWS && !self.left.transposed && !self.right.transposed;
        for from in (0..self.depth).step_by(BLOCK) {
            let to = self.depth.min(from + BLOCK);
            let mut column = 0;
            while column < self.columns {
                let vectors = (self.columns - column).div_ceil(lanes).min(most);
                let part = Part { from, to, column };
                match vectors {
                    4 if S::REGISTER_COUNT >= 32 => self.panel::<S, 4>(simd, part, panel, direct),
                    3 if S::REGISTER_COUNT >= 32 => self.panel::<S, 3>(simd, part, panel, direct),
                    2 => self.panel::<S, 2>(simd, part, panel, direct),
                    _ => self.panel::<S, 1>(simd, part, panel, direct),
                }
                column += vectors * lanes;
            }
        }
    }
}

/// Terms `from..to` of the sums of a panel of columns.
#[derive(Clone, Copy)]
struct Part {
    from: usize,
    to: usize,
    column: usize,
}

impl Product<'_> {
    /// All rows of a panel that is `V` vectors wide.
    #[inline(always)]
    fn panel<S: Simd, const V: usize>(&mut self, simd: S, part: Part, panel: &mut [f32], direct: bool) {
        if !direct {
            self.pack::<S, V>(simd, part, panel);
        }
        let packed = S::as_simd_f32s(&panel[..(part.to - part.from) * V * S::F32_LANES]).0;
        let packed = packed.as_chunks::<V>().0;
        let mut row = 0;
        while row < self.rows {
            row += match self.rows - row {
                TALLEST.. => self.tile::<S, V, TALLEST>(simd, part, packed, direct, row),
                4.. => self.tile::<S, V, 4>(simd, part, packed, direct, row),
                2.. => self.tile::<S, V, 2>(simd, part, packed, direct, row),
                _ => self.tile::<S, V, 1>(simd, part, packed, direct, row),
            };
        }
    }

    /// Copies the right factor's part, `V` vectors wide, row by row.
    #[inline(always)]
    fn pack<S: Simd, const V: usize>(&self, simd: S, part: Part, panel: &mut [f32]) {
        let width = V * S::F32_LANES;
        let Part { from, to, column } = part;
        let Operand { cells, width: stride, transposed } = self.right;
        let used = width.min(self.columns - column);
        if transposed {
            if used < width {
                panel[..(to - from) * width].fill(0.0);
            }
            for place in 0..used {
                let row = &cells[(column + place) * stride..][from..to];
                for (target, &cell) in panel.chunks_exact_mut(width).zip(row) {
                    target[place] = cell;
                }
            }
        } else {
            for (target, row) in panel.chunks_exact_mut(width).zip(from..to) {
                let start = row * stride + column;
                // Behind the last column may come what follows in memory: those sums are not stored.
                for (v, target) in S::as_mut_simd_f32s(target).0.iter_mut().enumerate() {
                    *target = load(simd, cells, start + v * S::F32_LANES);
                }
            }
        }
    }

    /// The sums of `R` rows from `row` on; tells `R`.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        part: Part,
        packed: &[[S::f32s; V]],
        direct: bool,
        row: usize,
    ) -> usize {
        let Part { from, to, column } = part;
        let mut sums = [[simd.splat_f32s(0.0); V]; R];
        let width = self.left.width;
        let packed = Packed(packed);
        if self.left.transposed {
            let left = Columns { cells: &self.left.cells[from * width..], width, row };
            sums = accumulate(simd, to - from, sums, &left, &packed);
        } else {
            let mut left = Rows([[].as_slice(); R]);
            for (r, cells) in left.0.iter_mut().enumerate() {
                *cells = &self.left.cells[(row + r) * width..][from..to];
            }
            if direct {
                let right = Direct { cells: self.right.cells, width: self.columns, from, column };
                sums = accumulate(simd, to - from, sums, &left, &right);
            } else {
                sums = accumulate(simd, to - from, sums, &left, &packed);
            }
        }
        for (r, sums) in sums.into_iter().enumerate() {
            let cells = &mut self.out[(row + r) * self.columns..][column..self.columns];
            for (v, (sum, cells)) in sums.into_iter().zip(cells.chunks_mut(S::F32_LANES)).enumerate() {
                let so_far = if from == 0 { sum } else { simd.add_f32s(load(simd, cells, 0), sum) };
                let last = to == self.depth;
                let sum =
                    if last { self.finish.apply(simd, so_far, column + v * S::F32_LANES) } else { so_far };
                store(simd, cells, sum);
            }
        }
        R
    }
}

/// Where `R` rows of the left factor lie.
trait Left<const R: usize> {
    fn get(&self, term: usize, row: usize) -> f32;
}

/// Where the right factor's vectors lie.
trait Right<S: Simd, const V: usize> {
    fn get(&self, simd: S, term: usize) -> [S::f32s; V];
}

/// Rows that lie in one piece each.
struct Rows<'a, const R: usize>([&'a [f32]; R]);

impl<const R: usize> Left<R> for Rows<'_, R> {
    #[inline(always)]
    fn get(&self, term: usize, row: usize) -> f32 {
        self.0[row][term]
    }
}

/// Rows of a transposed matrix: one cell of each in every row in memory.
struct Columns<'a> {
    cells: &'a [f32],
    width: usize,
    row: usize,
}

impl<const R: usize> Left<R> for Columns<'_> {
    #[inline(always)]
    fn get(&self, term: usize, row: usize) -> f32 {
        self.cells[term * self.width + self.row..][..R][row]
    }
}

/// A panel.
struct Packed<'a, F, const V: usize>(&'a [[F; V]]);

impl<S: Simd, const V: usize> Right<S, V> for Packed<'_, S::f32s, V> {
    #[inline(always)]
    fn get(&self, _: S, term: usize) -> [S::f32s; V] {
        self.0[term]
    }
}

/// The matrix as it is.
struct Direct<'a> {
    cells: &'a [f32],
    width: usize,
    from: usize,
    column: usize,
}

impl<S: Simd, const V: usize> Right<S, V> for Direct<'_> {
    #[inline(always)]
    fn get(&self, simd: S, term: usize) -> [S::f32s; V] {
        let start = (self.from + term) * self.width + self.column;
        let mut vectors = [simd.splat_f32s(0.0); V];
        for (v, vector) in vectors.iter_mut().enumerate() {
            *vector = load(simd, self.cells, start + v * S::F32_LANES);
        }
        vectors
    }
}

/// Adds to each sum its products, in the order of the terms.
#[inline(always)]
fn accumulate<S: Simd, const V: usize, const R: usize>(
    simd: S,
    terms: usize,
    mut sums: [[S::f32s; V]; R],
    left: &impl Left<R>,
    right: &impl Right<S, V>,
) -> [[S::f32s; V]; R] {
    for term in 0..terms {
        let vectors = right.get(simd, term);
        for (row, sums) in sums.iter_mut().enumerate() {
            let factor = simd.splat_f32s(left.get(term, row));
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = simd.mul_add_e_f32s(factor, vector, *sum);
            }
        }
    }
    sums
}
