//! A multi-layer perceptron on flat parameters: forward, softmax cross-entropy, backward, accuracy.
//!
//! `X·W₁+b₁ → f → … → X·W_L+b_L → softmax`. Shapes are rows × columns; a batch has one image a row.
//! All weights and biases lie in one slice (`W₁ b₁ W₂ b₂ …`, each row by row), so that an optimizer
//! sees nothing but numbers.

mod activation;
mod init;
mod kernel;
mod loss;
mod sparse;
mod square;
mod workspace;

pub use activation::Activation;
pub use init::Init;
pub use sparse::Sparse;
pub use square::Square;
pub use workspace::Workspace;

use ndarray::ArrayView2;
use pulp::Arch;
use rand::Rng;

use crate::optim::Shape;
use kernel::{Finish, Operand, Product, multiply, sparse_forward, sparse_gradient};

/// A fully connected network with one activation after every layer but the last.
#[derive(Debug, Clone)]
pub struct Mlp {
    layers: Vec<Layer>,
    parameters: Vec<f32>,
    activation: Activation,
}

#[derive(Debug, Clone)]
struct Layer {
    weights: Shape,
    bias: Shape,
}

impl Mlp {
    /// A network of the given sizes (inputs, hidden …, classes) with every parameter zero.
    #[must_use]
    pub fn zeros(sizes: &[usize], activation: Activation) -> Self {
        let mut end = 0;
        let mut next = |rows: usize, columns: usize| {
            let start = end;
            end += rows * columns;
            Shape { rows, columns, range: start..end }
        };
        let layers: Vec<Layer> = sizes
            .windows(2)
            .map(|pair| Layer { weights: next(pair[0], pair[1]), bias: next(1, pair[1]) })
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

    /// All parameters.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// All parameters, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    fn outputs(&self) -> impl Iterator<Item = usize> {
        self.layers.iter().map(|layer| layer.bias.columns)
    }

    /// The logits of `images` (rows × inputs), left in the workspace.
    fn forward(&self, images: Images<'_>, rows: usize, work: &mut Workspace) {
        for (index, layer) in self.layers.iter().enumerate() {
            let Layer { weights, bias } = layer;
            let (before, rest) = work.outputs.split_at_mut(index);
            let output = &mut rest[0][..rows * bias.columns];
            let hidden = index + 1 < self.layers.len();
            // The kernels may read on behind a short row, so they get all that follows.
            let biases = &self.parameters[bias.range.start..];
            let finish = match self.activation {
                Activation::Relu if hidden => Finish::BiasRelu(biases),
                _ => Finish::Bias(biases),
            };
            let matrix = &self.parameters[weights.range.start..];
            match input(before, images) {
                Images::Sparse(images) => {
                    sparse_forward(images, matrix, bias.columns, finish, output);
                }
                Images::Dense(input) => multiply(Product {
                    left: Operand { cells: input, width: weights.rows, transposed: false },
                    right: Operand { cells: matrix, width: bias.columns, transposed: false },
                    rows,
                    depth: weights.rows,
                    columns: bias.columns,
                    finish,
                    out: output,
                    scratch: &mut work.scratch,
                }),
            }
            if hidden && self.activation != Activation::Relu {
                self.activation.apply(output);
            }
        }
    }

    /// What one iteration on `rows` images costs without any short cut, in floating-point operations: a
    /// gradient (there and back) and the loss after the update. An optimizer's own few are left out.
    #[must_use]
    pub fn operations(&self, rows: usize) -> f64 {
        let weights = |layer: &Layer| layer.weights.range.len() as f64;
        let all: f64 = self.layers.iter().map(weights).sum();
        let back: f64 = self.layers.iter().skip(1).map(weights).sum();
        2.0 * rows as f64 * (3.0 * all + back)
    }

