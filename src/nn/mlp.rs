//! The network: its parameters, and its passes forward and backward.

use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::Arch;
use rand::Rng;

use super::{
    activation::Activation,
    batch::{Batch, Inputs},
    init::Init,
    loss,
    parts::{Desk, RowsPart, WeightsPart},
    sparse_product::{sparse_forward, sparse_gradient},
    workspace::{LayerBuffers, Workspace},
};
use crate::{
    kernel::{
        SimdChoice,
        dense::{Product, multiply},
        simd::InstructionSet,
        vector::Epilogue,
    },
    optim::Shape,
};

/// Operations, counted as [`Mlp::operations`] does, for which a thread is worth waking.
const PART_OPERATIONS: f64 = 1e7;

/// A share of a weight matrix begins at a multiple of so many rows, which suits the tiles and groups of the kernels.
const CUT_STEP: usize = 8;

/// A fully connected network with one activation after every layer but the last.
#[derive(Debug, Clone)]
pub struct Mlp {
    layers: Vec<LayerShapes>,
    parameters: Vec<f32>,
    activation: Activation,
    /// What products are computed with.
    set: InstructionSet,
}

#[derive(Debug, Clone)]
struct LayerShapes {
    weights: Shape,
    bias: Shape,
}

impl Mlp {
    /// A network of the given sizes (inputs, hidden …, classes) with every parameter 0.
    #[must_use]
    pub fn zeros(sizes: &[usize], activation: Activation) -> Self {
        let mut end = 0;
        let mut next = |rows: usize, columns: usize| {
            let start = end;
            end += rows * columns;
            Shape { rows, columns, range: start..end }
        };
        let layers: Vec<LayerShapes> = sizes
            .windows(2)
            .map(|pair| LayerShapes { weights: next(pair[0], pair[1]), bias: next(1, pair[1]) })
            .collect();
        Self { layers, parameters: vec![0.0; end], activation, set: InstructionSet::best() }
    }

    /// A network with random weights drawn from `rng` as `init` says, and biases 0.
    #[must_use]
    pub fn random(sizes: &[usize], activation: Activation, init: Init, rng: &mut impl Rng) -> Self {
        let mut net = Self::zeros(sizes, activation);
        for layer in &net.layers {
            let Shape { rows, columns, range } = layer.weights.clone();
            init.fill(&mut net.parameters[range], rows, columns, rng);
        }
        net
    }

    /// Computes products with an instruction set of choice instead of the best one.
    pub fn compute_with(&mut self, simd: SimdChoice) {
        self.set = simd.instruction_set();
    }

    /// What products are computed with.
    pub(crate) const fn simd(&self) -> SimdChoice {
        self.set.simd()
    }

    /// Where each weight matrix and bias lies, in order.
    #[must_use]
    pub fn shapes(&self) -> Vec<Shape> {
        self.layers.iter().flat_map(|layer| [layer.weights.clone(), layer.bias.clone()]).collect()
    }

    /// All parameters: `W₁ b₁ W₂ b₂ …`, each row by row.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// All parameters, laid out as in [`Mlp::parameters`].
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// Room for the passes of batches of up to `rows` images.
    #[must_use]
    pub fn workspace(&self, rows: usize) -> Workspace {
        let widths: Vec<usize> = self.layers.iter().map(|layer| layer.bias.columns).collect();
        Workspace::new(&widths, self.parameters.len(), rows)
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
    fn backward(&self, labels: &[u8], part: &mut RowsPart<'_>, desk: &mut Desk) {
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
    fn weight_gradients(
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
    fn share_start(&self, batch: Batch<'_>, share: usize, shares: usize) -> usize {
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

    /// How many of the threads that may share the passes of a batch earn their wakening.
    pub(crate) fn threads(&self, batch: Batch<'_>, work: &Workspace) -> usize {
        let worth = (self.operations(batch.labels.len()) / PART_OPERATIONS) as usize;
        work.threads().min(worth).max(1)
    }

    /// What one iteration on `rows` images costs without any shortcut, in floating-point operations: a
    /// gradient (forward and backward) and the loss after the update. An optimizer's own few are left out.
    pub(crate) fn operations(&self, rows: usize) -> f64 {
        let weights = |layer: &LayerShapes| layer.weights.range.len() as f64;
        let all: f64 = self.layers.iter().map(weights).sum();
        let back: f64 = self.layers.iter().skip(1).map(weights).sum();
        2.0 * rows as f64 * (3.0 * all + back)
    }

    /// The loss of a batch: mean cross-entropy plus `½·λ·ΣW²`.
    ///
    /// Not finite where the network has diverged.
    pub fn loss(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) -> f32 {
        let rows = batch.labels.len();
        self.each_row(batch, work, |part, _| {
            if let Some(last) = part.layers.last() {
                let labels = &batch.labels[part.rows.clone()];
                loss::softmax_cross_entropy(last.outputs, last.width, labels, part.losses);
            }
        });
        let cross_entropy = work.losses(rows).iter().sum::<f64>() / rows as f64;
        (cross_entropy + self.penalty(weight_decay)) as f32
    }

    /// The gradient of [`Mlp::loss`] at the present parameters, left in [`Workspace::gradients`].
    pub fn gradient(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) {
        self.each_row(batch, work, |part, desk| self.backward(batch.labels, part, desk));
        let threads = self.threads(batch, work);
        let (all, buffers) = work.all_weights(threads);
        all.compute(&|share| self.share_start(batch, share, threads), &|part, desk| {
            self.weight_gradients(batch, weight_decay, buffers, part, desk);
        });
    }

    /// A forward pass, shared between threads, and what follows it in the rows of each.
    fn each_row(
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

    /// How many of the images are classified as labelled.
    pub(crate) fn correct(&self, batch: Batch<'_>, work: &mut Workspace) -> usize {
        self.each_row(batch, work, |_, _| {});
        let (logits, classes) = work.logits(batch.labels.len());
        let guesses = logits.chunks_exact(classes).map(loss::largest);
        guesses.zip(batch.labels).filter(|&(guess, &label)| guess == usize::from(label)).count()
    }

    /// Appends each image's probabilities of all classes; NaN where the network has diverged.
    pub(crate) fn probabilities(&self, batch: Batch<'_>, work: &mut Workspace, out: &mut Vec<f32>) {
        self.each_row(batch, work, |_, _| {});
        let (logits, classes) = work.logits(batch.labels.len());
        loss::softmax(logits, classes, out);
    }

    /// `½·λ·ΣW²` over all weights, without the biases.
    fn penalty(&self, weight_decay: f32) -> f64 {
        if weight_decay == 0.0 {
            return 0.0;
        }
        let squares = |layer: &LayerShapes| -> f64 {
            let weights = &self.parameters[layer.weights.range.clone()];
            weights.iter().map(|&w| f64::from(w) * f64::from(w)).sum()
        };
        0.5 * f64::from(weight_decay) * self.layers.iter().map(squares).sum::<f64>()
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

#[cfg(test)]
mod tests;
