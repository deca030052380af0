//! Newton–Schulz: brings all singular values of a matrix near 1 by matrix products alone.
//!
//! ```text
//! X₀ = U / ‖U‖        Xₖ₊₁ = Pₖ·Xₖ,  Pₖ = a·I + b·Gₖ + c·Gₖ²,  Gₖ = Xₖ·Xₖᵀ
//! ```
//! with X lying on its long side. Where that is much longer than the other, there is a shortcut: all Gₖ and Pₖ
//! are polynomials of G₀, so they are symmetric, commute, and `Gₖ₊₁ = Pₖ·Gₖ·Pₖ`. The long matrix is then
//! needed only for G₀ and for the last product `Xₙ = (P₀·…·Pₙ₋₁)·X₀`.

mod product;

use product::{TILE, multiply, transpose};

use crate::optim::rule::Shape;

/// The coefficients a, b, c: the quintic with the steepest rise at 0 that keeps 1 within 0.7 to 1.2.
/// Source: Jordan et al. 2024.
const COEFFICIENTS: [f32; 3] = [3.4445, -4.7750, 2.0315];

/// A smaller matrix than that is divided by this, as in PyTorch.
const MIN_NORM: f64 = 1e-7;

/// Steps between two computations of G from X. Rounding leaves eigenvalues of −1e-7 in G, and each step makes
/// them 12 times larger: after five they are still harmless, after eight they are not.
const MAX_STRETCH: u32 = 5;

/// How many times longer than the other a side must be for the shortcut, which saves long products and costs
/// short ones, to be faster.
const LONG: usize = 2;

/// The numbers that the steps are computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// f32, like everything else.
    Single,
    /// Rounded to bfloat16 (8 bits) where PyTorch rounds, to be compared with it.
    BFloat16,
}

/// Takes the steps in buffers that are large enough for every matrix of the network.
pub(super) struct Orthogonalizer {
    precision: Precision,
    /// X on its long side: short × long.
    wide: Vec<f32>,
    /// X on its short side: long × short.
    tall: Vec<f32>,
    /// The next X.
    next: Vec<f32>,
    /// G, Pₖ, the product of all P so far, and one to spare: short × short.
    gram: Vec<f32>,
    factor: Vec<f32>,
    product: Vec<f32>,
    spare: Vec<f32>,
}

/// How a matrix lies in the buffers; `long` and `short` are padded.
#[derive(Clone, Copy)]
struct MatrixLayout {
    columns: usize,
    /// Whether the matrix itself stands on its short side.
    is_tall: bool,
    long: usize,
    short: usize,
}

impl MatrixLayout {
    fn new(shape: &Shape) -> Self {
        let pad = |side: usize| side.next_multiple_of(TILE);
        let (long, short) = (shape.rows.max(shape.columns), shape.rows.min(shape.columns));
        let is_tall = shape.rows > shape.columns;
        Self { columns: shape.columns, is_tall, long: pad(long), short: pad(short) }
    }

    /// Where a cell lies along the short side and along the long side.
    const fn place(self, index: usize) -> (usize, usize) {
        let (row, column) = (index / self.columns, index % self.columns);
        if self.is_tall { (column, row) } else { (row, column) }
    }
}

impl Orthogonalizer {
    pub(super) fn new(shapes: &[Shape], precision: Precision) -> Self {
        let layouts = || shapes.iter().map(MatrixLayout::new);
        let room = layouts().map(|layout| layout.long * layout.short).max().unwrap_or(0);
        let square = layouts().map(|layout| layout.short * layout.short).max().unwrap_or(0);
        Self {
            precision,
            wide: vec![0.0; room],
            tall: vec![0.0; room],
            next: vec![0.0; room],
            gram: vec![0.0; square],
            factor: vec![0.0; square],
            product: vec![0.0; square],
            spare: vec![0.0; square],
        }
    }

