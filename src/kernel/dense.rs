//! Dense products in blocks: a tile of sums stays in registers while a panel of the right factor,
//! copied once into the first-level cache, goes by.

mod factors;

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::Simd;

use super::{
    simd::InstructionSet,
    vector::{BLOCK, Epilogue, Kernel, load, load_all, panels, run, store},
};
use factors::{Direct, PackedPanel, Rows, TransposedRows, accumulate};

/// Vectors of the widest panel; with 16 registers there is room for two or three.
const MAX_VECTORS: usize = 4;

/// Columns of the widest panel, in vectors of AVX-512.
const MAX_COLUMNS: usize = MAX_VECTORS * 16;

/// A panel is worth copying from that many rows on.
const MIN_PACKED_ROWS: usize = 8;

/// Rows of a transposed right factor that are turned together, into pieces of that many columns.
const TURNED: usize = 4;

/// Floats of a cache line.
const LINE: usize = 16;

/// Floats of scratch that a product needs, with room to start at a cache line.
pub(crate) const SCRATCH: usize = BLOCK * MAX_COLUMNS + LINE;

/// `out = left · right`, or some rows of it, finished by `epilogue`. Every matrix lies in one piece, row by row or column
/// by column, and the result row by row.
pub(crate) struct Product<'a> {
    /// rows × depth.
    pub(crate) left: ArrayView2<'a, f32>,
    /// depth × columns.
    pub(crate) right: ArrayView2<'a, f32>,
    /// Which rows of the result are computed.
    pub(crate) wanted: Range<usize>,
    pub(crate) epilogue: Epilogue<'a>,
    /// The wanted rows × columns.
    pub(crate) out: ArrayViewMut2<'a, f32>,
    /// [`SCRATCH`] floats.
    pub(crate) scratch: &'a mut [f32],
}

/// A factor as it lies in memory.
#[derive(Clone, Copy)]
struct Factor<'a> {
    cells: &'a [f32],
    /// Cells of a row in memory.
    width: usize,
    /// Whether what lies there is the transpose.
    transposed: bool,
}

impl<'a> From<ArrayView2<'a, f32>> for Factor<'a> {
    fn from(matrix: ArrayView2<'a, f32>) -> Self {
        let transposed = !matrix.is_standard_layout();
        let width = if transposed { matrix.nrows() } else { matrix.ncols() };
        let cells = matrix.to_slice_memory_order().expect("a matrix in one piece");
        Self { cells, width, transposed }
    }
}

/// A product under way.
struct Blocks<'a> {
    left: Factor<'a>,
    right: Factor<'a>,
    /// The first of the rows that are computed.
    first: usize,
    /// How many they are.
    rows: usize,
    depth: usize,
    columns: usize,
    /// Whether no more is wanted than the cells on and below the diagonal.
    lower: bool,
    epilogue: Epilogue<'a>,
    out: &'a mut [f32],
    scratch: &'a mut [f32],
}

impl<'a> Blocks<'a> {
    fn new(product: Product<'a>, lower: bool) -> Self {
        let Product { left, right, wanted, epilogue, out, scratch } = product;
        let (first, rows, (depth, columns)) = (wanted.start, wanted.len(), right.dim());
        assert!(wanted.end <= left.nrows() && left.ncols() == depth, "factors that fit each other");
        assert!(out.dim() == (rows, columns), "room for the result");
        let out = out.into_slice().expect("a result row by row");
        Self {
            left: left.into(),
            right: right.into(),
            first,
            rows,
            depth,
            columns,
            lower,
            epilogue,
            out,
            scratch,
        }
    }
}

/// Computes a product.
pub(crate) fn multiply(set: InstructionSet, product: Product<'_>) {
    run(set, Blocks::new(product, false));
}

/// As [`multiply`] for a result that is known to be symmetric, in half the time: of what lies above the diagonal
/// nothing is sure to be computed. [`mirror`](super::mirror::mirror) makes a whole of it.
pub(crate) fn multiply_lower(set: InstructionSet, product: Product<'_>) {
    run(set, Blocks::new(product, true));
}

