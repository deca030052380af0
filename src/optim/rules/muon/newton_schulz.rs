//! Newton–Schulz: brings all singular values of a matrix near 1 by matrix products alone.
//!
//! ```text
//! X₀ = U / ‖U‖        Xₖ₊₁ = Xₖ·Pₖ,  Pₖ = a·I + b·Gₖ + c·Gₖ²,  Gₖ = Xₖᵀ·Xₖ
//! ```
//! for a matrix that is at least as high as wide; for another `Gₖ = Xₖ·Xₖᵀ` and `Xₖ₊₁ = Pₖ·Xₖ`, so that Gₖ and Pₖ are
//! as small as can be. Where one side is much longer than the other, there is a shortcut: all Gₖ and Pₖ are
//! polynomials of G₀, so they are symmetric, commute, and `Gₖ₊₁ = Pₖ·(Pₖ·Gₖ)`. The long matrix is then needed only for
//! G₀ and for the last product `Xₙ = X₀·(P₀·…·Pₙ₋₁)`.
//!
//! Of a symmetric product only half is computed. Counted in such halves of short³, and with a side r times as long as
//! the other, five steps by the formula are 15·r + 5 of them, and by the shortcut 3·r + 17.

use std::mem::swap;

use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::Arch;

use crate::{
    kernel::{
        dense::{Product, SCRATCH, multiply, multiply_lower},
        mirror::mirror,
        simd::InstructionSet,
        vector::Epilogue,
    },
    optim::rule::Shape,
};

/// The coefficients a, b, c: the quintic with the steepest rise at 0 that keeps 1 within 0.7 to 1.2.
/// Source: Jordan et al. 2024.
const COEFFICIENTS: [f32; 3] = [3.4445, -4.7750, 2.0315];

/// A smaller matrix than that is divided by this, as in PyTorch.
const MIN_NORM: f64 = 1e-7;

/// Steps between two computations of G from X. Rounding leaves eigenvalues of −1e-7 in G, and each step makes
/// them 12 times larger: after five they are still harmless, after eight they are not.
const MAX_STRETCH: u32 = 5;

/// How many times longer than the other a side must be for the shortcut. It saves products from 1 on; but it rounds the
/// squares of the smallest singular values once for all steps, and a matrix that is nearly a square has smaller ones.
const LONG: usize = 2;

/// Squares that are summed side by side.
const LANES: usize = 16;

/// The numbers that the steps are computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// f32, like everything else.
    Single,
    /// Rounded to bfloat16 (8 bits) where PyTorch rounds, to be compared with it.
    BFloat16,
}

/// A matrix, and the buffers in which it is made orthogonal.
pub(super) struct Orthogonalizer {
    precision: Precision,
    /// What products are computed with.
    pub(super) set: InstructionSet,
    /// Rows and columns of the matrix.
    sides: (usize, usize),
    /// The matrix, row by row.
    pub(super) cells: Vec<f32>,
    /// The next X.
    next: Vec<f32>,
    /// G, Pₖ, the product of all P so far, and one to spare: short × short.
    gram: Vec<f32>,
    factor: Vec<f32>,
    product: Vec<f32>,
    spare: Vec<f32>,
    /// For the products.
    scratch: Vec<f32>,
}

impl Orthogonalizer {
    pub(super) fn new(shape: &Shape, precision: Precision) -> Self {
        let short = shape.rows.min(shape.columns);
        let [cells, next] = [shape.range.len(); 2].map(|size| vec![0.0; size]);
        let [gram, factor, product, spare] = [short * short; 4].map(|size| vec![0.0; size]);
        let (sides, scratch) = ((shape.rows, shape.columns), vec![0.0; SCRATCH]);
        let set = InstructionSet::best();
        Self { precision, set, sides, cells, next, gram, factor, product, spare, scratch }
    }

    /// Takes `steps` steps from the matrix in `cells`, where the result is left.
    pub(super) fn run(&mut self, steps: u32) {
        self.normalize();
        let (rows, columns) = self.sides;
        if rows.max(columns) < LONG * rows.min(columns) || self.precision == Precision::BFloat16 {
            (0..steps).for_each(|_| self.step());
        } else {
            let mut left = steps;
            while left > 0 {
                let stretch = left.min(MAX_STRETCH);
                self.stretch(stretch);
                left -= stretch;
            }
        }
    }

