//! The buffers of one network's forward and backward pass, made once and used at every iteration.

use super::parts::{Desk, LayerRows, RowsPart, WeightsPart};
use crate::kernel::dense::SCRATCH;

/// Room for the outputs of every layer and for the gradients; no pass allocates anything of its own.
#[derive(Debug, Clone)]
pub struct Workspace {
    layers: Vec<LayerBuffers>,
    gradients: Vec<f32>,
    /// Of every image.
    losses: Vec<f64>,
    /// One at least for each of the threads that may share a pass.
    desks: Vec<Desk>,
    /// How many threads may share a pass.
    threads: usize,
    rows: usize,
}

/// What is computed of every image at one layer.
#[derive(Debug, Clone)]
pub(super) struct LayerBuffers {
    width: usize,
    /// Rows × outputs, after the activation; at the last layer the logits.
    pub(super) outputs: Vec<f32>,
    /// Rows × outputs: δ, the loss's gradient with respect to the outputs before the activation.
    pub(super) deltas: Vec<f32>,
}

impl Workspace {
    /// Room for batches of up to `rows` images through layers of these widths.
    pub(super) fn new(widths: &[usize], parameters: usize, rows: usize) -> Self {
        let room = |&width: &usize| LayerBuffers {
            width,
            outputs: vec![0.0; rows * width],
            deltas: vec![0.0; rows * width],
        };
        Self {
            layers: widths.iter().map(room).collect(),
            gradients: vec![0.0; parameters],
            losses: vec![0.0; rows],
            desks: vec![Desk { scratch: vec![0.0; SCRATCH] }],
            threads: 1,
            rows,
        }
    }

    /// Lets so many threads share each of the next passes; one does if nothing is said.
    pub(crate) fn share(&mut self, threads: usize) {
        self.threads = threads.max(1);
        if let Some(desk) = self.desks.first().filter(|_| self.threads > self.desks.len()) {
            let desk = desk.clone();
            self.desks.resize(self.threads, desk);
        }
    }

    /// How many threads may share a pass.
    pub(super) const fn threads(&self) -> usize {
        self.threads
    }

    /// The most images that a batch may have.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    /// The gradient of the last [`Mlp::gradient`](super::Mlp::gradient), laid out as the parameters are.
    #[must_use]
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// The outputs of a layer for the first `rows` images of the last [`Mlp::loss`](super::Mlp::loss), after the
    /// activation, one image a row.
    ///
    /// # Panics
    /// If there is no such layer, or not room for so many rows.
    pub(crate) fn outputs(&self, layer: usize, rows: usize) -> &[f32] {
        let LayerBuffers { width, outputs, .. } = &self.layers[layer];
        &outputs[..rows * width]
    }

    /// The losses of the first `rows` images.
    pub(super) fn losses(&self, rows: usize) -> &[f64] {
        &self.losses[..rows]
    }

    /// The logits of the first `rows` images, rows × classes, and how many classes there are.
    pub(super) fn logits(&self, rows: usize) -> (&[f32], usize) {
        self.layers.last().map_or((&[], 0), |layer| (&layer.outputs[..rows * layer.width], layer.width))
    }

    /// All of the first `rows` rows, for so many threads.
    pub(super) fn all_rows(&mut self, rows: usize, threads: usize) -> RowsPart<'_> {
        let layers = self.layers.iter_mut().map(|layer| LayerRows {
            width: layer.width,
            outputs: &mut layer.outputs[..rows * layer.width],
            deltas: &mut layer.deltas[..rows * layer.width],
        });
        RowsPart {
            rows: 0..rows,
            layers: layers.collect(),
            losses: &mut self.losses[..rows],
            desks: &mut self.desks[..threads],
        }
    }

    /// The gradients of all weights, for so many threads, with what they are computed from.
    pub(super) fn all_weights(&mut self, threads: usize) -> (WeightsPart<'_>, &[LayerBuffers]) {
        let part = WeightsPart {
            range: 0..self.gradients.len(),
            gradients: &mut self.gradients,
            shares: 0..threads,
            desks: &mut self.desks[..threads],
        };
        (part, &self.layers)
    }
}