impl Kernel for Blocks<'_> {
    #[inline(always)]
    fn run<W: Simd, N: Simd>(mut self, wide: W, narrow: N) {
        let scratch = std::mem::take(&mut self.scratch);
        let start = scratch.as_ptr().align_offset(LINE * size_of::<f32>()).min(LINE);
        let panel = &mut scratch[start..];
        let many = W::REGISTER_COUNT >= 32;
        // With 16 registers a tile of 4×3 is faster than one of 6×2 (102 to 90 GFLOP/s on a Zen 4), but where each row
        // lies by itself the compiler keeps part of it in memory (50 to 97).
        let few = if self.left.transposed { 3 } else { 2 };
        let most = match (self.lower, many) {
            // The narrower a panel, the less of it lies above the diagonal.
            (true, true) => 1,
            (false, true) => MAX_VECTORS,
            (_, false) => few,
        };
        let direct = self.rows < MIN_PACKED_ROWS && !self.left.transposed && !self.right.transposed;
        let rest = self.columns % W::F32_LANES;
        let has_narrow = N::F32_LANES < W::F32_LANES && (1..=N::F32_LANES).contains(&rest);
        let whole = self.columns.div_ceil(W::F32_LANES) - usize::from(has_narrow);
        for from in (0..self.depth).step_by(BLOCK) {
            let to = self.depth.min(from + BLOCK);
            let mut column = 0;
            // As many rows as registers have room for, and at least eight sums, so that none waits for the last.
            for vectors in panels(whole, most) {
                let part = PanelPart { from, to, column };
                match vectors {
                    4 if many => self.panel::<W, 4, 6>(wide, part, panel, direct),
                    3 if many => self.panel::<W, 3, 8>(wide, part, panel, direct),
                    2 if many => self.panel::<W, 2, 8>(wide, part, panel, direct),
                    3 => self.panel::<W, 3, 4>(wide, part, panel, direct),
                    2 => self.panel::<W, 2, 6>(wide, part, panel, direct),
                    _ => self.panel::<W, 1, 12>(wide, part, panel, direct),
                }
                column += vectors * W::F32_LANES;
            }
            if column < self.columns {
                self.panel::<N, 1, 12>(narrow, PanelPart { from, to, column }, panel, direct);
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

impl Blocks<'_> {
    /// All rows of a panel that is `V` vectors wide, `R` at a time.
    #[inline(always)]
    fn panel<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        part: PanelPart,
        panel: &mut [f32],
        direct: bool,
    ) {
        if !direct {
            self.pack::<S, V>(simd, part, panel);
        }
        let packed = S::as_simd_f32s(&panel[..(part.to - part.from) * V * S::F32_LANES]).0;
        let packed = packed.as_chunks::<V>().0;
        let mut row = if self.lower { part.column.saturating_sub(self.first).min(self.rows) } else { 0 };
        while row < self.rows {
            row += match self.rows - row {
                left if left >= R => self.tile::<S, V, R>(simd, part, packed, direct, row),
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
        let Factor { cells, width: stride, transposed } = self.right;
        let used = width.min(self.columns - column);
        if transposed {
            if used < width {
                panel[..(to - from) * width].fill(0.0);
            }
            let row = |place: usize| &cells[(column + place) * stride..][from..to];
            let whole = used / TURNED * TURNED;
            for place in (0..whole).step_by(TURNED) {
                let [a, b, c, d] = [row(place), row(place + 1), row(place + 2), row(place + 3)];
                let terms = a.iter().zip(b).zip(c.iter().zip(d));
                for (target, ((a, b), (c, d))) in panel.chunks_exact_mut(width).zip(terms) {
                    target[place..place + TURNED].copy_from_slice(&[*a, *b, *c, *d]);
                }
            }
            for place in whole..used {
                for (target, &cell) in panel.chunks_exact_mut(width).zip(row(place)) {
                    target[place] = cell;
                }
            }
        } else {
            for (target, row) in panel.chunks_exact_mut(width).zip(from..to) {
                let start = row * stride + column;
                // Behind the last column may come what follows in memory: those sums are not stored.
                S::as_mut_simd_f32s(target).0.copy_from_slice(&load_all::<S, V>(simd, cells, start));
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
            let left =
                TransposedRows { cells: &self.left.cells[from * width..], width, row: self.first + row };
            sums = accumulate(simd, to - from, sums, &left, &packed);
        } else {
            let mut left = Rows([[].as_slice(); R]);
            for (r, cells) in left.0.iter_mut().enumerate() {
                *cells = &self.left.cells[(self.first + row + r) * width..][from..to];
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
                let place = (row + r, column + v * S::F32_LANES);
                let sum = if last { self.epilogue.apply(simd, so_far, place, self.columns) } else { so_far };
                store(simd, cells, sum);
            }
        }
        R
    }
}
