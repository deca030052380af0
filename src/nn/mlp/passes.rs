//! The passes of a network: what is computed of some rows of a batch, and of some of the weights.

use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::Arch;

use super::{LayerShapes, Mlp};
use crate::{
    kernel::{
        dense::{Product, multiply},
        vector::Epilogue,
    },
    nn::{
        activation::Activation,
        batch::{Batch, Inputs},
        loss,
        parts::{Desk, RowsPart, WeightsPart},
        sparse_product::{sparse_forward, sparse_gradient},
        workspace::{LayerBuffers, Workspace},
    },
    optim::Shape,
};

/// A share of a weight matrix begins at a multiple of so many rows, which suits the tiles and groups of the kernels.
const CUT_STEP: usize = 8;

impl Mlp {
    /// A forward pass, shared between threads, and what follows it in the rows of each.
    pub(super) fn each_row(
        &self,
        batch: Batch<'_>,
        work: &mut Workspace,
        then: impl Fn(&mut RowsPart<'_>, &mut Desk) + Sync,
    ) {
        let rows = batch.labels.len();
        let threads = self.threads(batch, work);
        work.all_rows(rows, threads).compute(&|mut part, desk| {
            self.forward(batch.images, &mut part, desk);
            then(&mut part, desk);
        });
    }

    /// The outputs of every layer for some rows of the images; at the last layer the logits.
    fn forward(&self, images: Inputs<'_>, part: &mut RowsPart<'_>, desk: &mut Desk) {
        for (index, layer) in self.layers.iter().enumerate() {
            let LayerShapes { weights, bias } = layer;
            let (before, rest) = part.layers.split_at_mut(index);
            let hidden = index + 1 < self.layers.len();
            let biases = &self.parameters[bias.range.clone()];
            let epilogue = match self.activation {
                Activation::Relu if hidden => Epilogue::BiasRelu(biases),
                _ => Epilogue::Bias(biases),
            };
            let output = &mut *rest[0].outputs;
            let rows = part.rows.clone();
            let own = &self.parameters[weights.range.clone()];
            let input = match (before.last(), images) {
                (Some(previous), _) => Inputs::Dense(&*previous.outputs),
                (None, Inputs::Dense(images)) => {
                    Inputs::Dense(&images[rows.start * weights.rows..rows.end * weights.rows])
                }
                (None, sparse) => sparse,
            };
            match input {
                Inputs::Sparse(images) => {
                    sparse_forward(self.set, images, rows.start, own, bias.columns, epilogue, output);
                }
                Inputs::Dense(input) => multiply(
                    self.set,
                    Product {
                        left: matrix(input, (rows.len(), weights.rows)),
                        right: matrix(own, (weights.rows, weights.columns)),
                        wanted: 0..rows.len(),
                        epilogue,
                        out: matrix_mut(output, (rows.len(), weights.columns)),
                        scratch: &mut desk.scratch,
                    },
                ),
            }
            if hidden && self.activation != Activation::Relu {
                self.activation.apply(output);
            }
        }
    }

    /// Every layer's δ for some rows of the images, after [`Mlp::forward`].
    pub(super) fn backward(&self, labels: &[u8], part: &mut RowsPart<'_>, desk: &mut Desk) {
        let rows = part.rows.len();
        if let Some(last) = part.layers.last_mut() {
            let own = &labels[part.rows.clone()];
            loss::softmax_gradient(last.outputs, last.width, own, labels.len(), last.deltas);
        }
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let Shape { rows: inputs, columns, range } = layer.weights.clone();
            let (before, rest) = part.layers.split_at_mut(index);
            // δ of the layer before: (δ·Wᵀ) ∘ f′
            if let Some(previous) = before.last_mut() {
                multiply(
                    self.set,
                    Product {
                        left: matrix(rest[0].deltas, (rows, columns)),
                        right: matrix(&self.parameters[range], (inputs, columns)).reversed_axes(),
                        wanted: 0..rows,
                        epilogue: Epilogue::Keep,
                        out: matrix_mut(previous.deltas, (rows, inputs)),
                        scratch: &mut desk.scratch,
                    },
                );
                self.activation.backward(previous.outputs, previous.deltas);
            }
        }
    }

