//! The buffers of one network's forward and backward pass, made once and used at every iteration.

use crate::kernel::dense::SCRATCH;

/// Room for the outputs of every layer and for the gradients; no pass allocates anything of its own.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Per layer, rows × outputs: after the activation; in the backward pass, δ.
    pub(super) outputs: Vec<Vec<f32>>,
    /// δ·Wᵀ of the layer at hand, rows × widest hidden layer.
    pub(super) back: Vec<f32>,
    pub(super) gradients: Vec<f32>,
    /// What a product copies its factors to.
    pub(super) scratch: Vec<f32>,
    /// The exponentials of one row of logits; in f64, see `loss`.
    exponentials: Vec<f64>,
    rows: usize,
}

impl Workspace {
    /// Room for batches of up to `rows` images through layers of these widths.
    pub(super) fn new(widths: &[usize], parameters: usize, rows: usize) -> Self {
        let widest = widths.iter().max().copied().unwrap_or(0);
        Self {
            outputs: widths.iter().map(|width| vec![0.0; rows * width]).collect(),
            back: vec![0.0; rows * widest],
            gradients: vec![0.0; parameters],
            exponentials: vec![0.0; widths.last().copied().unwrap_or(0)],
            scratch: vec![0.0; SCRATCH],
            rows,
        }
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
        let width = self.outputs[layer].len() / self.rows.max(1);
        &self.outputs[layer][..rows * width]
    }

    pub(super) fn classes(&self) -> usize {
        self.exponentials.len()
    }

    /// The last layer's outputs for the first `rows` images, rows × classes.
    pub(super) fn logits(&mut self, rows: usize) -> &mut [f32] {
        self.logits_and_exponentials(rows).0
    }

    /// The logits, and room for the exponentials of one row.
    pub(super) fn logits_and_exponentials(&mut self, rows: usize) -> (&mut [f32], &mut [f64]) {
        let size = rows * self.classes();
        (self.outputs.last_mut().map_or(&mut [], |logits| &mut logits[..size]), &mut self.exponentials)
    }
}
