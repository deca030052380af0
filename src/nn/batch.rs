//! The images of a batch, dense or without their zero pixels, with their labels.

use ndarray::ArrayView2;

use super::sparse::Sparse;

/// Some images with their labels.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    pub(super) images: Inputs<'a>,
    pub(super) labels: &'a [u8],
}

/// The inputs of a layer for a batch, one image a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inputs<'a> {
    Dense(&'a [f32]),
    /// Only the first layer may have these.
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
        let images = Inputs::Dense(images.to_slice().expect("rows that lie one after the other"));
        Self { images, labels }
    }

    /// Images that lie one after the other in `pixels`, as many as there are labels.
    ///
    /// # Panics
    /// If `pixels` can't be split into that many images.
    #[must_use]
    pub fn new(pixels: &'a [f32], labels: &'a [u8]) -> Self {
        assert!(pixels.len().is_multiple_of(labels.len().max(1)), "as many pixels for every label");
        Self { images: Inputs::Dense(pixels), labels }
    }

    /// Images without their zero pixels.
    ///
    /// # Panics
    /// If there are not as many labels as images.
    pub(crate) fn sparse(images: &'a Sparse, labels: &'a [u8]) -> Self {
        assert_eq!(images.images(), labels.len(), "a label for every image");
        Self { images: Inputs::Sparse(images), labels }
    }
}
