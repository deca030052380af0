//! The product of two square matrices, which measures how much arithmetic a processor can do at most.

use ndarray::{Array2, linalg::general_mat_mul};

use super::{
    dense::{Product, SCRATCH, multiply},
    simd::InstructionSet,
    vector::Epilogue,
};

/// Two square matrices and room for their product.
#[derive(Debug, Clone)]
pub(crate) struct Square {
    left: Array2<f32>,
    right: Array2<f32>,
    out: Array2<f32>,
    scratch: Vec<f32>,
}

impl Square {
    /// Matrices of size × size.
    pub(crate) fn new(size: usize) -> Self {
        let cells = |(row, column): (usize, usize)| ((row * 7 + column * 3) % 11) as f32 - 5.0;
        let left = Array2::from_shape_fn((size, size), cells);
        Self {
            right: left.t().as_standard_layout().into_owned(),
            out: Array2::zeros((size, size)),
            scratch: vec![0.0; SCRATCH],
            left,
        }
    }

    /// The floating-point operations of one product.
    pub(crate) fn operations(&self) -> f64 {
        let size = self.left.nrows() as f64;
        2.0 * size * size * size
    }

    /// Multiplies as the networks do, with an instruction set of choice.
    pub(crate) fn multiply(&mut self, set: InstructionSet) {
        let product = Product {
            left: self.left.view(),
            right: self.right.view(),
            wanted: 0..self.left.nrows(),
            epilogue: Epilogue::Keep,
            out: self.out.view_mut(),
            scratch: &mut self.scratch,
        };
        multiply(set, product);
    }

    /// Multiplies as ndarray does.
    pub(crate) fn multiply_by_ndarray(&mut self) {
        general_mat_mul(1.0, &self.left, &self.right, 0.0, &mut self.out);
    }
}