    /// Divides the matrix by its norm.
    fn normalize(&mut self) {
        let (precision, cells) = (self.precision, self.cells.as_mut_slice());
        precision.round(cells);
        let norm = norm(cells).max(MIN_NORM);
        if precision == Precision::Single {
            let factor = (1.0 / norm) as f32;
            Arch::new().dispatch(move || cells.iter_mut().for_each(|cell| *cell *= factor));
        } else {
            let norm = precision.rounded(norm as f32);
            for cell in cells {
                *cell = precision.rounded(*cell / norm);
            }
        }
    }

    /// One step by the formula.
    fn step(&mut self) {
        let [a, b, c] = COEFFICIENTS;
        self.find_gram();
        self.precision.round(&mut self.gram);
        let short = self.sides.0.min(self.sides.1);
        let Self { set, gram, factor, scratch, .. } = self;
        let polynomial = Epilogue::Combine { sum: c, cell: b, matrix: gram };
        symmetric_product(*set, gram, gram, short, polynomial, factor, scratch);
        self.precision.round(factor);
        self.multiply_by_factor(Some(a));
        self.precision.round(&mut self.cells);
    }

    /// Several steps by the shortcut.
    fn stretch(&mut self, steps: u32) {
        let [a, b, c] = COEFFICIENTS;
        self.find_gram();
        let short = self.sides.0.min(self.sides.1);
        let Self { set, gram, factor, product, spare, scratch, .. } = self;
        for index in 0..steps {
            let polynomial = Epilogue::Combine { sum: c, cell: b, matrix: gram };
            symmetric_product(*set, gram, gram, short, polynomial, factor, scratch);
            factor.iter_mut().step_by(short + 1).for_each(|p| *p += a);
            if index == 0 {
                product.copy_from_slice(factor);
            } else {
                symmetric_product(*set, product, factor, short, Epilogue::Keep, spare, scratch);
                swap(product, spare);
            }
            if index + 1 < steps {
                symmetric_product(*set, factor, gram, short, Epilogue::Keep, spare, scratch);
                symmetric_product(*set, factor, spare, short, Epilogue::Keep, gram, scratch);
            }
        }
        swap(factor, product);
        self.multiply_by_factor(None);
    }

    /// `G = Xᵀ·X`, or `X·Xᵀ` where that is smaller.
    fn find_gram(&mut self) {
        let Self { set, sides, cells, gram, scratch, .. } = self;
        let matrix = view(cells, *sides);
        let turned = matrix.reversed_axes();
        let factors = if sides.0 < sides.1 { [matrix, turned] } else { [turned, matrix] };
        lower_product(*set, factors, Epilogue::Keep, gram, scratch);
    }

    /// `X ← X·P`, or `P·X` where that fits, with so many times X added.
    fn multiply_by_factor(&mut self, add: Option<f32>) {
        let (rows, columns) = self.sides;
        let short = rows.min(columns);
        let (matrix, factor) = (view(&self.cells, (rows, columns)), view(&self.factor, (short, short)));
        let (left, right) = if rows < columns { (factor.reversed_axes(), matrix) } else { (matrix, factor) };
        let epilogue = match add {
            Some(cell) => Epilogue::Combine { sum: 1.0, cell, matrix: &self.cells },
            None => Epilogue::Keep,
        };
        let out = ArrayViewMut2::from_shape((rows, columns), &mut self.next).expect("as many cells");
        multiply(
            self.set,
            Product { left, right, wanted: 0..rows, epilogue, out, scratch: &mut self.scratch },
        );
        swap(&mut self.cells, &mut self.next);
    }
}

/// The product of two symmetric matrices that commute.
fn symmetric_product(
    set: InstructionSet,
    left: &[f32],
    right: &[f32],
    size: usize,
    epilogue: Epilogue<'_>,
    out: &mut [f32],
    scratch: &mut [f32],
) {
    // A symmetric matrix is its own transpose, of which a product reads the cells of a tile in one piece.
    let factors = [view(left, (size, size)).reversed_axes(), view(right, (size, size))];
    lower_product(set, factors, epilogue, out, scratch);
}

