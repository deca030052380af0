//! How a pass is shared between threads: each computes some rows of a batch, or the gradients of some weights.
//!
//! No sum is ever cut, so that a pass gives the same bits however many threads share it: what is computed of an
//! image depends on no other image, and the gradient of a weight is one sum over all of them.

use std::ops::Range;

use smallvec::SmallVec;

/// Layers whose buffers are split without an allocation.
const USUAL_LAYERS: usize = 16;

/// A part of a batch begins at a multiple of so many rows, which suits the tiles and groups of the kernels.
const ROW_STEP: usize = 4;

/// What a thread needs for itself.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// What a product copies its factors to.
    pub(super) scratch: Vec<f32>,
}

/// Some rows of a batch, with their places in the buffers.
pub(super) struct RowsPart<'a> {
    pub(super) rows: Range<usize>,
    pub(super) layers: SmallVec<[LayerRows<'a>; USUAL_LAYERS]>,
    pub(super) losses: &'a mut [f64],
    /// One for each thread that may take a share of the rows.
    pub(super) desks: &'a mut [Desk],
}

/// The buffers of a layer for these rows.
pub(super) struct LayerRows<'a> {
    pub(super) width: usize,
    pub(super) outputs: &'a mut [f32],
    pub(super) deltas: &'a mut [f32],
}

impl RowsPart<'_> {
    /// Computes the rows, shared between as many threads as there are desks for.
    pub(super) fn compute(self, compute: &(impl Fn(RowsPart<'_>, &mut Desk) + Sync)) {
        match self.desks {
            [] => {}
            [desk] => compute(RowsPart { desks: &mut [], ..self }, desk),
            desks => {
                let threads = desks.len() / 2;
                let rows = (self.rows.len() * threads / desks.len()).next_multiple_of(ROW_STEP);
                let (first, rest) = RowsPart { desks, ..self }.split(rows, threads);
                rayon::join(|| first.compute(compute), || rest.compute(compute));
            }
        }
    }

    /// The first rows with desks for so many threads, and the others.
    fn split(self, rows: usize, threads: usize) -> (Self, Self) {
        let middle = self.rows.end.min(self.rows.start + rows);
        let rows = middle - self.rows.start;
        let (losses, losses_rest) = self.losses.split_at_mut(rows);
        let (desks, desks_rest) = self.desks.split_at_mut(threads);
        let (mut layers, mut layers_rest) = (SmallVec::new(), SmallVec::new());
        for LayerRows { width, outputs, deltas } in self.layers {
            let (outputs, outputs_rest) = outputs.split_at_mut(rows * width);
            let (deltas, deltas_rest) = deltas.split_at_mut(rows * width);
            layers.push(LayerRows { width, outputs, deltas });
            layers_rest.push(LayerRows { width, outputs: outputs_rest, deltas: deltas_rest });
        }
        let first = RowsPart { rows: self.rows.start..middle, layers, losses, desks };
        let rows = middle..self.rows.end;
        (first, RowsPart { rows, layers: layers_rest, losses: losses_rest, desks: desks_rest })
    }
}

/// The gradients of a part of the parameters: whole rows of weight matrices, and biases.
pub(super) struct WeightsPart<'a> {
    /// Which of the parameters.
    pub(super) range: Range<usize>,
    pub(super) gradients: &'a mut [f32],
    /// Which of all shares these are.
    pub(super) shares: Range<usize>,
    /// One for each share.
    pub(super) desks: &'a mut [Desk],
}

impl WeightsPart<'_> {
    /// Computes the gradients, each share on a thread of its own; `start` tells where the parameters of a share begin.
    pub(super) fn compute(
        self,
        start: &(impl Fn(usize) -> usize + Sync),
        compute: &(impl Fn(WeightsPart<'_>, &mut Desk) + Sync),
    ) {
        match self.desks {
            [] => {}
            [desk] => compute(WeightsPart { desks: &mut [], ..self }, desk),
            desks => {
                let share = self.shares.start + desks.len() / 2;
                let middle = start(share).clamp(self.range.start, self.range.end);
                let (desks, desks_rest) = desks.split_at_mut(desks.len() / 2);
                let (gradients, rest) = self.gradients.split_at_mut(middle - self.range.start);
                let first = WeightsPart {
                    range: self.range.start..middle,
                    gradients,
                    shares: self.shares.start..share,
                    desks,
                };
                let rest = WeightsPart {
                    range: middle..self.range.end,
                    gradients: rest,
                    shares: share..self.shares.end,
                    desks: desks_rest,
                };
                rayon::join(|| first.compute(start, compute), || rest.compute(start, compute));
            }
        }
    }
}
