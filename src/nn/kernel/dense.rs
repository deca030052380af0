//! Dense products in blocks: a tile of sums stays in registers while a panel of the right factor,
//! copied once into the first-level cache, goes by.

mod factors;

use pulp::{Arch, Simd, WithSimd};

use super::vector::{BLOCK, Epilogue, load, store};
use factors::{Direct, PackedPanel, Rows, TransposedRows, accumulate};

/// Columns of the widest panel: four vectors of AVX-512.
const MAX_COLUMNS: usize = 64;

/// Rows of the tallest tile: with four vectors each it leaves room for the factors in 32 registers.
const MAX_ROWS: usize = 6;

/// A panel is worth copying from that many rows on.
const MIN_PACKED_ROWS: usize = 8;

/// Floats of scratch that a product needs, with room to start at a cache line.
pub(crate) const SCRATCH: usize = BLOCK * MAX_COLUMNS + LINE;

/// Floats of a cache line.
const LINE: usize = 16;

/// A factor as it lies in memory, row by row, and whether its transpose is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operand<'a> {
    pub(crate) cells: &'a [f32],
    /// Cells of one row as it lies in memory.
    pub(crate) width: usize,
    pub(crate) transposed: bool,
}

/// `out[rows × columns] = left[rows × depth] · right[depth × columns]`, finished by `epilogue`.
pub(crate) struct Product<'a> {
    pub(crate) left: Operand<'a>,
    pub(crate) right: Operand<'a>,
    pub(crate) rows: usize,
    pub(crate) depth: usize,
    pub(crate) columns: usize,
    pub(crate) epilogue: Epilogue<'a>,
    pub(crate) out: &'a mut [f32],
    /// [`SCRATCH`] floats.
    pub(crate) scratch: &'a mut [f32],
}

pub(crate) fn multiply(product: Product<'_>) {
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
        let max_vectors = if S::REGISTER_COUNT >= 32 { 4 } else { 2 };
        let direct = self.rows < MIN_PACKED_ROWS && !self.left.transposed && !self.right.transposed;
        for from in (0..self.depth).step_by(BLOCK) {
            let to = self.depth.min(from + BLOCK);
            let mut column = 0;
            while column < self.columns {
                let vectors = (self.columns - column).div_ceil(lanes).min(max_vectors);
                let part = PanelPart { from, to, column };
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
struct PanelPart {
    from: usize,
    to: usize,
    column: usize,
}

impl Product<'_> {
    /// All rows of a panel that is `V` vectors wide.
    #[inline(always)]
    fn panel<S: Simd, const V: usize>(&mut self, simd: S, part: PanelPart, panel: &mut [f32], direct: bool) {
        if !direct {
            self.pack::<S, V>(simd, part, panel);
        }
        let packed = S::as_simd_f32s(&panel[..(part.to - part.from) * V * S::F32_LANES]).0;
        let packed = packed.as_chunks::<V>().0;
        let mut row = 0;
        while row < self.rows {
            row += match self.rows - row {
                MAX_ROWS.. => self.tile::<S, V, MAX_ROWS>(simd, part, packed, direct, row),
                4.. => self.tile::<S, V, 4>(simd, part, packed, direct, row),
                2.. => self.tile::<S, V, 2>(simd, part, packed, direct, row),
                _ => self.tile::<S, V, 1>(simd, part, packed, direct, row),
            };
        }
    }

    /// Copies the right factor's part, `V` vectors wide, row by row.
    #[inline(always)]
    fn pack<S: Simd, const V: usize>(&self, simd: S, part: PanelPart, panel: &mut [f32]) {
        let width = V * S::F32_LANES;
        let PanelPart { from, to, column } = part;
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

    /// Computes the sums of `R` rows from `row` on, and returns `R`.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        part: PanelPart,
        packed: &[[S::f32s; V]],
        direct: bool,
        row: usize,
    ) -> usize {
        let PanelPart { from, to, column } = part;
        let mut sums = [[simd.splat_f32s(0.0); V]; R];
        let width = self.left.width;
        let packed = PackedPanel(packed);
        if self.left.transposed {
            let left = TransposedRows { cells: &self.left.cells[from * width..], width, row };
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
                    if last { self.epilogue.apply(simd, so_far, column + v * S::F32_LANES) } else { so_far };
                store(simd, cells, sum);
            }
        }
        R
    }
}
