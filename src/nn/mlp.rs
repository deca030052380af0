//! The network: its parameters, and its passes forward and backward.

use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::Arch;
use rand::Rng;

use super::{
    activation::Activation,
    batch::{Batch, Inputs},
    init::Init,
    loss,
    sparse_product::{sparse_forward, sparse_gradient},
    workspace::Workspace,
};
use crate::{
    kernel::{
        dense::{Product, multiply},
        vector::Epilogue,
    },
    optim::Shape,
};

/// A fully connected network with one activation after every layer but the last.
#[derive(Debug, Clone)]
pub struct Mlp {
    layers: Vec<LayerShapes>,
    parameters: Vec<f32>,
    activation: Activation,
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
        Self { layers, parameters: vec![0.0; end], activation }
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

    /// The logits of `images` (rows × inputs), left in the workspace.
    fn forward(&self, images: Inputs<'_>, rows: usize, work: &mut Workspace) {
        for (index, layer) in self.layers.iter().enumerate() {
            let LayerShapes { weights, bias } = layer;
            let (before, rest) = work.outputs.split_at_mut(index);
            let output = &mut rest[0][..rows * bias.columns];
            let hidden = index + 1 < self.layers.len();
            let biases = &self.parameters[bias.range.clone()];
            let epilogue = match self.activation {
                Activation::Relu if hidden => Epilogue::BiasRelu(biases),
                _ => Epilogue::Bias(biases),
            };
            let own = &self.parameters[weights.range.clone()];
            match input(before, images) {
                Inputs::Sparse(images) => {
                    sparse_forward(images, own, bias.columns, epilogue, output);
                }
                Inputs::Dense(input) => multiply(Product {
                    left: matrix(input, (rows, weights.rows)),
                    right: matrix(own, (weights.rows, weights.columns)),
                    epilogue,
                    out: matrix_mut(output, (rows, weights.columns)),
                    scratch: &mut work.scratch,
                }),
            }
            if hidden && self.activation != Activation::Relu {
                self.activation.apply(output);
            }
        }
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
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, exponentials) = work.logits_and_exponentials(batch.labels.len());
        let cross_entropy = loss::softmax_cross_entropy(logits, batch.labels, exponentials);
        (cross_entropy + self.penalty(weight_decay)) as f32
    }

    /// The gradient of [`Mlp::loss`] at the present parameters, left in [`Workspace::gradients`].
    pub fn gradient(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) {
        let rows = batch.labels.len();
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, exponentials) = work.logits_and_exponentials(rows);
        loss::softmax_gradient(logits, batch.labels, exponentials);
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let LayerShapes { weights, bias } = layer;
            // δ is the gradient at this layer's output before the activation; it overwrites the output.
            let (before, rest) = work.outputs.split_at_mut(index);
            let delta = &rest[0][..rows * bias.columns];
            // ∂L/∂W = inputᵀ·δ + λ·W
            let slope = &mut work.gradients[weights.range.clone()];
            match input(before, batch.images) {
                Inputs::Sparse(images) => sparse_gradient(images, delta, bias.columns, slope),
                Inputs::Dense(input) => multiply(Product {
                    left: matrix(input, (rows, weights.rows)).reversed_axes(),
                    right: matrix(delta, (rows, weights.columns)),
                    epilogue: Epilogue::Keep,
                    out: matrix_mut(slope, (weights.rows, weights.columns)),
                    scratch: &mut work.scratch,
                }),
            }
            let own = &self.parameters[weights.range.clone()];
            if weight_decay != 0.0 {
                Arch::new().dispatch(|| {
                    slope.iter_mut().zip(own).for_each(|(slope, weight)| *slope += weight_decay * weight);
                });
            }
            // ∂L/∂b = Σ_rows δ
            let bias_slope = &mut work.gradients[bias.range.clone()];
            bias_slope.fill(0.0);
            Arch::new().dispatch(|| {
                for row in delta.chunks_exact(bias.columns) {
                    bias_slope.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
                }
            });
            // δ of the layer before: (δ·Wᵀ) ∘ f′
            if let Some(previous) = before.last_mut() {
                let size = rows * weights.rows;
                let back = &mut work.back[..size];
                multiply(Product {
                    left: matrix(delta, (rows, weights.columns)),
                    right: matrix(own, (weights.rows, weights.columns)).reversed_axes(),
                    epilogue: Epilogue::Keep,
                    out: matrix_mut(back, (rows, weights.rows)),
                    scratch: &mut work.scratch,
                });
                self.activation.backward(&mut previous[..size], back);
            }
        }
    }

    /// How many of the images are classified as labelled.
    pub(crate) fn correct(&self, batch: Batch<'_>, work: &mut Workspace) -> usize {
        self.forward(batch.images, batch.labels.len(), work);
        let classes = work.classes();
        let guesses = work.logits(batch.labels.len()).chunks_exact(classes).map(loss::largest);
        guesses.zip(batch.labels).filter(|&(guess, &label)| guess == usize::from(label)).count()
    }

    /// Appends each image's probabilities of all classes; NaN where the network has diverged.
    pub(crate) fn probabilities(&self, batch: Batch<'_>, work: &mut Workspace, out: &mut Vec<f32>) {
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, exponentials) = work.logits_and_exponentials(batch.labels.len());
        loss::softmax(logits, exponentials, out);
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

/// The inputs of a layer: the outputs of the layer before, or the images.
fn input<'a>(before: &'a [Vec<f32>], images: Inputs<'a>) -> Inputs<'a> {
    before.last().map_or(images, |output| Inputs::Dense(output))
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