    /// Takes `steps` steps from the matrix of these cells; both it and the result lie row by row.
    pub(super) fn run(&mut self, shape: &Shape, cells: &[f32], steps: u32) -> &[f32] {
        let layout = MatrixLayout::new(shape);
        let precision = self.precision;
        let rounded = cells.iter().map(|cell| precision.rounded(*cell));
        let squares: f64 = rounded.clone().map(|cell| f64::from(cell) * f64::from(cell)).sum();
        let norm = precision.rounded(squares.sqrt().max(MIN_NORM) as f32);
        self.wide[..layout.long * layout.short].fill(0.0);
        for (index, cell) in rounded.enumerate() {
            let (short, long) = layout.place(index);
            self.wide[short * layout.long + long] = precision.rounded(cell / norm);
        }
        if layout.long < LONG * layout.short || precision == Precision::BFloat16 {
            (0..steps).for_each(|_| self.step(layout));
        } else {
            let mut left = steps;
            while left > 0 {
                let stretch = left.min(MAX_STRETCH);
                self.stretch(layout, stretch);
                left -= stretch;
            }
        }
        let out = &mut self.next[..cells.len()];
        for (index, cell) in out.iter_mut().enumerate() {
            let (short, long) = layout.place(index);
            *cell = self.wide[short * layout.long + long];
        }
        out
    }

    /// One step by the formula.
    fn step(&mut self, MatrixLayout { long, short, .. }: MatrixLayout) {
        let (room, square) = (long * short, short * short);
        let [wide, tall, next] = [&mut self.wide, &mut self.tall, &mut self.next].map(|x| &mut x[..room]);
        let [gram, factor] = [&mut self.gram, &mut self.factor].map(|x| &mut x[..square]);
        let [a, b, c] = COEFFICIENTS;
        transpose(wide, tall, long);
        multiply(tall, tall, gram, short);
        self.precision.round(gram);
        multiply(gram, gram, factor, short);
        for (p, g) in factor.iter_mut().zip(gram.iter()) {
            *p = b * g + c * *p;
        }
        self.precision.round(factor);
        multiply(factor, wide, next, short);
        for (x, change) in wide.iter_mut().zip(next.iter()) {
            *x = a * *x + change;
        }
        self.precision.round(wide);
    }

    /// Several steps by the shortcut.
    fn stretch(&mut self, MatrixLayout { long, short, .. }: MatrixLayout, steps: u32) {
        let (room, square) = (long * short, short * short);
        let [wide, tall, next] = [&mut self.wide, &mut self.tall, &mut self.next].map(|x| &mut x[..room]);
        let [gram, factor, mut product, mut spare] =
            [&mut self.gram, &mut self.factor, &mut self.product, &mut self.spare].map(|x| &mut x[..square]);
        let [a, b, c] = COEFFICIENTS;
        transpose(wide, tall, long);
        multiply(tall, tall, gram, short);
        for index in 0..steps {
            multiply(gram, gram, factor, short);
            for (p, g) in factor.iter_mut().zip(gram.iter()) {
                *p = b * g + c * *p;
            }
            factor.iter_mut().step_by(short + 1).for_each(|p| *p += a);
            if index == 0 {
                product.copy_from_slice(factor);
            } else {
                multiply(product, factor, spare, short);
                std::mem::swap(&mut product, &mut spare);
            }
            if index + 1 < steps {
                multiply(gram, factor, spare, short);
                multiply(spare, factor, gram, short);
            }
        }
        multiply(product, wide, next, short);
        wide.copy_from_slice(next);
    }
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
        Orthogonalizer::new(std::slice::from_ref(&shape), Precision::Single)
            .run(&shape, &cells, steps)
            .to_vec()
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
        let mut orthogonalizer = Orthogonalizer::new(std::slice::from_ref(&shape), Precision::Single);
        let cells = orthogonalizer.run(&shape, &[0.0; 6], 5);
        assert!(cells.iter().all(|cell| *cell == 0.0));
    }
}