    /// The loss of a batch: mean cross-entropy plus `½·λ·ΣW²`.
    ///
    /// Not finite where the network has diverged.
    pub fn loss(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) -> f32 {
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, shares) = work.logits_and_shares(batch.labels.len());
        let cross_entropy = loss::softmax_cross_entropy(logits, batch.labels, shares);
        (cross_entropy + self.penalty(weight_decay)) as f32
    }

    /// The gradient of [`Mlp::loss`] at the present parameters, left in [`Workspace::gradients`].
    pub fn gradient(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) {
        let rows = batch.labels.len();
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, shares) = work.logits_and_shares(rows);
        loss::softmax_gradient(logits, batch.labels, shares);
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let Layer { weights, bias } = layer;
            // δ is the gradient at this layer's output before the activation; it stands where the output stood.
            let (before, rest) = work.outputs.split_at_mut(index);
            let delta = &rest[0];
            // ∂L/∂W = inputᵀ·δ + λ·W
            let slope = &mut work.gradients[weights.range.clone()];
            match input(before, batch.images) {
                Images::Sparse(images) => sparse_gradient(images, delta, bias.columns, slope),
                Images::Dense(input) => multiply(Product {
                    left: Operand { cells: input, width: weights.rows, transposed: true },
                    right: Operand { cells: delta, width: bias.columns, transposed: false },
                    rows: weights.rows,
                    depth: rows,
                    columns: bias.columns,
                    finish: Finish::Keep,
                    out: slope,
                    scratch: &mut work.scratch,
                }),
            }
            if weight_decay != 0.0 {
                let weights = &self.parameters[weights.range.clone()];
                Arch::new().dispatch(|| {
                    slope.iter_mut().zip(weights).for_each(|(slope, weight)| *slope += weight_decay * weight);
                });
            }
            // ∂L/∂b = Σ_rows δ
            let bias_slope = &mut work.gradients[bias.range.clone()];
            bias_slope.fill(0.0);
            Arch::new().dispatch(|| {
                for row in delta[..rows * bias.columns].chunks_exact(bias.columns) {
                    bias_slope.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
                }
            });
            // δ of the layer before: (δ·Wᵀ) ∘ f′
            if let Some(previous) = before.last_mut() {
                let size = rows * weights.rows;
                let back = &mut work.back[..size];
                multiply(Product {
                    left: Operand { cells: delta, width: bias.columns, transposed: false },
                    right: Operand {
                        cells: &self.parameters[weights.range.clone()],
                        width: bias.columns,
                        transposed: true,
                    },
                    rows,
                    depth: bias.columns,
                    columns: weights.rows,
                    finish: Finish::Keep,
                    out: back,
                    scratch: &mut work.scratch,
                });
                self.activation.backward(&mut previous[..size], back);
            }
        }
    }

    /// How many of the images are classified as labelled.
    pub fn correct(&self, batch: Batch<'_>, work: &mut Workspace) -> usize {
        self.forward(batch.images, batch.labels.len(), work);
        let classes = work.classes();
        let guesses = work.logits(batch.labels.len()).chunks_exact(classes).map(loss::largest);
        guesses.zip(batch.labels).filter(|&(guess, &label)| guess == usize::from(label)).count()
    }

    /// Appends each image's probabilities of all classes; NaN where the network has diverged.
    pub fn probabilities(&self, batch: Batch<'_>, work: &mut Workspace, out: &mut Vec<f32>) {
        self.forward(batch.images, batch.labels.len(), work);
        let (logits, shares) = work.logits_and_shares(batch.labels.len());
        loss::softmax(logits, shares, out);
    }

    /// `½·λ·ΣW²` over all weights, without the biases.
    fn penalty(&self, weight_decay: f32) -> f64 {
        if weight_decay == 0.0 {
            return 0.0;
        }
        let squares = |layer: &Layer| -> f64 {
            let weights = &self.parameters[layer.weights.range.clone()];
            weights.iter().map(|&w| f64::from(w) * f64::from(w)).sum()
        };
        0.5 * f64::from(weight_decay) * self.layers.iter().map(squares).sum::<f64>()
    }
}

/// Some images with their labels.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    images: Images<'a>,
    labels: &'a [u8],
}

/// The images of a batch, or what a layer has made of them.
#[derive(Debug, Clone, Copy)]
enum Images<'a> {
    /// One a row.
    Dense(&'a [f32]),
    Sparse(&'a Sparse),
}

impl<'a> Batch<'a> {
    /// Images of pixels from 0 to 1, one a row.
    ///
    /// # Panics
    /// If there are not as many labels as rows, or the rows don't lie one after the other.
    #[must_use]
    pub fn dense(images: &ArrayView2<'a, f32>, labels: &'a [u8]) -> Self {
        assert_eq!(images.nrows(), labels.len(), "a label for every image");
        let images = Images::Dense(images.to_slice().expect("rows that lie one after the other"));
        Self { images, labels }
    }

    /// Images that lie one after the other in `pixels`, as many as there are labels.
    ///
    /// # Panics
    /// If `pixels` can't be split into that many images.
    #[must_use]
    pub fn new(pixels: &'a [f32], labels: &'a [u8]) -> Self {
        assert!(pixels.len().is_multiple_of(labels.len().max(1)), "as many pixels for every label");
        Self { images: Images::Dense(pixels), labels }
    }

    /// Images without their zero pixels.
    ///
    /// # Panics
    /// If there are not as many labels as images.
    #[must_use]
    pub fn sparse(images: &'a Sparse, labels: &'a [u8]) -> Self {
        assert_eq!(images.images(), labels.len(), "a label for every image");
        Self { images: Images::Sparse(images), labels }
    }
}

/// What comes into a layer: what the layer before put out, or the images.
fn input<'a>(before: &'a [Vec<f32>], images: Images<'a>) -> Images<'a> {
    before.last().map_or(images, |output| Images::Dense(output))
}

#[cfg(test)]
mod tests;
