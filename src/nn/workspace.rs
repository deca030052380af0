//! The buffers of one network's forward and backward pass, made once and used at every iteration.

use super::{
    Mlp,
    kernel::{SCRATCH, SLACK},
};

/// Room for the outputs of every layer and for the gradients; no pass allocates anything of its own.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Per layer, rows × outputs: after the activation; on the way back, δ.
    pub(super) outputs: Vec<Vec<f32>>,
    /// δ·Wᵀ of the layer at hand, rows × widest hidden layer.
    pub(super) back: Vec<f32>,
    pub(super) gradients: Vec<f32>,
    /// What a product needs for itself.
    pub(super) scratch: Vec<f32>,
    /// The exponentials of one row of logits; in f64, see `loss`.
    shares: Vec<f64>,
    rows: usize,
}

impl Workspace {
    /// Room for batches of up to `rows` images through `net`.
    #[must_use]
    pub fn new(net: &Mlp, rows: usize) -> Self {
        let outputs: Vec<Vec<f32>> = net.outputs().map(|width| vec![0.0; rows * width + SLACK]).collect();
        let widest = net.outputs().max().unwrap_or(0);
        Self {
            back: vec![0.0; rows * widest],
            gradients: vec![0.0; net.parameters().len()],
            shares: vec![0.0; net.outputs().last().unwrap_or(0)],
            scratch: vec![0.0; SCRATCH],
            outputs,
            rows,
        }
    }

    /// How many rows a batch may have.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The gradient of the last [`Mlp::gradient`], laid out as the parameters are.
    #[must_use]
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// What a layer put out for the first `rows` images of the last [`Mlp::loss`], after the activation, one image
    /// a row.
    ///
    /// # Panics
    /// If there is no such layer, or never were so many rows.
    #[must_use]
    pub fn outputs(&self, layer: usize, rows: usize) -> &[f32] {
        let width = (self.outputs[layer].len() - SLACK) / self.rows.max(1);
        &self.outputs[layer][..rows * width]
    }

    pub(super) fn classes(&self) -> usize {
        self.shares.len()
    }

    /// The last layer's output for the first `rows` images, rows × classes.
    pub(super) fn logits(&mut self, rows: usize) -> &mut [f32] {
        self.logits_and_shares(rows).0
    }

    /// The same, and room for the exponentials of one row.
    pub(super) fn logits_and_shares(&mut self, rows: usize) -> (&mut [f32], &mut [f64]) {
        let size = rows * self.classes();
        (self.outputs.last_mut().map_or(&mut [], |logits| &mut logits[..size]), &mut self.shares)
    }
}
