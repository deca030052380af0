//! A batch with its own buffers: without its zero pixels where that pays, else pixel by pixel.

use ndarray::ArrayView2;

use crate::{
    data::{Images, Sampler},
    nn::{Batch, Sparse},
};

/// Iterations between two meetings of the threads: enough to make the meeting cheap, few enough that
/// the batches stay in the cache.
pub const STRIDE: usize = 8;

const _: () = assert!(STRIDE <= crate::memory::MAX_BATCHES, "memory is checked for so many batches");

/// Images and labels for all lanes; made once and filled at every iteration.
pub(super) struct BatchBuffer {
    inputs: usize,
    chosen: Vec<usize>,
    labels: Vec<u8>,
    sparse: Sparse,
    is_sparse: bool,
    /// Room for all pixels, used (and in memory) only where the images are not sparse.
    pixels: Vec<f32>,
}

impl BatchBuffer {
    /// Room for `size` images.
    pub(super) fn new(size: usize, inputs: usize) -> Self {
        Self {
            inputs,
            chosen: Vec::with_capacity(size),
            labels: Vec::with_capacity(size),
            sparse: Sparse::new(size, inputs),
            is_sparse: false,
            pixels: vec![0.0; size * inputs],
        }
    }

    /// Chooses the next `size` images, which [`BatchBuffer::fill`] copies.
    pub(super) fn draw(&mut self, sampler: &mut Sampler, images: &Images, size: usize) {
        self.choose((0..size).map(|_| sampler.next(images.len())));
    }

    pub(super) fn choose(&mut self, indices: impl Iterator<Item = usize>) {
        self.chosen.clear();
        self.chosen.extend(indices);
    }

    /// Copies the chosen images into the batch.
    pub(super) fn fill(&mut self, images: &Images) {
        self.labels.clear();
        self.labels.extend(self.chosen.iter().map(|&index| images.labels()[index]));
        let inputs = self.inputs;
        self.is_sparse = images.bytes().is_some_and(|bytes| {
            self.sparse.fill(self.chosen.iter().map(|&index| &bytes[index * inputs..(index + 1) * inputs]))
        });
        if !self.is_sparse {
            for (row, &index) in self.pixels.chunks_exact_mut(self.inputs).zip(&self.chosen) {
                images.write(index, row);
            }
        }
    }

    pub(super) fn view(&self) -> Batch<'_> {
        if self.is_sparse {
            return Batch::sparse(&self.sparse, &self.labels);
        }
        let rows = self.labels.len();
        let images = ArrayView2::from_shape((rows, self.inputs), &self.pixels[..rows * self.inputs])
            .expect("the buffer has room for a row per label");
        Batch::dense(&images, &self.labels)
    }
}
