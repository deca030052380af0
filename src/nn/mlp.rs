//! The network: its parameters, its loss and its gradient.

mod passes;

use rand::Rng;

use super::{activation::Activation, batch::Batch, init::Init, loss, workspace::Workspace};
use crate::{
    kernel::{SimdChoice, simd::InstructionSet},
    optim::Shape,
};

/// Operations, counted as [`Mlp::operations`] does, for which a thread is worth waking.
const PART_OPERATIONS: f64 = 1e7;

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
        let cross_entropy = self.cross_entropy(batch, work) / batch.labels.len() as f64;
        (cross_entropy + self.penalty(weight_decay)) as f32
    }

    /// The sum of the cross-entropies of a batch.
    fn cross_entropy(&self, batch: Batch<'_>, work: &mut Workspace) -> f64 {
        self.each_row(batch, work, |part, _| {
            if let Some(last) = part.layers.last() {
                let labels = &batch.labels[part.rows.clone()];
                loss::softmax_cross_entropy(last.outputs, last.width, labels, part.losses);
            }
        });
        work.losses(batch.labels.len()).iter().sum()
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

    /// How many of the images are classified as labelled, and the sum of the cross-entropies of all.
    pub(crate) fn test(&self, batch: Batch<'_>, work: &mut Workspace) -> (usize, f64) {
        let cross_entropy = self.cross_entropy(batch, work);
        let (logits, classes) = work.logits(batch.labels.len());
        let guesses = logits.chunks_exact(classes).map(loss::largest);
        let correct =
            guesses.zip(batch.labels).filter(|&(guess, &label)| guess == usize::from(label)).count();
        (correct, cross_entropy)
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

#[cfg(test)]
mod tests;