/// A product that is known to be symmetric.
fn lower_product(
    set: InstructionSet,
    [left, right]: [ArrayView2<'_, f32>; 2],
    epilogue: Epilogue<'_>,
    out: &mut [f32],
    scratch: &mut [f32],
) {
    let size = right.ncols();
    let result = ArrayViewMut2::from_shape((size, size), &mut *out).expect("a square");
    multiply_lower(set, Product { left, right, wanted: 0..size, epilogue, out: result, scratch });
    mirror(out, size);
}

/// A matrix whose rows lie one after the other.
fn view(cells: &[f32], sides: (usize, usize)) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape(sides, cells).expect("as many cells as the shape has")
}

/// The root of the sum of squares, in an order of terms that vectors of any width can keep.
fn norm(cells: &[f32]) -> f64 {
    let squares = Arch::new().dispatch(move || {
        let mut sums = [0.0_f64; LANES];
        let (chunks, rest) = cells.as_chunks::<LANES>();
        for chunk in chunks {
            for (sum, cell) in sums.iter_mut().zip(chunk) {
                *sum += f64::from(*cell) * f64::from(*cell);
            }
        }
        let rest = rest.iter().map(|cell| f64::from(*cell) * f64::from(*cell));
        sums.into_iter().chain(rest).sum::<f64>()
    });
    squares.sqrt()
}

impl Precision {
    fn rounded(self, value: f32) -> f32 {
        match self {
            Self::Single => value,
            // To the nearest of the numbers whose lower 16 bits are 0, to the even one where two are as near.
            Self::BFloat16 => {
                let bits = value.to_bits();
                f32::from_bits(bits.wrapping_add(0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
            }
        }
    }

    fn round(self, values: &mut [f32]) {
        if self == Self::BFloat16 {
            for value in values {
                *value = self.rounded(*value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orthogonal(rows: usize, columns: usize, steps: u32) -> Vec<f32> {
        let shape = Shape { rows, columns, range: 0..rows * columns };
        let cells: Vec<f32> = shape.range.clone().map(|index| ((index * index) as f32 * 1.7).sin()).collect();
        let mut orthogonalizer = Orthogonalizer::new(&shape, Precision::Single);
        orthogonalizer.cells.copy_from_slice(&cells);
        orthogonalizer.run(steps);
        orthogonalizer.cells
    }

    /// The same by the textbook's products, in f64.
    fn textbook(rows: usize, columns: usize, steps: u32) -> Vec<f64> {
        let mut x: Vec<f64> =
            (0..rows * columns).map(|index| f64::from(((index * index) as f32 * 1.7).sin())).collect();
        let norm = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        x = x.into_iter().map(|x| x / norm).collect();
        let times = |a: &[f64], b: &[f64], inner: usize| -> Vec<f64> {
            let (m, n) = (a.len() / inner, b.len() / inner);
            let cell = |i: usize, j: usize| (0..inner).map(|k| a[i * inner + k] * b[k * n + j]).sum();
            (0..m * n).map(|index| cell(index / n, index % n)).collect()
        };
        let [a, b, c] = COEFFICIENTS.map(f64::from);
        for _ in 0..steps {
            let turned: Vec<f64> = (0..x.len()).map(|i| x[(i % rows) * columns + i / rows]).collect();
            let gram = times(&x, &turned, columns);
            let square = times(&gram, &gram, rows);
            let factor: Vec<f64> = gram.iter().zip(&square).map(|(g, s)| b * g + c * s).collect();
            let change = times(&factor, &x, rows);
            x = x.iter().zip(change).map(|(x, change)| a * x + change).collect();
        }
        x
    }

    #[test]
    fn both_ways_are_the_textbooks_iteration() {
        for (rows, columns, steps) in [(4, 3, 5), (3, 4, 5), (20, 7, 3), (9, 40, 8), (16, 16, 1), (60, 12, 5)]
        {
            let ours = orthogonal(rows, columns, steps);
            for (ours, theirs) in ours.iter().zip(textbook(rows, columns, steps)) {
                assert!((f64::from(*ours) - theirs).abs() < 2e-4, "{rows}×{columns}: {ours}, not {theirs}");
            }
        }
    }

    #[test]
    fn a_zero_matrix_stays_zero() {
        let shape = Shape { rows: 3, columns: 2, range: 0..6 };
        let mut orthogonalizer = Orthogonalizer::new(&shape, Precision::Single);
        orthogonalizer.run(5);
        assert!(orthogonalizer.cells.iter().all(|cell| *cell == 0.0));
    }
}
