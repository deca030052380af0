//! A multi-layer perceptron on flat parameters: forward, softmax cross-entropy, backward, accuracy.
//!
//! `X·W₁+b₁ → f → … → X·W_L+b_L → softmax`. Shapes are rows × columns; a batch has one image a row.
//! All weights and biases lie in one slice (`W₁ b₁ W₂ b₂ …`, each row by row), so that an optimizer
//! sees nothing but numbers.

mod activation;
mod init;
mod loss;
mod workspace;

pub use activation::Activation;
pub use init::Init;
pub use workspace::Workspace;

use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};
use rand::Rng;

use crate::optim::Shape;

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
            init.fill(&mut net.parameters[layer.weights.range.clone()], layer.weights.rows, rng);
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
    fn forward(&self, images: &ArrayView2<'_, f32>, work: &mut Workspace) {
        let rows = images.nrows();
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, rest) = work.outputs.split_at_mut(index);
            let mut output = top_mut(&mut rest[0], rows, layer.bias.columns);
            let input = match before.last() {
                Some(previous) => top(previous, rows, layer.weights.rows),
                None => images.reborrow(),
            };
            let weights = matrix(&self.parameters, &layer.weights);
            general_mat_mul(1.0, &input, &weights, 0.0, &mut output);
            let bias = &self.parameters[layer.bias.range.clone()];
            for mut row in output.rows_mut() {
                row.iter_mut().zip(bias).for_each(|(cell, bias)| *cell += bias);
            }
            if index + 1 < self.layers.len() {
                self.activation.apply(&mut rest[0][..rows * layer.bias.columns]);
            }
        }
    }

    /// The loss of a batch: mean cross-entropy plus `½·λ·ΣW²`.
    ///
    /// Not finite where the network has diverged.
    pub fn loss(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) -> f32 {
        self.forward(&batch.images, work);
        let cross_entropy = loss::softmax_cross_entropy(work.logits(batch.labels.len()), batch.labels);
        (cross_entropy + self.penalty(weight_decay)) as f32
    }

    /// The gradient of [`Mlp::loss`] at the present parameters, left in [`Workspace::gradients`].
    pub fn gradient(&self, batch: Batch<'_>, weight_decay: f32, work: &mut Workspace) {
        let rows = batch.labels.len();
        self.forward(&batch.images, work);
        let classes = work.classes();
        loss::softmax_gradient(work.logits(rows), batch.labels, classes);
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let Layer { weights, bias } = layer;
            // δ is the gradient at this layer's output before the activation; it stands where the output stood.
            let (before, rest) = work.outputs.split_at_mut(index);
            let delta = top(&rest[0], rows, bias.columns);
            let input = match before.last() {
                Some(previous) => top(previous, rows, weights.rows),
                None => batch.images,
            };
            // ∂L/∂W = inputᵀ·δ + λ·W
            if weight_decay != 0.0 {
                let decayed = weights.range.clone();
                work.gradients[decayed.clone()].copy_from_slice(&self.parameters[decayed]);
            }
            let mut slope = matrix_mut(&mut work.gradients, weights);
            general_mat_mul(1.0, &input.t(), &delta, weight_decay, &mut slope);
            // ∂L/∂b = Σ_rows δ
            let bias_slope = &mut work.gradients[bias.range.clone()];
            bias_slope.fill(0.0);
            for row in delta.rows() {
                bias_slope.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
            }
            // δ of the layer before: (δ·Wᵀ) ∘ f′
            if let Some(previous) = before.last_mut() {
                let size = rows * weights.rows;
                let mut back = top_mut(&mut work.back, rows, weights.rows);
                general_mat_mul(1.0, &delta, &matrix(&self.parameters, weights).t(), 0.0, &mut back);
                self.activation.backward(&mut previous[..size], &work.back[..size]);
            }
        }
    }

    /// How many of the images are classified as labelled.
    pub fn correct(&self, batch: Batch<'_>, work: &mut Workspace) -> usize {
        self.forward(&batch.images, work);
        let classes = work.classes();
        let guesses = work.logits(batch.labels.len()).chunks_exact(classes).map(loss::largest);
        guesses.zip(batch.labels).filter(|&(guess, &label)| guess == usize::from(label)).count()
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
    /// One image a row, pixels 0 to 1.
    pub images: ArrayView2<'a, f32>,
    /// As many labels as images have rows.
    pub labels: &'a [u8],
}

impl<'a> Batch<'a> {
    /// Images that lie one after the other in `pixels`, as many as there are labels.
    ///
    /// # Panics
    /// If `pixels` can't be split into that many images.
    #[must_use]
    pub fn new(pixels: &'a [f32], labels: &'a [u8]) -> Self {
        let inputs = pixels.len() / labels.len().max(1);
        let images = ArrayView2::from_shape((labels.len(), inputs), pixels).expect("a row for every label");
        Self { images, labels }
    }
}

fn matrix<'a>(flat: &'a [f32], shape: &Shape) -> ArrayView2<'a, f32> {
    top(&flat[shape.range.clone()], shape.rows, shape.columns)
}

fn matrix_mut<'a>(flat: &'a mut [f32], shape: &Shape) -> ArrayViewMut2<'a, f32> {
    top_mut(&mut flat[shape.range.clone()], shape.rows, shape.columns)
}

/// The first `rows` rows of a buffer as a matrix.
fn top(buffer: &[f32], rows: usize, columns: usize) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, columns), &buffer[..rows * columns])
        .expect("a slice cut to rows × columns has that shape")
}

/// The first `rows` rows of a buffer as a matrix to be written.
fn top_mut(buffer: &mut [f32], rows: usize, columns: usize) -> ArrayViewMut2<'_, f32> {
    ArrayViewMut2::from_shape((rows, columns), &mut buffer[..rows * columns])
        .expect("a slice cut to rows × columns has that shape")
}

#[cfg(test)]
mod tests;