    /// The gradients of some parameters, from every layer's outputs and δ for all rows.
    pub(super) fn weight_gradients(
        &self,
        batch: Batch<'_>,
        weight_decay: f32,
        buffers: &[LayerBuffers],
        part: WeightsPart<'_>,
        desk: &mut Desk,
    ) {
        let rows = batch.labels.len();
        let WeightsPart { range: wanted, gradients, .. } = part;
        for (index, layer) in self.layers.iter().enumerate() {
            let Shape { rows: inputs, columns, range } = layer.weights.clone();
            let delta = &buffers[index].deltas[..rows * columns];
            let own = range.start.max(wanted.start)..range.end.min(wanted.end);
            if !own.is_empty() {
                let slope = &mut gradients[own.start - wanted.start..own.end - wanted.start];
                let first = (own.start - range.start) / columns;
                // ∂L/∂W = inputᵀ·δ + λ·W
                let input = match index.checked_sub(1) {
                    Some(before) => Inputs::Dense(&buffers[before].outputs),
                    None => batch.images,
                };
                match input {
                    Inputs::Sparse(images) => sparse_gradient(self.set, images, first, delta, columns, slope),
                    Inputs::Dense(input) => multiply(
                        self.set,
                        Product {
                            left: matrix(input, (rows, inputs)).reversed_axes(),
                            right: matrix(delta, (rows, columns)),
                            wanted: first..first + slope.len() / columns,
                            epilogue: Epilogue::Keep,
                            out: matrix_mut(slope, (slope.len() / columns, columns)),
                            scratch: &mut desk.scratch,
                        },
                    ),
                }
                if weight_decay != 0.0 {
                    let weights = &self.parameters[own];
                    Arch::new().dispatch(|| {
                        slope
                            .iter_mut()
                            .zip(weights)
                            .for_each(|(slope, weight)| *slope += weight_decay * weight);
                    });
                }
            }
            if wanted.contains(&layer.bias.range.start) {
                // ∂L/∂b = Σ_rows δ
                let start = layer.bias.range.start - wanted.start;
                let slope = &mut gradients[start..start + columns];
                slope.fill(0.0);
                Arch::new().dispatch(|| {
                    for row in delta.chunks_exact(columns) {
                        slope.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
                    }
                });
            }
        }
    }

    /// Where a share of all parameters begins whose gradients cost as much as those of every other: at a row of a
    /// weight matrix. Black pixels cost nothing.
    pub(super) fn share_start(&self, batch: Batch<'_>, share: usize, shares: usize) -> usize {
        let cost = |index: usize, rows: usize| match batch.images {
            Inputs::Sparse(images) if index == 0 => images.lit(rows),
            _ => rows * batch.labels.len(),
        };
        let costs =
            |(index, layer): (usize, &LayerShapes)| cost(index, layer.weights.rows) * layer.weights.columns;
        let all: usize = self.layers.iter().enumerate().map(costs).sum();
        let mut left = all * share / shares;
        for (index, LayerShapes { weights, .. }) in self.layers.iter().enumerate() {
            let enough = |&row: &usize| cost(index, row) * weights.columns >= left;
            if let Some(row) = (0..weights.rows).step_by(CUT_STEP).find(enough) {
                return weights.range.start + row * weights.columns;
            }
            left = left.saturating_sub(cost(index, weights.rows) * weights.columns);
        }
        self.parameters.len()
    }
}

/// A matrix whose rows lie one after the other in the first of the cells.
fn matrix(cells: &[f32], (rows, columns): (usize, usize)) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, columns), &cells[..rows * columns]).expect("as many cells as the shape has")
}

/// The same to be written.
fn matrix_mut(cells: &mut [f32], (rows, columns): (usize, usize)) -> ArrayViewMut2<'_, f32> {
    ArrayViewMut2::from_shape((rows, columns), &mut cells[..rows * columns])
        .expect("as many cells as the shape has")
}
